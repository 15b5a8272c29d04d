"""The credit of a few accounts and customers, reckoned by the scalar rules from inputs as they were known."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qiao.book import queries as book
from qiao.contribution.models import Run
from qiao.contribution.queries import known
from qiao.contribution.queries.known import Inputs
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.queries.snapshot import assignment_row
from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.credit import credit_of_account, credit_of_party_fees
from qiao.contribution.rules.facts import Side
from qiao.contribution.rules.rows import Amounts, CreditKey, amounts_of
from qiao.engine.lookup import rows_of
from qiao.engine.reading import AMONG, select
from qiao.ground.portions import portions

AT_ONCE = 200  # accounts whose facts are read together
OWN_FEES = ""


@dataclass(frozen=True, slots=True)
class Touched:
    """Accounts, and customers whose own fees are meant, to be reckoned anew."""

    accounts: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """How many things are to be reckoned."""
        return len(self.accounts) + len(self.parties)


def credit_of(inputs: Inputs, touched: Touched, *, basis: DayBasis) -> dict[CreditKey, Amounts]:
    """The rows of the touched accounts and customers' own fees, those with anything to show."""
    found: dict[CreditKey, Amounts] = {}
    for part in portions(sorted(touched.accounts), AT_ONCE):
        rows = book.account_rows(inputs.version, "account", list(part))
        for facts in known.facts_of(inputs, rows):
            credit = credit_of_account(facts, period=inputs.period, basis=basis)
            for one in credit.people:
                found[CreditKey(facts.party_id, facts.account_id, facts.side, one.staff_id)] = amounts_of(one)
    for part in portions(sorted(touched.parties), AT_ONCE):
        found |= _own_fees(inputs, list(part))
    return found


def _own_fees(inputs: Inputs, party_ids: Sequence[str]) -> dict[CreditKey, Amounts]:
    fees: dict[str, list[dict[str, Any]]] = {}
    for row in _fees(inputs, party_ids):
        fees.setdefault(row["party_id"], []).append(row)
    lines = known.serving(inputs, sorted(fees))
    found: dict[CreditKey, Amounts] = {}
    for party_id, rows in fees.items():
        own = [row for row in lines[party_id] if row["account_id"] is None]
        credit = credit_of_party_fees(
            party_id,
            fees=known.fee_rows(rows),
            party_rows=[assignment_row(row) for row in own],
            left_on_days=known.left_on_days(inputs, {row["staff_id"] for row in own}),
            period=inputs.period,
        )
        for one in credit.people:
            found[CreditKey(party_id, OWN_FEES, Side.FEE, one.staff_id)] = amounts_of(one)
    return found


def _fees(inputs: Inputs, party_ids: Sequence[str]) -> list[dict[str, Any]]:
    """A customer's own fees lie in the customer's bucket."""
    return select(
        book.fact_files(inputs.version, "fee", {book.bucket_of(one) for one in party_ids}),
        columns=["party_id", "fee_id", "on_day", "amount_fen"],
        where=f"account_id IS NULL AND on_day >= ? AND on_day < ? AND party_id {AMONG}",
        values=[inputs.period.since_day, inputs.period.until_day, list(party_ids)],
    )


def stored_rows(run: Run, party_ids: Collection[str]) -> dict[CreditKey, Amounts]:
    """What a run's result says of customers, all their accounts and own fees."""
    return rows_in(rows_of(folder_of(run) / "account_credit.parquet", "party_id", sorted(party_ids)))


def rows_in(rows: Iterable[dict[str, Any]]) -> dict[CreditKey, Amounts]:
    """Rows of a result under their keys."""
    return {
        CreditKey(row["party_id"], row["account_id"], row["side"], row["staff_id"]): Amounts(
            int(row["balance_days_micro"]),
            int(row["margin_micro"]),
            int(row["expected_loss_micro"]),
            int(row["fee_micro"]),
            int(row["npl_days_micro"]),
        )
        for row in rows
    }


def accounts_of(version: book.Version, party_ids: Collection[str]) -> dict[str, str]:
    """The accounts of customers in a version of the book, each with its customer."""
    rows = select(
        book.fact_files(version, "account"),
        columns=["account_id", "party_id"],
        where=f"party_id {AMONG}",
        values=[sorted(party_ids)],
    )
    return {row["account_id"]: row["party_id"] for row in rows}


def parties_of(version: book.Version, account_ids: Collection[str]) -> dict[str, str]:
    """Whose accounts they are in a version of the book."""
    rows = book.account_rows(version, "account", sorted(account_ids), columns=["party_id"])
    return {row["account_id"]: row["party_id"] for row in rows}
