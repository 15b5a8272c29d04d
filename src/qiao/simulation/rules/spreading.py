"""How sums lie among people: quarters, bars of a histogram, the curve of Lorenz and the coefficient of Gini; exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

PPM = 1_000_000
BARS = 14
STEPS = (1, 2, 5)  # of a bar's width, times a power of ten
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """Of a group: how many, the sum, least, quarters and most; fen, quarters rounded down."""

    people: int
    total: int
    least: int
    lower: int
    median: int
    upper: int
    most: int


@dataclass(frozen=True, slots=True)
class Bar:
    """How many lie from a sum up to another, that one out; fen."""

    low: int
    high: int
    people: int


def spread_of(values: Sequence[int]) -> Spread:
    """The spread of at least one value."""
    assert values
    ordered = sorted(values)
    lower, median, upper = (_quarter(ordered, number) for number in (1, 2, 3))
    return Spread(len(ordered), sum(ordered), ordered[0], lower, median, upper, ordered[-1])


def _quarter(ordered: Sequence[int], number: int) -> int:
    """The value below which `number` quarters lie; between two people in proportion."""
    place = Fraction(number * (len(ordered) - 1), QUARTERS)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return int(ordered[below] + (ordered[above] - ordered[below]) * (place - below))


def bars_of(values: Sequence[int]) -> list[Bar]:
    """At most about fourteen bars of one round width that hold every value."""
    if not values:
        return []
    width = round_width(max(values) - min(values))
    first, last = min(values) // width, max(values) // width
    counts = dict.fromkeys(range(first, last + 1), 0)
    for value in values:
        counts[value // width] += 1
    return [Bar(number * width, (number + 1) * width, count) for number, count in counts.items()]


def round_width(reach: int) -> int:
    """The narrowest round width (1, 2, 5 times a power of ten fen) by which a reach needs at most fourteen bars."""
    power = 1
    while True:
        for step in STEPS:
            if step * power * BARS >= max(reach, 1):
                return step * power
        power *= 10


def gini_ppm(values: Sequence[int]) -> int | None:
    """0 where all have the same, a million where one has everything; None where there is nothing to share."""
    ordered = sorted(max(value, 0) for value in values)
    total, count = sum(ordered), len(ordered)
    if total == 0:
        return None
    ranked = sum(place * value for place, value in enumerate(ordered, start=1))
    return (2 * ranked - (count + 1) * total) * PPM // (count * total)
