"""The form by which an enterprise comes to the link; its first two passwords are told once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from qiao.customers import queries as customers
from qiao.directlink.actions import banking
from qiao.directlink.actions.banking import MANAGE, Newcomer
from qiao.directlink.pages.bank.telling import CREATED, WRONG, told
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.refusals import Refusal
from qiao.ground.typed import typed_in
from qiao.ground.words import gettext_noop as _

FIELDS = (*("number", "name", "party_id", "administrator", "administrator_called", "supervisor", "supervisor_called"),)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_enterprise_new(request: HttpRequest) -> HttpResponse:
    """The form; after it the passwords of the first two people, on this one answer."""
    person = person_of(request)
    require(person, MANAGE)
    typed = {name: text.strip() for name, text in typed_in(request, FIELDS).items()}
    if request.method != "POST":
        return render(request, "directlink/new.html", {"typed": _proposed(request)})
    try:
        _check_customer(typed["party_id"])
        let = banking.let_in(Newcomer(**typed), at=clock.now(), actor=person)
    except Refusal as refusal:
        return render(request, "directlink/new.html", {"typed": typed, "refused": told(refusal)}, status=WRONG)
    return render(request, "directlink/told.html", {"one": let.enterprise, "told": let.told}, status=CREATED)


def _proposed(request: HttpRequest) -> dict[str, str]:
    """What the form holds at first; a customer of the book named by the address brings its name."""
    party_id = request.GET.get("party", "")[:64]
    found = customers.customers_by_id([party_id]).get(party_id) if party_id else None
    usual = {"administrator": "admin", "supervisor": "chief"}
    return usual if found is None else usual | {"party_id": party_id, "name": found.name}


def _check_customer(party_id: str) -> None:
    if party_id and party_id not in customers.customers_by_id([party_id]):
        raise Refusal("enterprise.customer", _("The book has no customer %(party)s."), party=party_id[:64])
