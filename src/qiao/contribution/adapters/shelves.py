"""Shelves: a run's credit laid down a second time in the orders in which pages ask for it.

`account_credit` lies by customer. A slip asks by person, a customer's page for accounts by customer, a list for whole
numbers of 64 bits that a database can sort. All follow from the results and are no part of the result hash.
"""
# ruff: noqa: S608  every name is a constant of this code, every path goes through quoted

from collections.abc import Sequence
from pathlib import Path

from qiao.engine.sessions import DuckSession, quoted

BY_STAFF, BY_PARTY, FIGURES = "shelf_by_staff.parquet", "shelf_accounts.parquet", "shelf_party.parquet"
SERVING = "shelf_assignment.parquet"
GROUP_ROWS = 4_096  # a page reads one row group or two: two milliseconds
WIDEST = 2**63 - 1
MEASURES = (
    "deposit_balance_days_micro",
    "loan_balance_days_micro",
    "margin_micro",
    "expected_loss_micro",
    "fee_micro",
)
CONTRIBUTION = "(margin_micro + fee_micro - expected_loss_micro)"


def lay(local: DuckSession, folder: Path, *, accounts: Sequence[str]) -> None:
    """Write the shelves of a run into its folder; `accounts` are the book's account files it was settled on."""
    credit = f"read_parquet({quoted(str(folder / 'account_credit.parquet'))}, hive_partitioning = false)"
    _copy(
        local,
        f"SELECT * FROM {credit} ORDER BY staff_id, abs(margin_micro) + abs(fee_micro) DESC, party_id, account_id",
        folder / BY_STAFF,
    )
    if accounts:
        files = ", ".join(map(quoted, accounts))
        _copy(
            local,
            "SELECT account_id, party_id, product_id, org_id, opened_on_day, closed_on_day, maturity_on_day "
            f"FROM read_parquet([{files}], hive_partitioning = false) ORDER BY party_id, account_id",
            folder / BY_PARTY,
        )
    serving = f"read_parquet({quoted(str(folder / 'assignment.parquet'))}, hive_partitioning = false)"
    _copy(local, f"SELECT * FROM {serving} ORDER BY party_id, account_id, staff_id, since_day", folder / SERVING)
    sums = f"read_parquet({quoted(str(folder / 'party_result.parquet'))}, hive_partitioning = false)"
    whole = ", ".join(f"{_whole(name)} AS {name}" for name in MEASURES)
    within = " AND ".join(f"{name} BETWEEN {-WIDEST} AND {WIDEST}" for name in (*MEASURES, CONTRIBUTION))
    _copy(
        local,
        f"SELECT party_id, {whole}, {_whole(CONTRIBUTION)} AS contribution_micro, "
        f"(CASE WHEN {within} THEN 0 ELSE 1 END)::INTEGER AS beyond FROM {sums} ORDER BY party_id",
        folder / FIGURES,
    )


def _whole(value: str) -> str:
    """A figure in 64 bits; one that does not fit stands at the bound, for the order's sake."""
    return f"greatest({-WIDEST}, least({WIDEST}, {value}))::BIGINT"


def _copy(local: DuckSession, text: str, path: Path) -> None:
    local.connection.execute(
        f"COPY ({text}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP_ROWS})"
    )
