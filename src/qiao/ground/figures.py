"""How a figure is written for people: separators, a real minus sign, a unit of the house's choice; never a float.

Values come in as integers of a known scale (fen, millionths of a yuan, millionths of a rate, ten-thousandths of a
share). What is shown with fewer places than it has is rounded half away from zero for the eye only.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiao.ground.money import FEN_A_YUAN, MICRO_A_YUAN, half_away, text_of_scaled
from qiao.ground.words import gettext_noop as _

MINUS = "\N{MINUS SIGN}"
PLUS = "+"
NOTHING = "\N{EM DASH}"  # an empty figure is not a zero
PERCENT = 100


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
    scaled = half_away(Fraction(value) * 10**places)
    whole, _dot, part = text_of_scaled(abs(scaled), places=places).partition(".")
    sign = MINUS if scaled < 0 else PLUS if signed and scaled > 0 else ""
    return f"{sign}{int(whole):,}" + (f".{part}" if part else "")


def money_text(yuan: Fraction, *, unit: Unit = Unit.YUAN, signed: bool = False) -> str:
    """A sum of money in a unit, without the unit's name."""
    form = UNITS[unit]
    return grouped(yuan / form.yuan, places=form.places, signed=signed)


def yuan_of_fen(fen: int) -> Fraction:
    """Yuan, exactly."""
    return Fraction(fen, FEN_A_YUAN)


def yuan_of_micro(micro: int) -> Fraction:
    """Yuan, exactly, of millionths of a yuan."""
    return Fraction(micro, MICRO_A_YUAN)


def percent_text(value: int, *, scale: int, places: int = 2, signed: bool = False) -> str:
    """A ratio as per cent: (24000, scale=1_000_000) -> 2.40%."""
    return grouped(Fraction(value * PERCENT, scale), places=places, signed=signed) + "%"
