"""A plan: the bank's own numbers in the bonus formula, and from which day they hold.

Source: the book's contract, 5. Numbers inside are integers: shares P and Q and limits in millionths, coefficients N and
factors K in ten-thousandths.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qiao.contribution.rules.basis import DayBasis
from qiao.ground.money import PPM_ONE

BUILT_IN_CODE = "built-in"
FACTOR_ONE = 10_000  # a coefficient or factor of 1, in ten-thousandths
FACTOR_PLACES = 4
SHARE_PLACES = 6


@dataclass(frozen=True, slots=True)
class QualityStep:
    """The coefficient N up to and including a share of non-performing loans; `line` is its line in the plan's file."""

    limit_ppm: int
    coefficient_bp: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class ExpenseFactor:
    """K, the part of a kind of expense that is taken off the bonus."""

    kind: str
    factor_bp: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class FurtherSymbol:
    """A symbol beyond the formula, with legend and unit; kept and shown, it enters no figure in version 1."""

    name: str
    meaning: str
    unit: str
    value: str | None = None  # decimal text, where the plan gives one
    line: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as read and checked; `text` is the file as it stood."""

    code: str
    since: date
    day_basis: DayBasis
    deposit_share_ppm: int  # P
    loan_share_ppm: int  # Q
    floor_at_zero: bool
    steps: tuple[QualityStep, ...]  # N; limits rise
    expense_factors: tuple[ExpenseFactor, ...]  # K; a kind not named has 1
    symbols: tuple[FurtherSymbol, ...]
    text: str
    credits_barred: bool = True  # days of suspension, or without a certificate that the level asks for

    def __post_init__(self) -> None:
        """Limits rise; there is at least one step."""
        limits = [step.limit_ppm for step in self.steps]
        assert limits, self.code
        assert limits == sorted(set(limits)), limits


def step_for(plan: Plan, *, ratio: Fraction) -> QualityStep:
    """The first step whose limit the share of non-performing loans does not exceed; above the last limit, the last."""
    for step in plan.steps:
        if ratio <= Fraction(step.limit_ppm, PPM_ONE):
            return step
    return plan.steps[-1]


def factor_of(plan: Plan, *, kind: str) -> ExpenseFactor | None:
    """The plan's factor for a kind of expense, written exactly so; None where it names none and K is 1."""
    return next((factor for factor in plan.expense_factors if factor.kind == kind), None)


def in_force(plans: Iterable[Plan], *, on: date) -> Plan | None:
    """The plan of the latest beginning at or before a day; of two that begin together, the later code."""
    begun = [plan for plan in plans if plan.since <= on]
    return max(begun, key=lambda plan: (plan.since, plan.code), default=None)
