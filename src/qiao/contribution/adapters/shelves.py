"""Shelves: a run's credit laid down a second time in the orders in which pages ask for it.

`account_credit` lies by customer. A slip asks by person, a customer's page for accounts by customer, a list for whole
numbers of 64 bits that a database can sort. All follow from the results and are no part of the result hash.
"""
# ruff: noqa: S608  every name is a constant of this code, every path goes through quoted

from collections.abc import Sequence
from pathlib import Path

from qiao.contribution.rules import indicators
from qiao.contribution.rules.sums import MEASURES
from qiao.engine.sessions import DuckSession, quoted

BY_STAFF, BY_PARTY, FIGURES = "shelf_by_staff.parquet", "shelf_accounts.parquet", "shelf_party.parquet"
SERVING, UNCLAIMED = "shelf_assignment.parquet", "shelf_unclaimed.parquet"
GROUP_ROWS = 4_096  # a page reads one row group or two: two milliseconds
WHOLE_GROUP_ROWS = 100_000  # of a shelf that is always summed as a whole
WIDEST = 2**63 - 1
ACCOUNT = "account_id, party_id, product_id, org_id, opened_on_day, closed_on_day, maturity_on_day"
CONTRIBUTION = indicators.CONTRIBUTION.sql()


def lay(local: DuckSession, folder: Path, *, accounts: Sequence[str]) -> None:
    """Write the shelves of a run into its folder; `accounts` are the book's account files it was settled on."""

    def of(*files: str | Path) -> str:
        return f"read_parquet([{', '.join(quoted(str(file)) for file in files)}], hive_partitioning = false)"

    largest = "abs(margin_micro) + abs(fee_micro) DESC"
    whole = ", ".join(f"{_whole(name)} AS {name}" for name in MEASURES)
    within = " AND ".join(f"{name} BETWEEN {-WIDEST} AND {WIDEST}" for name in (*MEASURES, CONTRIBUTION))
    texts = {
        BY_STAFF: f"SELECT * FROM {of(folder / 'account_credit.parquet')} "
        f"ORDER BY staff_id, {largest}, party_id, account_id",
        UNCLAIMED: f"SELECT * FROM {of(folder / 'account_credit.parquet')} WHERE staff_id = '' "
        "ORDER BY party_id, account_id",
        SERVING: f"SELECT * FROM {of(folder / 'assignment.parquet')} "
        "ORDER BY party_id, account_id, staff_id, since_day",
        FIGURES: f"SELECT party_id, {whole}, {_whole(CONTRIBUTION)} AS contribution_micro, "
        f"(CASE WHEN {within} THEN 0 ELSE 1 END)::INTEGER AS beyond "
        f"FROM {of(folder / 'party_result.parquet')} ORDER BY party_id",
    }
    if accounts:
        texts[BY_PARTY] = f"SELECT {ACCOUNT} FROM {of(*accounts)} ORDER BY party_id, account_id"
    for name, text in texts.items():
        local.copy(text, folder / name, group=WHOLE_GROUP_ROWS if name == UNCLAIMED else GROUP_ROWS)


def _whole(value: str) -> str:
    """A figure in 64 bits; one that does not fit stands at the bound, for the order's sake."""
    return f"greatest({-WIDEST}, least({WIDEST}, {value}))::BIGINT"
