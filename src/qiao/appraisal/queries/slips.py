"""A person's slip: the formula filled in, with a line an account, and an account opened down to the day.

Source: the contract, 2 (bonus) and 3 (explain).
"""

from dataclasses import dataclass
from typing import Any

from qiao.appraisal.queries.plans import plan_of
from qiao.appraisal.rules.bonus import Bonus, Expense, bonus_of, facts_of
from qiao.appraisal.rules.plan import Plan
from qiao.book import queries as book
from qiao.contribution.queries import figures, party_fees, shelf
from qiao.contribution.queries.accounts import OpenedAccount, open_account, period_of
from qiao.contribution.queries.runs import Run, folder_of
from qiao.contribution.rules.arithmetic import OpenedLeaf, opened
from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.credit import FeeLine
from qiao.engine.lookup import rows_of
from qiao.engine.reading import select
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

LINES_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Slip:
    """A person's month: the credit's sums, the bonus with its parts, and whether a figure lost a row to quarantine."""

    run: Run
    plan: Plan
    staff_id: str
    name: str
    org_id: str
    sums: dict[str, int]
    bonus: Bonus
    days: int
    flagged: bool


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account (or a customer's own fees) on a slip; figures in millionths of a yuan or of yuan-days."""

    party_id: str
    account_id: str
    side: str
    balance_days_micro: int
    margin_micro: int
    expected_loss_micro: int
    fee_micro: int
    npl_days_micro: int


@dataclass(frozen=True, slots=True)
class AccountDays:
    """One person's part of one account, leaf by leaf and day by day, beside what the run's result says."""

    account: OpenedAccount
    staff_id: str
    leaves: tuple[OpenedLeaf, ...]
    fees: tuple[FeeLine, ...]
    agrees: bool


def slip_of(run: Run, staff_id: str) -> Slip:
    """The slip of a person; a refusal where the run knows nobody by this id."""
    folder = folder_of(run)
    results = rows_of(folder / "staff_result.parquet", "staff_id", [staff_id])
    person = _person(run, staff_id)
    assert results, staff_id
    result, plan = results[0], plan_of(run)
    sums = {name: int(value) for name, value in result.items() if name.endswith("_micro")}
    bonus = bonus_of(plan, facts=facts_of(sums), expenses=expenses_of(run, staff_id))
    assert (bonus.paid_fen, bonus.raw_fen) == (int(result["bonus_fen"]), int(result["raw_fen"])), staff_id
    return Slip(
        run=run,
        plan=plan,
        staff_id=staff_id,
        name=person["name"],
        org_id=person["org_id"],
        sums=sums,
        bonus=bonus,
        days=period_of(run).days,
        flagged=is_flagged(run, kind="staff", key=staff_id),
    )


def _person(run: Run, staff_id: str) -> dict[str, Any]:
    """The person as the run's snapshot has it; a refusal where the run knows nobody by this id."""
    people = rows_of(folder_of(run) / "staff.parquet", "staff_id", [staff_id])
    if not people:
        raise Refusal(
            "staff.unknown",
            _("Run %(run)s of %(month)s knows no person %(staff)s; the staff table of the book has the ids."),
            run=run.pk,
            month=run.month,
            staff=staff_id,
        )
    return people[0]


def expenses_of(run: Run, staff_id: str) -> list[Expense]:
    """All of a person's expenses dated in the run's month: the bonus is reckoned anew from them."""
    rows = select(
        book.fact_files(run.book_version, "expense"),
        columns=["*"],
        where="staff_id = ? AND on_day >= ? AND on_day < ?",
        values=[staff_id, period_of(run).since_day, period_of(run).until_day],
    )
    return [_expense(row) for row in rows]


def _expense(row: dict[str, Any]) -> Expense:
    return Expense(row["expense_id"], row["on_day"], row["kind"], row["amount_fen"], row["quota_fen"])


def account_lines(run: Run, staff_id: str, *, most: int, skip: int = 0) -> list[AccountLine]:
    """The accounts on a person's slip, the largest margins first; the empty id gives the unclaimed."""
    shelved, most = shelf.staff_shelf(run), min(most, LINES_MOST)
    if shelved and skip + most <= LINES_MOST:
        return [_account_line(row) for row in rows_of(shelved, "staff_id", [staff_id], most=skip + most)[skip:]]
    rows = select(
        [shelf.credit_file(run)],
        columns=["* EXCLUDE (staff_id, org_id)"],
        where="staff_id = ?",
        values=[staff_id],
        order=["abs(margin_micro) + abs(fee_micro) DESC", "party_id", "account_id"],
        most=most,
        skip=skip,
    )
    return [_account_line(row) for row in rows]


def _account_line(row: dict[str, Any]) -> AccountLine:
    return AccountLine(
        party_id=row["party_id"],
        account_id=row["account_id"],
        side=row["side"],
        **{name: int(value) for name, value in row.items() if name.endswith("_micro")},
    )


def part_of(run: Run, account_id: str, staff_id: str) -> AccountDays | None:
    """A person's part of an account, or None where there is none: whether the account exists is not told."""
    if not book.account_rows(run.book_version, "account", [account_id]):
        return None
    days = account_days(run, account_id, staff_id)
    return days if days.leaves or days.fees or staff_id in days.account.stored else None


def fee_part_of(run: Run, party_id: str, staff_id: str) -> list[FeeLine]:
    """A person's part of a customer's own fees, those that name no account, fee by fee."""
    return [line for line in party_fees.fee_lines(run, party_id) if line.staff_id == staff_id]


def account_days(run: Run, account_id: str, staff_id: str) -> AccountDays:
    """A person's part of an account down to the day, reckoned anew and held against the result; '' = unclaimed."""
    if staff_id:
        _person(run, staff_id)
    account = open_account(run, account_id)
    if account is None:
        raise Refusal(
            "account.unknown",
            _("Run %(run)s of %(month)s knows no account %(account)s; the account table of the book has the ids."),
            run=run.pk,
            month=run.month,
            account=account_id,
        )
    period, basis = period_of(run), DayBasis(run.day_basis)
    own = next((person for person in account.credit.people if person.staff_id == staff_id), None)
    stored = account.stored.get(staff_id)
    anew = {name: getattr(own, name) for name in stored} if own and stored else None
    return AccountDays(
        account=account,
        staff_id=staff_id,
        leaves=tuple(
            opened(leaf, side=account.facts.side, period=period, basis=basis)
            for leaf in account.credit.leaves
            if leaf.staff_id == staff_id
        ),
        fees=tuple(line for line in account.credit.fee_lines if line.staff_id == staff_id),
        agrees=anew == stored and (own is None) == (stored is None),
    )


def is_flagged(run: Run, *, kind: str, key: str) -> bool:
    """Whether a figure (of an account, party, staff or org) lost a row to quarantine before the run."""
    return bool(figures.flagged(run, kind=kind, keys=[key]))
