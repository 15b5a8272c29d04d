"""The picture of a neighbourhood: whom a customer is tied to, and whom these are, with bounds that are told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from qiao.ties.rules.kinds import Kind

NODES_MOST = 60
"""More than that no eye tells apart."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie from one end to the other; `share_bp` of a holding, 0 where it is named without a share."""

    start: str
    end: str
    kind: Kind
    share_bp: int | None = None

    def other(self, key: str) -> str:
        """The end that is not this one."""
        return self.end if self.start == key else self.start


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes in the order in which they were met and the edges between them.

    `hidden`: how many one does not see; `left_out`: how many more there would be.
    """

    keys: tuple[str, ...]
    edges: tuple[Edge, ...]
    hidden: int
    left_out: int


def picture_of(centre: str, edges: Iterable[Edge], *, seen: Collection[str], most: int = NODES_MOST) -> Picture:
    """Who is reached from the centre by those whom one sees; an unseen one is counted and leads no further."""
    near: dict[str, list[Edge]] = {}
    once = sorted(set(edges), key=lambda one: (one.kind, one.start, one.end, one.share_bp or 0))
    for edge in once:
        near.setdefault(edge.start, []).append(edge)
        near.setdefault(edge.end, []).append(edge)
    met, hidden, waiting = {centre: 0}, set(), [centre]
    left_out: set[str] = set()
    for key in waiting:
        for edge in near.get(key, ()):
            other = edge.other(key)
            if other in met:
                continue
            if other not in seen:
                hidden.add(other)
            elif len(met) < most:
                met[other] = met[key] + 1
                waiting.append(other)
            else:
                left_out.add(other)
    shown = [edge for edge in once if edge.start in met and edge.end in met]
    return Picture(tuple(met), tuple(shown), len(hidden), len(left_out))
