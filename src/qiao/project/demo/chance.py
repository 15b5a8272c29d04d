"""Chance by rule: a stream of draws named by what it is for, so that the same name gives the same draws for ever.

Only `Random.random` is used, the one draw whose values Python promises to keep between releases; a stream a customer
keeps one customer's figures when another changes.
"""

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

PERMILLE = 1000

Thing = TypeVar("Thing")


class Chance:
    """A stream of draws; its name is the bank's seed and what the draws are for."""

    __slots__ = ("_draw",)

    def __init__(self, *name: int | str) -> None:
        """Start the stream of this name."""
        digest = hashlib.sha256("|".join(str(part) for part in name).encode()).digest()
        self._draw = random.Random(int.from_bytes(digest[:8], "big")).random  # noqa: S311  a demo's figures, no secret

    def below(self, limit: int) -> int:
        """A whole number from 0 to limit - 1; limit is above zero."""
        return int(self._draw() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._draw() * (high - low + 1))

    def holds(self, permille: int) -> bool:
        """True in that many of a thousand cases."""
        return self._draw() * PERMILLE < permille

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of the things."""
        return things[int(self._draw() * len(things))]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """The things in another order."""
        mixed = list(things)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
