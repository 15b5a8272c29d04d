"""The ties of one customer: where it belongs, what it shares, and the picture one can walk from one to the next."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.desk.actions import open_customer
from qiao.desk.pages.belonging import picture_told, told_day
from qiao.desk.queries.belonging import asked_by, names_of
from qiao.desk.queries.customer import sighted
from qiao.desk.queries.walking import STEPS_MOST, belonging_of, walk_round
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.pieces import wants_piece
from qiao.ground.typed import day_in
from qiao.portfolio.queries import serving as portfolio
from qiao.ties.queries.kept import shares_told

STEPS_USUAL = 2


def customer_ties(request: HttpRequest, party_id: str) -> HttpResponse:
    """The page, or the piece of the customer's page; a customer of others is not found."""
    person, on = person_of(request), clock.today()
    require(person, "ties.see")
    seen = sighted(person, party_id, on=on)
    if seen is None:
        raise Http404
    open_customer(person, party_id, portfolio.assignments_of(party_id))
    asked, customer = asked_by(person, on=on), seen.customer
    belongs = belonging_of(asked, customer.party_id)
    holders = belongs.group.by if belongs.group else []
    names = names_of(asked, [key for key, *_rest in holders]) if holders else {}
    context = told_day() | {
        "customer": customer,
        "belongs": belongs,
        "holders": [(names.get(key, ""), share) for key, share, *_rest in holders],
    }
    if wants_piece(request):
        return render(request, "desk/belonging_piece.html", context)
    day = day_in(request, "day", "As on") or on
    steps = _steps(request.GET.get("steps", ""))
    walk = walk_round(asked, customer, steps=steps, day=day)
    context |= {
        "asked": asked,
        "day": day,
        "steps": steps,
        "every_step": range(1, STEPS_MOST + 1),
        "shares_told": shares_told(on=day),
        "picture": picture_told(walk, days=asked.days),
    }
    return render(request, "desk/ties.html", context)


def _steps(text: str) -> int:
    return int(text) if text in {str(step) for step in range(1, STEPS_MOST + 1)} else STEPS_USUAL
