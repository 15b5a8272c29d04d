"""How a figure is written for people: separators, a real minus sign, a unit of the house's choice; never a float.

Values come in as integers of a known scale (fen, millionths of a yuan, millionths of a rate, ten-thousandths of a
share). What is shown with fewer places than it has is rounded half away from zero for the eye only.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from qiao.ground.money import FEN_A_YUAN, MICRO_A_YUAN, mul_div_half_away, text_of_scaled
from qiao.ground.words import gettext_noop as _

MINUS = "\N{MINUS SIGN}"
PLUS = "+"
NOTHING = "\N{EM DASH}"  # an empty figure is not a zero
PERCENT = 100
EXACT_PLACES = 6  # of a millionth of a yuan


class Unit(StrEnum):
    """In what a column of money is shown."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A unit's size in yuan, the decimals shown, and its name for the currency of the book."""

    yuan: int
    places: int
    yuan_name: str
    other_name: str  # for a currency that is not the yuan; %(currency)s is its code


UNITS = {
    Unit.YUAN: UnitForm(1, 2, _("yuan"), "%(currency)s"),
    Unit.WAN: UnitForm(10_000, 2, _("10k yuan"), _("10k %(currency)s")),
    Unit.YI: UnitForm(100_000_000, 4, _("100m yuan"), _("100m %(currency)s")),
}


def grouped(value: Fraction | int, *, places: int, signed: bool = False) -> str:
    """A number with separators every three digits and exactly `places` decimals; `signed` shows a plus as well."""
    return grouped_part(value.numerator, value.denominator, places=places, signed=signed)


def grouped_part(number: int, divisor: int, *, places: int, signed: bool = False) -> str:
    """As `grouped`, of a number and what it is divided by: what lists of hundreds of figures are written with."""
    scaled = mul_div_half_away(number, factor=10**places, divisor=divisor)
    sign = MINUS if scaled < 0 else PLUS if signed and scaled > 0 else ""
    if not places:
        return f"{sign}{abs(scaled):,}"
    whole, part = divmod(abs(scaled), 10**places)
    return f"{sign}{whole:,}.{part:0{places}d}"


def money_text(yuan: Fraction, *, unit: Unit = Unit.YUAN, signed: bool = False) -> str:
    """A sum of money in a unit, without the unit's name."""
    return money_part(yuan.numerator, yuan.denominator, unit=unit, signed=signed)


def money_part(yuan: int, divisor: int, *, unit: Unit = Unit.YUAN, signed: bool = False) -> str:
    """As `money_text`, of yuan and what they are divided by."""
    form = UNITS[unit]
    return grouped_part(yuan, divisor * form.yuan, places=form.places, signed=signed)


def money_data(
    value: Fraction | int, divisor: int, *, unit: Unit, currency: str = "CNY", signed: bool = False
) -> SafeString:
    """Yuan, given with what they are divided by, as `<data>`: the unit's text, the exact value behind it."""
    number, divisor = value.numerator, value.denominator * divisor
    exact = text_of_scaled(mul_div_half_away(number, factor=MICRO_A_YUAN, divisor=divisor), places=EXACT_PLACES)
    exact, cents = exact.rstrip("0").rstrip("."), grouped_part(number, divisor, places=2)
    told = money_part(number, divisor, unit=unit, signed=signed)
    # Digits and signs of our own making: a list has hundreds of them, so only what is not ours is escaped.
    return SafeString(f'<data value="{exact}" title="{cents} {_escaped_yuan(get_language(), currency)}">{told}</data>')


@lru_cache(maxsize=64)
def _escaped_yuan(_language: str | None, currency: str) -> str:
    return escape(unit_name(Unit.YUAN, currency=currency))


def unit_name(unit: Unit, *, currency: str = "CNY") -> str:
    """A unit's name in the language of the moment, for the currency of the book."""
    form = UNITS[unit]
    return gettext(form.yuan_name) if currency == "CNY" else gettext(form.other_name) % {"currency": currency}


def yuan_of_fen(fen: int) -> Fraction:
    """Yuan, exactly."""
    return Fraction(fen, FEN_A_YUAN)


def yuan_of_micro(micro: int) -> Fraction:
    """Yuan, exactly, of millionths of a yuan."""
    return Fraction(micro, MICRO_A_YUAN)


def percent_text(value: int, *, scale: int, places: int = 2, signed: bool = False) -> str:
    """A ratio as per cent: (24000, scale=1_000_000) -> 2.40%."""
    return grouped(Fraction(value * PERCENT, scale), places=places, signed=signed) + "%"
