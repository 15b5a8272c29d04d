"""What is held: the credit of a person on the days of an account that are in question, exact to the day.

Source: piece 2, 3.4 (pay on true figures); the contract, 2 (exactness). A leaf is rounded once for all its days. The
part of a day is what the leaf would be up to that day less what it would be up to the day before, so that the days add
up to the leaf to the last digit, and a day in question twice is held once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.appraisal.rules.bonus import Expense, bonus_of, facts_of
from qiao.appraisal.rules.plan import Plan
from qiao.contribution.rules.credit import AccountCredit
from qiao.contribution.rules.facts import Side
from qiao.contribution.rules.leaf import Leaf, Measure, leaf_micro
from qiao.ground.words import gettext_noop as _


class HeldMeasure(StrEnum):
    """What is held, by the columns of a person's result."""

    DEPOSIT_DAYS = "deposit_balance_days"
    LOAN_DAYS = "loan_balance_days"
    DEPOSIT_MARGIN = "deposit_margin"
    LOAN_MARGIN = "loan_margin"
    EXPECTED_LOSS = "expected_loss"
    FEE = "fee"


HELD_WORDS = {
    HeldMeasure.DEPOSIT_DAYS: _("Balance-days of deposits"),
    HeldMeasure.LOAN_DAYS: _("Balance-days of loans"),
    HeldMeasure.DEPOSIT_MARGIN: _("Margin of deposits"),
    HeldMeasure.LOAN_MARGIN: _("Margin of loans"),
    HeldMeasure.EXPECTED_LOSS: _("Expected loss"),
    HeldMeasure.FEE: _("Fees"),
}


OF_DEPOSITS = (HeldMeasure.DEPOSIT_MARGIN, HeldMeasure.DEPOSIT_DAYS)


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One measure of one account on some days, each with its part in millionths of a yuan or of yuan-days."""

    account_id: str
    measure: HeldMeasure
    days: tuple[tuple[int, int], ...]

    @property
    def micro(self) -> int:
        """All days together."""
        return sum(micro for _day, micro in self.days)


def held_lines(credit: AccountCredit, *, staff_id: str, days: Collection[int]) -> tuple[HeldLine, ...]:
    """What a person is credited on an account on these days; measures without any figure are left out."""
    found: dict[HeldMeasure, dict[int, int]] = {}
    for measure, day, micro in _parts(credit, staff_id=staff_id):
        if day in days and micro:
            own = found.setdefault(measure, {})
            own[day] = own.get(day, 0) + micro
    return tuple(
        HeldLine(credit.account_id, measure, tuple(sorted(own.items())))
        for measure, own in sorted(found.items())
        if any(own.values())
    )


def _parts(credit: AccountCredit, *, staff_id: str) -> Iterator[tuple[HeldMeasure, int, int]]:
    is_loan = credit.side is Side.LOAN
    for leaf in (one for one in credit.leaves if one.staff_id == staff_id):
        yield from _of_leaf(leaf, is_loan=is_loan)
    for line in (one for one in credit.fee_lines if one.staff_id == staff_id):
        yield HeldMeasure.FEE, line.on_day, line.micro


def _of_leaf(leaf: Leaf, *, is_loan: bool) -> Iterator[tuple[HeldMeasure, int, int]]:
    """A leaf's days; one of the margin tells the balance-days too, which need no rounding."""
    if leaf.measure is Measure.EXPECTED_LOSS:
        yield from ((HeldMeasure.EXPECTED_LOSS, day, micro) for day, micro in day_parts(leaf))
        return
    margin, days = (HeldMeasure.LOAN_MARGIN, HeldMeasure.LOAN_DAYS) if is_loan else OF_DEPOSITS
    for day, micro in day_parts(leaf):
        yield margin, day, micro
        yield days, day, leaf.balance_fen * leaf.share_bp


def day_parts(leaf: Leaf) -> Iterator[tuple[int, int]]:
    """The leaf's days with their parts; they add up to the leaf."""
    before = 0
    for place, day in enumerate(range(leaf.since_day, leaf.until_day), start=1):
        so_far = leaf_micro(leaf.balance_fen * place, share_bp=leaf.share_bp, factor=leaf.factor, divisor=leaf.divisor)
        yield day, so_far - before
        before = so_far


AccountDay = tuple[str, HeldMeasure, int]
"""An account, a measure, a day."""


def once(lines: Iterable[HeldLine]) -> dict[AccountDay, int]:
    """Several holds' lines as account-days, each counted once; the first that names a day says its figure."""
    found: dict[AccountDay, int] = {}
    for line in lines:
        for day, micro in line.days:
            found.setdefault((line.account_id, line.measure, day), micro)
    return found


def sums_of(days: Mapping[AccountDay, int]) -> dict[HeldMeasure, int]:
    """The account-days added up by measure."""
    sums: dict[HeldMeasure, int] = {}
    for (_account_id, measure, _day), micro in days.items():
        sums[measure] = sums.get(measure, 0) + micro
    return sums


@dataclass(frozen=True, slots=True)
class Held:
    """What pay leaves out of a person's month: sums by measure, millionths, each account-day once; the bonus in fen.

    confirmed_fen: the part of the bonus that confirmed holds alone mean; the rest waits for a decision.
    """

    month: str
    staff_id: str
    sums: Mapping[HeldMeasure, int]
    bonus_fen: int
    confirmed_fen: int
    holds: tuple[int, ...]

    @property
    def waiting_fen(self) -> int:
        """What is not decided yet."""
        return self.bonus_fen - self.confirmed_fen


def held_bonus_fen(
    plan: Plan, *, sums: Mapping[str, int], expenses: Iterable[Expense], held: Mapping[HeldMeasure, int]
) -> int:
    """What the held margins mean in the bonus under the month's plan, in fen; from 0 to all of it.

    The person's bonus less the same without the held margins. The quality of the loans stays what it is: loans are
    there, whoever is credited for them.
    """
    spent = tuple(expenses)
    less = dict(sums)
    for measure in (HeldMeasure.DEPOSIT_MARGIN, HeldMeasure.LOAN_MARGIN):
        less[f"{measure.value}_micro"] -= held.get(measure, 0)
    whole = bonus_of(plan, facts=facts_of(sums), expenses=spent).paid_fen
    without = bonus_of(plan, facts=facts_of(less), expenses=spent).paid_fen
    return min(max(whole - without, 0), max(whole, 0))
