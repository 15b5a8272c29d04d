"""The people a person sees, by unit, looked for by name or id."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.ground import clock
from qiao.ground.authority import require, scope_of
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.people.queries import staff as queries

TEXT_MOST = 64


def staff_list(request: HttpRequest) -> HttpResponse:
    """The list as a page."""
    person = request.user
    assert isinstance(person, User), request.path
    require(person, "people.see")
    scope = scope_of(person, on=clock.today())
    unit = request.GET.get("unit", "")
    text = request.GET.get("text", "").strip()[:TEXT_MOST]
    rows = queries.listed_staff(scope, text=text, org_ids=queries.orgs_below(unit) if unit else None)
    cut = cut_of(request.GET.get("page"))
    context = {
        "page": cut.page(list(rows[cut.offset : cut.offset + cut.limit])),
        "unit_asked": unit,
        "text": text,
        "branches": queries.branches(scope),
    }
    return render(request, "people/staff_list.html", context)
