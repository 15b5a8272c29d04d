"""One account of the ledger: what it has, its month held against itself line by line, and freezing it."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from qiao.directlink.actions import banking, seconding
from qiao.directlink.actions.banking import MANAGE, READ
from qiao.directlink.pages.bank.telling import SHEET_ROWS, WRONG, fen_typed, told
from qiao.directlink.queries import accounts, connections
from qiao.directlink.queries.connections import Entry, LedgerAccount
from qiao.directlink.rules.ledger import ACCOUNT_STATE_WORDS, AccountState
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import cut_of
from qiao.ground.periods import Period, month_name, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.sheets import Number
from qiao.ground.typed import handed_in, kept, typed_in
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office

FIELDS = ("act", "state", "frozen", "reason")
KEPT = _("Account %(account)s is changed.")


def _seen(person: User, account_id: str) -> LedgerAccount:
    require(person, READ)
    row = connections.account_of(account_id)
    if row is None or not may(person, READ, row.enterprise_id):
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def link_account(request: HttpRequest, account_id: str) -> HttpResponse:
    """One account with a month's lines."""
    person = person_of(request)
    row = _seen(person, account_id)
    if request.method != "POST":
        return render(request, "directlink/account.html", _whole(request, person, row))
    typed = typed_in(request, FIELDS)
    if typed["act"] != "freeze":
        return redirect("link_account", row.number)
    try:
        asked = _changed(typed, row, person)
    except Refusal as refusal:
        context = _whole(request, person, row) | {"refused": told(refusal), "typed": typed}
        return render(request, "directlink/account.html", context, status=WRONG)
    if asked is not None:
        return handed_in(request, asked.pk)
    kept(request, KEPT, account=row.number)
    return redirect("link_account", row.number)


def _changed(typed: dict[str, str], row: LedgerAccount, person: User) -> office.Approval | None:
    """Hold the account as the form says; what holds it less is asked for, and the request returned."""
    state, frozen_fen, reason = _state(typed["state"]), fen_typed(typed["frozen"]), typed["reason"]
    if connections.loosens(row, state=state, frozen_fen=frozen_fen):
        return seconding.ask_to_set_free(
            row.number, state=state, frozen_fen=frozen_fen, reason=reason, on=clock.today(), actor=person
        )
    banking.freeze_account(row.number, state=state, frozen_fen=frozen_fen, reason=reason, at=clock.now(), actor=person)
    return None


def _state(value: str) -> AccountState:
    if value not in set(AccountState):
        raise Refusal("account.state", _("An account is open, frozen or closed."))
    return AccountState(value)


def month_asked(request: HttpRequest, *, on: date) -> Period:
    """The month of the address; without one, or with what is none, the present one."""
    try:
        return month_period(request.GET.get("month", ""))
    except ValueError:
        return month_period(f"{on:%Y-%m}")


def months_shown(on: date, *, how_many: int = 13) -> list[str]:
    """The present month and those before it, the newest first."""
    found = [f"{on:%Y-%m}"]
    while len(found) < how_many:
        since = month_period(found[-1]).since
        found.append(f"{date.fromordinal(since.toordinal() - 1):%Y-%m}")
    return found


def _whole(request: HttpRequest, person: User, row: LedgerAccount) -> dict[str, Any]:
    on, cut = clock.today(), cut_of(request.GET.get("page"))
    period = month_asked(request, on=on)
    rows = _lines(row, period)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return {
        "row": row,
        "state": ACCOUNT_STATE_WORDS[AccountState(row.state)],
        "states": [(one.value, words) for one, words in ACCOUNT_STATE_WORDS.items()],
        "available_fen": accounts.available_fen(row),
        "check": accounts.statement_check(row.number, since=period.since, until=period.until),
        "month": month_name(period),
        "months": months_shown(on),
        "page": page,
        "manages": may(person, MANAGE, row.enterprise_id),
        "asked": connections.open_requests([seconding.FREE], [f"account:{row.number}"]).get(f"account:{row.number}"),
        "typed": {},
    }


def _lines(row: LedgerAccount, period: Period) -> "QuerySet[Entry]":
    return accounts.lines_of(row.number, since=period.since, until=period.until).select_related("payment__instruction")


def link_account_sheet(request: HttpRequest, account_id: str, form: str) -> HttpResponse:
    """The month's lines as a file."""
    person = person_of(request)
    row, period = _seen(person, account_id), month_asked(request, on=clock.today())
    lines = [_cells(one) for one in _lines(row, period)[:SHEET_ROWS]]
    heads = [
        gettext("Ledger line"),
        gettext("Day"),
        gettext("Moment"),
        gettext("Amount"),
        gettext("Balance"),
        gettext("Other account"),
        gettext("Other side"),
        gettext("Purpose"),
        gettext("Transfer no."),
        gettext("Order"),
    ]
    facts = {"account": row.number, "month": month_name(period)}
    return export(person, heads, lines, name=f"link-account-{row.number}", form=form, facts=facts)


def _cells(one: Entry) -> list[object]:
    return [
        one.pk,
        one.on.isoformat(),
        f"{localtime(one.at):%Y-%m-%d %H:%M:%S}",
        Number(text_of_scaled(one.amount_fen, places=2)),
        Number(text_of_scaled(one.balance_fen, places=2)) if one.balance_fen is not None else "",
        one.other_account,
        one.other_name,
        one.purpose,
        one.transfer,
        one.payment.instruction.number if one.payment is not None else "",
    ]
