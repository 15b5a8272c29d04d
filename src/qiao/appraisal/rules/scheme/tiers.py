"""Tiers: a rate or a sum by the size of a figure, marginal or of the whole, and where such a table is not sound.

Source: piece 1, section 3 (line 91: shares P and Q of what was earned). A table says which way it counts: marginal
pays each tier's rate on the part within the tier, whole pays the rate of the reached tier on all of it. In a gap
nothing is paid, which is never what was meant, so that a gap and an overlap are refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

MICRO = 1_000_000
FEN_MICRO = 10_000  # the smallest sum of money, in millionths of a yuan


class Counted(StrEnum):
    """On what a tier's rate is paid."""

    MARGINAL = "marginal"
    WHOLE = "whole"


class Ends(StrEnum):
    """Which ends of a tier belong to it."""

    FROM = "from"  # the lower end; the upper one belongs to the next tier
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Tier:
    """From a bound to another: a rate on the figure, and a sum that is paid besides. A missing `to` has no end."""

    from_micro: int
    to_micro: int | None
    rate_micro: int
    sum_fen: int = 0
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Tiers:
    """A table of tiers as it stands in the scheme."""

    counted: Counted
    rows: tuple[Tier, ...]
    ends: Ends = Ends.FROM

    def __post_init__(self) -> None:
        """There is at least one tier."""
        assert self.rows


@dataclass(frozen=True, slots=True)
class Flaw:
    """A gap or an overlap between two tiers: from a bound to a bound; equal bounds are a single point."""

    kind: str
    from_micro: int
    to_micro: int
    tier: Tier

    @property
    def line(self) -> int:
        """Where the later tier stands in the file."""
        return self.tier.line


@dataclass(frozen=True, slots=True)
class Cliff:
    """At a bound the paid sum jumps: what is paid just below it and at it, in yuan."""

    at_micro: int
    below: Fraction
    at: Fraction
    line: int

    @property
    def size(self) -> Fraction:
        """What one step more brings; negative where it takes away."""
        return self.at - self.below


def reached(tiers: Tiers, figure: Fraction) -> Tier | None:
    """The first tier that holds a figure (in units, not millionths); None in a gap, below the first, above the last."""
    return next((tier for tier in tiers.rows if _holds(tiers, tier, figure * MICRO)), None)


def _holds(tiers: Tiers, tier: Tier, micro: Fraction) -> bool:
    if micro < tier.from_micro:
        return False
    if tier.to_micro is None:
        return True
    return micro <= tier.to_micro if tiers.ends is Ends.BOTH else micro < tier.to_micro


def paid_by(tiers: Tiers, figure: Fraction) -> Fraction:
    """What the table pays for a figure, in yuan, exact."""
    if tiers.counted is Counted.WHOLE:
        tier = reached(tiers, figure)
        return Fraction(0) if tier is None else _whole(tier, figure)
    return sum((_part(tier, figure) for tier in tiers.rows), Fraction(0))


def _whole(tier: Tier, figure: Fraction) -> Fraction:
    return figure * Fraction(tier.rate_micro, MICRO) + Fraction(tier.sum_fen, 100)


def _part(tier: Tier, figure: Fraction) -> Fraction:
    """What the part of a figure within a tier earns; a tier's own sum is paid once its lower bound is reached."""
    low = Fraction(tier.from_micro, MICRO)
    if figure < low:
        return Fraction(0)
    high = figure if tier.to_micro is None else min(figure, Fraction(tier.to_micro, MICRO))
    return max(high - low, Fraction(0)) * Fraction(tier.rate_micro, MICRO) + Fraction(tier.sum_fen, 100)


def flaws(tiers: Tiers) -> Iterator[Flaw]:
    """Gaps and overlaps from tier to tier, and the open end above the last."""
    ordered = sorted(tiers.rows, key=lambda tier: (tier.from_micro, tier.line))
    for before, after in pairwise(ordered):
        if before.to_micro is None or before.to_micro > after.from_micro:
            upper = after.from_micro if before.to_micro is None else before.to_micro
            yield Flaw("overlap", after.from_micro, upper, after)
        elif before.to_micro < after.from_micro:
            yield Flaw("gap", before.to_micro, after.from_micro, after)
        elif tiers.ends is Ends.BOTH:
            yield Flaw("overlap", after.from_micro, after.from_micro, after)
    last = max(tiers.rows, key=lambda tier: MICRO**4 if tier.to_micro is None else tier.to_micro)
    if last.to_micro is not None:
        yield Flaw("open_end", last.to_micro, last.to_micro, last)


def cliffs(tiers: Tiers) -> Iterator[Cliff]:
    """Where one step more changes the paid sum by a jump; of a table without gaps."""
    ordered = sorted(tiers.rows, key=lambda tier: tier.from_micro)
    for before, after in pairwise(ordered):
        at = Fraction(after.from_micro, MICRO)
        below = _whole(before, at) if tiers.counted is Counted.WHOLE else _below(ordered, before, at)
        now = _whole(after, at) if tiers.counted is Counted.WHOLE else _below(ordered, before, at) + _sum_of(after)
        if below != now:
            yield Cliff(after.from_micro, below, now, after.line)


def _below(rows: Sequence[Tier], last: Tier, at: Fraction) -> Fraction:
    return sum((_part(tier, at) for tier in rows if tier.from_micro <= last.from_micro), Fraction(0))


def _sum_of(tier: Tier) -> Fraction:
    return Fraction(tier.sum_fen, 100)
