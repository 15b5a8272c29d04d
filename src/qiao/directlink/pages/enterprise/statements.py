"""The statement of an account: opening balance, lines, closing balance, and the way from a line to what ordered it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qiao.directlink.actions import exporting
from qiao.directlink.models import Entry, LedgerAccount
from qiao.directlink.pages.enterprise.choosing import PERIOD_DAYS_MOST, day_in, one_of
from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.pages.enterprise.overview import told_account
from qiao.directlink.queries import accounts, statements
from qiao.directlink.rules.rights import Post
from qiao.directlink.rules.statement import SUMMARY_WORDS
from qiao.ground.exports import FORMS
from qiao.ground.keeping import for_keeping
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import Cut, Page, cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.sheets import Number
from qiao.ground.words import gettext_noop

WRONG = 400
SIDES = ("both", "debit", "credit")
LINES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines are asked for: of days [since, until), debits, credits or both."""

    since: date
    until: date
    side: str

    @property
    def last(self) -> date:
        """The last day of the period."""
        return self.until - timedelta(days=1)


@inside
@for_posts(Post.OPERATOR)
def account_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The accounts, each the way to its statement."""
    own = [told_account(row) for row in accounts.accounts_of(desk.customer_number, desk.operator.pk)]
    return render(request, "enterprise/accounts.html", {"accounts": own})


@inside
@for_posts(Post.OPERATOR)
def statement(request: HttpRequest, desk: Desk, account: str) -> HttpResponse:
    """The statement of one account."""
    row = seen_account(desk, account)
    try:
        asked = asked_days(request, desk)
    except Refusal as refusal:
        context = {"account": told_account(row), "asked": _usual(desk), "refused": say(refusal), "sides": _sides()}
        return render(request, "enterprise/statement.html", context, status=WRONG)
    cut = cut_of(request.GET.get("page"), size=LINES_A_PAGE)
    lines = accounts.lines_of(row.number, since=asked.since, until=asked.until, side=asked.side)
    page = cut.page(list(lines[cut.offset : cut.offset + cut.limit]))
    context = {
        "account": told_account(row),
        "asked": asked,
        "sides": _sides(),
        "check": statements.check(row.number, since=asked.since, until=asked.until),
        "page": _told(page, cut, desk),
    }
    return render(request, "enterprise/statement.html", context)


def seen_account(desk: Desk, number: str) -> LedgerAccount:
    """An account that the operator may see; any other is as if it were not there."""
    try:
        return accounts.account_for(desk.customer_number, desk.operator.pk, number)
    except Refusal as refusal:
        raise Http404 from refusal


def _sides() -> list[tuple[str, str]]:
    return [("both", _("debits and credits")), ("debit", _("debits only")), ("credit", _("credits only"))]


def _usual(desk: Desk) -> Asked:
    """This month so far."""
    return Asked(desk.on.replace(day=1), desk.on + timedelta(days=1), "both")


def asked_days(request: HttpRequest, desk: Desk) -> Asked:
    """Which lines are asked for; refused where the days make no sense."""
    usual = _usual(desk)
    since = day_in(request, "since", place=gettext_noop("From"))
    last = day_in(request, "until", place=gettext_noop("To")) or usual.last
    since = since or min(usual.since, last)
    until = last + timedelta(days=1)
    if since >= until:
        raise Refusal("filter.period", gettext_noop("The period ends before it begins."))
    if (until - since).days > PERIOD_DAYS_MOST:
        raise Refusal(
            "filter.long",
            gettext_noop("A statement is read for at most %(most)s days at once."),
            most=PERIOD_DAYS_MOST,
        )
    return Asked(since, until, one_of(request, "side", choices=list(SIDES)) or "both")


def _told(page: Page[Entry], cut: Cut, desk: Desk) -> Page[dict[str, Any]]:
    seen = [row.number for row in accounts.accounts_of(desk.customer_number, desk.operator.pk)]
    behind = statements.instructions_behind(desk.customer_number, page.rows, seen=seen)
    return Page(tuple(_line(row, behind) for row in page.rows), cut.number, page.more, cut.size)


def _line(row: Entry, behind: Mapping[int, str]) -> dict[str, Any]:
    return {
        "row": row,
        "summary": _(SUMMARY_WORDS[row.summary]) if row.summary in SUMMARY_WORDS else row.summary,
        "debit_fen": abs(row.amount_fen) if row.amount_fen < 0 else None,
        "credit_fen": row.amount_fen if row.amount_fen > 0 else None,
        "instruction": behind.get(row.pk, ""),
    }


@inside
@for_posts(Post.OPERATOR)
def statement_out(request: HttpRequest, desk: Desk, *, account: str, form: str) -> HttpResponse:
    """The statement as a file."""
    row, asked = seen_account(desk, account), asked_days(request, desk)
    lines = accounts.lines_of(row.number, since=asked.since, until=asked.until, side=asked.side)
    facts = {"what": row.number, "since": asked.since.isoformat(), "until": asked.last.isoformat(), "side": asked.side}
    content = exporting.take_out(desk.entered, _headings(), _cells(lines.iterator(2_000)), facts=facts, form=form)
    name = f"statement-{row.number}-{asked.since:%Y%m%d}-{asked.last:%Y%m%d}.{form}"
    return for_keeping(content, name=name, kind=FORMS[form])


def _headings() -> list[str]:
    return [
        _("Day"),
        _("Time"),
        _("Summary"),
        _("Debit (yuan)"),
        _("Credit (yuan)"),
        _("Balance (yuan)"),
        _("Other account"),
        _("Other side"),
        _("Other bank"),
        _("Purpose"),
        _("Voucher"),
    ]


def _cells(lines: Iterator[Entry]) -> Iterator[Sequence[object]]:
    for row in lines:
        told = _line(row, {})
        yield [
            row.on.isoformat(),
            f"{localtime(row.at):%H:%M:%S}",
            told["summary"],
            _yuan(told["debit_fen"]),
            _yuan(told["credit_fen"]),
            _yuan(row.balance_fen),
            row.other_account,
            row.other_name,
            row.other_bank,
            row.purpose,
            row.voucher,
        ]


def _yuan(fen: int | None) -> Number | str:
    return "" if fen is None else Number(text_of_scaled(fen, places=2))
