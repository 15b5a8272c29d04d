"""Instructions of all enterprises: the list with its filters, and one with its payments, signings and records."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.directlink.actions import proposing
from qiao.directlink.actions.banking import PROPOSE, READ
from qiao.directlink.pages.bank.facts import channel_told
from qiao.directlink.pages.bank.journal import record_told
from qiao.directlink.pages.bank.telling import (
    CARE,
    RISK,
    SHEET_ROWS,
    WRONG,
    asked_day,
    asked_fen,
    asked_text,
    chosen,
    seen_of,
    told,
)
from qiao.directlink.queries import connections, instructions
from qiao.directlink.queries.connections import Asked, Instruction, Payment
from qiao.directlink.queries.standing import standing_of
from qiao.directlink.rules.explaining import explained
from qiao.directlink.rules.ledger import REASON_WORDS, Reason
from qiao.directlink.rules.orders import BUSINESS_WORDS, FORM_WORDS, ROUTE_WORDS, Business, Form, Route
from qiao.directlink.rules.states import STATE_WORDS, VERDICT_WORDS, State, payment_state_words
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.sheets import Number
from qiao.ground.typed import handed_in, typed_in
from qiao.office import queries as office

FIELDS = ("act", "payment", "verdict", "reason")
DIGITS_MOST = 18
SHOWN_ANYHOW = frozenset({"digest", "total_fen"})
"""Facts of the records that the page of the order shows anyhow."""


def link_instructions(request: HttpRequest) -> HttpResponse:
    """The list, the newest first."""
    person, on = person_of(request), clock.today()
    rows, asked = _rows(request, person, on=on), _asked(request)
    cut = cut_of(request.GET.get("page"))
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    context = {
        "page": page,
        "lines": [line_of(one) for one in page.rows],
        "asked": asked,
        "least": asked_text(request, "least"),
        "most": asked_text(request, "most"),
        "states": [(one.value, words) for one, words in STATE_WORDS.items()],
        "set_filters": _set_filters(request, asked),
    }
    return render(request, "directlink/instructions.html", context)


def _asked(request: HttpRequest) -> Asked:
    return Asked(
        enterprise=asked_text(request, "enterprise"),
        state=chosen(request, "state", among={one.value: "" for one in State}),
        number=asked_text(request, "number"),
        account=asked_text(request, "account"),
        least_fen=asked_fen(request, "least"),
        most_fen=asked_fen(request, "most"),
        day=asked_day(request, "day"),
    )


def _set_filters(request: HttpRequest, asked: Asked) -> list[tuple[str, str]]:
    """What the list is narrowed to: the words of each filter that is set, and its value."""
    least, most = (
        asked_text(request, name) if fen is not None else ""
        for name, fen in (("least", asked.least_fen), ("most", asked.most_fen))
    )
    filters = (
        (_("State"), _(STATE_WORDS[State(asked.state)]) if asked.state else ""),
        (_("Customer number"), asked.enterprise),
        (_("Order"), asked.number),
        (_("Account of either side"), asked.account),
        (_("From, yuan"), least),
        (_("To, yuan"), most),
        (_("Day"), asked.day.isoformat() if asked.day else ""),
    )
    return [(words, value) for words, value in filters if value]


def _rows(request: HttpRequest, person: User, *, on: date) -> "QuerySet[Instruction]":
    return connections.instructions(seen_of(person, on=on), _asked(request))


def line_of(one: Instruction) -> dict[str, Any]:
    """One instruction as a line of a list."""
    return {
        "one": one,
        "form": FORM_WORDS[Form(one.form)],
        "channel": channel_told(one.channel),
        "state": STATE_WORDS[State(one.state)],
        "care": one.state in CARE,
        "risk": one.state in RISK,
    }


def link_instructions_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file, all its pages."""
    person, on = person_of(request), clock.today()
    rows = _rows(request, person, on=on)[: SHEET_ROWS + 1]
    heads = [
        _("Order"),
        _("Customer number"),
        _("Enterprise"),
        _("Form"),
        _("Account"),
        _("Payments"),
        _("Amount"),
        _("State"),
        _("Day"),
        _("Given at"),
        _("Channel"),
    ]
    lines = (
        [
            one.number,
            one.enterprise_id,
            one.enterprise.name,
            _(FORM_WORDS[Form(one.form)]),
            one.account_id,
            one.count,
            Number(text_of_scaled(one.total_fen, places=2)),
            _(STATE_WORDS[State(one.state)]),
            one.day.isoformat(),
            f"{localtime(one.made_at):%Y-%m-%d %H:%M}",
            channel_told(one.channel),
        ]
        for one in rows
    )
    facts = {name: text[:80] for name, text in request.GET.items() if name != "page"}
    return export(person, heads, lines, name="link-orders", form=form, facts=facts)


@require_http_methods(["GET", "HEAD", "POST"])
def link_instruction(request: HttpRequest, number: int) -> HttpResponse:
    """One instruction, and what two persons of the bank may be asked about it."""
    person, on = person_of(request), clock.today()
    require(person, READ)
    found = connections.instruction_of(number)
    if found is None or not may(person, READ, found.enterprise_id):
        raise Http404
    if request.method != "POST":
        return render(request, "directlink/instruction.html", _whole(person, found, on=on))
    typed = typed_in(request, FIELDS)
    try:
        asked = _propose(typed, found, person=person, on=on)
    except Refusal as refusal:
        context = _whole(person, found, on=on) | {"refused": told(refusal), "typed": typed}
        return render(request, "directlink/instruction.html", context, status=WRONG)
    if asked is None:
        return render(request, "directlink/instruction.html", _whole(person, found, on=on))
    return handed_in(request, asked.pk)


def _propose(typed: dict[str, str], found: Instruction, *, person: User, on: date) -> office.Approval | None:
    """Ask for what the form says; None where it says nothing."""
    reason, verdict = typed["reason"], typed["verdict"]
    digits = typed["payment"]
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= DIGITS_MOST
    own = found.payments.filter(pk=int(digits)).values_list("pk", flat=True).first() if is_number else None
    if typed["act"] == "held":
        return proposing.ask_about_held(found.pk, pays=verdict == "pays", reason=reason, on=on, actor=person)
    if own is None:
        return None
    if typed["act"] == "unknown":
        return proposing.ask_about_unknown(own, paid=verdict == "paid", reason=reason, on=on, actor=person)
    if typed["act"] == "return":
        return proposing.ask_to_give_back(own, reason=reason, on=on, actor=person)
    return None


def _whole(person: User, found: Instruction, *, on: date) -> dict[str, Any]:
    payments = instructions.payments_of(found)
    back = connections.came_back([one.pk for one in payments])
    open_requests = _open_requests(found, payments)
    proposes, request_number = may(person, PROPOSE), _request_of(found, payments, open_requests)
    standing = standing_of(found, payments, came_back=len(back), request=request_number, on=on)
    return line_of(found) | {
        "business": BUSINESS_WORDS[Business(found.business)],
        "payments": [_payment(one, order=State(found.state), back=back, waiting=open_requests) for one in payments],
        "explained": explained(standing),
        "request_number": request_number,
        "signings": [
            {"one": one, "says": VERDICT_WORDS.get(one.verdict, one.verdict), "by": channel_told(one.channel)}
            for one in instructions.signings_of(found)
        ],
        "records": [
            record_told(record, without=SHOWN_ANYHOW)
            for record in connections.records_about(
                found.enterprise_id, found.number, *(one.transfer for one in payments)
            )
        ],
        "purpose": found.content.get("purpose", ""),
        "memo": found.content.get("memo", ""),
        "proposes": proposes,
        "is_held": found.state == State.HELD.value,
        "waiting": open_requests.get(str(found.pk)),
        "typed": {},
    }


def _request_of(found: Instruction, payments: list[Payment], waiting: dict[str, int]) -> int | None:
    """The request that decides an order that is stopped, or the first about a payment that is unknown."""
    unknown = (waiting.get(one.transfer) for one in payments if one.state == State.UNKNOWN.value)
    return waiting.get(str(found.pk)) or next((number for number in unknown if number), None)


def _open_requests(found: Instruction, payments: list[Payment]) -> dict[str, int]:
    """The requests that wait, by what they are about."""
    kinds = {proposing.HELD: [str(found.pk)], proposing.UNKNOWN: [], proposing.RETURN: []}
    for one in payments:
        if one.state == State.UNKNOWN.value:
            kinds[proposing.UNKNOWN].append(one.transfer)
        elif one.state == State.PAID.value and one.route != Route.BOOK.value:
            kinds[proposing.RETURN].append(one.transfer)
    return connections.open_requests(kinds, [subject for subjects in kinds.values() for subject in subjects])


def _payment(one: Payment, *, order: State, back: frozenset[int], waiting: dict[str, int]) -> dict[str, Any]:
    is_back = one.pk in back
    return {
        "one": one,
        "state": payment_state_words(State(one.state), order=order),
        "care": one.state in CARE,
        "risk": one.state in RISK,
        "route": ROUTE_WORDS[Route(one.route)],
        "reason": REASON_WORDS[Reason(one.reason)] if one.reason else "",
        "is_back": is_back,
        "is_unknown": one.state == State.UNKNOWN.value,
        "may_come_back": one.state == State.PAID.value and one.route != Route.BOOK.value and not is_back,
        "waiting": waiting.get(one.transfer),
    }
