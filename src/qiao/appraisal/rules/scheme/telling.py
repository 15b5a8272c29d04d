"""A step of an evaluation in words: marked text with the figures that fill it, so that a page can tell why."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from qiao.appraisal.rules.scheme.units import Unit
from qiao.ground.money import MICRO_A_YUAN, half_away, spaced, text_of_scaled

PERCENT = 100
MONEY_UNITS = frozenset({Unit.YUAN, Unit.YUAN_DAYS, Unit.YUAN_EACH, Unit.YUAN_A_POINT})
PARTS = frozenset({Unit.PART, Unit.PART_A_YEAR})


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: a stable code, marked words and the facts that fill them."""

    code: str
    words: str
    facts: Mapping[str, str]

    def __str__(self) -> str:
        """Fill the English words; the edge translates."""
        return self.words % self.facts


def money(value: Fraction) -> str:
    """Yuan with separators and two decimals, for the eye."""
    return spaced(text_of_scaled(half_away(value * PERCENT), places=2))


def number(value: Fraction) -> str:
    """A number with at most six decimals, as short as it can be."""
    text = spaced(text_of_scaled(half_away(value * MICRO_A_YUAN), places=6))
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction) -> str:
    """A part of one in per cent."""
    return f"{number(value * PERCENT)}%"


def told(value: Fraction, unit: Unit) -> str:
    """A figure as its unit is told."""
    if unit in MONEY_UNITS:
        return money(value)
    return percent(value) if unit in PARTS else number(value)
