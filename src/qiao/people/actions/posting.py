"""Writes of careers: every event is added to the person's file, and the whole file has to make sense with it.

These ask no authority of their own: what carries them out (an approval by two persons, a rule of rotation) does.
"""

from datetime import date

from qiao.ground import clock, events
from qiao.ground.audit import note, recorded
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.models import CareerEvent
from qiao.people.queries.careers import event_of, events_of
from qiao.people.queries.ladders import ladders_on
from qiao.people.queries.staff import staff_of
from qiao.people.rules.career import KIND_WORDS, Event, EventKind, Term, career
from qiao.people.rules.ladder import Ladder, steps_between

REASON_MOST = 500


@recorded
def appoint(staff_id: str, *, term: Term, reason: str, actor: str, approval: int | None = None) -> CareerEvent:
    """Appoint somebody of the book to a level for a term, on probation or not; a level of probation always is."""
    level = _ladder(term.scheme, term.level, on=term.since).level(term.level)
    event = Event(
        EventKind.APPOINTED,
        term.since,
        0,
        scheme=term.scheme,
        level=term.level,
        until=term.until,
        probation=term.probation or bool(level and level.is_probation),
    )
    return _add(staff_id, event, reason=reason, actor=actor, approval=approval)


@recorded
def confirm(staff_id: str, *, since: date, reason: str, actor: str, approval: int | None = None) -> CareerEvent:
    """End the probation of somebody who passed it."""
    return _add(staff_id, Event(EventKind.CONFIRMED, since, 0), reason=reason, actor=actor, approval=approval)


@recorded
def renew(
    staff_id: str, *, since: date, until: date | None, reason: str, actor: str, approval: int | None = None
) -> CareerEvent:
    """Appoint for another term at the level held."""
    event = Event(EventKind.RENEWED, since, 0, until=until)
    return _add(staff_id, event, reason=reason, actor=actor, approval=approval)


@recorded
def move_level(
    staff_id: str, *, level: str, since: date, reason: str, actor: str, approval: int | None = None
) -> CareerEvent:
    """Promote or demote within the ladder; which of the two it is says the rank order alone."""
    held = career(events_of(staff_id)).spell_on(since)
    if held is None:
        raise Refusal("career.no_level", _("On %(day)s no level is held that could change."), day=since.isoformat())
    steps = steps_between(_ladder(held.scheme, level, on=since), old=held.level, new=level)
    kind = EventKind.PROMOTED if steps > 0 else EventKind.DEMOTED
    event = Event(kind, since, 0, scheme=held.scheme, level=level)
    return _add(staff_id, event, reason=reason, actor=actor, approval=approval)


@recorded
def suspend(
    staff_id: str, *, since: date, until: date | None, reason: str, actor: str, approval: int | None = None
) -> CareerEvent:
    """Suspend from the post on [since, until); None = until further notice."""
    event = Event(EventKind.SUSPENDED, since, 0, until=until)
    return _add(staff_id, event, reason=reason, actor=actor, approval=approval)


@recorded
def resume(staff_id: str, *, on: date, reason: str, actor: str, approval: int | None = None) -> CareerEvent:
    """End a suspension: `on` is the first day back in the post."""
    return _add(staff_id, Event(EventKind.RESUMED, on, 0), reason=reason, actor=actor, approval=approval)


@recorded
def end_post(staff_id: str, *, on: date, reason: str, actor: str, approval: int | None = None) -> CareerEvent:
    """End the post: `on` is the first day that somebody is no longer in it."""
    return _add(staff_id, Event(EventKind.ENDED, on, 0), reason=reason, actor=actor, approval=approval)


@recorded
def take_back_event(number: int, *, reason: str, actor: str) -> CareerEvent:
    """Take back an event that was told in error; what follows from it has to be taken back before it."""
    row = CareerEvent.objects.filter(pk=number, taken_back_at=None).first() if number < 2**63 else None
    if row is None:
        raise Refusal("career.gone", _("This event is not there, or was taken back already."))
    said = _reason(reason)
    career([one for one in events_of(row.staff_id) if one.number != number])
    row.taken_back_at, row.taken_back_by = clock.now(), actor
    row.save(update_fields=["taken_back_at", "taken_back_by"])
    events.tell(events.STANDING, [f"career {row.pk} back", row.staff_id])
    note(f"career {row.staff_id}", old=_told(row), new={"taken_back": True}, reason=said)
    return row


def _ladder(scheme: str, level: str, *, on: date) -> Ladder:
    ladder = ladders_on(on).get(scheme)
    if ladder is None or ladder.level(level) is None:
        words = _("On %(day)s no ladder in force has the level %(level)s (%(scheme)s).")
        raise Refusal("level.unknown", words, day=on.isoformat(), level=level[:20], scheme=scheme[:30])
    return ladder


def _reason(reason: str) -> str:
    said = " ".join(reason.split())[:REASON_MOST]
    if not said:
        raise Refusal("career.reason", _("Say why, in a few words: the reason stays in the career file."))
    return said


def _add(staff_id: str, event: Event, *, reason: str, actor: str, approval: int | None = None) -> CareerEvent:
    if staff_of(staff_id) is None:
        raise Refusal("career.nobody", _("The book knows nobody %(staff)s."), staff=staff_id[:64])
    said = _reason(reason)
    if event.until is not None and event.until <= event.since:
        words = _("What begins on %(day)s ends after that day, and not on %(until)s.")
        raise Refusal("career.period", words, day=event.since.isoformat(), until=event.until.isoformat())
    row = CareerEvent(
        staff_id=staff_id,
        kind=event.kind.value,
        since=event.since,
        until=event.until,
        scheme=event.scheme,
        level=event.level,
        probation=event.probation,
        reason=said,
        approval_id=approval,
        known_at=clock.now(),
        actor=actor,
    )
    row.save(force_insert=True)
    career(events_of(staff_id))  # refuses where the file no longer makes sense; the row goes with the transaction
    events.tell(events.STANDING, [f"career {row.pk}", staff_id])
    note(f"career {staff_id}", new=_told(row), reason=said)
    return row


def _told(row: CareerEvent) -> dict[str, object]:
    event = event_of(row)
    facts = {"since": event.since, "until": event.until, "level": event.level, "request": row.approval_id}
    return {"what": KIND_WORDS[event.kind], **{name: fact for name, fact in facts.items() if fact}}
