"""One account of a run, opened: its facts as they stood then, reckoned again by the scalar rules, leaf by leaf.

What a person sees here is not read from the result but reckoned anew from the run's own snapshot and the book's version
it was settled on, and compared with the result; a difference would be said.
"""

from dataclasses import dataclass
from typing import Any

from qiao.book import queries as book
from qiao.contribution.models import Run
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.queries.shelf import serving_of
from qiao.contribution.queries.snapshot import assignment_row, left_on_days
from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.credit import AccountCredit, credit_of_account
from qiao.contribution.rules.facts import (
    AccountFacts,
    DatedValue,
    FeeRow,
    PriceMethod,
    RiskClass,
    RiskRow,
    Side,
)
from qiao.engine.lookup import rows_of
from qiao.engine.reading import select
from qiao.ground.periods import Period

ROWS_MOST = 100_000
MEASURES = ("balance_days_micro", "margin_micro", "expected_loss_micro", "fee_micro", "npl_days_micro")


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """An account of a run with its facts, its credit reckoned anew, and what the run's result says of each person."""

    facts: AccountFacts
    org_id: str
    product_id: str
    product_name: str
    credit: AccountCredit
    stored: dict[str, dict[str, int]]  # person -> measure -> the result's figure


def period_of(run: Run) -> Period:
    """The run's month."""
    return Period(run.since, run.until)


def open_account(run: Run, account_id: str) -> OpenedAccount | None:
    """The account as the run saw it, or None where the run's book has no such account."""
    found = book.account_rows(run.book_version, "account", [account_id])
    if not found:
        return None
    account = found[0]
    folder = folder_of(run)
    product = rows_of(folder / "product.parquet", "product_id", [account["product_id"]])[0]
    facts = _facts(run, account, product)
    credit = rows_of(folder / "account_credit.parquet", "party_id", [account["party_id"]])
    stored = [row for row in credit if row["account_id"] == account_id]
    return OpenedAccount(
        facts=facts,
        org_id=account["org_id"],
        product_id=account["product_id"],
        product_name=product["name"],
        credit=credit_of_account(facts, period=period_of(run), basis=DayBasis(run.day_basis)),
        stored={row["staff_id"]: {name: int(row[name]) for name in MEASURES} for row in stored},
    )


def _facts(run: Run, account: dict[str, Any], product: dict[str, Any]) -> AccountFacts:
    account_id, party_id = account["account_id"], account["party_id"]
    rows = _assignment_rows(run, account_id, party_id)
    staff_ids = {row["staff_id"] for row in rows}
    return AccountFacts(
        account_id=account_id,
        party_id=party_id,
        side=Side(product["side"]),
        method=PriceMethod(product["ftp_method"]),
        tenor_days=product["tenor_days"],
        opened_on_day=account["opened_on_day"],
        closed_on_day=account["closed_on_day"],
        balances=_dated(run, "balance", account_id, day="on_day", value="balance_fen"),
        rates=_dated(run, "rate", account_id, day="since_day", value="annual_rate_ppm"),
        prices=_prices(run, product),
        risks=_risks(run, account_id),
        fees=_fees(run, account_id),
        account_rows=tuple(assignment_row(row) for row in rows if row["account_id"] is not None),
        party_rows=tuple(assignment_row(row) for row in rows if row["account_id"] is None),
        left_on_days=left_on_days(run, staff_ids),
    )


def _dated(run: Run, table: str, account_id: str, *, day: str, value: str) -> tuple[DatedValue, ...]:
    return tuple((row[day], row[value]) for row in book.account_rows(run.book_version, table, [account_id]))


def _prices(run: Run, product: dict[str, Any]) -> tuple[DatedValue, ...]:
    rows = select(
        book.fact_files(run.book_version, "ftp"),
        columns=["since_day", "annual_rate_ppm"],
        where="side = ? AND tenor_days = ?",
        values=[product["side"], product["tenor_days"]],
        most=ROWS_MOST,
    )
    return tuple((row["since_day"], row["annual_rate_ppm"]) for row in rows)


def _risks(run: Run, account_id: str) -> tuple[RiskRow, ...]:
    return tuple(
        RiskRow(row["since_day"], RiskClass(row["class"]), row["pd_ppm"], row["lgd_ppm"])
        for row in book.account_rows(run.book_version, "risk", [account_id])
    )


def _fees(run: Run, account_id: str) -> tuple[FeeRow, ...]:
    return tuple(
        FeeRow(row["fee_id"], row["on_day"], row["amount_fen"])
        for row in book.account_rows(run.book_version, "fee", [account_id])
    )


def _assignment_rows(run: Run, account_id: str, party_id: str) -> list[dict[str, Any]]:
    """An account belongs to one customer; rows of its other accounts do not concern it."""
    return [row for row in serving_of(run, [party_id]) if row["account_id"] in {account_id, None}]
