"""Reads of careers: what happened to whom, which level on any day, as known at any moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from qiao.people.models import CareerEvent, Staff
from qiao.people.queries.ladders import ladders_on
from qiao.people.rules.career import Career, Event, EventKind, career
from qiao.people.rules.standing import Held, Post, held_on

__all__ = ("CareerEvent", "careers_of", "days_in_post", "event_rows", "events_of", "level_on", "levels_on", "posts_of")
EVENTS_MOST = 1_000
CHUNK = 500


def level_on(staff_id: str, *, on: date) -> Held | None:
    """The level somebody is at on a day; None where no ladder in force knows of one."""
    return levels_on([staff_id], on=on).get(staff_id)


def levels_on(staff_ids: Collection[str], *, on: date) -> dict[str, Held]:
    """The levels of many people on a day; who has none is absent."""
    ladders = ladders_on(on)
    if not ladders:
        return {}
    careers, found = careers_of(staff_ids), {}
    for staff_id, post in posts_of(staff_ids).items():
        held = held_on(post, careers.get(staff_id, Career()), ladders, on=on)
        if held is not None:
            found[staff_id] = held
    return found


def careers_of(staff_ids: Collection[str], *, at: datetime | None = None) -> dict[str, Career]:
    """The careers of these people as known at a moment (None = now); who has no event is absent."""
    by_person: defaultdict[str, list[Event]] = defaultdict(list)
    for part in _parts(staff_ids):
        for row in CareerEvent.objects.filter(staff_id__in=part):
            by_person[row.staff_id].append(event_of(row))
    return {staff_id: career(events, at=at) for staff_id, events in by_person.items()}


def events_of(staff_id: str) -> list[Event]:
    """Everything that happened to a person, taken back or not; at most 1,000 events."""
    return [event_of(row) for row in CareerEvent.objects.filter(staff_id=staff_id)[:EVENTS_MOST]]


def event_rows(staff_id: str) -> list[CareerEvent]:
    """The same as rows, the newest first, with who told them and why."""
    return list(CareerEvent.objects.filter(staff_id=staff_id).order_by("-since", "-id")[:EVENTS_MOST])


def event_of(row: CareerEvent) -> Event:
    """A row as the rules know it."""
    return Event(
        EventKind(row.kind),
        row.since,
        row.pk,
        scheme=row.scheme,
        level=row.level,
        until=row.until,
        probation=row.probation,
        known_at=row.known_at,
        taken_back_at=row.taken_back_at,
    )


def posts_of(staff_ids: Collection[str]) -> dict[str, Post]:
    """What the book says of these people; whom it does not know is absent."""
    found: dict[str, Post] = {}
    for part in _parts(staff_ids):
        rows = Staff.objects.filter(staff_id__in=part).values_list("staff_id", "post", "level", "left_on")
        found |= {staff_id: Post(post, level, left_on) for staff_id, post, level, left_on in rows}
    return found


def days_in_post(staff_ids: Collection[str]) -> dict[str, tuple[date | None, date | None]]:
    """By person what extracts say: hired on, and the last day in the post; whom the book does not know is absent."""
    found: dict[str, tuple[date | None, date | None]] = {}
    for part in _parts(staff_ids):
        rows = Staff.objects.filter(staff_id__in=part).values_list("staff_id", "hired_on", "left_on")
        found |= {staff_id: (hired_on, left_on) for staff_id, hired_on, left_on in rows}
    return found


def _parts(staff_ids: Collection[str]) -> Iterable[list[str]]:
    """Ids in parts that every database takes in one question."""
    every = sorted(set(staff_ids))
    return (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))
