"""Guarantee circles: customers who vouch for one another, directly or through others; rings in which it comes back.

Source: piece 2, 2.5 (line 231: related parties). A pair counts once, however many papers name it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]
"""Who is vouched for, and who vouches."""
MEMBERS_LEAST = 3
VOUCHED_MOST = 200
"""Whoever vouches for more does so by trade, unless the house says another number."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Customers tied by guarantees, by id, and the pairs between them."""

    keys: tuple[str, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands in its circle: for how many it vouches, how many vouch for it, whether in a ring."""

    key: str
    vouches_for: int
    vouched_by: int
    in_ring: bool


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle of three and more, or a ring of two; `middle` is through whom most ways between the others lead."""

    members: tuple[Standing, ...]
    pairs: tuple[Pair, ...]
    middle: str

    @property
    def rings(self) -> int:
        """How many members stand in a ring."""
        return sum(one.in_ring for one in self.members)


def guarantors(pairs: Iterable[Pair], *, most: int = VOUCHED_MOST) -> dict[str, int]:
    """Who vouches for more than the limit, with how many; as a guarantee company it makes no circle of strangers."""
    found = Counter(voucher for party, voucher in set(pairs) if party != voucher)
    return {key: number for key, number in sorted(found.items()) if number > most}


def clusters(pairs: Iterable[Pair], *, most: int = VOUCHED_MOST) -> list[Cluster]:
    """What hangs together, by smallest id; nobody vouches for himself, and a guarantor by trade ties nobody."""
    told = {pair for pair in pairs if pair[0] != pair[1]}
    by_trade = guarantors(told, most=most)
    once = sorted(pair for pair in told if pair[1] not in by_trade)
    up: dict[str, str] = {}
    for one, other in once:
        first, second = _top(up, one), _top(up, other)
        up[max(first, second)] = min(first, second)
    keys: dict[str, set[str]] = {}
    inside: dict[str, list[Pair]] = {}
    for pair in once:
        top = _top(up, pair[0])
        keys.setdefault(top, set()).update(pair)
        inside.setdefault(top, []).append(pair)
    return [Cluster(tuple(sorted(keys[top])), tuple(inside[top])) for top in sorted(keys)]


def circle_of(cluster: Cluster, *, rings: Iterable[Sequence[str]], middle: str) -> Circle | None:
    """The circle of a cluster whose rings and middle are known; a mere pair is none."""
    ringed = {key for ring in rings for key in ring}
    if len(cluster.keys) < MEMBERS_LEAST and not ringed:
        return None
    vouched_by, vouches_for = (Counter(pair[end] for pair in cluster.pairs) for end in (0, 1))
    members = [Standing(key, vouches_for[key], vouched_by[key], key in ringed) for key in cluster.keys]
    return Circle(tuple(members), cluster.pairs, middle)


def _top(up: dict[str, str], key: str) -> str:
    path = []
    while (above := up.setdefault(key, key)) != key:
        path.append(key)
        key = above
    for one in path:
        up[one] = key
    return key
