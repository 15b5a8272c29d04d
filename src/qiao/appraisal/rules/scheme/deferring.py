"""Paid at once and paid later: the deferred part of the variable pay in parts that sum to the whole, to the fen.

Source: piece 2, 3.4 (long and short term); the guideline on sound pay (2010 no. 14, article 16): at least 40 %, at
least 3 years, equal parts. 300,000 at 40 % over 3 years is 180,000 now and three times 40,000.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qiao.appraisal.rules.scheme.scheme import MICRO, Deferral
from qiao.ground.money import half_away


@dataclass(frozen=True, slots=True)
class Spread:
    """What is paid now and in each year after; fen."""

    now_fen: int
    later_fen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """A negative bonus that is carried into later periods until it expires; fen, below 0."""

    amount_fen: int
    until: date


def spread_of(variable_fen: int, *, deferral: Deferral | None) -> Spread:
    """Deferred is rounded once to the fen; each part is the rounded sum up to it less the one before."""
    assert variable_fen >= 0, variable_fen
    if deferral is None:
        return Spread(variable_fen, ())
    deferred = half_away(Fraction(variable_fen * deferral.part_micro, MICRO))
    return Spread(variable_fen - deferred, _parts(deferred, parts_of(deferral)))


def parts_of(deferral: Deferral) -> tuple[Fraction, ...]:
    """The parts of the deferred sum by year; equal where the scheme names none."""
    if deferral.parts:
        return tuple(Fraction(one, MICRO) for one in deferral.parts)
    return tuple(Fraction(1, deferral.years) for _year in range(deferral.years))


def _parts(deferred: int, parts: Sequence[Fraction]) -> tuple[int, ...]:
    paid, found, up_to = 0, [], Fraction(0)
    for part in parts:
        up_to += part
        here = half_away(deferred * up_to) - paid
        found.append(here)
        paid += here
    return tuple(found)


def carried_on(lines: Sequence[Carried], *, on: date) -> int:
    """What is still carried on a day; fen, 0 or below."""
    return sum(one.amount_fen for one in lines if on < one.until)
