"""Accounts as an operator may see them, and their statements: lines that are only ever added to, by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum
from django.db.models.functions import Abs

from qiao.directlink.models import Entry, LedgerAccount
from qiao.directlink.queries import parties
from qiao.directlink.rules.ledger import AccountKind, AccountState, Balance
from qiao.directlink.rules.rights import Role, grants_for
from qiao.directlink.rules.statement import Opened, opened
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

PAGE_LINES = 100
ACCOUNTS_MOST = 500


def accounts_of(customer_number: str, operator_id: int) -> list[LedgerAccount]:
    """The enterprise's accounts of which an operator has any right, by number."""
    grants = parties.grants_of(operator_id)
    rows = LedgerAccount.objects.filter(enterprise_id=customer_number, opened=True).order_by("number")[:ACCOUNTS_MOST]
    return [row for row in rows if any(grant.account in {"", row.number} for grant in grants)]


def account_for(customer_number: str, operator_id: int, number: str, *, role: Role | None = None) -> LedgerAccount:
    """An account that an operator may see (or play a role with); refused where it is not the enterprise's, or no right.

    Whether the number exists with somebody else is not told.
    """
    row = LedgerAccount.objects.filter(pk=number).first()
    if row is None:
        raise Refusal("account.unknown_here", _("There is no account %(number)s."), number=number[:32])
    grants = parties.grants_of(operator_id)
    if role is not None:
        grants = list(grants_for(grants, role, account=number, business=None))
    seen = any(grant.account in {"", number} for grant in grants)
    if row.enterprise_id != customer_number or not row.opened or not seen:
        raise Refusal("account.not_yours", _("This account is not open to you."))
    return row


def lines_of(
    number: str, *, since: date, until: date, side: str = "both", reversals: bool = False
) -> "QuerySet[Entry]":
    """The lines of an account in [since, until), in their order; `side` debit, credit or both."""
    rows = Entry.objects.filter(account_id=number, on__gte=since, on__lt=until).select_related("payment").order_by("id")
    if side == "debit":
        rows = rows.filter(amount_fen__lt=0)
    elif side == "credit":
        rows = rows.filter(amount_fen__gt=0)
    return rows.filter(is_reversal=True) if reversals else rows


@dataclass(frozen=True, slots=True)
class Page:
    """A page of lines and whether more follow."""

    lines: Sequence[Entry]
    more: bool


def page_of(rows: "QuerySet[Entry]", page: int, *, size: int = PAGE_LINES) -> Page:
    """A page from 1: past days never change and today's lines are only added to, so a page keeps its place."""
    start = (page - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(found[:size], len(found) > size)


def balance_before(number: str, day: date) -> int:
    """The balance with which a day began, fen."""
    last = Entry.objects.filter(account_id=number, on__lt=day).order_by("-id").values_list("balance_fen", flat=True)
    return last.first() or 0


def statement_check(number: str, *, since: date, until: date) -> Opened:
    """Whether a statement's opening balance and its lines come to its closing balance, without a gap in between."""
    rows = lines_of(number, since=since, until=until).values_list("id", "amount_fen", "balance_fen")
    return opened(balance_before(number, since), list(rows))


def ledger_sum_fen() -> int:
    """All lines of the ledger added up: nothing, where nothing was made and nothing lost."""
    return Entry.objects.aggregate(total=Sum("amount_fen"))["total"] or 0


def available_fen(row: LedgerAccount) -> int:
    """What may be paid out of an account, fen."""
    kind, state = AccountKind(row.kind), AccountState(row.state)
    return Balance(row.number, kind, state, row.booked_fen, row.held_fen, row.frozen_fen).available_fen


def moved(lines: Sequence[Entry], opening_fen: int) -> Opened:
    """What lines came to from an opening balance."""
    return opened(opening_fen, [(line.pk, line.amount_fen, line.balance_fen) for line in lines])


def within(rows: "QuerySet[Entry]", *, least_fen: int | None, most_fen: int | None) -> "QuerySet[Entry]":
    """Lines whose amount, without its sign, lies within bounds."""
    sized = rows.annotate(size=Abs("amount_fen"))
    if least_fen is not None:
        sized = sized.filter(size__gte=least_fen)
    return sized if most_fen is None else sized.filter(size__lte=most_fen)


def linked(customer_number: str) -> list[LedgerAccount]:
    """All accounts that the bank has opened for an enterprise's link, by number: what rights can be given for."""
    return list(
        LedgerAccount.objects.filter(enterprise_id=customer_number, opened=True).order_by("number")[:ACCOUNTS_MOST]
    )
