"""The bonus as a way from nothing to what is paid, and what one line of a slip adds to it.

Source: docs/formula.md. The loan leg stands first as if N were 1, then what N takes or adds.
"""

from dataclasses import dataclass
from fractions import Fraction

from qiao.appraisal.rules.bonus import Bonus
from qiao.appraisal.rules.plan import FACTOR_ONE, Plan
from qiao.ground.money import MICRO_A_YUAN, PPM_ONE, half_away, micro_of_fen
from qiao.ground.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Step:
    """A step in millionths of a yuan; the first is told even where it is nothing."""

    words: str
    micro: int


def line_adds_micro(plan: Plan, bonus: Bonus, *, side: str, margin_micro: int) -> int:
    """P x margin of a deposit, Q x N x margin of a loan, rounded for the eye."""
    if side == "deposit":
        return half_away(Fraction(margin_micro * plan.deposit_share_ppm, PPM_ONE))
    if side == "loan":
        return half_away(Fraction(margin_micro * plan.loan_share_ppm * bonus.quality_bp, PPM_ONE * FACTOR_ONE))
    return 0


def steps_of(plan: Plan, bonus: Bonus, *, loan_margin_micro: int) -> tuple[Step, ...]:
    """The steps from nothing to what is paid; those of nothing are left out, but for the first."""
    full_loan = Fraction(loan_margin_micro * plan.loan_share_ppm, PPM_ONE)
    steps = (
        (_("Deposit leg"), bonus.deposit_leg * MICRO_A_YUAN),
        (_("Loan leg at N = 1"), full_loan),
        (_("Effect of N"), bonus.loan_leg * MICRO_A_YUAN - full_loan),
        (_("Expenses"), Fraction(-bonus.expense_micro)),
        (_("Floor"), Fraction(micro_of_fen(bonus.paid_fen - bonus.raw_fen))),
    )
    return tuple(Step(words, half_away(value)) for place, (words, value) in enumerate(steps) if value or not place)
