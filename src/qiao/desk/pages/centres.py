"""Teams as profit centres: members, team-only lines and totals of the parts of a unit, by two views."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.contribution.queries import figures, runs
from qiao.desk.queries.centres import Centres, centres_of
from qiao.desk.rules.centres import NOTHING, together
from qiao.ground import clock
from qiao.ground.authority import Scope, may, person_of, require, scope_of
from qiao.people.queries import staff as people
from qiao.people.queries.staff import OrgUnit

ID_MOST = 64


def centres(request: HttpRequest) -> HttpResponse:
    """The page of a unit; without one asked for, the person's own or the whole bank."""
    person = person_of(request)
    require(person, "appraisal.league")
    run = figures.asked_run(request.GET.get("month", ""))
    if run is None:
        if runs.months():
            raise Http404
        return render(request, "appraisal/nothing_settled.html")
    scope = scope_of(person, on=clock.today())
    unit = _unit(scope, request.GET.get("branch", "")[:ID_MOST], person.staff_id)
    found = centres_of(run, unit)
    context = {
        "run": run,
        "days": (run.until - run.since).days,
        "months": runs.months(),
        "units": people.branches(scope),
        "unit": unit,
        "found": found,
        "sees_unclaimed": may(person, "contribution.unclaimed"),
        **_sums(found),
    }
    return render(request, "desk/centres.html", context)


def _unit(scope: Scope, asked: str, staff_id: str) -> OrgUnit:
    """The unit asked for, else the whole bank or the person's own; what is not seen is not found."""
    own = people.staff_of(staff_id) if staff_id else None
    root = people.root_unit()
    wanted = asked or (root.org_id if scope.everything and root else own.org_id if own else "")
    unit = people.visible_orgs(scope).filter(org_id=wanted).first()
    if unit is None:
        raise Http404
    return unit


def _sums(found: Centres) -> dict[str, Any]:
    """The parts added: they are the unit; and whether both views say the same everywhere."""
    parts = [one for _unit, one in found.parts]
    added = together(one.total for one in parts)
    every = [*parts, found.whole, *([found.nowhere] if found.nowhere else [])]
    agrees = all(one.difference == NOTHING for one in every) and added == found.whole.total
    bank = added + found.nowhere.total if found.nowhere else None
    return {"added": added, "agrees": agrees, "bank": bank}
