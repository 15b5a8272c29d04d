"""The form by which one entry of what is known is kept; a refusal comes back with everything that was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.customers.queries import Customer
from qiao.desk.pages.known import opened
from qiao.desk.rules.known import Shown, lines_of, shown_texts, typed_of, with_secrets
from qiao.ground import clock
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, say
from qiao.profile.actions.values import Unreadable, end_entry, set_value
from qiao.profile.queries import record as queries
from qiao.profile.queries.register import item_on
from qiao.profile.rules.items import Item
from qiao.profile.rules.standing import Known

OK, REFUSED, WRONG = 200, 409, 422
NUMBER_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds: the fields' texts, which entry, the newest value its editor saw, since when, from where."""

    texts: Mapping[str, str] = field(default_factory=dict)
    entry: str = ""
    seen: int = 0
    since: date | None = None
    source: str = ""
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Why it was refused, and by field; what stands now."""

    refused: str = ""
    marked: Mapping[str, str] = field(default_factory=dict)
    status: int = OK


@require_http_methods(["GET", "POST"])
def known_item(request: HttpRequest, party_id: str, item: str) -> HttpResponse:
    """The form, filled with what stands; posted, it keeps or ends the entry."""
    person, customer = opened(request, party_id)
    kept = item_on(item, on=clock.today())
    if kept is None or not kept.concerns(customer.kind):
        raise Http404
    require(person, "profile.write", kept)
    if request.method == "POST":
        return _save(request, person=person, customer=customer, item=kept)
    entry = request.GET.get("entry", "")
    stands = _stands(customer, kept, entry)
    texts = shown_texts(kept, stands) if stands else {}
    seen = queries.newest_number(customer.party_id, item, entry) if stands else 0
    return _form(request, customer=customer, item=kept, typed=Typed(texts, entry, seen), answer=Answer())


def _save(request: HttpRequest, *, person: User, customer: Customer, item: Item) -> HttpResponse:
    typed = _typed(item, request.POST)
    if typed.since is None:
        answer = Answer(_("Say from which day it holds; write it as 2026-09-30."), status=WRONG)
        return _form(request, customer=customer, item=item, typed=typed, answer=answer)
    try:
        _keep(person, customer=customer, item=item, typed=typed, since=typed.since)
    except Unreadable as refusal:
        marked = {one.field: fill(one.words, dict(one.facts)) for one in refusal.troubles}
        return _form(request, customer=customer, item=item, typed=typed, answer=Answer(say(refusal), marked, WRONG))
    except Refusal as refusal:
        newest = queries.newest_number(customer.party_id, item.code, typed.entry)  # which the page shows now
        typed, answer = replace(typed, seen=newest), Answer(say(refusal), status=REFUSED)
        return _form(request, customer=customer, item=item, typed=typed, answer=answer)
    messages.success(request, _("Kept. What stood before stays in the history."))
    return redirect("customer_known", customer.party_id)


def _keep(person: User, *, customer: Customer, item: Item, typed: Typed, since: date) -> None:
    asked: dict[str, Any] = {"valid_from": since, "source": typed.source, "seen": typed.seen}
    asked |= {"person": person, "actor": person.username}
    if typed.ends:
        end_entry(customer.party_id, item.code, typed.entry, **asked)
    else:
        texts = with_secrets(item, typed.texts, _stands(customer, item, typed.entry))
        set_value(customer.party_id, item.code, texts, **asked)


def _typed(item: Item, form: QueryDict) -> Typed:
    return Typed(
        texts=typed_of(item, form),
        entry=form.get("entry", ""),
        seen=number_of(form.get("seen", "")),
        since=day_of_text(form.get("valid_from")),
        source=form.get("source", ""),
        ends=bool(form.get("ends")),
    )


def number_of(text: str) -> int:
    """A number that a form carries; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS else 0


def _stands(customer: Customer, item: Item, entry: str) -> Known | None:
    return queries.record_of(customer.party_id, day=clock.today()).get((item.code, entry))


def _form(request: HttpRequest, *, customer: Customer, item: Item, typed: Typed, answer: Answer) -> HttpResponse:
    stands = _stands(customer, item, typed.entry)
    fields = [(one, typed.texts.get(one.name, ""), answer.marked.get(one.name, "")) for one in item.fields]
    context = {
        "customer": customer,
        "item": item,
        "fields": fields,
        "typed": typed,
        "since": typed.since or clock.today(),
        "refused": answer.refused,
        "stands": Shown(stands, lines_of(item, stands)) if stands else None,
    }
    return render(request, "desk/known_item.html", context, status=answer.status)
