"""Appeals as a list: one's own and those one reads, as a file too."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.appeals.pages.telling import figure_text
from qiao.appeals.queries import appeals as queries
from qiao.appeals.queries.appeals import Appeal
from qiao.appeals.queries.sources import registered
from qiao.appeals.rules.appeal import CAUSE_WORDS, OPEN, PLACES, READING, STATE_WORDS, AppealState, Cause
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import cut_of
from qiao.ground.saying import said_again
from qiao.ground.sheets import Number
from qiao.ground.words import gettext_noop
from qiao.people.queries import staff as people

SHEET_ROWS = 10_000
LISTED = {"open": gettext_noop("not decided yet"), "waiting": gettext_noop("granted, not put right yet")}


def appeals(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    person, on = person_of(request), clock.today()
    require(person, "appeals.see")
    state, kind = _chosen(request)
    rows, cut = _rows(person, state=state, kind=kind), cut_of(request.GET.get("page"))
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    context = {
        "page": page,
        "lines": [_line(one) for one in page.rows],
        "names": people.staff_names([one.staff_id for one in page.rows]),
        "state": state,
        "kind": kind,
        "states": [(code, words) for code, words in (*LISTED.items(), *STATE_WORDS.items())],
        "kinds": [(one.name, one.words) for one in registered().values()],
        "mine": {one.pk for one in queries.to_decide(person, on=on)},
        "may_file": may(person, "appeals.file"),
        "on": on,
    }
    return render(request, "appeals/appeals.html", context)


def _chosen(request: HttpRequest) -> tuple[str, str]:
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    return state if state in {*AppealState, *LISTED} else "", kind if kind in registered() else ""


def _rows(person: User, *, state: str, kind: str) -> QuerySet[Appeal]:
    scope, reads = scope_of(person, on=clock.today()), person.post in READING
    if state == "waiting":
        rows = queries.waiting_effects(scope) if reads else Appeal.objects.none()
        return rows.filter(kind=kind) if kind else rows
    return queries.appeals_in(scope, own=person.staff_id, reads=reads, state=state, kind=kind)


def _line(one: Appeal) -> dict[str, Any]:
    return {
        "appeal": one,
        "what": said_again(one.words, one.facts),
        "cause": CAUSE_WORDS[Cause(one.cause)],
        "state": STATE_WORDS[AppealState(one.state)],
        "is_open": one.state in OPEN,
        "stated": figure_text(one.stated, one.unit),
        "expected": figure_text(one.expected, one.unit),
        "granted": figure_text(one.granted, one.unit),
    }


def appeals_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file, all its pages."""
    person = person_of(request)
    require(person, "appeals.see")
    state, kind = _chosen(request)
    rows = list(_rows(person, state=state, kind=kind)[:SHEET_ROWS])
    names = people.staff_names([one.staff_id for one in rows])
    lines = [_cells(one, names.get(one.staff_id, "")) for one in rows]
    heads = [
        _("Number"),
        _("Person"),
        _("Name"),
        _("What is appealed"),
        _("What is wrong"),
        _("Stands"),
        _("Expected"),
        _("Granted"),
        _("State"),
        _("To be decided by"),
        _("Decided by"),
        _("Decision"),
    ]
    return export(person, heads, lines, name="appeals", form=form, facts={"state": state, "kind": kind})


def _cells(one: Appeal, name: str) -> Sequence[object]:
    figures = [
        Number(text_of_scaled(value, places=PLACES)) if value is not None else ""
        for value in (one.stated, one.expected, one.granted)
    ]
    return [
        one.pk,
        one.staff_id,
        name,
        said_again(one.words, one.facts),
        _(CAUSE_WORDS[Cause(one.cause)]),
        *figures,
        _(STATE_WORDS[AppealState(one.state)]),
        one.due.isoformat(),
        one.decided_by,
        one.decision,
    ]
