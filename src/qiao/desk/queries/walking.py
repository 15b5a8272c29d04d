"""The picture of ties round a customer, of a group or a circle: nodes with what they owe, edges by kind."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.desk.queries.belonging import Asked, circle_opens, group_opens, names_of, sums_of
from qiao.desk.queries.declaring import declared_opens
from qiao.ties.queries import declared, kept
from qiao.ties.rules.holders import OUTSIDER, is_outsider
from qiao.ties.rules.picture import NODES_MOST, Edge, Picture, picture_of
from qiao.ties.rules.shared import Thing

STEPS_MOST = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A customer in sight or an outsider that one of them names."""

    key: str
    name: str
    outsider: bool
    loan_balance_days_micro: int
    centre: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """The picture with its names; `hidden` are out of sight, `left_out` have no room."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden: int
    left_out: int


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A thing that a customer shares: with whom of those in sight, how many others."""

    thing: str
    shown: str
    tied: bool
    others: tuple[tuple[str, str], ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a customer belongs: its places in a group and a circle, declared groups, what it shares.

    `group_opens`, `circle_opens`: somebody of it is among those whom the person sees on lists, so its page is there.
    `vouches_for`: for how many a guarantee company vouches. `findings`: what is odd about its shares.
    """

    group: kept.Membership | None
    circle: kept.CircleMember | None
    group_opens: bool
    circle_opens: bool
    vouches_for: int
    findings: tuple[tuple[str, int], ...]
    declared: tuple[tuple[int, str], ...]
    shared: tuple[SharedLine, ...]


def belonging_of(asked: Asked, party_id: str) -> Belonging:
    """Where a customer belongs."""
    shared = kept.shared_by(party_id)
    names = names_of(asked, sorted({key for _thing, keys in shared for key in keys}))
    signatories = customers.customers_by_id([thing.shown for thing, _keys in shared if thing.thing == Thing.SIGNATORY])
    lines = [
        SharedLine(
            thing.thing,
            _shown(thing, names, signatories),
            thing.tied,
            tuple((key, names[key]) for key in keys if key in names),
            sum(1 for key in keys if key not in names) if thing.tied else thing.customers - 1,
        )
        for thing, keys in shared
    ]
    together = declared.declared_of([party_id], on=asked.on)
    group, circle = kept.membership_of(party_id), kept.circle_place_of(party_id)
    return Belonging(
        group,
        circle,
        group is not None and group_opens(asked, group.group_id),
        circle is not None and circle_opens(asked, circle.circle_id),
        kept.vouches_by_trade([party_id]).get(party_id, 0),
        tuple((one.what, one.share_bp) for one in kept.shares_odd_of(party_id)),
        tuple((one.pk, one.name) for one in together if declared_opens(asked, one)),
        tuple(lines),
    )


def _shown(thing: kept.SharedThing, names: Mapping[str, str], signatories: Collection[str]) -> str:
    """A signatory who is a customer stands by number and is named only where in sight."""
    is_customer = thing.thing == Thing.SIGNATORY and thing.shown in signatories
    return names.get(thing.shown, "") if is_customer else thing.shown


def walk_round(asked: Asked, customer: Customer, *, steps: int, day: date) -> Walk:
    """The ties round a customer, so many steps far, as they run on a day."""
    edges: list[Edge] = []
    edge, known = [customer.party_id], {customer.party_id}
    for _step in range(min(max(steps, 1), STEPS_MOST)):
        found = kept.edges_round(edge, on=day)
        edges += found
        near = {key for one in found for key in (one.start, one.end)} - known
        edge = sorted(_walkable(asked, near))[: NODES_MOST * 2]
        known |= set(edge)
        if not edge:
            break
    seen = _walkable(asked, {key for one in edges for key in (one.start, one.end)}) | {customer.party_id}
    return _walk(asked, picture_of(customer.party_id, edges, seen=seen), centre=customer.party_id)


def walk_among(asked: Asked, keys: Sequence[str], *, day: date) -> Walk:
    """The ties between these, of whom only those in sight are shown; the first stands in the centre."""
    seen = _walkable(asked, set(keys))
    shown = [key for key in keys if key in seen][:NODES_MOST]
    among = set(shown)
    edges = [one for one in kept.edges_round(shown, on=day) if one.start in among and one.end in among]
    once = sorted(set(edges), key=lambda one: (one.kind, one.start, one.end))
    hidden, more = len(set(keys) - seen), len(seen) - len(shown)
    return _walk(asked, Picture(tuple(shown), tuple(once), hidden, more), centre=shown[0] if shown else "")


def _walkable(asked: Asked, keys: set[str]) -> frozenset[str]:
    """Customers in sight, and outsiders, who are reached only from a customer in sight."""
    return asked.seen(keys) | {key for key in keys if is_outsider(key)}


def _walk(asked: Asked, picture: Picture, *, centre: str) -> Walk:
    """The picture told: an outsider has a number that is of this picture alone."""
    names = names_of(asked, picture.keys)
    sums = sums_of(asked, [key for key in picture.keys if not is_outsider(key)])
    outsiders = [key for key in picture.keys if is_outsider(key)]
    numbers = {key: f"{OUTSIDER}{number}" for number, key in enumerate(outsiders, start=1)}
    nodes = tuple(
        Node(
            numbers.get(key, key),
            names.get(key, "" if is_outsider(key) else key),
            is_outsider(key),
            sums[key].loan_balance_days_micro if key in sums else 0,
            centre=key == centre,
        )
        for key in picture.keys
    )
    edges = tuple(
        replace(one, start=numbers.get(one.start, one.start), end=numbers.get(one.end, one.end))
        for one in picture.edges
    )
    return Walk(nodes, edges, picture.hidden, picture.left_out)
