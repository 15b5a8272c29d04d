"""What the newest working out of ties has kept, and ties as they run on any day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from qiao.book import queries as book
from qiao.customers import queries as customers
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
from qiao.ties.rules.kinds import Kind, kind_of
from qiao.ties.rules.picture import Edge

__all__ = (
    "Circle",
    "CircleMember",
    "ControlGroup",
    "Membership",
    "Outsider",
    "RecordedTie",
    "SharedThing",
    "TieRun",
)
MEMBERS_MOST = 2_000
EDGES_MOST = 2_000
STARTS_MOST = 500
FINDINGS_MOST = 200


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
    """All places in groups; the caller narrows and cuts."""
    return Membership.objects.all()


def group(number: int) -> ControlGroup | None:
    """One group."""
    return ControlGroup.objects.filter(pk=number).first()


def members_of(number: int) -> list[str]:
    """The keys of all members of a group from the head on, however many."""
    rows = Membership.objects.filter(group=number).order_by("step", "key")
    return list(rows.values_list("key", flat=True))


def places_of(keys: Sequence[str]) -> dict[str, Membership]:
    """The places of these in groups, by key, at most 2,000."""
    return {one.key: one for one in Membership.objects.filter(key__in=list(keys)[:MEMBERS_MOST])}


def holders_of(number: int) -> Iterator[tuple[str, list[list[Any]]]]:
    """Of each member of a group by what it is in it."""
    return Membership.objects.filter(group=number).values_list("key", "by").iterator()


def circles() -> QuerySet[Circle]:
    """All circles; the caller narrows and cuts."""
    return Circle.objects.all()


def circle_members() -> QuerySet[CircleMember]:
    """All places in circles; the caller narrows and cuts."""
    return CircleMember.objects.all()


def circle(number: int) -> Circle | None:
    """One circle."""
    return Circle.objects.filter(pk=number).first()


def in_circle(number: int) -> list[CircleMember]:
    """All members of a circle, who has most guarantees first, however many."""
    most = F("vouches_for") + F("vouched_by")
    return list(CircleMember.objects.filter(circle=number).order_by(most.desc(), "key"))


def circle_place_of(key: str) -> CircleMember | None:
    """The customer's place in its circle; its own before that of one merged into it since."""
    rows = CircleMember.objects.filter(key__in=customers.family_of(key)).select_related("circle").order_by("key")
    return min(rows, key=lambda one: one.key != key, default=None)


def outsider_names(keys: Sequence[str]) -> dict[str, str]:
    """Names of outsiders by key."""
    return dict(Outsider.objects.filter(key__in=list(keys)[:MEMBERS_MOST]).values_list("key", "name"))


def findings_of(keys: Sequence[str]) -> list[TieFinding]:
    """What is odd about the shares of these, at most 200."""
    return list(TieFinding.objects.filter(key__in=list(keys)[:MEMBERS_MOST]).order_by("key", "what")[:FINDINGS_MOST])


def shared_by(key: str) -> list[tuple[SharedThing, list[str]]]:
    """What a customer shares, with whom: the others by id where few enough share it, nobody where too many do."""
    mine = SharedMember.objects.filter(key=key).values("shared")
    things = list(SharedThing.objects.filter(pk__in=mine).order_by("thing", "id")[:FINDINGS_MOST])
    tied = [one.pk for one in things if one.tied]
    others: dict[int, list[str]] = {}
    for number, other in SharedMember.objects.filter(shared__in=tied).order_by("key").values_list("shared_id", "key"):
        if other != key:
            others.setdefault(number, []).append(other)
    return [(one, others.get(one.pk, [])) for one in things]


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
    mine = SharedMember.objects.filter(key__in=keys, shared__tied=True).values("shared")
    rows = SharedMember.objects.filter(shared__in=mine).select_related("shared").order_by("shared_id", "key")
    sharers: dict[int, list[str]] = {}
    kinds: dict[int, Kind] = {}
    for one in rows[:EDGES_MOST]:
        sharers.setdefault(one.shared_id, []).append(one.key)
        kinds[one.shared_id] = Kind(one.shared.thing)
    asked = set(keys)
    return [
        Edge(min(key, other), max(key, other), kinds[number])
        for number, found in sharers.items()
        for key in found
        if key in asked
        for other in found
        if other != key
    ]
