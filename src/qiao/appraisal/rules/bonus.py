"""The bonus of one person for one period: R = P x deposit margin + Q x N x loan margin - the sum of F x K.

Source: the formula of the first piece as the book's contract, 2, states it with units. Every leg is exact; R is
rounded once, to the fen, half away from zero, and where the plan has a floor a negative R is paid as 0 and shown as
what it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiao.appraisal.rules.plan import FACTOR_ONE, Plan, QualityStep, factor_of, step_for
from qiao.ground.money import FEN_A_YUAN, MICRO_A_YUAN, PPM_ONE, fen_of, half_away


class BonusReason(StrEnum):
    """Why a figure of the bonus is what it is, beyond the formula."""

    NO_LOANS = "no_loans"  # no loans, or their balance-days are not positive: the share of bad ones counts as 0
    ABOVE_LAST_LIMIT = "above_last_limit"  # the last row holds
    FLOORED = "floored"  # R is negative and paid as 0


@dataclass(frozen=True, slots=True)
class BonusFacts:
    """What one person brings into the formula; days in millionths of yuan-days, margins in millionths of a yuan."""

    deposit_margin_micro: int
    loan_margin_micro: int
    loan_days_micro: int
    npl_days_micro: int


@dataclass(frozen=True, slots=True)
class Expense:
    """F, one expense dated in the period, in full; the quota is shown and enters no figure in version 1."""

    expense_id: str
    on_day: int
    kind: str
    amount_fen: int
    quota_fen: int | None = None


@dataclass(frozen=True, slots=True)
class ExpenseLine:
    """F x K of one expense; fen x ten-thousandths is millionths of a yuan, so nothing is rounded."""

    expense: Expense
    factor_bp: int  # K
    named: bool  # whether the plan names the kind; if not, K is 1

    @property
    def micro(self) -> int:
        """F x K in millionths of a yuan."""
        return self.expense.amount_fen * self.factor_bp


@dataclass(frozen=True, slots=True)
class Bonus:
    """One person's bonus with every part it is made of; legs in yuan, exact."""

    deposit_leg: Fraction  # P x deposit margin
    loan_leg: Fraction  # Q x N x loan margin
    expense_lines: tuple[ExpenseLine, ...]
    npl_ratio: Fraction
    step: QualityStep
    reasons: tuple[BonusReason, ...]
    raw: Fraction  # R in yuan, exact
    raw_fen: int  # R, rounded once
    paid_fen: int  # what is paid: R, or 0 under a floor

    @property
    def quality_bp(self) -> int:
        """N in ten-thousandths."""
        return self.step.coefficient_bp

    @property
    def expense_micro(self) -> int:
        """The sum of F x K in millionths of a yuan, exact; this is what R is reckoned with."""
        return sum(line.micro for line in self.expense_lines)

    @property
    def expense_fen(self) -> int:
        """The sum of F x K to show, in fen, half away from zero."""
        return half_away(Fraction(self.expense_micro * FEN_A_YUAN, MICRO_A_YUAN))


def bonus_of(plan: Plan, *, facts: BonusFacts, expenses: Iterable[Expense] = ()) -> Bonus:
    """One person's bonus under a plan; `expenses` are those dated in the period."""
    ratio = npl_ratio(facts)
    step = step_for(plan, ratio=ratio)
    lines = tuple(expense_line(plan, expense=one) for one in sorted(expenses, key=lambda e: (e.on_day, e.expense_id)))
    deposit_leg = Fraction(plan.deposit_share_ppm * facts.deposit_margin_micro, PPM_ONE * MICRO_A_YUAN)
    loan_numerator = plan.loan_share_ppm * step.coefficient_bp * facts.loan_margin_micro
    loan_leg = Fraction(loan_numerator, PPM_ONE * FACTOR_ONE * MICRO_A_YUAN)
    raw = deposit_leg + loan_leg - Fraction(sum(line.micro for line in lines), MICRO_A_YUAN)
    raw_fen = fen_of(raw)
    floored = plan.floor_at_zero and raw < 0
    told = (
        (BonusReason.NO_LOANS, facts.loan_days_micro <= 0),
        (BonusReason.ABOVE_LAST_LIMIT, ratio > Fraction(plan.steps[-1].limit_ppm, PPM_ONE)),
        (BonusReason.FLOORED, floored),
    )
    return Bonus(
        deposit_leg=deposit_leg,
        loan_leg=loan_leg,
        expense_lines=lines,
        npl_ratio=ratio,
        step=step,
        reasons=tuple(reason for reason, holds in told if holds),
        raw=raw,
        raw_fen=raw_fen,
        paid_fen=0 if floored else raw_fen,
    )


def facts_of(sums: Mapping[str, int]) -> BonusFacts:
    """What the formula takes from a person's sums of a settlement."""
    return BonusFacts(
        deposit_margin_micro=sums["deposit_margin_micro"],
        loan_margin_micro=sums["loan_margin_micro"],
        loan_days_micro=sums["loan_balance_days_micro"],
        npl_days_micro=sums["npl_days_micro"],
    )


def npl_ratio(facts: BonusFacts) -> Fraction:
    """Balance-days of non-performing loans over those of all loans; 0 where these are not positive."""
    if facts.loan_days_micro <= 0:
        return Fraction()
    return Fraction(facts.npl_days_micro, facts.loan_days_micro)


def expense_line(plan: Plan, *, expense: Expense) -> ExpenseLine:
    """F x K of one expense; K is 1 where the plan does not name the kind."""
    factor = factor_of(plan, kind=expense.kind)
    return ExpenseLine(expense, FACTOR_ONE if factor is None else factor.factor_bp, named=factor is not None)
