"""What the newest working out of ties has kept, and ties as they run on any day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from django.db.models import F, Max, Q, QuerySet

from qiao.book import queries as book
from qiao.customers import queries as customers
from qiao.ground.once import once
from qiao.profile.queries.bulk import newest_value
from qiao.ties.models import (
    Circle,
    CircleMember,
    ControlGroup,
    Membership,
    Outsider,
    RecordedTie,
    SharedMember,
    SharedThing,
    TieFinding,
    TieRun,
)
from qiao.ties.rules.below import below, standing
from qiao.ties.rules.holders import is_outsider
from qiao.ties.rules.kinds import Kind, kind_of
from qiao.ties.rules.late import told_elsewhere
from qiao.ties.rules.picture import Edge
from qiao.ties.rules.stakes import Oddity

__all__ = (
    "Circle",
    "CircleMember",
    "ControlGroup",
    "Membership",
    "Outsider",
    "RecordedTie",
    "SharedThing",
    "TieFinding",
    "TieRun",
)
MEMBERS_MOST = 2_000
EDGES_MOST = 2_000
STARTS_MOST = 500
FINDINGS_MOST = 200
COMPANIES_MOST = 50


Place = TypeVar("Place", Membership, CircleMember)


@dataclass(frozen=True, slots=True)
class Dated:
    """A tie with its days."""

    edge: Edge
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Behind:
    """In what the kept ties are older than the book."""

    load: bool
    merge: bool
    record: bool

    @property
    def at_all(self) -> bool:
        """Whether in anything."""
        return self.load or self.merge or self.record


@once
def newest_run() -> TieRun | None:
    """The newest working out."""
    return TieRun.objects.order_by("-id").first()


def behind(run: TieRun) -> Behind:
    """In what it is older than the book."""
    newest = book.loads(most=1)
    return Behind(
        load=(newest[0].pk if newest else 0) != run.load,
        merge=str(customers.alias_version()) != run.aliases,
        record=newest_value() != run.newest_value,
    )


def membership_of(key: str) -> Membership | None:
    """The customer's place in its group of control; its own before that of one merged into it since."""
    rows = Membership.objects.filter(key__in=customers.family_of(key)).select_related("group").order_by("key")
    return min(rows, key=lambda one: one.key != key, default=None)


def groups() -> QuerySet[ControlGroup]:
    """All groups; the caller narrows and cuts."""
    return ControlGroup.objects.all()


def memberships() -> QuerySet[Membership]:
    """All places in groups, each customer's once; the caller narrows and cuts."""
    return _told_once(Membership.objects.all())


def group(number: int) -> ControlGroup | None:
    """One group."""
    return ControlGroup.objects.filter(pk=number).first()


def members_of(number: int) -> list[str]:
    """The keys of all members of a group from the head on, however many."""
    rows = memberships().filter(group=number).order_by("step", "key")
    return list(rows.values_list("key", flat=True))


def places_of(keys: Sequence[str]) -> dict[str, Membership]:
    """The places of these in groups, by key, at most 2,000."""
    return {one.key: one for one in Membership.objects.filter(key__in=list(keys)[:MEMBERS_MOST])}


def holders_of(number: int) -> Iterator[tuple[str, list[list[Any]]]]:
    """Of each member of a group by what it is in it."""
    return memberships().filter(group=number).values_list("key", "by").iterator()


def circles() -> QuerySet[Circle]:
    """All circles; the caller narrows and cuts."""
    return Circle.objects.all()


def circle_members() -> QuerySet[CircleMember]:
    """All places in circles, each customer's once; the caller narrows and cuts."""
    return _told_once(CircleMember.objects.all())


def _told_once(rows: "QuerySet[Place]") -> "QuerySet[Place]":
    """Without the members merged since the working out who are told in the place of their survivor."""
    run = newest_run()
    if run is None or run.aliases == str(customers.alias_version()):
        return rows
    late = list(rows.filter(key__in=customers.absorbed_ids()).values_list("key", flat=True))
    absorbed = customers.survivors_of(late)
    kept = rows.filter(key__in=list(set(absorbed.values()))).values_list("key", flat=True)
    return rows.exclude(key__in=told_elsewhere(absorbed, kept=set(kept)))


def circle(number: int) -> Circle | None:
    """One circle."""
    return Circle.objects.filter(pk=number).first()


def in_circle(number: int) -> list[CircleMember]:
    """All members of a circle, who has most guarantees first, however many."""
    most = F("vouches_for") + F("vouched_by")
    return list(circle_members().filter(circle=number).order_by(most.desc(), "key"))


def circle_place_of(key: str) -> CircleMember | None:
    """The customer's place in its circle; its own before that of one merged into it since."""
    rows = CircleMember.objects.filter(key__in=customers.family_of(key)).select_related("circle").order_by("key")
    return min(rows, key=lambda one: one.key != key, default=None)


def outsider_names(keys: Sequence[str]) -> dict[str, str]:
    """Names of outsiders by key."""
    return dict(Outsider.objects.filter(key__in=list(keys)[:MEMBERS_MOST]).values_list("key", "name"))


def guarantee_companies(*, among: "QuerySet[Any, Any] | None" = None) -> list[tuple[str, int]]:
    """Who vouches for too many to make a circle, with their number, the largest 50; `among` these, None = all.

    Whoever was merged since is told as who stands for it; of two that became one the larger number, until worked out.
    """
    rows: QuerySet[Any, Any] = _by_trade().annotate(told=customers.standing_id("key"))
    if among is not None:
        rows = rows.filter(told__in=among)
    listed = rows.values("told").annotate(most=Max("share_bp")).order_by("-most", "told")
    return list(listed.values_list("told", "most")[:COMPANIES_MOST])


def vouches_by_trade(keys: Sequence[str]) -> dict[str, int]:
    """For how many those of these vouch who are guarantee companies, or whom one was merged into; at most 2,000."""
    asked = list(keys)[:MEMBERS_MOST]
    family = customers.with_families(asked)
    merged = customers.survivors_of(family)
    numbers: dict[str, int] = {}
    for key, number in _by_trade().filter(key__in=family).values_list("key", "share_bp"):
        told = merged.get(key, key)
        numbers[told] = max(number, numbers.get(told, 0))
    stands = ((key, merged.get(key, key)) for key in asked)
    return {key: numbers[told] for key, told in stands if told in numbers}


def _by_trade() -> QuerySet[TieFinding]:
    return TieFinding.objects.filter(what=Oddity.GUARANTOR.value)


def controlled_by(keys: Sequence[str]) -> list[str]:
    """The customers whom these control, but for themselves, as they stand today; by id, however many.

    Where somebody of a group was merged since, all that he controls in another group is followed too.
    """
    merged = customers.survivors_of(keys)
    tops = {merged.get(key, key) for key in keys}
    looked, found = set[str](), frozenset[str]()
    rows: list[tuple[str, list[Any]]] = []
    numbers: set[int] = set()
    asked = customers.with_families(sorted(tops))
    while asked:
        looked.update(asked)
        fresh = set(_parted(asked, lambda part: Membership.objects.filter(key__in=part), "group")) - numbers
        numbers |= fresh
        rows += _parted(sorted(fresh), lambda part: Membership.objects.filter(group__in=part), "key", "by")
        told = {key for own, by in rows for key in (own, *(holder for holder, *_rest in by))}
        found = below(tops, standing(rows, customers.survivors_of(sorted(told))))
        families = customers.families_of(sorted(found))
        asked = sorted({key for family in families.values() for key in family} - looked)
    return sorted(key for key in found - tops if not is_outsider(key))


def _parted(values: Sequence[Any], rows: "Callable[[Sequence[Any]], QuerySet[Any, Any]]", *names: str) -> list[Any]:
    """These columns of the rows of so many values at once."""
    parts = (values[first : first + MEMBERS_MOST] for first in range(0, len(values), MEMBERS_MOST))
    return [row for part in parts for row in rows(part).values_list(*names, flat=len(names) == 1)]


def findings_of(keys: Sequence[str]) -> list[TieFinding]:
    """What is odd about the shares of these, at most 200."""
    return list(TieFinding.objects.filter(key__in=list(keys)[:MEMBERS_MOST]).order_by("key", "what")[:FINDINGS_MOST])


def shares_odd_of(key: str) -> list[TieFinding]:
    """What is odd about the shares of a customer, in whatever group or none; told under any number it has had."""
    return [one for one in findings_of(customers.family_of(key)) if one.what != Oddity.GUARANTOR]


def shared_by(key: str) -> list[tuple[SharedThing, list[str]]]:
    """What a customer shares, with whom: the others by id where few enough share it, nobody where too many do."""
    family = customers.family_of(key)
    mine = SharedMember.objects.filter(key__in=family).values("shared")
    things = list(SharedThing.objects.filter(pk__in=mine).order_by("thing", "id")[:FINDINGS_MOST])
    tied = [one.pk for one in things if one.tied]
    found = list(SharedMember.objects.filter(shared__in=tied).exclude(key__in=family).values_list("shared_id", "key"))
    merged = customers.survivors_of([other for _number, other in found])
    others: dict[int, set[str]] = {}
    for number, other in found:
        others.setdefault(number, set()).add(merged.get(other, other))
    told = ((one, sorted(others.get(one.pk, ()))) for one in things)
    return [(one, keys) for one, keys in told if keys or not one.tied]


def edges_round(keys: Sequence[str], *, on: date) -> list[Edge]:
    """The ties from and to these on a day, and the things that few enough share with them; at most 2,000 of each.

    Since when a thing is shared nobody keeps: on a day before the newest working out none is told.
    """
    found = [one.edge for one in dated_round(keys, on=on)]
    return found + _shared_edges(list(keys)[:STARTS_MOST]) if shares_told(on=on) else found


def shares_told(*, on: date) -> bool:
    """Whether what is shared is told of a day: of that of the newest working out, and of later ones."""
    run = newest_run()
    return run is not None and on >= run.day


def dated_round(keys: Sequence[str], *, on: date) -> list[Dated]:
    """The ties of contract and record with their days, at most 2,000 of each."""
    asked = list(keys)[:STARTS_MOST]
    families = customers.families_of(asked)
    family = [one for key in asked for one in families.get(key, (key,))]
    running = Q(until=None) | Q(until__gt=on)
    ends = Q(party__in=family) | Q(related__in=family)
    rows = customers.CustomerTie.objects.filter(ends, running, since__lte=on)
    names = ("party_id", "related_id", "role", "share_bp", "since", "until")
    found = []
    for party, related, role, share_bp, since, until in rows.order_by("id").values_list(*names)[:EDGES_MOST]:
        kind, turned = kind_of(role)
        edge = Edge(party, related, kind, share_bp) if turned else Edge(related, party, kind, share_bp)
        found.append(Dated(edge, since, until))
    told = RecordedTie.objects.filter(Q(start__in=family) | Q(end__in=family), running, since__lte=on).order_by("id")
    found += [
        Dated(Edge(one.start, one.end, Kind(one.kind), one.share_bp), one.since, one.until) for one in told[:EDGES_MOST]
    ]
    merged = customers.survivors_of(list({key for one in found for key in (one.edge.start, one.edge.end)}))
    standing = (replace(one, edge=_standing(one.edge, merged)) for one in found)
    return [one for one in standing if one.edge.start != one.edge.end]


def _standing(edge: Edge, merged: Mapping[str, str]) -> Edge:
    return replace(edge, start=merged.get(edge.start, edge.start), end=merged.get(edge.end, edge.end))


def _shared_edges(keys: Sequence[str]) -> list[Edge]:
    """Between each of these and whoever shares a thing with it, as they stand now."""
    mine = SharedMember.objects.filter(key__in=customers.with_families(keys), shared__tied=True).values("shared")
    rows = SharedMember.objects.filter(shared__in=mine).order_by("shared_id", "key")
    found = list(rows.values_list("shared_id", "shared__thing", "key")[:EDGES_MOST])
    merged = customers.survivors_of([key for _number, _thing, key in found])
    sharers: dict[tuple[int, str], set[str]] = {}
    for number, thing, key in found:
        sharers.setdefault((number, thing), set()).add(merged.get(key, key))
    asked = set(keys)
    return [
        Edge(min(key, other), max(key, other), Kind(thing))
        for (_number, thing), together in sharers.items()
        for key in sorted(together & asked)
        for other in sorted(together - {key})
    ]
