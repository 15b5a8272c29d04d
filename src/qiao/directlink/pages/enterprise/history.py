"""All instructions with their filters; and one instruction with its payments, signatures and journal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qiao.directlink.actions import deciding, exporting
from qiao.directlink.actions.ledger import balance_of
from qiao.directlink.models import Instruction, JournalRecord
from qiao.directlink.pages.enterprise.choosing import day_in, one_of, text_in
from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.pages.enterprise.queue import decide, weighed
from qiao.directlink.pages.enterprise.telling import (
    channel_name,
    state_of,
    told,
    told_one,
    told_payment,
)
from qiao.directlink.queries import accounts, history, instructions, parties
from qiao.directlink.queries.history import Sought
from qiao.directlink.rules.orders import CHANNEL_WORDS, FORM_WORDS
from qiao.directlink.rules.rights import Post
from qiao.directlink.rules.sheets import fen_of
from qiao.directlink.rules.states import OPEN, STATE_WORDS, VERDICT_WORDS, WITH_SIGNERS, State
from qiao.ground.exports import FORMS
from qiao.ground.keeping import for_keeping
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import Page, cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.sheets import Number
from qiao.ground.typed import typed_in
from qiao.ground.words import gettext_noop

WRONG = 400
Choices = Mapping[str, list[tuple[str, str]]]
"""What each filter of the list may be set to: its codes, and what they are called."""
PAYMENTS_A_PAGE = 100
GROUPS: Mapping[str, tuple[str, frozenset[State]]] = {
    "open": (gettext_noop("all that is not over"), OPEN),
    "with_signers": (gettext_noop("with those who sign or made it"), WITH_SIGNERS),
}
"""Several states under one choice."""


@inside
@for_posts(Post.OPERATOR)
def history_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The instructions within one's rights."""
    choices = _choices(desk)
    context: dict[str, Any] = {"choices": choices, "chosen": request.GET, "set_filters": _set_filters(request, choices)}
    try:
        what = _sought(request, choices)
    except Refusal as refusal:
        return render(request, "enterprise/history.html", context | {"refused": say(refusal)}, status=WRONG)
    cut = cut_of(request.GET.get("page"))
    found = history.sought(desk.customer_number, desk.operator.pk, what)[cut.offset : cut.offset + cut.limit]
    page = cut.page(list(found))
    context |= {"page": Page(tuple(told(page.rows)), page.number, page.more, page.size), "narrowed": what != Sought()}
    return render(request, "enterprise/history.html", context)


def _choices(desk: Desk) -> Choices:
    groups = [(code, _(words)) for code, (words, _states) in GROUPS.items()]
    own = accounts.accounts_of(desk.customer_number, desk.operator.pk)
    return {
        "states": groups + [(one.value, _(words)) for one, words in STATE_WORDS.items()],
        "forms": [(one.value, _(words)) for one, words in FORM_WORDS.items()],
        "channels": [(code, channel_name(code)) for code in CHANNEL_WORDS],
        "accounts": [(row.number, f"{row.number} {row.name}") for row in own],
    }


def _set_filters(request: HttpRequest, choices: Choices) -> list[tuple[str, str]]:
    """What the list is narrowed to: the words of each filter that is set, and its value; of choices their words."""
    filters = (
        (_("State"), dict(choices["states"]).get(text_in(request, "state"), "")),
        (_("Payee"), text_in(request, "payee")),
        (_("Amount"), text_in(request, "amount")),
        (_("From"), text_in(request, "since")),
        (_("To"), text_in(request, "until")),
        (_("Form of the order"), dict(choices["forms"]).get(text_in(request, "form"), "")),
        (_("Channel"), dict(choices["channels"]).get(text_in(request, "channel"), "")),
        (_("From account"), dict(choices["accounts"]).get(text_in(request, "account"), "")),
        (_("Number"), text_in(request, "number")),
    )
    return [(words, value) for words, value in filters if value]


def _sought(request: HttpRequest, choices: Choices) -> Sought:
    codes = {name: [code for code, _words in found] for name, found in choices.items()}
    state = one_of(request, "state", choices=codes["states"])
    states = GROUPS[state][1] if state in GROUPS else {State(state)} if state else set()
    amount = text_in(request, "amount")
    if amount and fen_of(amount) is None:
        raise Refusal("filter.amount", gettext_noop("%(text)s is no amount; write it as 1250.50."), text=amount[:20])
    return Sought(
        states=tuple(sorted(one.value for one in states)),
        form=one_of(request, "form", choices=codes["forms"]),
        channel=one_of(request, "channel", choices=codes["channels"]),
        account=one_of(request, "account", choices=codes["accounts"]),
        number=text_in(request, "number"),
        payee=text_in(request, "payee"),
        amount_fen=fen_of(amount) if amount else None,
        since=day_in(request, "since", place=gettext_noop("From")),
        last=day_in(request, "until", place=gettext_noop("To")),
    )


@inside
@for_posts(Post.OPERATOR)
def history_out(request: HttpRequest, desk: Desk, form: str) -> HttpResponse:
    """The list as a file."""
    rows = history.sought(desk.customer_number, desk.operator.pk, _sought(request, _choices(desk)))
    facts = {"what": "instructions"} | {name: text_in(request, name) for name in sorted(request.GET) if name != "page"}
    headings = [_("Number"), _("Form of the order"), _("Channel"), _("From account"), _("Payments"), _("Amount (yuan)")]
    headings += [_("Purpose"), _("Day"), _("State"), _("Made by"), _("Made at")]
    lines = _cells(rows[: exporting.ROWS_MOST + 1].iterator(2_000))
    content = exporting.take_out(desk.entered, headings, lines, facts=facts, form=form)
    return for_keeping(content, name=f"instructions-{desk.on:%Y%m%d}.{form}", kind=FORMS[form])


def _cells(rows: Iterator[Instruction]) -> Iterator[Sequence[object]]:
    for row in rows:
        one = told_one(row, None)
        yield [
            row.number,
            one["form"],
            one["channel"],
            row.account_id,
            row.count,
            Number(text_of_scaled(row.total_fen, places=2)),
            one["purpose"],
            row.day.isoformat(),
            one["state"]["words"],
            row.maker.called or row.maker.name,
            f"{localtime(row.made_at):%Y-%m-%d %H:%M:%S}",
        ]


@inside
@for_posts(Post.OPERATOR)
def instruction(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    """One instruction; here its maker withdraws it or gives it in again, and a signer decides."""
    row = history.one_seen(desk.customer_number, desk.operator.pk, number)
    if row is None:
        raise Http404
    if request.method != "POST":
        return render(request, "enterprise/instruction.html", _whole(request, row, desk))
    refused = _acted(request, row, desk)
    if refused:
        context = _whole(request, row, desk) | {"refused": refused}
        return render(request, "enterprise/instruction.html", context, status=WRONG)
    return redirect("link_instruction", number)


def _acted(request: HttpRequest, row: Instruction, desk: Desk) -> str:
    """Do what was asked; returns why it was not possible, '' where it was."""
    act, words = request.POST.get("act"), typed_in(request, ("words",))["words"]
    try:
        if act == "again":
            deciding.give_in_again(row.pk, desk.caller, at=desk.at)
            messages.success(request, _("The order waits for signatures again."))
        elif act == "withdraw":
            deciding.withdraw(row.pk, desk.caller, at=desk.at)
            messages.success(request, _("The order is withdrawn; nothing is paid."))
        elif act == "return" and not words.strip():
            return _("Say in a few words why; the maker reads it.")
        elif act in {"sign", "return"}:
            decide(request, desk, [row.pk], words=words if act == "return" else None)
    except Refusal as refusal:
        return say(refusal)
    return ""


def _whole(request: HttpRequest, row: Instruction, desk: Desk) -> dict[str, Any]:
    payments = instructions.payments_of(row)
    state = State(row.state)
    cut = cut_of(request.GET.get("page"), size=PAYMENTS_A_PAGE)
    shown = instructions.payments_after(row, cut.offset, most=cut.limit)
    counts = instructions.counts_of(row)
    is_mine = row.maker_id == desk.operator.pk
    signings = instructions.signings_of(row)
    may_sign = (
        state is State.LODGED
        and not is_mine
        and instructions.may_sign(row, parties.grants_of(desk.operator.pk))
        and not any(one.operator_id == desk.operator.pk and one.verdict == "signed" and one.counts for one in signings)
    )
    return told_one(row, payments[0] if payments else None) | {
        "page": cut.page([told_payment(one, row) for one in shown]),
        "only": told_payment(payments[0], row) if len(payments) == 1 else None,
        "signings": [
            {"row": one, "words": _(VERDICT_WORDS[one.verdict]), "by": channel_name(one.channel)} for one in signings
        ],
        "signed_count": sum(one.verdict == "signed" and one.counts for one in signings),
        "journal": [_event(one) for one in history.journal_of(row, payments)],
        "is_unknown": state is State.UNKNOWN,
        "may_sign": may_sign,
        "weighed": weighed(row, payments, desk) if state in WITH_SIGNERS else None,
        "may_again": is_mine and state is State.RETURNED,
        "may_withdraw": is_mine and state in {State.LODGED, State.RETURNED, State.SCHEDULED},
        "available_fen": balance_of(row.account).available_fen,
        "paid": counts.get(State.PAID.value, 0),
        "failed": counts.get(State.FAILED.value, 0),
    }


def _event(record: JournalRecord) -> dict[str, Any]:
    """A record of the journal in words."""
    facts = record.facts
    if record.kind == "instruction":
        words = state_of(facts["new"])["words"]
    elif record.kind == "signing":
        verdict = VERDICT_WORDS[facts["verdict"]]
        words = " · ".join(part for part in (_(verdict), facts.get("words", "")) if part)
    elif record.kind == "payment":
        words = _("booked") if facts["paid"] else _("rejected by the payee's side")
        words = " · ".join(part for part in (record.subject, words, facts.get("words", "")) if part)
    else:
        words = " · ".join(part for part in (record.subject, _("money sent back"), facts.get("words", "")) if part)
    actors = {"system": _("by itself"), "core": _("core system")}
    return {"row": record, "words": words, "actor": actors.get(record.actor, record.actor)}
