"""The tree of org units after a load: which of the file's rows close a circle or hang from nothing.

Source: the book's contract, 1. A row that is set aside gives way to what the book held under its key; that may close
another circle, so the question is asked again until every row stands. No row's place in the file decides anything.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from qiao.book.rules.reasons import LOOP, UNKNOWN

PATH_SHOWN_MOST = 8  # org units of a circle named in words


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an org unit's row was set aside; `path` is the circle, empty for an unknown parent."""

    code: str
    path: str


def faults(given: Mapping[str, str | None], *, held: Mapping[str, str | None]) -> dict[str, Fault]:
    """The file's rows (org unit -> parent) that cannot stand over what the book holds (empty: a replacement)."""
    standing, found = dict(given), dict[str, Fault]()
    while True:
        outcome = {**held, **standing}
        new = {org: fault for org, fault in _first_faults(outcome).items() if org in standing}
        if not new:
            return found
        new |= _below(new, standing=standing, held=held)
        found |= new
        standing = {org: parent for org, parent in standing.items() if org not in new}


def _first_faults(parent_of: Mapping[str, str | None]) -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    for circle in circles(parent_of):
        path = " > ".join(shown_path(circle))
        found |= dict.fromkeys(circle, Fault(LOOP, path))
    for org, parent in parent_of.items():
        if parent is not None and parent not in parent_of:
            found[org] = Fault(UNKNOWN, "")
    return found


def _below(
    found: Mapping[str, Fault], *, standing: Mapping[str, str | None], held: Mapping[str, str | None]
) -> dict[str, Fault]:
    """The file's rows under a unit that is gone for good: they name an unknown parent, all the way down."""
    children = defaultdict(list)
    for org, parent in standing.items():
        children[parent].append(org)
    below: dict[str, Fault] = {}
    waiting = [org for org in found if org not in held]
    while waiting:
        for child in children[waiting.pop()]:
            if child not in found and child not in below:
                below[child] = Fault(UNKNOWN, "")
                waiting += [] if child in held else [child]
    return below


def circles(parent_of: Mapping[str, str | None]) -> list[tuple[str, ...]]:
    """Every circle once, each beginning with its smallest id and following parents."""
    seen: set[str] = set()
    found = []
    for start in parent_of:
        trail: dict[str, None] = {}
        org: str | None = start
        while org is not None and org in parent_of and org not in seen and org not in trail:
            trail[org] = None
            org = parent_of[org]
        if org is not None and org in trail:
            members = list(trail)[list(trail).index(org) :]
            first = members.index(min(members))
            found.append(tuple(members[first:] + members[:first]))
        seen |= trail.keys()
    return sorted(found)


def shown_path(circle: tuple[str, ...]) -> list[str]:
    """A circle in words, cut in the middle where it is long, ending where it began."""
    if len(circle) <= PATH_SHOWN_MOST:
        return [*circle, circle[0]]
    return [*circle[: PATH_SHOWN_MOST - 1], "…", circle[-1], circle[0]]
