"""Connections: every enterprise on the link with what needs care; and certificates about to end."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qiao.directlink.actions.banking import MANAGE, READ, SEE
from qiao.directlink.pages.bank.telling import (
    ENTERPRISE_STATE_WORDS,
    SHEET_ROWS,
    asked_text,
    chosen,
    knows_names,
    seen_of,
)
from qiao.directlink.queries import connections
from qiao.directlink.queries.connections import Care, Certificate, Enterprise
from qiao.directlink.queries.sight import enterprises_for
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.portions import portions

CARES_AT_ONCE = 500


def link_connections(request: HttpRequest) -> HttpResponse:
    """The enterprises in sight, by number."""
    person, on = person_of(request), clock.today()
    require(person, SEE)
    rows, cut = _rows(request, person, on=on), cut_of(request.GET.get("page"))
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    cares = connections.care_of([one.pk for one in page.rows], at=clock.now(), on=on)
    context = {
        "page": page,
        "lines": [{"one": one, "care": cares[one.pk], "state": ENTERPRISE_STATE_WORDS[one.state]} for one in page.rows],
        "text": asked_text(request, "text"),
        "state": chosen(request, "state", among=ENTERPRISE_STATE_WORDS),
        "states": list(ENTERPRISE_STATE_WORDS.items()),
        "knows_names": knows_names(person),
        "reads": may(person, READ),
        "manages": may(person, MANAGE),
    }
    return render(request, "directlink/connections.html", context)


def _rows(request: HttpRequest, person: User, *, on: date) -> "QuerySet[Enterprise]":
    text = asked_text(request, "text") if knows_names(person) else ""
    state = chosen(request, "state", among=ENTERPRISE_STATE_WORDS)
    return connections.connections(enterprises_for(person, on=on), text=text, state=state)


def link_connections_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file, all its pages."""
    person, on, at = person_of(request), clock.today(), clock.now()
    require(person, SEE)
    rows, named = list(_rows(request, person, on=on)[:SHEET_ROWS]), knows_names(person)
    cares: dict[str, Care] = {}
    for part in portions([one.pk for one in rows], CARES_AT_ONCE):
        cares |= connections.care_of(list(part), at=at, on=on)
    lines = [_cells(one, cares[one.pk], named=named) for one in rows]
    heads = [
        _("Customer number"),
        _("Enterprise"),
        _("State"),
        _("Last message"),
        _("People, how many"),
        _("Locked"),
        _("Certificates ending"),
        _("Unknown"),
        _("Stopped"),
    ]
    facts = {"text": asked_text(request, "text"), "state": request.GET.get("state", "")[:20]}
    return export(person, heads, lines, name="link-connections", form=form, facts=facts)


def _cells(one: Enterprise, care: Care, *, named: bool) -> list[object]:
    seen = f"{localtime(care.seen_at):%Y-%m-%d %H:%M}" if care.seen_at is not None else ""
    state = _(ENTERPRISE_STATE_WORDS[one.state])
    name = one.name if named else ""
    return [one.pk, name, state, seen, care.operators, care.locked, care.ending, care.unknown, care.held]


def link_certificates(request: HttpRequest) -> HttpResponse:
    """Certificates in use that end soon, and those that have ended; the first to end first."""
    person, on = person_of(request), clock.today()
    require(person, SEE)
    seen, cut = seen_of(person, on=on, verb=SEE), cut_of(request.GET.get("page"))
    rows = connections.ending_certificates(at=clock.now(), on=on)
    if seen is not None:
        rows = rows.filter(operator__enterprise_id__in=seen)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return render(request, "directlink/certificates.html", _ending(person, page, on=on))


def _ending(person: User, page: Any, *, on: date) -> dict[str, object]:
    def days_left(one: Certificate) -> int:
        return (localtime(one.until).date() - on).days

    return {
        "page": page,
        "lines": [{"one": one, "days": days_left(one), "over": days_left(one) < 0} for one in page.rows],
        "knows_names": knows_names(person),
    }
