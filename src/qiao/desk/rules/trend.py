"""Trend: what a row of months says in one sentence, for the title of its picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

RUN_LEAST = 3  # from the third month on a direction is a run


class Direction(StrEnum):
    """Which way the last months went."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Trend:
    """The direction of the last step, for how many steps in a row it has been that way, and the last step's size."""

    direction: Direction
    steps: int
    change: Fraction | None  # of the month before; None where that was 0 or less

    @property
    def is_run(self) -> bool:
        """Whether the direction has held for so long that it is worth saying."""
        return self.direction is not Direction.LEVEL and self.steps >= RUN_LEAST


def trend_of(values: Sequence[int]) -> Trend | None:
    """The trend of a row of figures, oldest first; None where there are fewer than two."""
    if len(values) < 2:  # noqa: PLR2004  a step needs two ends
        return None
    ways = [_way(before, after) for before, after in pairwise(values)]
    last = ways[-1]
    steps = next((number for number, way in enumerate(reversed(ways)) if way is not last), len(ways))
    before, after = values[-2], values[-1]
    return Trend(last, steps, Fraction(after - before, before) if before > 0 else None)


def _way(before: int, after: int) -> Direction:
    if after == before:
        return Direction.LEVEL
    return Direction.UP if after > before else Direction.DOWN
