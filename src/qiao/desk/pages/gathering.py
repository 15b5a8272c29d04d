"""All that the book asks of one customer on one page: what is late, expires or is not known; kept in one go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from qiao.customers.queries import Customer
from qiao.desk.pages.keeping import OK, REFUSED, WRONG, number_of
from qiao.desk.pages.known import opened
from qiao.desk.rules.known import Shown, lines_of, shown_texts, with_secrets
from qiao.ground import clock
from qiao.ground.authority import may, require
from qiao.ground.models import User
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, say
from qiao.profile.actions.gathering import FORMS_MOST, WHOLE, Form, UnreadableForms, keep_all
from qiao.profile.queries import record as records
from qiao.profile.queries.register import items_on
from qiao.profile.rules.duties import Expiry, expiry_of
from qiao.profile.rules.items import Item
from qiao.profile.rules.lateness import days_late, lateness
from qiao.profile.rules.standing import Known


@dataclass(frozen=True, slots=True)
class Slot:
    """One entry that is asked for: why, what stands, what was typed, and what is wrong with it."""

    place: int
    item: Item
    stands: Known | None
    seen: int
    late_days: int = 0
    expiry: Expiry | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    same: bool = False
    marked: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """With what the names of its fields go on."""
        return f"{self.place}-"

    @property
    def fields(self) -> list[tuple[object, str, str]]:
        """Each field with its text and its trouble."""
        return [(one, self.texts.get(one.name, ""), self.marked.get(one.name, "")) for one in self.item.fields]

    @property
    def shown(self) -> Shown | None:
        """What stands, in words."""
        return Shown(self.stands, lines_of(self.item, self.stands)) if self.stands else None

    @property
    def wrong(self) -> str:
        """What is wrong with the entry as a whole."""
        return self.marked.get(WHOLE, "")


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, party_id: str) -> HttpResponse:
    """The page; posted, everything that was confirmed or changed is kept, or nothing."""
    person, customer = opened(request, party_id)
    require(person, "customers.see")
    with_lacking = request.GET.get("all") == "1"
    slots = list(_asked(person, customer, with_lacking=with_lacking))
    if request.method == "POST":
        return _save(request, person=person, customer=customer)
    return _page(request, customer, slots)


def _asked(person: User, customer: Customer, *, with_lacking: bool) -> Iterator[Slot]:
    """At most 60 entries, in the order of the register."""
    on, place = clock.today(), 0
    record = records.record_of(customer.party_id, day=on)
    for item in items_on(on):
        if not (item.asked and item.concerns(customer.kind) and may(person, "profile.write", item)):
            continue
        for stands, late, expiry in _of_item(item, record, on=on, with_lacking=with_lacking):
            if place < FORMS_MOST:
                seen = records.newest_number(customer.party_id, item.code, stands.entry) if stands else 0
                texts = shown_texts(item, stands) if stands else {}
                yield Slot(place, item, stands, seen, late, expiry, texts)
                place += 1


def _of_item(
    item: Item, record: Mapping[tuple[str, str], Known], *, on: date, with_lacking: bool
) -> Iterator[tuple[Known | None, int, Expiry | None]]:
    own = [one for (code, _entry), one in sorted(record.items()) if code == item.code]
    if not own:
        if with_lacking:
            yield None, 0, None
        return
    if item.is_happening:  # late means that another one is due
        another = lateness(item, own, on=on)
        if another:
            yield None, another.days, None
        return
    for one in own:
        late, expiry = days_late(item, one, on=on), expiry_of(item, one, on=on)
        if late or expiry:
            yield one, late, expiry


def _save(request: HttpRequest, *, person: User, customer: Customer) -> HttpResponse:
    slots = list(_typed(request.POST, customer))
    since, source = day_of_text(request.POST.get("valid_from")), request.POST.get("source", "")
    if since is None:
        return _page(request, customer, slots, refused=_("Say from which day it holds; write it as 2026-09-30."))
    forms = [_form(slot) for slot in slots if _is_meant(slot)]
    try:
        kept = keep_all(customer.party_id, forms, valid_from=since, source=source, person=person, actor=person.username)
    except UnreadableForms as refusal:
        found = {
            place: {one.field: fill(one.words, dict(one.facts)) for one in troubles}
            for place, troubles in refusal.troubles.items()
        }
        return _page(
            request, customer, [replace(slot, marked=found.get(slot.place, {})) for slot in slots], refused=say(refusal)
        )
    except Refusal as refusal:
        return _page(request, customer, slots, refused=say(refusal), status=REFUSED)
    told = ngettext("%(n)s entry was kept.", "%(n)s entries were kept.", kept) % {"n": kept}
    messages.success(request, told)
    return redirect("customer_known", customer.party_id)


def _typed(form: QueryDict, customer: Customer) -> Iterator[Slot]:
    """What the page held, by place; an item that the register lacks is left out."""
    on = clock.today()
    record = records.record_of(customer.party_id, day=on)
    items = {item.code: item for item in items_on(on)}
    for place in range(FORMS_MOST):
        item = items.get(form.get(f"p{place}-item", ""))
        if item is None or not item.concerns(customer.kind):
            continue
        entry = form.get(f"p{place}-entry", "")
        given = form.get(f"p{place}-held") == "1"
        stands = record.get((item.code, entry)) if given else None
        texts = {one.name: form.get(f"p{place}-{one.name}", "") for one in item.fields}
        yield Slot(
            place,
            item,
            stands,
            number_of(form.get(f"p{place}-seen", "")),
            days_late(item, stands, on=on),
            expiry_of(item, stands, on=on) if stands else None,
            texts,
            same=form.get(f"p{place}-same") == "1",
        )


def _is_meant(slot: Slot) -> bool:
    """Whether it was confirmed or something was typed that does not stand already; what was left alone stays."""
    before = shown_texts(slot.item, slot.stands) if slot.stands else {}
    return slot.same or any(text.strip() != before.get(name, "") for name, text in slot.texts.items())


def _form(slot: Slot) -> Form:
    entry = slot.stands.entry if slot.stands else ""
    return Form(slot.place, slot.item.code, with_secrets(slot.item, slot.texts, slot.stands), entry, slot.seen)


def _page(
    request: HttpRequest, customer: Customer, slots: list[Slot], *, refused: str = "", status: int = WRONG
) -> HttpResponse:
    context = {
        "customer": customer,
        "slots": slots,
        "with_lacking": request.GET.get("all") == "1",
        "since": request.POST.get("valid_from") or clock.today().isoformat(),
        "source": request.POST.get("source", ""),
        "refused": refused,
    }
    return render(request, "desk/known_ask.html", context, status=status if refused else OK)
