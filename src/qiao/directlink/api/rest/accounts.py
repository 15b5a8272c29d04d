"""Accounts with their balances; lines of an account by cursor; the statement of a span of days.

A cursor is the number of the last line that was read. Lines of an account are written under its lock, so that a line
with a smaller number never comes later: reading on from a cursor misses nothing and tells nothing twice.
"""

from datetime import date, timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from qiao.directlink.api.rest.cursors import After, behind
from qiao.directlink.api.rest.door import Asking, asking_of
from qiao.directlink.api.rest.problems import answers
from qiao.directlink.api.rest.texts import FIRST_DAY, LAST_DAY, moment, yuan
from qiao.directlink.models import Entry, LedgerAccount
from qiao.directlink.queries import accounts, statements
from qiao.directlink.rules.ledger import AccountState
from qiao.directlink.rules.orders import ACCOUNT
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

LINES_MOST, LINES_USUAL = 500, 100
DAYS_MOST = 366
router = Router(tags=["accounts"])
From = Annotated[date, Query(alias="from", ge=FIRST_DAY, le=LAST_DAY, description="The first day.")]
Until = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, description="The day after the last one.")]
LinesMost = Annotated[int, Query(alias="limit", ge=1, le=LINES_MOST)]


class AccountAnswer(Schema):
    """An account with its balances: booked, earmarked for payments under way, frozen, and what may be paid out."""

    account: str
    name: str
    kind: str
    state: str
    currency: str
    opened_on: date
    booked: str
    earmarked: str
    frozen: str
    available: str
    as_of: str


class AccountList(Schema):
    """The accounts that the operator sees, by number."""

    accounts: list[AccountAnswer]


class Line(Schema):
    """A line of an account: above zero it came, below zero it went."""

    id: int
    on: date
    at: str
    amount: str
    balance: str
    summary: str
    purpose: str
    memo: str
    other_account: str
    other_name: str
    other_bank: str
    is_reversal: bool
    transfer: str
    order: str | None


class LinePage(Schema):
    """Lines in their order; `after` is the cursor to go on from, and `more` says whether there is more now."""

    account: str
    lines: list[Line]
    after: int
    more: bool


class Statement(Schema):
    """Balances and sums of a span of days; `is_final` once the last day is over, and then the same for ever."""

    account: str
    since: date
    until: date
    opening: str
    closing: str
    debits: str
    credits: str
    lines: int
    is_whole: bool
    is_final: bool


@router.get("/accounts", response=answers(AccountList), summary="Accounts with their balances")
def account_list(request: HttpRequest) -> AccountList:
    """At most 500."""
    asking = asking_of(request)
    rows = accounts.accounts_of(asking.customer_number, asking.operator_id)
    return AccountList(accounts=[_told(row, asking) for row in rows])


@router.get("/accounts/{account}", response=answers(AccountAnswer), summary="One account with its balances")
def account_one(request: HttpRequest, account: str) -> AccountAnswer:
    """As it stands now."""
    asking = asking_of(request)
    return _told(seen_account(asking, account), asking)


@router.get("/accounts/{account}/transactions", response=answers(LinePage), summary="Lines of an account by cursor")
def line_page(
    request: HttpRequest,
    account: str,
    *,
    since: From = FIRST_DAY,
    until: Until = LAST_DAY,
    after: After = 0,
    limit: LinesMost = LINES_USUAL,
) -> LinePage:
    """Lines of [from, until) after the cursor, the oldest first."""
    asking = asking_of(request)
    row = seen_account(asking, account)
    found = behind(accounts.lines_of(row.number, since=since, until=until), after, limit=limit)
    ordered = statements.instructions_behind(asking.customer_number, found.rows, seen=[row.number])
    told = [_line(one, ordered.get(one.pk)) for one in found.rows]
    return LinePage(account=row.number, lines=told, after=found.after, more=found.more)


@router.get("/accounts/{account}/statement", response=answers(Statement), summary="Balances and sums of days")
def statement(request: HttpRequest, account: str, *, since: From, until: Until) -> Statement:
    """Of [from, until), at most a year. `is_whole`: opening balance and lines come to the closing balance."""
    asking = asking_of(request)
    check_span(since, until)
    row = seen_account(asking, account)
    found = statements.check(row.number, since=since, until=until)
    return Statement(
        account=row.number,
        since=since,
        until=until,
        opening=yuan(found.opening_fen),
        closing=yuan(found.closing_fen),
        debits=yuan(found.debits_fen),
        credits=yuan(found.credits_fen),
        lines=found.lines,
        is_whole=found.holds,
        is_final=until <= asking.on,
    )


def check_span(since: date, until: date) -> None:
    """Refuse days of which there is no statement."""
    if not timedelta() < until - since <= timedelta(days=DAYS_MOST):
        raise Refusal("statement.span", _("A statement is of 1 to %(most)s days."), most=DAYS_MOST)


def seen_account(asking: Asking, number: str) -> LedgerAccount:
    """An account that the operator may read; whether a number is somebody else's is not told."""
    not_yours = Refusal("account.not_yours", _("This account is not open to you."))
    if not ACCOUNT.fullmatch(number):
        raise not_yours
    try:
        return accounts.account_for(asking.customer_number, asking.operator_id, number)
    except Refusal as refusal:
        raise not_yours from refusal


def _told(row: LedgerAccount, asking: Asking) -> AccountAnswer:
    return AccountAnswer(
        account=row.number,
        name=row.name,
        kind=row.kind,
        state=AccountState(row.state).value,
        currency="CNY",
        opened_on=row.opened_on,
        booked=yuan(row.booked_fen),
        earmarked=yuan(row.held_fen),
        frozen=yuan(row.frozen_fen),
        available=yuan(accounts.available_fen(row)),
        as_of=moment(asking.at),
    )


def _line(line: Entry, order: str | None) -> Line:
    return Line(
        id=line.pk,
        on=line.on,
        at=moment(line.at),
        amount=yuan(line.amount_fen),
        balance=yuan(line.balance_fen or 0),
        summary=line.summary,
        purpose=line.purpose,
        memo=line.memo,
        other_account=line.other_account,
        other_name=line.other_name,
        other_bank=line.other_bank,
        is_reversal=line.is_reversal,
        transfer=line.transfer,
        order=order,
    )
