"""Instructions and payments in words: states, forms, channels, reasons, and what a list shows of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from qiao.directlink.models import Instruction, Payment
from qiao.directlink.queries import instructions
from qiao.directlink.rules.ledger import REASON_WORDS, Reason
from qiao.directlink.rules.orders import BUSINESS_WORDS, CHANNEL_WORDS, FORM_WORDS, ROUTE_WORDS, Business, Form, Route
from qiao.directlink.rules.states import STATE_WORDS, State, payment_state_words

CARE: Mapping[State, str] = {
    **dict.fromkeys((State.LODGED, State.RETURNED, State.HELD, State.UNKNOWN, State.PARTLY_PAID), "care"),
    **dict.fromkeys((State.FAILED, State.EXPIRED), "risk"),
}


def state_of(value: str) -> dict[str, str]:
    """A state in words and its colour."""
    state = State(value)
    return {"value": value, "words": gettext(STATE_WORDS[state]), "care": CARE.get(state, "")}


def channel_name(value: str) -> str:
    """A channel in words; one that is none of ours stands as it is."""
    return gettext(CHANNEL_WORDS[value]) if value in CHANNEL_WORDS else value


def reason_of(payment: Payment) -> str:
    """Why a payment was not made, with the other side's own words."""
    words = gettext(REASON_WORDS[Reason(payment.reason)]) if payment.reason else ""
    return " · ".join(part for part in (words, payment.words) if part)


def told(rows: Sequence[Instruction]) -> list[dict[str, Any]]:
    """Rows of a list of instructions."""
    firsts = instructions.firsts_of(rows)
    return [told_one(row, firsts.get(row.pk)) for row in rows]


def told_one(row: Instruction, first: Payment | None) -> dict[str, Any]:
    """One instruction as lists show it: whom it pays first, and how many more."""
    form, business = gettext(FORM_WORDS[Form(row.form)]), gettext(BUSINESS_WORDS[Business(row.business)])
    return {
        "row": row,
        "state": state_of(row.state),
        "form": form,
        "business": business if business != form else "",
        "channel": channel_name(row.channel),
        "payee": first.other_name if first else "",
        "payee_account": first.other_account if first and row.count == 1 else "",
        "more": _more(row.count - 1),
        "purpose": purpose_of(row),
    }


def _more(count: int) -> str:
    return ngettext("with %(n)s more", "with %(n)s more", count) % {"n": count} if count > 0 else ""


def purpose_of(row: Instruction) -> str:
    """What it is paid for, as the order says."""
    items = row.content.get("items") or [{}]
    return str(row.content.get("purpose") or items[0].get("purpose") or row.content.get("title") or "")


def told_payment(payment: Payment, order: Instruction) -> dict[str, Any]:
    """One payment of an order with its state, route and reason in words."""
    words = payment_state_words(State(payment.state), order=State(order.state or State.LODGED))
    return {
        "row": payment,
        "state": state_of(payment.state) | {"words": gettext(words)},
        "route": gettext(ROUTE_WORDS[Route(payment.route)]),
        "reason": reason_of(payment),
        "is_paid": payment.state == State.PAID.value,
    }
