"""What is known of a customer: the record as it stood on any day, its history, and the form by which it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.customers.queries import Customer
from qiao.desk.actions import open_customer
from qiao.desk.queries.customer import sighted
from qiao.desk.rules.known import Line, Shown, lines_of
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.looks import midnight
from qiao.ground.models import User
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.portfolio import queries as portfolio
from qiao.profile import queries
from qiao.profile.actions import take_back_value
from qiao.profile.rules.items import BY_CODE, GROUPS, ITEMS, Item
from qiao.profile.rules.standing import Known, standing

HISTORY_MOST = 100
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """An item of the page: its entries as they stood, how late it is, whether this person keeps it."""

    item: Item
    entries: tuple[Shown, ...]
    late_days: int
    writes: bool


def known(request: HttpRequest, party_id: str) -> HttpResponse:
    """The record, by groups; `day` and `at` ask for it as it stood, and as it was known."""
    person, customer = opened(request, party_id)
    on = clock.today()
    day, at = day_of_text(request.GET.get("day")) or on, day_of_text(request.GET.get("at"))
    rows = queries.known_of(customer.party_id)
    record = standing(rows, day=day, at=midnight(at + DAY) if at else None)
    late = queries.overdue(record.values(), ITEMS, on=on)
    context = {
        "customer": customer,
        "day": day,
        "at": at,
        "is_now": day == on and at is None,
        "groups": _groups(person, customer, record, late=late),
        "lacking": sum(1 for item in ITEMS if item.concerns(customer.kind) and not _entries(item, record)),
        "late": len(late),
        "writable": {item.code for item in ITEMS if may(person, "profile.write", item)},
        "history": [_line(one) for one in reversed(rows[-HISTORY_MOST:])],
    }
    return render(request, "desk/known.html", context)


def _groups(
    person: User, customer: Customer, record: Mapping[tuple[str, str], Known], *, late: Mapping[str, int]
) -> list[tuple[str, list[Kept]]]:
    groups = []
    for code, words in GROUPS.items():
        items = [item for item in ITEMS if item.group == code and item.concerns(customer.kind)]
        kept = [
            Kept(item, _entries(item, record), late.get(item.code, 0), may(person, "profile.write", item))
            for item in items
        ]
        if kept:
            groups.append((_(words), kept))
    return groups


def _entries(item: Item, record: Mapping[tuple[str, str], Known]) -> tuple[Shown, ...]:
    return tuple(Shown(one, lines_of(item, one)) for (code, _entry), one in sorted(record.items()) if code == item.code)


def _line(one: Known) -> tuple[Known, Item | None, tuple[Line, ...]]:
    item = BY_CODE.get(one.item)
    return one, item, lines_of(item, one) if item else ()


@require_POST
def take_back(request: HttpRequest, party_id: str, number: int) -> HttpResponse:
    """Take a value back with a reason; what stood before stands again."""
    person, customer = opened(request, party_id)
    try:
        value = next(one for one in queries.known_of(customer.party_id) if one.number == number)
    except StopIteration:
        raise Http404 from None
    require(person, "profile.write", BY_CODE.get(value.item))
    try:
        take_back_value(value.number, reason=request.POST.get("reason", ""), person=person, actor=person.username)
        messages.success(request, _("Taken back. What stood before stands again."))
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("customer_known", customer.party_id)


def opened(request: HttpRequest, party_id: str) -> tuple[User, Customer]:
    """Who asks and the customer; a customer of others is not found."""
    person = person_of(request)
    require(person, "profile.see")
    seen = sighted(person, party_id, on=clock.today())
    if seen is None:
        raise Http404
    open_customer(person, seen.customer.party_id, portfolio.assignments_of(party_id))
    return person, seen.customer
