"""The first page: what waits for me, what is under way or unknown, and what the accounts hold."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from qiao.directlink.actions.ledger import balance_of
from qiao.directlink.models import LedgerAccount
from qiao.directlink.pages.enterprise.door import MANAGING, Desk, inside
from qiao.directlink.pages.enterprise.telling import told
from qiao.directlink.queries import accounts, changes, instructions
from qiao.directlink.rules.ledger import ACCOUNT_STATE_WORDS, AccountState
from qiao.directlink.rules.states import State

SHOWN_MOST = 8


@inside
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One look at the day."""
    if desk.post in MANAGING:
        waiting = changes.waiting(desk.customer_number)
        context = {"changes": len(waiting), "locked": changes.locked_operators(desk.customer_number)}
        return render(request, "enterprise/managing.html", context)
    customer, operator = desk.customer_number, desk.operator.pk
    to_sign = instructions.to_sign(customer, operator)
    unknown = instructions.in_states(customer, operator, {State.UNKNOWN})
    mine = [
        one
        for one in instructions.in_states(customer, operator, {State.LODGED, State.RETURNED})
        if one.maker_id == operator
    ]
    under_way = instructions.in_states(customer, operator, {State.SENT, State.HELD, State.SCHEDULED})
    own = [told_account(row) for row in accounts.accounts_of(customer, operator)]
    context = {
        "accounts": own,
        "available_fen": sum(one["available_fen"] for one in own),
        "booked_fen": sum(one["row"].booked_fen for one in own),
        "to_sign": told(to_sign[:SHOWN_MOST]),
        "to_sign_count": len(to_sign),
        "to_sign_fen": sum(one.total_fen for one in to_sign),
        "unknown": told(unknown[:SHOWN_MOST]),
        "unknown_count": len(unknown),
        "mine": told(mine[:SHOWN_MOST]),
        "mine_count": len(mine),
        "under_way": told(under_way[:SHOWN_MOST]),
        "under_way_count": len(under_way),
        "under_way_fen": sum(one.total_fen for one in under_way),
    }
    return render(request, "enterprise/overview.html", context)


def told_account(row: LedgerAccount) -> dict[str, Any]:
    """An account with what is available on it, and its state in words."""
    state = AccountState(row.state)
    return {
        "row": row,
        "available_fen": balance_of(row).available_fen,
        "state": gettext(ACCOUNT_STATE_WORDS[state]),
        "is_open": state is AccountState.OPEN,
    }
