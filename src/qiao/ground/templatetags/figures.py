"""Figures in templates: money in the unit of the page, rates, shares and days. `{% load figures %}`.

`money` tags write `<data>` with the exact value, so that hovering and copying give what is behind the rounding.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiao.ground.figures import (
    NOTHING,
    UNITS,
    Unit,
    grouped,
    money_text,
    percent_text,
    yuan_of_fen,
    yuan_of_micro,
)
from qiao.ground.money import MICRO_A_YUAN, PPM_ONE, SHARE_BP_ONE, half_away, text_of_scaled
from qiao.ground.periods import day_of

register = template.Library()
EXACT_PLACES = 6
DAY_PLACES = 12


def _unit_of(context: template.Context) -> Unit:
    given = context.get("money_as")
    return given if isinstance(given, Unit) else Unit.YUAN


def _data(yuan: Fraction, unit: Unit, *, signed: bool) -> SafeString:
    exact = text_of_scaled(half_away(yuan * MICRO_A_YUAN), places=EXACT_PLACES).rstrip("0").rstrip(".")
    return format_html(
        '<data value="{}" title="{}">{}</data>',
        exact,
        grouped(yuan, places=2) + " " + _(UNITS[Unit.YUAN].yuan_name),
        money_text(yuan, unit=unit, signed=signed),
    )


@register.simple_tag(takes_context=True)
def money_fen(context: template.Context, value: int | None, *, signed: bool = False) -> str:
    """Money given in fen, in the page's unit."""
    return NOTHING if value is None or value == "" else _data(yuan_of_fen(value), _unit_of(context), signed=signed)


@register.simple_tag(takes_context=True)
def money_micro(context: template.Context, value: int | None, *, signed: bool = False) -> str:
    """Money given in millionths of a yuan, in the page's unit."""
    return NOTHING if value is None or value == "" else _data(yuan_of_micro(value), _unit_of(context), signed=signed)


@register.simple_tag(takes_context=True)
def average(context: template.Context, balance_days_micro: int | None, days: int) -> str:
    """An average daily balance: balance-days over the days of the period, in the page's unit."""
    if balance_days_micro is None or balance_days_micro == "":
        return NOTHING
    return _data(yuan_of_micro(balance_days_micro) / days, _unit_of(context), signed=False)


@register.simple_tag(takes_context=True)
def money_unit(context: template.Context) -> str:
    """The name of the page's unit of money."""
    return unit_name(_unit_of(context), currency=str(context.get("currency") or "CNY"))


def unit_name(unit: Unit, *, currency: str = "CNY") -> str:
    """A unit's name in the language of the moment, for the currency of the book."""
    form = UNITS[unit]
    return _(form.yuan_name) if currency == "CNY" else _(form.other_name) % {"currency": currency}


@register.filter
def fen(value: int | None) -> str:
    """Money given in fen as yuan with two decimals, without a unit."""
    return NOTHING if value is None or value == "" else money_text(yuan_of_fen(value))


@register.filter
def fen_signed(value: int | None) -> str:
    """Money given in fen as yuan, a plus shown."""
    return NOTHING if value is None or value == "" else money_text(yuan_of_fen(value), signed=True)


@register.filter
def micro(value: int | None) -> str:
    """Money given in millionths of a yuan, with two decimals."""
    return NOTHING if value is None or value == "" else money_text(yuan_of_micro(value))


@register.filter
def micro_exact(value: int | None) -> str:
    """Money given in millionths of a yuan, with all six decimals."""
    return NOTHING if value is None or value == "" else grouped(yuan_of_micro(value), places=EXACT_PLACES)


@register.filter
def rate(value: int | None) -> str:
    """A rate a year given in ppm as per cent: 24000 -> 2.40%; four places where two do not tell it."""
    if value is None or value == "":
        return NOTHING
    return percent_text(value, scale=PPM_ONE, places=2 if value % 100 == 0 else 4)


@register.filter
def spread_points(value: int | None) -> str:
    """A difference of rates given in ppm, as percentage points with its sign."""
    if value is None or value == "":
        return NOTHING
    return percent_text(value, scale=PPM_ONE, places=2 if value % 100 == 0 else 4, signed=True)


@register.filter
def share(value: int | None) -> str:
    """A share given in ten-thousandths as per cent: 6000 -> 60%."""
    if value is None or value == "":
        return NOTHING
    return percent_text(value, scale=SHARE_BP_ONE, places=0 if value % 100 == 0 else 2)


@register.filter
def percent(value: Fraction | None) -> str:
    """A ratio as per cent with two decimals."""
    return NOTHING if value is None or value == "" else grouped(value * 100, places=2) + "%"


@register.filter
def count(value: int | None) -> str:
    """A count with separators."""
    return NOTHING if value is None or value == "" else grouped(value, places=0)


@register.filter
def day(value: int | date | None) -> str:
    """A day number or a date as 2026-09-01."""
    if value is None or value == "":
        return NOTHING
    return (day_of(value) if isinstance(value, int) else value).isoformat()


@register.filter
def last_day(value: int | date | None) -> str:
    """The last day of a half-open period, from the day after it."""
    if value is None or value == "":
        return NOTHING
    return day((value if isinstance(value, int) else (value - date(1970, 1, 1)).days) - 1)


@register.filter
def or_nothing(value: Any) -> Any:
    """The value, or a dash where there is none."""
    return NOTHING if value is None or value == "" else value


@register.filter
def seconds(value: float | None) -> str:
    """A duration in seconds with two decimals."""
    return NOTHING if value is None or value == "" else f"{value:,.2f}"


@register.filter
def yuan(value: Fraction | None) -> str:
    """Yuan, exact inside, with two decimals."""
    return NOTHING if value is None or value == "" else money_text(value)


@register.filter
def micro_signed(value: int | None) -> str:
    """Money given in millionths of a yuan, a plus shown."""
    return NOTHING if value is None or value == "" else money_text(yuan_of_micro(value), signed=True)


@register.filter
def average_of(balance_days_micro: int | None, days: int) -> str:
    """An average daily balance in yuan."""
    return (
        NOTHING
        if balance_days_micro is None or balance_days_micro == ""
        else money_text(yuan_of_micro(balance_days_micro) / days)
    )


@register.filter
def factor(value: int | None) -> str:
    """A factor given in ten-thousandths, as short as it can be written: 8000 -> 0.8."""
    return NOTHING if value is None or value == "" else plain(Fraction(value, SHARE_BP_ONE))


@register.filter
def plain(value: Fraction | None) -> str:
    """A number with as many decimals as it has, six at most."""
    if value is None or value == "":
        return NOTHING
    text = grouped(value, places=EXACT_PLACES)
    return text.rstrip("0").rstrip(".")


@register.filter
def percent_fine(value: Fraction | None) -> str:
    """A ratio as per cent with four decimals, where a step is decided by it."""
    return NOTHING if value is None or value == "" else grouped(value * 100, places=4) + "%"


@register.filter
def exact_part(value: Fraction | None) -> str:
    """A day's part in millionths of a yuan as yuan, before any rounding: twelve decimals where it has no end."""
    if value is None or value == "":
        return NOTHING
    whole = value.denominator == 1
    text = grouped(value / MICRO_A_YUAN, places=EXACT_PLACES if whole else DAY_PLACES)
    return text if whole else f"{text}…"


@register.filter
def said(words: str) -> str:
    """Words that a rule marked for translation, in the language of the moment."""
    return _(words) if words else ""


@register.filter
def side(value: str) -> str:
    """Deposit, loan or fee in words."""
    words = {"deposit": _("Deposit"), "loan": _("Loan"), "fee": _("Fee")}
    return words.get(str(value), str(value))


@register.filter
def get(values: Mapping[str, Any], key: str) -> Any:
    """The value under a key, else the key itself: a name, or the id where there is none."""
    return values.get(key, key)


@register.filter
def whole(value: str | int | None) -> int | None:
    """A figure kept as text (wider than a number of JSON) as an integer."""
    return None if value is None else int(value)


@register.filter
def unlocalized(value: float) -> str:
    """A number as a machine reads it."""
    return f"{value:.6f}"


@register.filter
def org_kind(value: str) -> str:
    """The kind of an org unit in words."""
    words = {
        "head": _("Head office"),
        "branch": _("Branch"),
        "subbranch": _("Sub-branch"),
        "team": _("Team"),
        "desk": _("Desk"),
    }
    return words.get(value, value)


@register.filter
def post(value: str) -> str:
    """A post in words."""
    words = {
        "rm": _("Relationship manager"),
        "lead": _("Team lead"),
        "head": _("Branch head"),
        "desk": _("Clerk"),
        "hr": _("Human resources"),
        "auditor": _("Auditor"),
        "trainer": _("Trainer"),
        "admin": _("Administrator"),
    }
    return words.get(value, value)


@register.filter
def step(value: str) -> str:
    """A step of a settlement in words, else its own name."""
    words = {
        "running": _("Assignments that run"),
        "accounts": _("Accounts"),
        "fees": _("Fees"),
        "party_shares": _("Shares of customers"),
        "shares": _("Shares of accounts"),
        "balances": _("Balances"),
        "margin_drivers": _("Rates and prices"),
        "fee_credit": _("Credit of fees"),
        "credit": _("Credit"),
        "totals": _("Totals of the book"),
        "against": _("Tie-out"),
        "write": _("Writing"),
    }
    return words.get(value, value)


@register.filter
def days_since(until: date, since: date) -> int:
    """How many days a half-open period has."""
    return (until - since).days


@register.filter
def quarantine_state(value: str) -> str:
    """The state of an entry of the quarantine in words."""
    words = {"open": _("open"), "mended": _("mended"), "dismissed": _("dismissed")}
    return words.get(value, value)


@register.filter
def plan_name(code: str) -> str:
    """A plan's code; the built-in plan in words."""
    return _("built-in plan") if code == "built-in" else code
