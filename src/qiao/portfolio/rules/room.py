"""Why a branch cannot bring everybody within the norms, in one sentence with its numbers.

Source: piece 2, 2.1. Customers of some kinds need room, and only the managers whose level covers one of these kinds
have it: where they need more than there is, no spread helps. Where the kinds have room, a person's customers may be
locked, or one customer may be larger than any norm.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from qiao.ground.words import gettext_noop as _
from qiao.portfolio.rules.balancing import PARTS, Branch, Move, Part, excess_bp, loads

SEGMENTS_MOST = 8
"""Of more kinds of customers not every choice is looked at, only each one and all together."""
SHORT = {
    Part.CUSTOMERS: _("%(unit)s needs room for %(needed)s %(segments)s customers and has %(room)s."),
    Part.DEPOSITS: _(
        "%(unit)s needs room for %(needed)s (10,000 yuan) of deposits of %(segments)s customers and has %(room)s."
    ),
    Part.LOANS: _(
        "%(unit)s needs room for %(needed)s (10,000 yuan) of loans of %(segments)s customers and has %(room)s."
    ),
    Part.MINUTES: _("%(unit)s needs %(needed)s hours a month for %(segments)s customers and has %(room)s."),
}
STUCK = _("%(person)s carries %(held)s (%(part)s) that cannot move; the norm is %(norm)s.")
TOO_LARGE = _(
    "Customer %(party)s alone weighs %(held)s (%(part)s); the largest norm of those who may serve it is %(norm)s."
)
UNEVEN = _(
    "%(unit)s has room in sum, but the customers do not divide so that nobody is above: %(over)s stay above at least."
)


@dataclass(frozen=True, slots=True)
class Why:
    """A sentence in marked words with its facts; `segments` and `part` among them are codes, told by the page."""

    words: str
    facts: Mapping[str, Any]


def why_short(branch: Branch) -> Why | None:
    """The first reason for which somebody stays above the norm whatever is moved; None where none was found."""
    return _kinds(branch) or _stuck(branch) or _large(branch)


def _choices(branch: Branch) -> Iterable[tuple[str, ...]]:
    kinds = sorted({client.segment for client in branch.clients})
    sizes = range(1, len(kinds) + 1) if len(kinds) <= SEGMENTS_MOST else (1, len(kinds))
    return (chosen for size in sizes for chosen in combinations(kinds, size))


def _kinds(branch: Branch) -> Why | None:
    """Kinds of customers that together need more room than the people who may serve one of them have.

    A customer may stay with a holder who may not be given it, so holders count as room for what they hold.
    """
    for chosen in _choices(branch):
        own = [one for one in branch.clients if one.segment in chosen]
        holders = {one.holder for one in own}
        able = [who for who in branch.people if who.person_id in holders or any(who.takes(one) for one in chosen)]
        for place, part in enumerate(PARTS):
            norms = [who.norm[place] for who in able]
            needed = sum(one.weights[place] for one in own) + sum(who.fixed[place] for who in able)
            room = sum(most for most in norms if most is not None)
            if able and None not in norms and needed > room:
                return _told(branch, chosen, part, needed=needed, room=room)
    return None


def _told(branch: Branch, chosen: tuple[str, ...], part: Part, *, needed: int, room: int) -> Why:
    if part is Part.MINUTES:
        needed, room = -(-needed // 60), room // 60
    return Why(SHORT[part], {"unit": branch.name, "needed": needed, "room": room, "segments": chosen})


def _stuck(branch: Branch) -> Why | None:
    own: dict[str, list[int]] = {}
    for client in branch.clients:
        free = not client.locked and any(
            who.may_take(client) for who in branch.people if who.person_id != client.holder
        )
        if not free:
            held = own.setdefault(client.holder, [0] * len(PARTS))
            for place, weight in enumerate(client.weights):
                held[place] += weight
    for who in branch.people:
        for place, part in enumerate(PARTS):
            most, held_here = who.norm[place], who.fixed[place] + own.get(who.person_id, [0] * len(PARTS))[place]
            if most is not None and held_here > most:
                return Why(STUCK, {"person": who.name, "held": held_here, "part": part, "norm": most})
    return None


def _large(branch: Branch) -> Why | None:
    for client in branch.clients:
        able = [who for who in branch.people if who.person_id == client.holder or who.may_take(client)]
        for place, part in enumerate(PARTS):
            norms = [who.norm[place] for who in able]
            if None not in norms and client.weights[place] > max((most or 0 for most in norms), default=0):
                facts = {"party": client.party_id, "held": client.weights[place], "part": part}
                return Why(TOO_LARGE, facts | {"norm": max(most or 0 for most in norms)})
    return None


def why_above(branch: Branch, *, over: int) -> Why:
    """Why so many people stay above their norm: a reason that was found, else that sizes do not divide."""
    return why_short(branch) or Why(UNEVEN, {"unit": branch.name, "over": over})


def people_above(branch: Branch, moves: Sequence[Move] = ()) -> int:
    """How many people are above a norm after these moves."""
    held = loads(branch, moves)
    return sum(excess_bp(held[who.person_id], who.norm) > 0 for who in branch.people)
