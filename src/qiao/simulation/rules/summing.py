"""A simulation added up: cost by piece, who wins and loses, how pay lies by branch and level, bounds, edges, years.

The sums are whole fen and every one is a sum of lines: by piece, by branch, by level and by person they are the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qiao.simulation.rules.edges import Edge
from qiao.simulation.rules.lines import Line
from qiao.simulation.rules.spreading import Spread, bars_of, gini_ppm, spread_of


@dataclass(frozen=True, slots=True)
class PieceSums:
    """A piece: people, fen as things stand and by the scheme, what of it is paid now and later."""

    piece: str
    people: int
    held_fen: int
    new_fen: int
    now_fen: int
    later_fen: int


@dataclass(frozen=True, slots=True)
class PersonSums:
    """A person over all pieces."""

    staff_id: str
    branch: str
    level: str
    held_fen: int
    new_fen: int

    @property
    def change_fen(self) -> int:
        """What the scheme would pay more."""
        return self.new_fen - self.held_fen


@dataclass(frozen=True, slots=True)
class GroupSums:
    """A branch or a level: sums as things stand and by the scheme, and the spread of what the scheme pays a person."""

    key: str
    held_fen: int
    new_fen: int
    spread: Spread


@dataclass(frozen=True, slots=True)
class EdgeCount:
    """An edge with how many person-pieces stand just below and just beyond it."""

    edge: Edge
    below: int
    beyond: int


@dataclass(frozen=True, slots=True)
class Added:
    """What a simulation keeps of each line beside the line itself."""

    lines: Sequence[Line]
    edges: Sequence[EdgeCount]
    years: Mapping[str, int]  # piece -> the year in which it ends


def told_of(added: Added) -> dict[str, Any]:
    """The summary as plain JSON."""
    people = persons_of(added.lines)
    held, new = [one.held_fen for one in people], [one.new_fen for one in people]
    return {
        "people": len(people),
        "held_fen": sum(held),
        "new_fen": sum(new),
        "winners": sum(one.change_fen > 0 for one in people),
        "losers": sum(one.change_fen < 0 for one in people),
        "won_fen": sum(max(one.change_fen, 0) for one in people),
        "lost_fen": sum(min(one.change_fen, 0) for one in people),
        "pieces": [asdict(one) for one in piece_sums(added.lines)],
        "branches": [asdict(one) for one in groups_of(people, key=lambda one: one.branch)],
        "levels": [asdict(one) for one in groups_of(people, key=lambda one: one.level)],
        "bars": [asdict(one) for one in bars_of(new)],
        "changes": [asdict(one) for one in bars_of([one.change_fen for one in people])],
        "gini": {"held": gini_ppm(held), "new": gini_ppm(new)},
        "bounds": dict(Counter(bound for line in added.lines for bound in line.bounds)),
        "assumed": dict(Counter(code for line in added.lines for code in line.assumed)),
        "unworthy": {
            "lines": sum(line.unworthy_fen > 0 for line in added.lines),
            "fen": sum(line.unworthy_fen for line in added.lines),
        },
        "edges": [_edge(one) for one in added.edges],
        "years": years_of(added.lines, years=added.years),
        "lines": len(added.lines),
    }


def change_of(told: Mapping[str, Any]) -> int:
    """What a summary's scheme pays more than was held, or less below 0; fen."""
    return int(told["new_fen"]) - int(told["held_fen"])


def _edge(one: EdgeCount) -> dict[str, Any]:
    edge = one.edge
    plain = {name: getattr(edge, name) for name in ("kind", "code", "name", "measure", "jump_fen", "before", "after")}
    at = [str(edge.at.numerator), str(edge.at.denominator)]
    return plain | {"at": at, "below": one.below, "beyond": one.beyond}


def piece_sums(lines: Iterable[Line]) -> list[PieceSums]:
    """By piece, in their order."""
    by_piece: dict[str, list[Line]] = {}
    for line in lines:
        by_piece.setdefault(line.piece, []).append(line)
    return [
        PieceSums(
            piece=piece,
            people=len(own),
            held_fen=sum(one.held_fen for one in own),
            new_fen=sum(one.new_fen for one in own),
            now_fen=sum(one.now_fen for one in own),
            later_fen=sum(sum(one.later_fen) for one in own),
        )
        for piece, own in sorted(by_piece.items())
    ]


def persons_of(lines: Iterable[Line]) -> list[PersonSums]:
    """By person, with branch and level of the last piece; sorted by id."""
    by_person: dict[str, list[Line]] = {}
    for line in lines:
        by_person.setdefault(line.staff_id, []).append(line)
    return [
        PersonSums(
            staff_id=staff_id,
            branch=max(own, key=lambda one: one.piece).branch,
            level=max(own, key=lambda one: one.piece).level,
            held_fen=sum(one.held_fen for one in own),
            new_fen=sum(one.new_fen for one in own),
        )
        for staff_id, own in sorted(by_person.items())
    ]


def groups_of(people: Iterable[PersonSums], *, key: Callable[[PersonSums], str]) -> list[GroupSums]:
    """People by branch or level, the dearest group first."""
    groups: dict[str, list[PersonSums]] = {}
    for one in people:
        groups.setdefault(key(one), []).append(one)
    found = [
        GroupSums(
            key=name,
            held_fen=sum(one.held_fen for one in own),
            new_fen=sum(one.new_fen for one in own),
            spread=spread_of([one.new_fen for one in own]),
        )
        for name, own in groups.items()
    ]
    return sorted(found, key=lambda one: (-one.new_fen, one.key))


def years_of(lines: Iterable[Line], *, years: Mapping[str, int]) -> list[list[int]]:
    """[year, fen paid at once, fen paid of earlier years' deferred parts], in order."""
    now: Counter[int] = Counter()
    later: Counter[int] = Counter()
    for line in lines:
        year = years[line.piece]
        now[year] += line.now_fen
        for number, fen in enumerate(line.later_fen, start=1):
            later[year + number] += fen
    return [[year, now[year], later[year]] for year in sorted(now.keys() | later.keys())]
