"""Team and branch: the spread, each manager's load, the trend, the curve of customers, what nobody claims."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.runs import Run
from qiao.contribution.queries.unclaimed import UnclaimedSums
from qiao.contribution.rules.indicators import MARGIN, MARGIN_A_DAY
from qiao.customers import queries as customers
from qiao.desk.pages.asking import picture_words
from qiao.desk.pages.telling import told
from qiao.desk.queries.concentration import Curve, curve_of
from qiao.desk.queries.remembered import unclaimed_of
from qiao.desk.queries.team import MonthSums, people_below, team_of
from qiao.ground import clock
from qiao.ground.authority import Scope, may, person_of, require, scope_of
from qiao.ground.models import User
from qiao.ground.money import PPM_ONE
from qiao.ground.paging import cut_of
from qiao.ground.pieces import wants_piece
from qiao.people.queries import staff as people

PEOPLE_A_PAGE = 20  # each with a count of customers


def team(request: HttpRequest) -> HttpResponse:
    """The page; the curve of customers comes as a piece of its own."""
    person = person_of(request)
    require(person, "appraisal.league")
    on = clock.today()
    scope = scope_of(person, on=on)
    run = _run(request)
    if run is None:
        return render(request, "appraisal/nothing_settled.html")
    branch = request.GET.get("branch", "")
    found = team_of(run, people_below(scope, branch), cut_of(request.GET.get("page"), size=PEOPLE_A_PAGE), on=on)
    context = {
        "run": run,
        "days": (run.until - run.since).days,
        "months": runs.months(),
        "branch": branch,
        "branches": people.branches(scope),
        "page": found.page,
        "people": found.people,
        "loads": found.loads,
        "count": found.count,
        "spread": found.spread,
        "trend": list(reversed(found.months)),
        "chart": _chart(found.months),
        "unclaimed": _unclaimed(run, person, scope),
        "sees_customers": may(person, "customers.see"),
    }
    return render(request, "desk/team.html", context)


def curve(request: HttpRequest) -> HttpResponse:
    """Which share of the profit which share of the customers brings, as a piece of the page."""
    person = person_of(request)
    require(person, "appraisal.league")
    require(person, "customers.see")
    run = _run(request)
    if run is None:
        raise Http404
    found = curve_of(run, people_below(scope_of(person, on=clock.today()), request.GET.get("branch", "")))
    names = customers.customer_names([one.party_id for one in found.at_knee]) if found else {}
    context = {"run": run, "curve": found, "names": names, "chart": _points(found) if found else None}
    return render(request, "desk/team_curve.html" if wants_piece(request) else "desk/team_alone.html", context)


def _run(request: HttpRequest) -> Run | None:
    run = figures.asked_run(request.GET.get("month", ""))
    if run is None and runs.months():
        raise Http404
    return run


def _unclaimed(run: Run, person: User, scope: Scope) -> UnclaimedSums | None:
    if not may(person, "contribution.unclaimed"):
        return None
    return unclaimed_of(run, scope, period=runs.serving_period(run, on=clock.today()))


def _chart(months: list[MonthSums]) -> dict[str, Any]:
    return {
        "months": [one.run.month for one in months],
        "series": [{"name": _(MARGIN.name), "kind": "deposit", "micro": [one.margin_micro for one in months]}],
        "words": picture_words(),
        "told": told([MARGIN_A_DAY.whole(one, days=one.days) for one in months]),
    }


def _points(found: Curve) -> dict[str, Any]:
    """Both axes in millionths of the whole."""
    shape = found.shape

    def share(place: int, so_far: int) -> list[int]:
        return [place * PPM_ONE // shape.customers, so_far * PPM_ONE // shape.total_micro]

    return {
        "points": [share(place, so_far) for place, so_far in shape.points],
        "knee": share(shape.knee, dict(shape.points)[shape.knee]),
        "words": {"customers": _("Share of customers"), "profit": _("Share of profit"), "knee": _("knee")},
    }
