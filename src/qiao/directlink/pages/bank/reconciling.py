"""The reconciliation of a month: green or red, and where it breaks; as a file too."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qiao.directlink.pages.bank.accounts import month_asked, months_shown
from qiao.directlink.pages.bank.telling import asked_text, seen_of
from qiao.directlink.queries import connections
from qiao.directlink.queries.reconciling import AccountMonth, Reconciled, reconcile
from qiao.directlink.rules.reconciling import TROUBLE_WORDS, Break, Trouble
from qiao.ground import clock
from qiao.ground.authority import person_of
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import cut_of
from qiao.ground.periods import Period, month_name
from qiao.ground.sheets import Number

OF_ACCOUNTS = frozenset({Trouble.GAP, Trouble.BALANCE, Trouble.COVER, Trouble.NO_PAYMENT})
OF_PAYMENTS = frozenset({Trouble.NO_LINES, Trouble.NOT_PAID, Trouble.AMOUNT, Trouble.ONE_SIDED})


def link_reconcile(request: HttpRequest) -> HttpResponse:
    """A month of the enterprises in sight, or of one."""
    person, on = person_of(request), clock.today()
    period, found = _found(request, person, on=on)
    cut = cut_of(request.GET.get("page"))
    page = cut.of(found.months)
    context = {
        "month": month_name(period),
        "months": months_shown(on),
        "enterprise": asked_text(request, "enterprise"),
        "found": found,
        "breaks": _said(found.breaks, month=month_name(period)),
        "page": page,
        "at": clock.now(),
        "agreed": sum(1 for one in found.months if one.agreed is not None),
        "asked": sum(1 for one in found.months if one.is_asked),
    }
    return render(request, "directlink/reconcile.html", context)


def _found(request: HttpRequest, person: User, *, on: date) -> tuple[Period, Reconciled]:
    seen, period = seen_of(person, on=on), month_asked(request, on=on)
    return period, reconcile(period, seen, enterprise=asked_text(request, "enterprise")[:10])


def _said(breaks: tuple[Break, ...], *, month: str) -> list[dict[str, Any]]:
    """The breaks in words, each with the way to its account, order or journal."""
    orders = connections.orders_of([one.subject for one in breaks if one.trouble in OF_PAYMENTS])
    linked = connections.of_enterprises([one.subject for one in breaks if one.trouble in OF_ACCOUNTS])
    return [
        {
            "one": one,
            "says": TROUBLE_WORDS[one.trouble],
            "address": _address(one, orders=orders, linked=linked, month=month),
        }
        for one in breaks
    ]


def _address(one: Break, *, orders: dict[str, int], linked: frozenset[str], month: str) -> str:
    if one.trouble in OF_ACCOUNTS and one.subject in linked:
        line = f"#line{one.line}" if one.line is not None else ""
        return f"{reverse('link_account', args=[one.subject])}?month={month}{line}"
    if one.trouble in OF_PAYMENTS and one.subject in orders:
        return reverse("link_instruction", args=[orders[one.subject]])
    return f"{reverse('link_journal', args=[one.subject])}?check" if one.trouble is Trouble.JOURNAL else ""


def link_reconcile_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The month's accounts as a file; with `what=breaks` what does not hold."""
    person, on = person_of(request), clock.today()
    period, found = _found(request, person, on=on)
    facts = {"month": month_name(period), "enterprise": asked_text(request, "enterprise")}
    if request.GET.get("what") == "breaks":
        heads = [_("What"), _("Account or transfer"), _("Ledger line"), _("Should be"), _("Is")]
        lines = [_cells_of_break(one) for one in found.breaks]
        return export(person, heads, lines, name="link-breaks", form=form, facts=facts)
    heads = [
        _("Account"),
        _("Name"),
        _("Customer number"),
        _("Opening balance"),
        _("Came"),
        _("Went"),
        _("Closing balance"),
        _("Lines, how many"),
        _("Follows line by line"),
        _("Agreed by"),
        _("Agreed at"),
    ]
    accounts = [_cells(one) for one in found.months]
    return export(person, heads, accounts, name="link-reconciliation", form=form, facts=facts)


def _yuan(fen: int | None) -> object:
    return "" if fen is None else Number(text_of_scaled(fen, places=2))


def _cells(one: AccountMonth) -> list[object]:
    month, agreed = one.month, one.agreed
    return [
        one.account.number,
        one.account.name,
        one.account.enterprise_id or "",
        _yuan(month.opening_fen),
        _yuan(month.credits_fen),
        _yuan(month.debits_fen),
        _yuan(month.closing_fen),
        month.lines,
        _("yes") if month.holds else _("no: line %(line)s") % {"line": month.gap_at},
        agreed.maker.name if agreed is not None else "",
        f"{localtime(agreed.made_at):%Y-%m-%d %H:%M}" if agreed is not None else "",
    ]


def _cells_of_break(one: Break) -> list[object]:
    says = _(TROUBLE_WORDS[one.trouble])
    return [says, one.subject, "" if one.line is None else one.line, _yuan(one.wanted_fen), _yuan(one.found_fen)]
