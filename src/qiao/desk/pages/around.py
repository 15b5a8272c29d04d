"""What lies round a customer, a piece of its page: products held and missing, the group of ties, what happened."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.catalogue import queries as catalogue
from qiao.contribution.queries import figures, runs
from qiao.customers import queries as customers
from qiao.desk.queries.group import group_of
from qiao.desk.queries.holdings import holdings
from qiao.desk.queries.sight import sees_customer
from qiao.desk.queries.timeline import events_of
from qiao.desk.rules.timeline import WHAT_WORDS
from qiao.ground import clock
from qiao.ground.authority import person_of, require, scope_of
from qiao.ground.looks import opened
from qiao.people import queries as people
from qiao.portfolio import queries as portfolio

PIECE = "HX-Request"  # the head by which a request for a piece of a page is told from one for a page


def around(request: HttpRequest, party_id: str) -> HttpResponse:
    """The piece, or a page of its own where the browser asks for it by address; not found where the customer is not."""
    person = person_of(request)
    require(person, "customers.see")
    on, run = clock.today(), figures.asked_run(request.GET.get("month", ""))
    found = customers.customer_of(party_id)
    if found is None or run is None:
        raise Http404
    accounts = figures.accounts_of(run, party_id)
    scope, period = scope_of(person, on=on), runs.serving_period(run, on=on)
    if not sees_customer(scope, party_id, accounts, period=period):
        raise Http404
    serving = portfolio.assignments_of(party_id)
    if person.staff_id not in {one.staff_id for one in serving}:
        opened(person, f"customer {party_id}")
    context = {
        "customer": found,
        "run": run,
        "holdings": holdings(run, found, accounts, scope=scope, period=period),
        "group": group_of(run, found, scope=scope, period=period),
        "events": events_of(run, accounts, serving),
        "staff_names": people.staff_names(sorted({one.staff_id for one in serving})),
        "product_names": {one.product_id: one.name for one in catalogue.products().values()},
        "what_words": {str(what): _(words) for what, words in WHAT_WORDS.items()},
    }
    return render(request, "desk/around.html" if PIECE in request.headers else "desk/around_alone.html", context)
