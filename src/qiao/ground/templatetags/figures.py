"""Figures in templates: money in the unit of the page, rates, shares and days. `{% load figures %}`.

`money` tags write `<data>` with the exact value, so that hovering and copying give what is behind the rounding.
An empty text is how a template says that a name leads nowhere: it is shown like None, as a dash and never as a zero.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeGuard, TypeVar

from django import template
from django.utils.safestring import SafeString

from qiao.ground.figures import (
    EXACT_PLACES,
    NOTHING,
    Unit,
    grouped,
    money_data,
    money_part,
    money_text,
    percent_text,
    unit_name,
    yuan_of_micro,
)
from qiao.ground.money import FEN_A_YUAN, MICRO_A_YUAN, PPM_ONE, SHARE_BP_ONE
from qiao.ground.periods import day_number, day_of

register = template.Library()
P = ParamSpec("P")
T = TypeVar("T")
DAY_PLACES = 12  # of a day's part that has no end in decimals
RATE_STEP = 100  # ppm in a hundredth of a per cent: a rate of whole steps is told by two decimals
MINUTES_AN_HOUR = 60
SHARE_STEP = 100  # ten-thousandths in a per cent


def or_dash(write: Callable[Concatenate[T, P], str]) -> Callable[Concatenate[T | None, P], str]:
    """A filter that writes a dash where there is no value."""

    @wraps(write)
    def told(value: T | None, /, *args: P.args, **kwargs: P.kwargs) -> str:
        return NOTHING if value is None or value == "" else write(value, *args, **kwargs)

    return told


@register.simple_tag(takes_context=True)
def money_fen(context: template.Context, value: int | str | None, *, signed: bool = False) -> str:
    """Money given in fen, in the page's unit."""
    return _told(context, value, FEN_A_YUAN, signed=signed)


@register.simple_tag(takes_context=True)
def money_micro(context: template.Context, value: Fraction | str | None, *, signed: bool = False) -> str:
    """Money given in millionths of a yuan (whole, or a quarter between two), in the page's unit."""
    return _told(context, value, MICRO_A_YUAN, signed=signed)


@register.simple_tag(takes_context=True)
def average(context: template.Context, balance_days_micro: Fraction | str | None, days: int) -> str:
    """An average daily balance: balance-days over the days of the period, in the page's unit."""
    return _told(context, balance_days_micro, MICRO_A_YUAN * days)


def _told(
    context: template.Context, value: Fraction | int | str | None, divisor: int, *, signed: bool = False
) -> SafeString | str:
    if not _is_number(value):
        return NOTHING
    currency = str(context.get("currency") or "CNY")
    return money_data(value, divisor, unit=_unit_of(context), currency=currency, signed=signed)


@register.simple_tag(takes_context=True)
def money_unit(context: template.Context) -> str:
    """The name of the page's unit of money."""
    return unit_name(_unit_of(context), currency=str(context.get("currency") or "CNY"))


def _is_number(value: Fraction | int | str | None) -> TypeGuard[Fraction | int]:
    return isinstance(value, int | Fraction)


def _unit_of(context: template.Context) -> Unit:
    given = context.get("money_as")
    return given if isinstance(given, Unit) else Unit.YUAN


@register.filter
@or_dash
def fen(value: int) -> str:
    """Money given in fen as yuan with two decimals, without a unit."""
    return money_part(value, FEN_A_YUAN)


@register.filter
@or_dash
def fen_signed(value: int) -> str:
    """Money given in fen as yuan, a plus shown."""
    return money_part(value, FEN_A_YUAN, signed=True)


@register.filter
@or_dash
def micro(value: int) -> str:
    """Money given in millionths of a yuan, with two decimals."""
    return money_part(value, MICRO_A_YUAN)


@register.filter
@or_dash
def micro_signed(value: int) -> str:
    """Money given in millionths of a yuan, a plus shown."""
    return money_part(value, MICRO_A_YUAN, signed=True)


@register.filter
@or_dash
def micro_exact(value: int) -> str:
    """Money given in millionths of a yuan, with all six decimals."""
    return grouped(yuan_of_micro(value), places=EXACT_PLACES)


@register.filter
@or_dash
def yuan(value: Fraction) -> str:
    """Yuan, exact inside, with two decimals."""
    return money_text(value)


@register.filter
@or_dash
def exact_part(value: Fraction) -> str:
    """A day's part in millionths of a yuan as yuan, before any rounding: twelve decimals where it has no end."""
    if value.denominator == 1:
        return grouped(value / MICRO_A_YUAN, places=EXACT_PLACES)
    return grouped(value / MICRO_A_YUAN, places=DAY_PLACES) + "…"


@register.filter
@or_dash
def average_of(balance_days_micro: int, days: int) -> str:
    """An average daily balance in yuan."""
    return money_part(balance_days_micro, MICRO_A_YUAN * days)


@register.filter
@or_dash
def rate(value: int) -> str:
    """A rate a year given in ppm as per cent: 24000 -> 2.40%; four places where two do not tell it."""
    return percent_text(value, scale=PPM_ONE, places=4 if value % RATE_STEP else 2)


@register.filter
@or_dash
def share(value: int) -> str:
    """A share given in ten-thousandths as per cent: 6000 -> 60%."""
    return percent_text(value, scale=SHARE_BP_ONE, places=2 if value % SHARE_STEP else 0)


@register.filter
@or_dash
def percent(value: Fraction) -> str:
    """A ratio as per cent with two decimals."""
    return grouped(value * 100, places=2) + "%"


@register.filter
@or_dash
def percent_fine(value: Fraction) -> str:
    """A ratio as per cent with four decimals, where a step is decided by it."""
    return grouped(value * 100, places=4) + "%"


@register.filter
@or_dash
def factor(value: int) -> str:
    """A factor given in ten-thousandths, as short as it can be written: 8000 -> 0.8."""
    return plain(Fraction(value, SHARE_BP_ONE))


@register.filter
@or_dash
def plain(value: Fraction) -> str:
    """A number with as many decimals as it has, six at most."""
    return grouped(value, places=EXACT_PLACES).rstrip("0").rstrip(".")


@register.filter
@or_dash
def count(value: int) -> str:
    """A count with separators."""
    return grouped(value, places=0)


@register.filter
@or_dash
def of_norm(value: int) -> str:
    """Ten-thousandths of a norm as per cent with two decimals; beyond the whole too."""
    return percent(Fraction(value, SHARE_BP_ONE))


@register.filter
@or_dash
def hours(value: int) -> str:
    """Minutes as hours with one decimal."""
    return grouped(Fraction(value, MINUTES_AN_HOUR), places=1)


@register.filter
@or_dash
def seconds(value: float) -> str:
    """A duration in seconds with two decimals."""
    return f"{value:,.2f}"


@register.filter
@or_dash
def day(value: int | date) -> str:
    """A day number or a date as 2026-09-01."""
    return (day_of(value) if isinstance(value, int) else value).isoformat()


@register.filter
@or_dash
def last_day(value: int | date) -> str:
    """The last day of a half-open period, from the day after it."""
    return day((value if isinstance(value, int) else day_number(value)) - 1)


@register.filter
def days_since(until: date, since: date) -> int:
    """How many days a half-open period has."""
    return (until - since).days


@register.filter
def or_nothing(value: Any) -> Any:
    """The value, or a dash where there is none."""
    return NOTHING if value is None or value == "" else value


@register.filter
def whole(value: str | int | None) -> int | None:
    """A figure kept as text (wider than a number of JSON) as an integer."""
    return None if value is None or value == "" else int(value)


@register.filter
def unlocalized(value: float) -> str:
    """A number as a machine reads it."""
    return f"{value:.6f}"
