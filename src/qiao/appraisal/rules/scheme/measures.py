"""What a scheme may measure: figures of a person's period, each with its unit, and the indicators built from them.

Source: piece 2, 3.4 (line 257: indicators that are quantitative and qualitative, long and short, of one and of all).
A measure is a sum of figures, perhaps over another figure or the days; an increment stands over a dated base.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.appraisal.rules.scheme.units import Unit
from qiao.ground.words import gettext_noop as _

DAYS = "days"


class Timing(StrEnum):
    """Whether a figure is taken over the whole period or on one day of it."""

    PERIOD = "period"
    DAY = "day"


class Taken(StrEnum):
    """What kind of thing is measured, as the bans of supervisors tell them apart."""

    VALUE = "value"
    SIZE = "size"  # deposits, loans: a size on one day may not be appraised
    STANDING = "standing"  # a share of the market or a place in a row: says nothing without a figure of one's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A named figure of a person. Values are millionths of `unit`."""

    code: str
    name: str
    formula: str
    unit: Unit
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    over: str = ""
    base: str = ""
    timing: Timing = Timing.PERIOD
    taken: Taken = Taken.VALUE

    @property
    def figures(self) -> tuple[str, ...]:
        """The kept figures it needs."""
        held = () if self.over in {"", DAYS} else (self.over,)
        return (*self.plus, *self.minus, *held, *((self.base,) if self.base else ()))


def _average(side: str, name: str, formula: str) -> Measure:
    return Measure(
        code=f"{side}_average",
        name=name,
        formula=formula,
        unit=Unit.YUAN,
        plus=(f"{side}_days",),
        over=DAYS,
        taken=Taken.SIZE,
    )


def _increment(side: str, name: str, formula: str) -> Measure:
    return Measure(
        code=f"{side}_increment",
        name=name,
        formula=formula,
        unit=Unit.YUAN,
        plus=(f"{side}_days",),
        over=DAYS,
        base=f"{side}_base_days",
        taken=Taken.SIZE,
    )


def _sum(code: str, name: str, *, unit: Unit = Unit.YUAN) -> Measure:
    return Measure(code=code, name=name, formula=_("Sum of the period"), unit=unit, plus=(code,))


def _part(code: str, name: str, formula: str, *, of: tuple[str, str], unit: Unit = Unit.PART) -> Measure:
    return Measure(code=code, name=name, formula=formula, unit=unit, plus=(of[0],), over=of[1])


_AVERAGE = _("Sum of the balances at the end of each day over the days of the period")
_INCREMENT = _("Average balance of the period less the base that the scheme names")
_ALL = (
    _average("deposit", _("Average deposits"), _AVERAGE),
    _average("loan", _("Average loans"), _AVERAGE),
    _increment("deposit", _("Increment of deposits"), _INCREMENT),
    _increment("loan", _("Increment of loans"), _INCREMENT),
    _sum("deposit_days", _("Balance-days of deposits"), unit=Unit.YUAN_DAYS),
    _sum("loan_days", _("Balance-days of loans"), unit=Unit.YUAN_DAYS),
    _sum("deposit_margin", _("Deposit margin")),
    _sum("loan_margin", _("Loan margin")),
    _sum("loan_margin_worth", _("Loan margin of loans with positive EVA")),
    _sum("fees", _("Fees")),
    _sum("expected_loss", _("Expected loss")),
    _sum("expense", _("Expenses")),
    Measure(
        code="profit",
        name=_("Contribution"),
        formula=_("Deposit margin + loan margin + fees - expected loss"),
        unit=Unit.YUAN,
        plus=("deposit_margin", "loan_margin", "fees"),
        minus=("expected_loss",),
    ),
    _sum("eva", _("EVA")),
    _part(
        "npl", _("Share of bad loans"), _("Balance-days of bad loans over those of all"), of=("npl_days", "loan_days")
    ),
    _part(
        "collected",
        _("Interest collected"),
        _("Interest collected over interest due"),
        of=("interest_collected", "interest_due"),
    ),
    _sum("new_customers", _("New active customers"), unit=Unit.COUNT),
    _part(
        "coverage",
        _("Products a customer"),
        _("Products held over customers"),
        of=("products_held", "customers"),
        unit=Unit.COUNT,
    ),
    _part("checks", _("Checks after lending done"), _("Done in time over due"), of=("checks_done", "checks_due")),
    _sum("service", _("Service as rated"), unit=Unit.POINTS),
    _sum("learning", _("Hours of learning"), unit=Unit.COUNT),
    _sum("breaches", _("Points for breaches"), unit=Unit.POINTS),
    _sum("red_lines", _("Events at the red line"), unit=Unit.COUNT),
    _sum("complaints", _("Complaints"), unit=Unit.COUNT),
    Measure(
        code="deposit_at_day",
        name=_("Deposits on one day"),
        formula=_("Balance at the end of one day"),
        unit=Unit.YUAN,
        plus=("deposit_at_day",),
        timing=Timing.DAY,
        taken=Taken.SIZE,
    ),
    Measure(
        code="loan_at_day",
        name=_("Loans on one day"),
        formula=_("Balance at the end of one day"),
        unit=Unit.YUAN,
        plus=("loan_at_day",),
        timing=Timing.DAY,
        taken=Taken.SIZE,
    ),
    Measure(
        code="market_share",
        name=_("Share of the market"),
        formula=_("One's own balance over that of all banks of the place"),
        unit=Unit.PART,
        plus=("market_share",),
        taken=Taken.STANDING,
    ),
    Measure(
        code="turnover",
        name=_("Turnover of customers"),
        formula=_("Sum of the period"),
        unit=Unit.YUAN,
        plus=("turnover",),
        taken=Taken.SIZE,
    ),
    _sum("accounts_opened", _("Accounts opened"), unit=Unit.COUNT),
)
MEASURES: Mapping[str, Measure] = {one.code: one for one in _ALL}
FIGURES = frozenset(name for one in _ALL for name in one.figures)
"""Every kept figure that a measure is built from."""
