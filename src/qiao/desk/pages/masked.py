"""A masked field of a customer: shown in full for one purpose, with the reason kept, and masked again after a minute.

Source: piece 2, 3.6 (line 265: what a manager does can be followed up).
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.customers.queries import Customer
from qiao.customers.rules.masking import masked_id, masked_phone
from qiao.desk.queries import customer as customer_queries
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.looks import REVEALED, looked, looks_today
from qiao.ground.models import User
from qiao.ground.pieces import wants_piece
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.words import gettext_noop
from qiao.office import queries as office

FIELDS = {"id_no": masked_id, "phone": masked_phone}
REASON_MOST = 500
WRONG, TOO_MANY = 400, 429
SHOWN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Masked:
    """A field as the page shows it: masked, or in full for a minute."""

    party_id: str
    field: str
    text: str
    in_full: bool
    may_reveal: bool
    refused: str = ""


def masked_context(person: User, customer: Customer, field: str, *, in_full: bool = False, refused: str = "") -> Masked:
    """The field of a customer the person sees."""
    value = str(getattr(customer, field))
    text = value if in_full else FIELDS[field](value)
    return Masked(customer.party_id, field, text, in_full, may(person, "customers.reveal", customer), refused)


@require_http_methods(["GET", "HEAD", "POST"])
def masked_field(request: HttpRequest, party_id: str, field: str) -> HttpResponse:
    """The field masked; asked for by a form with a reason, in full. A piece of the customer's page, or a page."""
    person, customer = person_of(request), _seen(request, party_id)
    if field not in FIELDS or not getattr(customer, field):
        raise Http404
    status = 200
    masked = masked_context(person, customer, field)
    if request.method == "POST":
        require(person, "customers.reveal", customer)
        try:
            _keep(person, customer, field, reason=str(request.POST.get("reason", "")))
            masked = masked_context(person, customer, field, in_full=True)
        except Refusal as refusal:
            status = TOO_MANY if refusal.code.endswith(".often") else WRONG
            masked = masked_context(person, customer, field, refused=say(refusal))
    piece = wants_piece(request)
    name = _("Identity number") if field == "id_no" else _("Telephone")
    context = {"masked": masked, "customer": customer, "name": name, "seconds": SHOWN_SECONDS}
    return render(request, "desk/masked_piece.html" if piece else "desk/masked.html", context, status=status)


def _keep(person: User, customer: Customer, field: str, *, reason: str) -> None:
    """Keep who wants to see what and why, before it is shown."""
    reason = reason.strip()[:REASON_MOST]
    if not reason:
        raise Refusal("reveal.reason", gettext_noop("Say what you need the number for; the reason is kept."))
    most = office.parameter_table("reveal.a_day", on=clock.today()).get(person.post, 0)
    if looks_today(person, kind=REVEALED) >= most:
        words = gettext_noop(
            "You have had %(most)s masked fields shown today, the most of your post. The administrator can ask for a "
            "higher limit under Settings."
        )
        raise Refusal("reveal.often", words, most=most)
    looked(person, kind=REVEALED, subject=f"customer {customer.party_id}", reason=reason, detail={"field": field})


def _seen(request: HttpRequest, party_id: str) -> Customer:
    """The customer, where the person may see it; else it is not found."""
    person = person_of(request)
    require(person, "customers.see")
    seen = customer_queries.sighted(person, party_id, on=clock.today())
    if seen is None:
        raise Http404
    return seen.customer
