"""What is known of a customer: the record as it stood on any day, its history, its papers, its industry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.catalogue import queries as catalogue
from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.desk.actions import open_customer
from qiao.desk.queries.customer import Sighted, sighted
from qiao.desk.queries.known_then import record_then
from qiao.desk.rules.known import Line, Shown, lines_of
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.looks import midnight
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import day_in
from qiao.office import papers
from qiao.portfolio.queries import serving as portfolio
from qiao.profile.actions.values import take_back_value
from qiao.profile.queries import industries
from qiao.profile.queries.record import known_of
from qiao.profile.queries.register import items_ever, items_on
from qiao.profile.rules.duties import expiry_of, forbids_marketing
from qiao.profile.rules.industries import usual_of
from qiao.profile.rules.items import GROUPS, Item
from qiao.profile.rules.lateness import Late, late_items
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
    person, seen = seen_of(request, party_id)
    customer, on = seen.customer, clock.today()
    day, at = day_in(request, "day", "As it stood on") or on, day_in(request, "at", "as known at the end of")
    rows, items = known_of(customer.party_id), items_on(on)
    record = standing(rows, day=day)
    if at:
        record = record_then(person, customer.party_id, day=day, at=midnight(at + DAY), on=on)
    late = late_items(record, items, on=on)
    asked = [item for item in items if item.asked and item.concerns(customer.kind)]
    context = {
        "customer": customer,
        "day": day,
        "at": at,
        "is_now": day == on and at is None,
        "groups": _groups(person, customer, record, late=late),
        "lacking": sum(1 for item in asked if not _entries(item, record, on=day)),
        "late": len(late),
        "asks": any(may(person, "profile.write", item) for item in asked),
        "no_marketing": forbids_marketing(record, on=day),
        "writable": {item.code for item in items if may(person, "profile.write", item)},
        "history": [_line(one) for one in reversed(rows[-HISTORY_MOST:])],
        **_papers(person, customer, record, on=on),
        **_industry(seen, on=day),
    }
    return render(request, "desk/known.html", context)


def _papers(
    person: User, customer: Customer, record: Mapping[tuple[str, str], Known], *, on: date
) -> dict[str, object]:
    """The customer's papers with the item that each proves, and what a paper may be attached to."""
    names = items_ever(on)
    lines = []
    for paper in papers.attachments_of(subjects_of(customer.party_id)):
        code, _space, entry = paper.topic.partition(" ")
        lines.append((paper, names.get(code), entry))
    topics = [
        (f"{code} {entry}".strip(), names[code], entry)
        for code, entry in sorted(record)
        if code in names and may(person, "profile.write", names[code])
    ]
    return {"papers": lines, "topics": topics}


def subjects_of(party_id: str) -> list[str]:
    """The customer and those that were merged into it."""
    return [subject_of(one) for one in customers.family_of(party_id)]


def subject_of(party_id: str) -> str:
    """The customer as papers, looks and the audit chain name it."""
    return f"customer {party_id}"


def _industry(seen: Sighted, *, on: date) -> dict[str, object]:
    """The customer's industry by name, what it usually needs, and which of that the customer holds."""
    code = seen.customer.industry
    if not code:
        return {"industry": "", "usual": (), "note": None}
    note = industries.industry_note(code, on=on)
    products = catalogue.products()
    ids = {one.product_id for one in seen.accounts if one.closed_on_day is None}
    held = {*ids, *(products[one].name for one in ids if one in products)}
    return {
        "industry": industries.industry_name(code),
        "note": note,
        "usual": usual_of(note, sorted(held)) if note else (),
        "held_products": sorted(products[one].name for one in ids if one in products),
    }


def _groups(
    person: User, customer: Customer, record: Mapping[tuple[str, str], Known], *, late: Mapping[str, Late]
) -> list[tuple[str, list[Kept]]]:
    groups, on = [], clock.today()
    for code, words in GROUPS.items():
        items = [item for item in items_on(on) if item.group == code and item.concerns(customer.kind)]
        kept = [
            Kept(item, entries, late[item.code].days if item.code in late else 0, may(person, "profile.write", item))
            for item, entries in ((item, _entries(item, record, on=on)) for item in items)
            if item.asked or entries
        ]
        if kept:
            groups.append((_(words), kept))
    return groups


def _entries(item: Item, record: Mapping[tuple[str, str], Known], *, on: date) -> tuple[Shown, ...]:
    return tuple(
        Shown(one, lines_of(item, one), expiry_of(item, one, on=on))
        for (code, _entry), one in sorted(record.items())
        if code == item.code
    )


def _line(one: Known) -> tuple[Known, Item | None, tuple[Line, ...]]:
    item = items_ever(clock.today()).get(one.item)
    return one, item, lines_of(item, one) if item else ()


@require_POST
def take_back(request: HttpRequest, party_id: str, number: int) -> HttpResponse:
    """Take a value back with a reason; what stood before stands again."""
    person, customer = opened(request, party_id)
    try:
        value = next(one for one in known_of(customer.party_id) if one.number == number)
    except StopIteration:
        raise Http404 from None
    require(person, "profile.write", items_ever(clock.today()).get(value.item))
    try:
        take_back_value(value.number, reason=request.POST.get("reason", ""), person=person, actor=person.username)
        messages.success(request, _("Taken back. What stood before stands again."))
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("customer_known", customer.party_id)


def opened(request: HttpRequest, party_id: str) -> tuple[User, Customer]:
    """Who asks and the customer; a customer of others is not found."""
    person, seen = seen_of(request, party_id)
    return person, seen.customer


def seen_of(request: HttpRequest, party_id: str) -> tuple[User, Sighted]:
    """Who asks and the customer with its accounts."""
    person = person_of(request)
    require(person, "profile.see")
    seen = sighted(person, party_id, on=clock.today())
    if seen is None:
        raise Http404
    open_customer(person, seen.customer.party_id, portfolio.assignments_of(party_id))
    return person, seen
