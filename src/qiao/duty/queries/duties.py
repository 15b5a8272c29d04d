"""What rotation, leave and exits ask of somebody: to stand in, to look, to hand on, to sign; and what is due.

Lines are read whenever somebody looks, and end when the thing itself is done.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from django.urls import reverse
from django.utils.http import urlencode

from qiao.duty.models import StaffLeave
from qiao.duty.queries.calendar import calendar_of, limits_on
from qiao.duty.queries.draws import owing
from qiao.duty.queries.exits import exits_in, newest_exit, signed_in
from qiao.duty.queries.leaves import concerning, leaves_in, names_of, to_look_at
from qiao.duty.queries.people import leave_taken, staff_in
from qiao.duty.rules import parameters
from qiao.duty.rules.due import WHAT_WORDS, State, What, due_leave
from qiao.duty.rules.exits import STEPS, ExitState
from qiao.duty.rules.leave import LeaveKind, told_from
from qiao.ground.authority import Scope, may, scope_of
from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.rules.tasks import TASKS_MOST, TaskLine

SOURCE = "duty"
DAY = timedelta(days=1)
LEADING = frozenset({"lead", "head"})
EXITS_MOST = 50


def duties_of(person: User, on: date) -> list[TaskLine]:
    """At most 50 lines, what concerns oneself first."""
    return list(islice(_lines(person, on=on), TASKS_MOST))


def _lines(person: User, *, on: date) -> Iterator[TaskLine]:
    if person.staff_id:
        yield from _own(person.staff_id, on=on)
        yield from _standing_in(person.staff_id, on=on)
    if not (may(person, "duty.see") or person.post == "desk"):
        return
    scope = scope_of(person, on=on)
    yield from _to_sign(person, scope)
    if may(person, "duty.see"):
        yield from _to_look_at(person, scope, on=on)
        yield from _due(person, scope, on=on)


def _own(staff_id: str, *, on: date) -> Iterator[TaskLine]:
    """One's own leave, a forced one as early as the house tells it; one's own exit."""
    for one in concerning(staff_id, on):
        if one.staff_id == staff_id and on < one.since and _is_told(one, on=on):
            words = _("You are on leave from %(since)s to %(last)s")
            facts = {"since": one.since.isoformat(), "last": (one.until - DAY).isoformat()}
            yield TaskLine(words, reverse("leave", args=[one.pk]), one.since, facts, source=SOURCE)
    gone = newest_exit(staff_id)
    if gone is not None and gone.state == ExitState.OPEN:
        words = _("Your last day in the post is %(day)s: hand on what is still yours")
        facts = {"day": gone.last_day.isoformat()}
        yield TaskLine(words, reverse("exit", args=[gone.pk]), gone.last_day, facts, source=SOURCE)


def _standing_in(staff_id: str, *, on: date) -> Iterator[TaskLine]:
    found = [one for one in concerning(staff_id, on) if one.deputy == staff_id and one.since <= on]
    names = names_of(one.staff_id for one in found)
    for one in found:
        words = _("Stand in for %(name)s until %(last)s")
        facts = {"name": names.get(one.staff_id, one.staff_id), "last": (one.until - DAY).isoformat()}
        yield TaskLine(words, reverse("leave", args=[one.pk]), one.until - DAY, facts, source=SOURCE)


def _to_look_at(person: User, scope: Scope, *, on: date) -> Iterator[TaskLine]:
    """What is to be looked through while somebody is away, and customers whom nobody covers."""
    found = to_look_at(scope, on=on)
    names = names_of(one.staff_id for one in found)
    for one in found:
        address, facts = reverse("leave", args=[one.number]), {"name": names.get(one.staff_id, one.staff_id)}
        if one.unchecked and may(person, "duty.check", one):
            words = _("%(name)s is on forced leave: look through the work by the checklist")
            yield TaskLine(words, address, one.until - DAY, facts, source=SOURCE)
        if one.bare:
            words = _("Customers of %(name)s on leave whom nobody covers: agree who does")
            yield TaskLine(words, address, one.since, facts, source=SOURCE)


def _to_sign(person: User, scope: Scope) -> Iterator[TaskLine]:
    found = list(exits_in(scope, state=ExitState.OPEN.value).exclude(staff_id=person.staff_id)[:EXITS_MOST])
    names = names_of(one.staff_id for one in found)
    for one in found:
        signed = signed_in(one)
        if any(row.by == person.username for row in signed):
            continue
        for step in STEPS:
            if person.post in step.posts and all(row.code != step.code for row in signed):
                words = _("%(name)s leaves: sign %(step)s")
                facts = {"name": names.get(one.staff_id, one.staff_id), "step": step.words}
                yield TaskLine(words, reverse("exit", args=[one.pk]), one.last_day, facts, source=SOURCE)


def _due(person: User, scope: Scope, *, on: date) -> Iterator[TaskLine]:
    """Rotations of the people one leads and the year's forced leave: one line each, that leads to the calendar."""
    if person.post in LEADING and not scope.everything:
        lines = calendar_of(scope, org_ids=None, on=on, reader=person.staff_id).lines
        for what in (What.SET, What.POST):
            near = [line.due for line in lines if line.due.what is what and line.due.state is not State.FINE]
            if near:
                words = _("%(count)s people are due for %(what)s, the first by %(day)s")
                facts = {"count": len(near), "what": WHAT_WORDS[what], "day": near[0].last.isoformat()}
                yield TaskLine(words, _calendar(what), near[0].last, facts, source=SOURCE)
    if may(person, "duty.draw"):
        owed = owing(on)
        if owed:
            words = _("%(count)s people drawn for surprise leave were not sent away yet")
            yield TaskLine(words, reverse("draws"), min(owed.values()), {"count": len(owed)}, source=SOURCE)
    if person.post in {"hr", "head"}:
        limits, taken = limits_on(on), leave_taken(on, reader=person.staff_id)
        dues = [due_leave(taken.get(one.staff_id, 0), limits, on=on) for one in staff_in(scope, org_ids=None, on=on)]
        near = [one for one in dues if one is not None and one.state is not State.FINE]
        if near:
            words = _("%(count)s people have not had the forced leave of %(year)s")
            yield TaskLine(
                words, _calendar(What.LEAVE), near[0].last, {"count": len(near), "year": on.year}, source=SOURCE
            )


def _calendar(what: What) -> str:
    return f"{reverse('calendar')}?{urlencode({'what': what.value})}"


def sees_leave(person: User, leave: StaffLeave, *, on: date) -> bool:
    """Whether a leave is somebody's to read: who sees the person, who stands in, and the person once it is told."""
    if person.staff_id and person.staff_id == leave.staff_id:
        return _is_told(leave, on=on)
    if person.staff_id and person.staff_id == leave.deputy:
        return leave.since <= on
    return may(person, "duty.see") and leaves_in(scope_of(person, on=on)).filter(pk=leave.pk).exists()


def _is_told(leave: StaffLeave, *, on: date) -> bool:
    """Whether the house has told the person of the leave by a day."""
    if leave.kind != LeaveKind.FORCED:
        return True
    return told_from(leave.since, notice_days=office.parameter(parameters.NOTICE_DAYS.name, on=on)) <= on
