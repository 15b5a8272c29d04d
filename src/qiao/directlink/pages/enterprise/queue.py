"""The queue of a signer: each order with what is needed to decide it; sign, or return with words, several at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.directlink.actions import deciding
from qiao.directlink.actions.ledger import balance_of
from qiao.directlink.adapters.cores import core_of_house
from qiao.directlink.models import Instruction, Payment
from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.pages.enterprise.telling import told_one, told_payment
from qiao.directlink.queries import instructions, weighing
from qiao.directlink.rules.ledger import debit_reason
from qiao.directlink.rules.orders import whole_of
from qiao.directlink.rules.rights import Post
from qiao.directlink.rules.states import State
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import typed_in

SHOWN_MOST, PAYMENTS_SHOWN, AT_ONCE_MOST, DIGITS_MOST = 50, 5, 50, 18
WRONG = 400


@inside
@for_posts(Post.OPERATOR)
def queue(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits for this operator's signature."""
    if request.method != "POST":
        return render(request, "enterprise/queue.html", _whole(desk))
    chosen = chosen_in(request)
    words = typed_in(request, ("words",))["words"]
    act = request.POST.get("act")
    if not chosen or act not in {"sign", "return"}:
        refused = _("Tick at least one order first.")
        return render(request, "enterprise/queue.html", _whole(desk) | {"refused": refused}, status=WRONG)
    if act == "return" and not words.strip():
        refused = _("Say in a few words why; the maker reads it.")
        return render(request, "enterprise/queue.html", _whole(desk) | {"refused": refused}, status=WRONG)
    decide(request, desk, chosen, words=words if act == "return" else None)
    return redirect("link_queue")


def chosen_in(request: HttpRequest) -> list[int]:
    """The orders that were ticked."""
    texts = request.POST.getlist("order")[:AT_ONCE_MOST]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= DIGITS_MOST]


def decide(request: HttpRequest, desk: Desk, chosen: list[int], *, words: str | None) -> None:
    """Sign each of the orders, or return it with words; each for itself, and what came of it is said."""
    seen = {one.pk: one for one in instructions.seen_by(desk.customer_number, desk.operator.pk).filter(pk__in=chosen)}
    done: list[Instruction] = []
    for number in chosen:
        if number not in seen:
            messages.warning(request, _("One of the orders is not there any more."))
            continue
        try:
            if words is None:
                done.append(deciding.sign(number, desk.caller, at=desk.at, core=core_of_house()))
            else:
                done.append(deciding.send_back(number, desk.caller, words=words, at=desk.at))
        except Refusal as refusal:
            messages.warning(request, f"{seen[number].number}: {say(refusal)}")
    if done:
        messages.success(request, _said(done, words=words))


def _said(done: list[Instruction], *, words: str | None) -> str:
    if words is not None:
        return ngettext(
            "%(n)s order was returned to its maker.", "%(n)s orders were returned to their makers.", len(done)
        ) % {"n": len(done)}
    waiting = sum(one.state == State.LODGED.value for one in done)
    failed = sum(one.state == State.FAILED.value for one in done)
    parts = [ngettext("You signed %(n)s order.", "You signed %(n)s orders.", len(done)) % {"n": len(done)}]
    if waiting:
        still = ngettext(
            "%(n)s of them waits for a further signature.", "%(n)s of them wait for a further signature.", waiting
        )
        parts.append(still % {"n": waiting})
    if failed:
        parts.append(_("%(n)s of them failed and paid nothing; the instruction says why.") % {"n": failed})
    return " ".join(parts)


def _whole(desk: Desk) -> dict[str, Any]:
    waiting = instructions.to_sign(desk.customer_number, desk.operator.pk)
    shown = waiting[:SHOWN_MOST]
    payments = weighing.payments_by_instruction(shown)
    return {
        "orders": [weighed(one, payments[one.pk], desk) for one in shown],
        "count": len(waiting),
        "left_out": len(waiting[SHOWN_MOST:]),
    }


def weighed(instruction: Instruction, payments: list[Payment], desk: Desk) -> dict[str, Any]:
    """An order with what tells a signer whether to sign it."""
    pairs = [(one.other_account, one.amount_fen) for one in payments]
    customer = instruction.enterprise_id
    strangers = weighing.never_paid(customer, [account for account, _fen in pairs])
    names = [one.other_name for one in payments if one.other_account in strangers]
    whole_fen = whole_of((one.amount_fen, one.fee_fen) for one in payments)
    balance = balance_of(instruction.account)
    signings = instructions.signings_of(instruction)
    return told_one(instruction, payments[0] if payments else None) | {
        "payments": [told_payment(one, instruction) for one in payments[:PAYMENTS_SHOWN]],
        "left_out": len(payments[PAYMENTS_SHOWN:]),
        "available_fen": balance.available_fen,
        "short": debit_reason(balance, whole_fen) is not None and instruction.day <= desk.on,
        "twins": weighing.twins_of(customer, pairs, at=instruction.made_at, but=instruction.number),
        "strangers": list(dict.fromkeys(names))[:PAYMENTS_SHOWN],
        "wrong": sum(bool(one.reason) for one in payments),
        "signed": [one for one in signings if one.verdict == "signed" and one.counts],
        "returned": [one for one in signings if one.verdict == "returned"],
    }
