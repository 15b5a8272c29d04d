"""Org units as a tree with their month: what the accounts of each unit and of all below it bring."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.contribution.queries import figures, runs
from qiao.ground import clock
from qiao.ground.authority import person_of, require, scope_of
from qiao.people.queries import staff as people


def units(request: HttpRequest) -> HttpResponse:
    """The tree of the units a person sees."""
    person = person_of(request)
    require(person, "people.see")
    run = figures.asked_run(request.GET.get("month", ""))
    tree = people.org_tree(scope_of(person, on=clock.today()))
    sums = figures.org_sums(run, [unit.org_id for _depth, unit in tree]) if run else {}
    flags = figures.flagged(run, kind="org", keys=[unit.org_id for _depth, unit in tree]) if run else frozenset()
    context = {
        "run": run,
        "months": runs.months(),
        "days": (run.until - run.since).days if run else 1,
        "lines": [(depth, unit, sums.get(unit.org_id), unit.org_id in flags) for depth, unit in tree],
    }
    return render(request, "contribution/units.html", context)
