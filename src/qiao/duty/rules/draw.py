"""A draw for surprise leave that anybody can repeat: the order of SHA-256 over the seed and each person's number.

The seed is made by the machine when the draw is made, so that nobody chooses it; it is kept with the list and the
outcome. The order depends on no list's order, and of a unit no more are drawn than it can spare.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.ground.money import SHARE_BP_ONE
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

DRAWN_MOST = 500


@dataclass(frozen=True, slots=True)
class Eligible:
    """Somebody who may be drawn, of a unit."""

    staff_id: str
    unit: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in an important post: forced leave had this year in working days, and whether away or leaving."""

    staff_id: str
    unit: str
    taken: int
    away: bool


def eligible(people: Iterable[Person], *, leave_days: int) -> tuple[Eligible, ...]:
    """Who may be drawn: only who has not had the year's leave, and who is not away already; by number."""
    found = {Eligible(one.staff_id, one.unit) for one in people if one.taken < leave_days and not one.away}
    return tuple(sorted(found, key=lambda one: one.staff_id))


def rooms(people: Iterable[Person], *, share_bp: int) -> dict[str, int]:
    """How many each unit can spare: the part of its people, one at least, less those who are away."""
    sizes: dict[str, int] = {}
    away: dict[str, int] = {}
    for one in people:
        sizes[one.unit] = sizes.get(one.unit, 0) + 1
        away[one.unit] = away.get(one.unit, 0) + one.away
    return {unit: max(0, max(1, size * share_bp // SHARE_BP_ONE) - away[unit]) for unit, size in sizes.items()}


def place_of(seed: str, staff_id: str) -> str:
    """What the order goes by: the digest of the seed, a bar and the person's number, as 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}|{staff_id}".encode()).hexdigest()


def draw(people: Iterable[Eligible], *, seed: str, count: int, room: Mapping[str, int]) -> tuple[str, ...]:
    """The numbers of at most `count` people in the order of the draw, of each unit at most its room."""
    left = dict(room)
    drawn: list[str] = []
    for one in sorted(set(people), key=lambda one: (place_of(seed, one.staff_id), one.staff_id)):
        if len(drawn) == count:
            break
        if left.get(one.unit, 0) > 0:
            left[one.unit] -= 1
            drawn.append(one.staff_id)
    return tuple(drawn)


def digest_of(people: Sequence[Eligible], *, seed: str, count: int, room: Mapping[str, int]) -> str:
    """SHA-256 of what a draw was made from."""
    listed = ";".join(f"{one.staff_id},{one.unit}" for one in sorted(people, key=lambda one: one.staff_id))
    spare = ";".join(f"{unit},{number}" for unit, number in sorted(room.items()))
    return hashlib.sha256(f"{seed}|{count}|{spare}|{listed}".encode()).hexdigest()


def check_draw(people: Sequence[Eligible], *, count: int, room: Mapping[str, int]) -> None:
    """Refuse a draw of nobody, or from nobody."""
    if not 1 <= count <= DRAWN_MOST:
        raise Refusal("draw.count", _("Draw 1 to %(most)s people."), most=DRAWN_MOST)
    if not any(room.get(one.unit, 0) for one in people):
        raise Refusal(
            "draw.nobody",
            _("Nobody can be drawn here: all have had the leave, are away or drawn already, or cannot be spared."),
        )


def leave_days_in(year: int, periods: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The parts of the periods [since, until) that lie in the year."""
    first, last = date(year, 1, 1), date(year + 1, 1, 1)
    cut = ((max(since, first), min(until, last)) for since, until in periods)
    return [(since, until) for since, until in cut if since < until]
