"""An order on its way in by the web: its number, made once a form; the look over it; and what is said when it is in.

The number is made when a form is opened and travels with it. A second click, a reload or the way back and forth gives
in the same order under the same number, and the core runs it once.
"""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.directlink.actions.taking import Taken, look_over, take
from qiao.directlink.adapters.cores import core_of_house
from qiao.directlink.pages.enterprise.door import Desk
from qiao.directlink.pages.enterprise.overview import told_account
from qiao.directlink.pages.enterprise.telling import reason_of, told_payment
from qiao.directlink.queries import accounts, parties, weighing
from qiao.directlink.rules.capitals import in_capitals
from qiao.directlink.rules.ledger import REASON_WORDS
from qiao.directlink.rules.orders import BUSINESS_WORDS, Business, Order
from qiao.directlink.rules.rights import Role, grants_for
from qiao.directlink.rules.states import State

ROWS_SHOWN = 300


def new_number(desk: Desk) -> str:
    """A number that nobody has used: W, the day, and letters by chance."""
    return f"W{desk.on:%y%m%d}{secrets.token_hex(6).upper()}"


def payers(desk: Desk) -> list[dict[str, Any]]:
    """The accounts from which the operator may make orders."""
    grants = parties.grants_of(desk.operator.pk)
    own = accounts.accounts_of(desk.customer_number, desk.operator.pk)
    return [told_account(row) for row in own if grants_for(grants, Role.MAKE, account=row.number, business=None)]


def looked_over(order: Order, desk: Desk) -> dict[str, Any]:
    """What would become of an order: ways, fees, day, signatures, and what to think twice about."""
    look = look_over(order, desk.caller, at=desk.at)
    instruction, payments = look.instruction, look.payments
    pairs = [(one.other_account, one.amount_fen) for one in payments]
    strangers = weighing.never_paid(desk.customer_number, [account for account, _fen in pairs])
    return {
        "order": order,
        "row": instruction,
        "business": _(BUSINESS_WORDS[Business(instruction.business)]),
        "payments": [told_payment(one, instruction) for one in payments[:ROWS_SHOWN]],
        "only": told_payment(payments[0], instruction) if len(payments) == 1 else None,
        "fees_fen": sum(one.fee_fen for one in payments),
        "wrong": [(one.index, reason_of(one)) for one in payments if one.reason],
        "hindered": _(REASON_WORDS[look.hindered]) if look.hindered else "",
        "is_later": instruction.day > desk.on,
        "twins": weighing.twins_of(desk.customer_number, pairs, at=desk.at, but=order.number),
        "twice": weighing.twice_in(order.items),
        "strangers": list(dict.fromkeys(one.other_name for one in payments if one.other_account in strangers)),
        "capitals": in_capitals(instruction.total_fen),
    }


def given_in(request: HttpRequest, order: Order, desk: Desk) -> HttpResponse:
    """Take the order and lead to it; one that was there already is told as such and never run again."""
    taken = take(order, desk.caller, at=desk.at, core=core_of_house())
    is_good, words = _said(taken)
    (messages.success if is_good else messages.warning)(request, words)
    return redirect("link_instruction", taken.instruction.number)


def _said(taken: Taken) -> tuple[bool, str]:
    row = taken.instruction
    if taken.is_replay:
        if taken.is_same:
            return True, _("This order was given in already; it stands below and was not run a second time.")
        return False, _("Under this number another order stands already, below; nothing of the new one was taken.")
    state = State(row.state)
    if state is State.LODGED:
        words = ngettext(
            "The order is in and waits for %(n)s signature.",
            "The order is in and waits for %(n)s signatures.",
            row.signatures_wanted,
        )
        return True, words % {"n": row.signatures_wanted}
    words = {
        State.PAID: _("The order is in and paid."),
        State.PARTLY_PAID: _("The order is in and paid in part; the payments below say which failed."),
        State.SCHEDULED: _("The order is in and waits for its day."),
        State.HELD: _("The order is in; the bank looks at it before it goes."),
        State.FAILED: _("The order was taken, and nothing could be paid; the reason stands below."),
    }.get(state, _("The order is in and under way."))
    return state is not State.FAILED, words
