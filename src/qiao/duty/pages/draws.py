"""Draws for surprise leave: who could be drawn, a draw with its seed and list, the draw repeated."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from qiao.duty.actions import drawing
from qiao.duty.pages.asking import WRONG, number_in, told
from qiao.duty.pages.calendar import ways_of
from qiao.duty.queries import draws
from qiao.duty.queries.draws import LeaveDraw
from qiao.duty.rules.draw import place_of
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.typed import handed_in, kept, typed_in
from qiao.office import queries as office
from qiao.people.queries import staff as people

LETTERS_MOST = 64


@require_http_methods(["GET", "HEAD", "POST"])
def draw_list(request: HttpRequest) -> HttpResponse:
    """All draws; HR makes one here."""
    person, on = person_of(request), clock.today()
    require(person, "duty.draw" if request.method == "POST" else "duty.see_draws")
    names, asked = people.org_names(), request.GET.get("unit", "")[:LETTERS_MOST]
    context: dict[str, Any] = {
        "page": cut_of(request.GET.get("page")).of(draws.draws()),
        "names": names,
        "may_draw": may(person, "duty.draw"),
        "units": [unit for _depth, unit in people.org_tree(scope_of(person, on=on))],
        "typed": {"count": "1", "unit": asked},
    }
    if asked in names and context["may_draw"]:
        listed, room = draws.drawable(asked, but_not=person.staff_id, on=on)
        context |= {"listed": len(listed), "room": sum(room.values())}
    if request.method != "POST":
        return render(request, "duty/draws.html", context | ways_of(person))
    typed = typed_in(request, ("unit", "count"))
    try:
        made = drawing.draw_leave(typed["unit"], count=number_in(typed["count"]), on=on, actor=person)
    except Refusal as refusal:
        more = {"refused": told(refusal), "typed": typed} | ways_of(person)
        return render(request, "duty/draws.html", context | more, status=WRONG)
    kept(request, gettext_noop("The draw is kept with its seed and list."))
    return redirect("draw", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, number: int) -> HttpResponse:
    """One draw: what it was made from, whom it named, and whether it comes out the same again."""
    person, found = person_of(request), draws.draw_of(number)
    require(person, "duty.draw" if request.method == "POST" else "duty.see_draws")
    if found is None:
        raise Http404
    context = _whole(request, found) | {"may_draw": may(person, "duty.draw", found.unit)}
    if request.method != "POST":
        return render(request, "duty/draw.html", context)
    try:
        reason = request.POST.get("reason", "")
        asked = drawing.propose_taking_back(number, reason=reason, on=clock.today(), actor=person)
    except Refusal as refusal:
        return render(request, "duty/draw.html", context | {"refused": told(refusal)}, status=WRONG)
    return handed_in(request, asked.pk)


def _whole(request: HttpRequest, found: LeaveDraw) -> dict[str, Any]:
    names, units, after = draws.names_in(found), people.org_names(), draws.leaves_after(found)
    order = sorted((place_of(found.seed, staff_id), staff_id, unit) for staff_id, unit in found.listed)
    drawn, owed = set(found.drawn), draws.owing(clock.today())
    rows = [
        (place[:12], staff_id, names.get(staff_id, ""), units.get(unit, unit), staff_id in drawn)
        for place, staff_id, unit in order
    ]
    return {
        "draw": found,
        "unit": units.get(found.unit, found.unit),
        "drawn": [(one, names.get(one, ""), after.get(one), one in owed) for one in found.drawn],
        "waiting": office.open_approval(drawing.DRAW_BACK, str(found.pk)),
        "page": cut_of(request.GET.get("page")).of(rows),
        "is_whole": draws.is_whole(found),
        "room": [(units.get(unit, unit), number) for unit, number in sorted(found.room.items())],
    }
