"""What a manager carries against the level's norms: customers, deposits, loans, hours; the worst part counts.

Source: piece 2, 2.1 (managers carry too much: their share among staff is 11.88 per cent, and deposits grew to 3.98
times while they were halved). A level is the ladder's own word; one without a line of its own has the general norm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiao.ground.words import gettext_noop as _
from qiao.portfolio.rules.balancing import PARTS, Part

FULL = Fraction(1)
NEARLY_FULL = Fraction(9, 10)


class State(StrEnum):
    """How a load stands against its norms."""

    OVER = "over"
    NEARLY = "nearly"
    ROOM = "room"


STATE_WORDS = {State.OVER: _("over the norm"), State.NEARLY: _("nearly full"), State.ROOM: _("has room")}


@dataclass(frozen=True, slots=True)
class Carried:
    """A part of a load beside its norm: customers, fen on average, minutes a month."""

    part: Part
    held: int
    norm: int | None

    @property
    def used(self) -> Fraction | None:
        """Which part of the norm is used; None where the level has none."""
        return Fraction(self.held, self.norm) if self.norm else None


@dataclass(frozen=True, slots=True)
class Load:
    """A manager's customers served on a day beside the norm, None where there is none; and all parts of the load."""

    staff_id: str
    served: int
    norm: int | None
    carried: tuple[Carried, ...] = ()

    @property
    def used(self) -> Fraction | None:
        """Which part of the norm of customers is used."""
        return Fraction(self.served, self.norm) if self.norm else None

    @property
    def over(self) -> bool:
        """Whether more customers are served than the norm allows."""
        return self.used is not None and self.used > FULL

    @property
    def nearly(self) -> bool:
        """Whether the norm of customers is nearly used up."""
        return self.used is not None and NEARLY_FULL <= self.used <= FULL

    @property
    def heaviest(self) -> Carried | None:
        """The part that uses most of its norm; of equals the first."""
        return max((one for one in self.carried if one.used is not None), key=_used, default=None)

    @property
    def whole(self) -> Fraction | None:
        """The load: the largest of the parts over their norms."""
        return None if self.heaviest is None else self.heaviest.used

    @property
    def state(self) -> State | None:
        """Over the norm, nearly full, or with room; None without a norm."""
        if self.whole is None:
            return None
        return State.OVER if self.whole > FULL else State.NEARLY if self.whole >= NEARLY_FULL else State.ROOM


def _used(one: Carried) -> Fraction:
    return one.used or Fraction(0)


def load_of(staff_id: str, held: Sequence[int], norm: Sequence[int | None]) -> Load:
    """The load of somebody who holds so much of each part."""
    carried = tuple(Carried(part, have, most) for part, have, most in zip(PARTS, held, norm, strict=True))
    return Load(staff_id, held[0], norm[0], carried)


def units_below(parents: Mapping[str, str | None]) -> dict[str, set[str]]:
    """Of each unit itself and all units below it, from the unit above each."""
    found: dict[str, set[str]] = {unit: {unit} for unit in parents}
    for unit in parents:
        above, seen = parents[unit], {unit}
        while above is not None and above in found and above not in seen:
            found[above].add(unit)
            seen.add(above)
            above = parents[above]
    return found
