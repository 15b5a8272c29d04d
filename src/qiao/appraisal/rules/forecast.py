"""The bonus that a month will probably bring: an estimate, with the rule by which it is made.

Source: piece 1, section 3 (line 93: who knows what the work brings works for it). Two rules: where the book already
covers a part of the month, balances stay as they are to its end; otherwise the last three months' margins a day go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiao.appraisal.rules.bonus import BonusFacts, bonus_of
from qiao.appraisal.rules.performance import Figures, added
from qiao.appraisal.rules.plan import Plan
from qiao.ground.money import FEN_A_YUAN, fen_of, half_away
from qiao.ground.words import gettext_noop as _

BASIS_MONTHS = 3


class ForecastRule(StrEnum):
    """How an estimate is made."""

    CARRIED = "carried"
    LAST_MONTHS = "last_months"


RULE_WORDS = {
    ForecastRule.CARRIED: _(
        "The book covers %(covered)s of the month's %(days)s days; balances, rates and shares are taken to stay as "
        "they are to the month's end. Nothing that will be opened or repaid by then is in it."
    ),
    ForecastRule.LAST_MONTHS: _(
        "Margins and expenses a day of the last %(months)s settled months, times the month's %(days)s days; the share "
        "of bad loans of the newest settled month; plan %(plan)s."
    ),
}


@dataclass(frozen=True, slots=True)
class Forecast:
    """The estimate for a month: what would be paid and what it is made of; fen and millionths of a yuan."""

    month: str
    rule: ForecastRule
    days: int
    covered: int  # days of the month that the book has
    basis: tuple[str, ...]  # the months it is made of
    plan_code: str
    deposit_margin_micro: int
    loan_margin_micro: int
    quality_bp: int
    expense_fen: int
    raw_fen: int
    paid_fen: int

    @property
    def words(self) -> str:
        """The rule in words, for `facts`."""
        return RULE_WORDS[self.rule]

    @property
    def facts(self) -> dict[str, object]:
        """What fills the rule's words."""
        return {"covered": self.covered, "days": self.days, "months": len(self.basis), "plan": self.plan_code}


def forecast_of(
    plan: Plan, *, month: str, days: int, basis: Sequence[tuple[str, Figures]], covered: int = 0
) -> Forecast | None:
    """The estimate for a month of so many days from the last settled months, newest last; None without any."""
    used = tuple(basis[-BASIS_MONTHS:])
    total = added(figures for _month, figures in used)
    if total is None:
        return None
    newest = used[-1][1]
    facts = BonusFacts(
        deposit_margin_micro=_going_on(total.deposit_margin_micro, days=days, of=total.days),
        loan_margin_micro=_going_on(total.loan_margin_micro, days=days, of=total.days),
        loan_days_micro=newest.loan_balance_days_micro,
        npl_days_micro=newest.npl_days_micro,
    )
    expense_fen = _going_on(total.expense_fen, days=days, of=total.days)
    bonus = bonus_of(plan, facts=facts)
    raw_fen = fen_of(bonus.deposit_leg + bonus.loan_leg - Fraction(expense_fen, FEN_A_YUAN))
    return Forecast(
        month=month,
        rule=ForecastRule.LAST_MONTHS,
        days=days,
        covered=covered,
        basis=tuple(name for name, _figures in used),
        plan_code=plan.code,
        deposit_margin_micro=facts.deposit_margin_micro,
        loan_margin_micro=facts.loan_margin_micro,
        quality_bp=bonus.quality_bp,
        expense_fen=expense_fen,
        raw_fen=raw_fen,
        paid_fen=max(raw_fen, 0) if plan.floor_at_zero else raw_fen,
    )


def carried(month: str, figures: Figures, *, plan_code: str, covered: int, quality_bp: int, raw_fen: int) -> Forecast:
    """The estimate that a settlement of a month not yet over is by itself."""
    return Forecast(
        month=month,
        rule=ForecastRule.CARRIED,
        days=figures.days,
        covered=covered,
        basis=(month,),
        plan_code=plan_code,
        deposit_margin_micro=figures.deposit_margin_micro,
        loan_margin_micro=figures.loan_margin_micro,
        quality_bp=quality_bp,
        expense_fen=figures.expense_fen,
        raw_fen=raw_fen,
        paid_fen=figures.bonus_fen,
    )


def _going_on(total: int, *, days: int, of: int) -> int:
    return half_away(Fraction(total * days, of))
