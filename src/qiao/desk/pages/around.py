"""What lies round a customer, a piece of its page: products held and missing, close customers, what happened."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.catalogue import queries as catalogue
from qiao.desk.actions import open_customer
from qiao.desk.queries.closeness import close_to
from qiao.desk.queries.customer import sighted
from qiao.desk.queries.holdings import holdings
from qiao.desk.queries.timeline import events_of
from qiao.desk.rules.timeline import WHAT_WORDS
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.pieces import wants_piece
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio


def around(request: HttpRequest, party_id: str) -> HttpResponse:
    """The piece, or a page of its own where the browser asks for it by address; not found where the customer is not."""
    person = person_of(request)
    require(person, "customers.see")
    seen = sighted(person, party_id, month=request.GET.get("month", ""), on=clock.today())
    if seen is None or seen.run is None:
        raise Http404
    found, run, scope, period = seen.customer, seen.run, seen.scope, seen.period
    serving = portfolio.assignments_of(found.party_id)
    open_customer(person, found.party_id, serving)
    context = {
        "customer": found,
        "run": run,
        "holdings": holdings(run, found, seen.accounts, scope=scope, period=period),
        "close": close_to(run, found, scope=scope, period=period),
        "events": events_of(run, seen.accounts, serving),
        "staff_names": people.staff_names(sorted({one.staff_id for one in serving})),
        "product_names": {one.product_id: one.name for one in catalogue.products().values()},
        "what_words": {str(what): _(words) for what, words in WHAT_WORDS.items()},
    }
    return render(request, "desk/around.html" if wants_piece(request) else "desk/around_alone.html", context)
