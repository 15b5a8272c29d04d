"""The calendar: who is due for other customers, another post or the year's leave, with days left and why; as a file."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.duty.queries.calendar import Calendar, Line, calendar_of
from qiao.duty.rules import parameters
from qiao.duty.rules.due import STATE_WORDS, WHAT_WORDS, WHY_WORDS, State, What
from qiao.ground import clock
from qiao.ground.authority import Scope, may, person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.naming import post_name
from qiao.ground.paging import cut_of
from qiao.ground.saying import fill
from qiao.office import queries as office
from qiao.people.queries import staff as people

LETTERS_MOST = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which lines."""

    person: User
    scope: Scope
    on: date
    unit: str
    what: What | None
    state: State | None
    text: str


def calendar(request: HttpRequest) -> HttpResponse:
    """The page."""
    asked = _asked(request)
    found = _calendar(asked)
    narrowed = _of(found, asked, state=None)
    shown = _of(found, asked, state=asked.state)
    counted = Counter(line.due.state for line in narrowed)
    late, soon = (
        Counter(one.due.what for one in narrowed if one.due.state is state) for state in (State.LATE, State.SOON)
    )
    wanted = -(-found.people * office.parameter(parameters.LEARNING_SHARE.name, on=asked.on) // 10_000)
    context: dict[str, Any] = {
        "page": cut_of(request.GET.get("page")).of([(line, _why(line)) for line in shown]),
        "unit": asked.unit,
        "units": people.branches(asked.scope),
        "text": asked.text,
        "what": asked.what.value if asked.what else "",
        "state": asked.state.value if asked.state else "",
        "whats": [(one.value, _(words)) for one, words in WHAT_WORDS.items()],
        "states": [(one.value, _(words), counted[one]) for one, words in STATE_WORDS.items()],
        "late": counted[State.LATE],
        "soon": counted[State.SOON],
        "figures": [(one.value, _(words), late[one], soon[one]) for one, words in WHAT_WORDS.items()],
        "people": found.people,
        "learned": found.learned,
        "learners_wanted": wanted,
        "what_words": {one.value: _(words) for one, words in WHAT_WORDS.items()},
        "state_words": {one.value: _(words) for one, words in STATE_WORDS.items()},
    }
    return render(request, "duty/calendar.html", context | ways_of(asked.person))


def ways_of(person: User) -> dict[str, bool]:
    """Which pages of the capability a person may go to."""
    return {"sees_draws": may(person, "duty.see_draws"), "sees_settings": may(person, "office.settings")}


def calendar_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """All lines of the list as a file."""
    asked = _asked(request)
    shown = _of(_calendar(asked), asked, state=asked.state)
    heads = [_("Person"), _("Name"), _("Unit"), _("Post"), _("Due for"), _("Due by")]
    heads += [_("Days left"), _("State"), _("Why")]
    facts = {
        _("Unit"): asked.unit,
        _("Due for"): _(WHAT_WORDS[asked.what]) if asked.what else "",
        _("State"): _(STATE_WORDS[asked.state]) if asked.state else "",
        _("Name or id"): asked.text,
    }
    return export(asked.person, heads, _cells(shown), name="calendar", form=form, facts=facts)


def _cells(lines: list[Line]) -> Iterator[list[object]]:
    for line in lines:
        person, due = line.person, line.due
        told: list[object] = [person.staff_id, person.name, person.org.name, post_name(person.post)]
        told += [_(WHAT_WORDS[due.what]), due.last.isoformat(), due.left_days, _(STATE_WORDS[due.state]), _why(line)]
        yield told


def _why(line: Line) -> str:
    return fill(WHY_WORDS[line.due.what], dict(line.due.facts))


def _asked(request: HttpRequest) -> Asked:
    person, on = person_of(request), clock.today()
    require(person, "duty.see")
    what, state = request.GET.get("what", ""), request.GET.get("state", "")
    return Asked(
        person,
        scope_of(person, on=on),
        on,
        request.GET.get("branch", "")[:LETTERS_MOST],
        What(what) if what in set(What) else None,
        State(state) if state in set(State) else None,
        " ".join(request.GET.get("text", "").split())[:LETTERS_MOST],
    )


def _calendar(asked: Asked) -> Calendar:
    below = people.orgs_below(asked.unit) if asked.unit else None
    return calendar_of(asked.scope, org_ids=below, on=asked.on, reader=asked.person.staff_id)


def _of(found: Calendar, asked: Asked, *, state: State | None) -> list[Line]:
    """The lines asked for, in their order."""
    text = asked.text.lower()
    return [
        line
        for line in found.lines
        if (asked.what is None or line.due.what is asked.what)
        and (state is None or line.due.state is state)
        and (not text or text in line.person.name.lower() or text in line.person.staff_id.lower())
    ]
