"""One account of a run, opened: its facts as they stood then, reckoned again by the scalar rules, leaf by leaf.

What a person sees here is not read from the result but reckoned anew from the run's own snapshot and the book's version
it was settled on, and compared with the result; a difference would be said.
"""

from dataclasses import dataclass

from qiao.book import queries as book
from qiao.contribution.models import Run
from qiao.contribution.queries.known import facts_of, inputs_of
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.credit import AccountCredit, credit_of_account
from qiao.contribution.rules.facts import AccountFacts
from qiao.engine.lookup import rows_of
from qiao.ground.periods import Period

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
    facts = facts_of(inputs_of(run), [account])[0]
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
