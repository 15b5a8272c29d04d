"""Which share of the profit which share of the customers brings: the curve from the largest on, its knee, and 80/20.

Source: piece 1, section 2 (line 67: 20 % of the customers make 80 % of the business).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

POINTS_MOST = 100
FIFTH = Fraction(1, 5)
FOUR_FIFTHS = Fraction(4, 5)


@dataclass(frozen=True, slots=True)
class Concentration:
    """The curve over customers from the largest on, and what it says; points are (customers so far, their sum)."""

    customers: int
    total_micro: int
    points: tuple[tuple[int, int], ...]
    knee: int  # how many customers bring more than an average one: there the curve bends
    knee_share: Fraction  # the profit they bring, of all
    of_a_fifth: Fraction  # what a fifth of the customers brings
    for_four_fifths: int | None  # how many customers bring 80 %
    losing: int  # customers that bring less than nothing


def concentration_of(falling: Sequence[int]) -> Concentration | None:
    """The curve of contributions, the largest first; None where there is nothing above 0 to share."""
    assert list(falling) == sorted(falling, reverse=True), "contributions come the largest first"
    count, total = len(falling), sum(falling)
    if total <= 0:
        return None
    sums = [0, *accumulate(falling)]
    knee = sum(1 for one in falling if one * count > total)
    enough = next((place for place, so_far in enumerate(sums) if so_far >= FOUR_FIFTHS * total), None)
    losing = sum(1 for one in falling if one < 0)
    return curve_told(dict(enumerate(sums)), customers=count, knee=knee, for_four_fifths=enough, losing=losing)


def curve_told(
    sums: Mapping[int, int], *, customers: int, knee: int, for_four_fifths: int | None, losing: int
) -> Concentration:
    """What the curve says, out of the sums at its places, the last of them the sum of all, which is above 0."""
    total = sums[customers]
    return Concentration(
        customers=customers,
        total_micro=total,
        points=tuple((place, sums[place]) for place in places(customers, knee=knee)),
        knee=knee,
        knee_share=Fraction(sums[knee], total),
        of_a_fifth=Fraction(sums[fifth_of(customers)], total),
        for_four_fifths=for_four_fifths,
        losing=losing,
    )


def fifth_of(count: int) -> int:
    """How many customers a fifth is, rounded down."""
    return int(count * FIFTH)


def step_of(count: int) -> int:
    """How many customers lie between two points of the curve."""
    return max(1, count // POINTS_MOST)


def places(count: int, *, knee: int) -> list[int]:
    """Places on the curve, about a hundred, both ends and the knee among them."""
    return sorted({*range(0, count, step_of(count)), knee, count})
