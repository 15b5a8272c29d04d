"""Statements for programs, out of the ledger: of an account and a span of days, in pages; of a single line.

Who may see the account is asked by the caller. Lines are read from the database as they are written, at most a page;
the page is closed by its newest line first, so that what is booked meanwhile stands in the next one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext

from qiao.directlink.models import Entry, Instruction, LedgerAccount, Payment
from qiao.directlink.queries import accounts
from qiao.directlink.rules.iso.stated import (
    Bank,
    Nature,
    Paging,
    Sender,
    Side,
    Stated,
    StatedLine,
    Totals,
    before_fen,
    nature_of,
)
from qiao.directlink.rules.orders import Business, Form, Route
from qiao.directlink.rules.statement import SUMMARY_WORDS, summed
from qiao.ground import exports
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

PAGE_LINES, PAGE_LINES_MOST = 10_000, 100_000
AT_ONCE = 2_000
"""So many lines are read ahead of the one that is written."""
ACCOUNT_LETTERS = 16
"""So much of an account's number stands in a statement's, which has 35 letters."""
SUM_MARK = "S"
"""At the end of the transfer of the one debit of a payroll, after the number of its first payment."""


def bank_of_house() -> Bank:
    """This bank as statements name it."""
    own = sorted(settings.LINK_OWN_BANKS)
    numbers = [one for one in own if one.isdigit()]
    return Bank(exports.sources.origin().bank, number=numbers[0] if numbers else "")


def stated(
    account: LedgerAccount,
    *,
    since: date,
    until: date,
    made_at: datetime,
    bank: Bank,
    page: int = 1,
    page_lines: int = PAGE_LINES,
) -> Stated:
    """A page (from 1) of the account's statement of [since, until), made at a moment; its lines can be read once.

    What may be paid out is told where the last day is the day on which it is made; of days to come there is none.
    Words of lines are in the language that is in force while they are read.
    """
    assert since < until, "a statement of no day"
    last = until - timedelta(days=1)
    assert 0 < page_lines <= PAGE_LINES_MOST, page_lines
    made = localtime(made_at)
    if last > made.date():
        raise Refusal("statement.future", _("A statement ends today at the latest: more may be booked on later days."))
    rows = accounts.lines_of(account.number, since=since, until=until)
    found = rows.aggregate(newest=Max("id"), count=Count("id"))
    rows, count = rows.filter(id__lte=found["newest"] or 0), found["count"]
    start = (page - 1) * page_lines
    stop = min(start + page_lines, count)
    opening_fen, closing_fen = _ends(account, rows, since=since, start=start, stop=stop)
    totals = _totals(rows[start:stop])
    check = summed(
        opening_fen,
        moves=(totals.credits_fen, -totals.debits_fen),
        closing_fen=closing_fen,
        lines=totals.count,
    )
    assert check.holds, f"the lines of {account.number} do not come to its balance"
    is_today = last == made.date()
    moments = f"{made:%y%m%d%H%M%S}" if is_today else f"{since:%y%m%d}{last:%y%m%d}"
    return Stated(
        number=f"{account.number[-ACCOUNT_LETTERS:]}-{moments}-{page}",
        sequence=max((since - account.opened_on).days + 1, 1),
        made_at=made,
        account=account.number,
        owner=account.name,
        bank=bank,
        since=since,
        last=last,
        opening_fen=opening_fen,
        closing_fen=closing_fen,
        totals=totals,
        lines=_lines(rows[start:stop], account.number),
        available_fen=accounts.available_fen(account) if is_today else None,
        paging=Paging(page, is_last=stop == count),
    )


def pages(
    account: LedgerAccount,
    *,
    since: date,
    until: date,
    made_at: datetime,
    bank: Bank,
    page_lines: int = PAGE_LINES,
) -> Iterator[Stated]:
    """All pages of a statement, one after the other; there is at least one."""
    page, is_last = 1, False
    while not is_last:
        one = stated(account, since=since, until=until, made_at=made_at, bank=bank, page=page, page_lines=page_lines)
        yield one
        page, is_last = page + 1, one.paging.is_last


def notice(entry: Entry, *, made_at: datetime, bank: Bank) -> Stated:
    """The statement of a single line, to be told at once."""
    account, made = entry.account, localtime(made_at)
    assert entry.balance_fen is not None, "the bank's own accounts have no statements"
    rows = Entry.objects.filter(pk=entry.pk).order_by("id").select_related("payment")
    return Stated(
        number=f"{account.number[-ACCOUNT_LETTERS:]}-N{entry.pk}",
        sequence=max((entry.on - account.opened_on).days + 1, 1),
        made_at=made,
        account=account.number,
        owner=account.name,
        bank=bank,
        since=entry.on,
        last=entry.on,
        opening_fen=before_fen(entry.amount_fen, after_fen=entry.balance_fen),
        closing_fen=entry.balance_fen,
        totals=_totals(rows),
        lines=_lines(rows, account.number),
    )


def _ends(account: LedgerAccount, rows: "QuerySet[Entry]", *, since: date, start: int, stop: int) -> tuple[int, int]:
    """The balances before the first and after the last line of a page, fen."""
    if start >= stop:
        opening_fen = accounts.balance_before(account.number, since)
        return opening_fen, opening_fen
    first, last = rows[start], rows[stop - 1]
    assert first.balance_fen is not None, "the bank's own accounts have no statements"
    assert last.balance_fen is not None, "the bank's own accounts have no statements"
    if start == 0:
        return accounts.balance_before(account.number, since), last.balance_fen
    return before_fen(first.amount_fen, after_fen=first.balance_fen), last.balance_fen


def _totals(rows: "QuerySet[Entry]") -> Totals:
    came, went = Q(amount_fen__gt=0), Q(amount_fen__lt=0)
    found = rows.aggregate(
        credits=Count("id", filter=came),
        came=Sum("amount_fen", filter=came),
        debits=Count("id", filter=went),
        went=Sum("amount_fen", filter=went),
    )
    return Totals(found["credits"], found["came"] or 0, found["debits"], abs(found["went"] or 0))


def _lines(rows: "QuerySet[Entry]", account: str) -> Iterator[StatedLine]:
    found = rows.select_related("payment__instruction__file").iterator(chunk_size=AT_ONCE)
    while batch := list(islice(found, AT_ONCE)):
        ordered = _orders_of_sums(batch, account)
        yield from (_line(entry, account, ordered=ordered) for entry in batch)


def _orders_of_sums(batch: Sequence[Entry], account: str) -> dict[int, Instruction]:
    """The order behind the one debit of a payroll, by the line's id."""
    sums = {
        entry.transfer.removesuffix(SUM_MARK): entry.pk
        for entry in batch
        if entry.payment_id is None and entry.transfer.endswith(SUM_MARK)
    }
    rows = Payment.objects.filter(transfer__in=sums, instruction__account_id=account)
    return {sums[row.transfer]: row.instruction for row in rows.select_related("instruction__file")} if sums else {}


def _line(entry: Entry, account: str, *, ordered: Mapping[int, Instruction]) -> StatedLine:
    payment = entry.payment
    instruction = payment.instruction if payment is not None else ordered.get(entry.pk)
    nature = _nature(entry, instruction)
    is_own = instruction is not None and instruction.account_id == account
    words = SUMMARY_WORDS.get(entry.summary)
    is_paid = payment is not None and nature is not Nature.FEE
    return StatedLine(
        line=entry.pk,
        transfer=entry.transfer,
        amount_fen=entry.amount_fen,
        on=entry.on,
        at=localtime(entry.at),
        nature=nature,
        summary=entry.summary,
        words=gettext(words) if words else "",
        balance_fen=entry.balance_fen,
        is_reversal=entry.is_reversal,
        other=Side(entry.other_account, entry.other_name, entry.other_bank, entry.other_bank_number),
        sender=_sender(instruction, payment, is_own=is_own),
        purpose=(payment.purpose if payment is not None and is_paid else "") or entry.purpose,
        memo=entry.memo,
    )


def _nature(entry: Entry, instruction: Instruction | None) -> Nature:
    return nature_of(
        summary=entry.summary,
        is_collection=instruction is not None and instruction.business == Business.COLLECTION.value,
        is_payroll=instruction is not None
        and (instruction.form == Form.PAYROLL.value or instruction.business == Business.PAYROLL.value),
        is_here=entry.route in {"", Route.BOOK.value},
    )


def _sender(instruction: Instruction | None, payment: Payment | None, *, is_own: bool) -> Sender:
    """The numbers of who ordered it; the other side is told the end-to-end number alone, which is meant for both."""
    end_to_end = payment.end_to_end if payment is not None else ""
    if instruction is None or not is_own:
        return Sender(end_to_end=end_to_end)
    file = instruction.file
    if file is None:
        return Sender(order=instruction.number, end_to_end=end_to_end)
    number = payment.sender_number if payment is not None else ""
    return Sender(order=number, end_to_end=end_to_end, message=file.message_id, part=instruction.part)
