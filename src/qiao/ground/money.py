"""Exact numbers: money in fen, credit in millionths of a yuan (micro), rates in millionths, shares in ten-thousandths.

Source: the book's contract, 2 (exactness). Integers inside; text at the doors; rounding has one name and one place.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

FEN_A_YUAN = 100
MICRO_A_FEN = 10_000
MICRO_A_YUAN = 1_000_000
PPM_ONE = 1_000_000
SHARE_BP_ONE = 10_000
SIGNED, UNSIGNED = (re.compile(rf"{sign}\d+(?:\.\d*)?", re.ASCII) for sign in ("[-+]?", ""))
EXACT = Context(prec=100)  # wide enough for every product of this trade, so that nothing rounds on the way


def half_away(value: Fraction) -> int:
    """The nearest integer, a half going away from zero (0.5 -> 1, -0.5 -> -1)."""
    magnitude = (abs(value.numerator) * 2 + value.denominator) // (value.denominator * 2)
    return -magnitude if value < 0 else magnitude


def micro_of_fen(fen: int) -> int:
    """Fen in millionths of a yuan: another unit, the same sum."""
    return fen * MICRO_A_FEN


def mul_div_half_away(amount: int, *, factor: int, divisor: int) -> int:
    """Amount x factor / divisor as an integer, rounded half away from zero; divisor is above zero."""
    assert divisor > 0, divisor
    product = amount * factor
    magnitude = (
        (abs(product) + divisor // 2) // divisor if divisor % 2 == 0 else (2 * abs(product) + divisor) // (2 * divisor)
    )
    return -magnitude if product < 0 else magnitude


def average(total: int, *, days: int) -> int:
    """A sum of days over the number of days, half away from zero: to be shown, never to be reckoned with."""
    return mul_div_half_away(total, factor=1, divisor=days)


def scaled_from_text(text: str, *, places: int) -> int:
    """Decimal text as an integer of 10^-places; ValueError where the text has more places or is no number."""
    scaled = EXACT.scaleb(Decimal(text), places)
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError(text)
    return int(scaled)


def scaled_from_typed(text: str, *, places: int, signed: bool = True) -> int:
    """The same of what somebody typed as a sum: digits and a point alone; ValueError for an exponent too."""
    if not (SIGNED if signed else UNSIGNED).fullmatch(text):
        raise ValueError(text)
    return scaled_from_text(text, places=places)


def text_of_scaled(value: int, *, places: int) -> str:
    """An integer of 10^-places as decimal text with exactly that many places: (-1234, 2) -> '-12.34'."""
    if places == 0:
        return str(value)
    whole, part = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}d}"


def spaced(text: str) -> str:
    """Decimal text with a comma every three digits: '-1234567.80' -> '-1,234,567.80'."""
    whole, dot, part = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.removeprefix('-')):,}{dot}{part}"


def fen_of(value: Decimal | Fraction) -> int:
    """A sum in yuan as fen, rounded once, half away from zero."""
    if isinstance(value, Fraction):
        return half_away(value * FEN_A_YUAN)
    return int(EXACT.multiply(value, Decimal(FEN_A_YUAN)).to_integral_value(ROUND_HALF_UP, EXACT))
