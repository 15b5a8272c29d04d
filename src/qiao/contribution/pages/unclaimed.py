"""Unclaimed credit: what nobody is credited with, the largest first, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiao.contribution.models import Run
from qiao.contribution.queries import figures, runs, unclaimed
from qiao.contribution.queries.figures import CreditRow
from qiao.contribution.queries.sight import whose_unclaimed
from qiao.contribution.queries.unclaimed import ORDERS, Reason, Whose
from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.authority import person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.figures import percent_text
from qiao.ground.models import User
from qiao.ground.money import SHARE_BP_ONE, text_of_scaled
from qiao.ground.paging import Cut, Page, cut_of
from qiao.ground.sheets import Number, flag_text
from qiao.people.queries import staff as people

SHEET_PART_ROWS = 2_000  # so many at once; the sheet has them all


@dataclass(frozen=True, slots=True)
class Line:
    """An unclaimed account with the words a person reads."""

    row: CreditRow
    customer: str
    why: tuple[str, ...]
    flagged: bool


def unclaimed_page(request: HttpRequest) -> HttpResponse:
    """The list as a page."""
    person = person_of(request)
    require(person, "contribution.unclaimed")
    run = figures.asked_run(request.GET.get("month", ""), request.GET.get("run", ""))
    if run is None:
        return render(request, "appraisal/nothing_settled.html")
    whose, unit, order = _asked(request, person, run=run)
    context = {
        "run": run,
        "days": (run.until - run.since).days,
        "page": _page(run, cut_of(request.GET.get("page")), whose=whose, order=order),
        "sums": unclaimed.unclaimed_sums(run, whose=whose),
        "sorted_by": order,
        "falling": True,
        "unit_asked": unit,
        "branches": people.branches(scope_of(person, on=clock.today())),
        "months": runs.months(),
        "org_names": people.org_names(),
    }
    return render(request, "contribution/unclaimed.html", context)


def unclaimed_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The whole list as a file, figures exact."""
    person = person_of(request)
    require(person, "contribution.unclaimed")
    run = figures.asked_run(request.GET.get("month", ""), request.GET.get("run", ""))
    if run is None:
        return render(request, "appraisal/nothing_settled.html", status=404)
    whose, unit, order = _asked(request, person, run=run)
    heads = [_("Customer id"), _("Customer"), _("Account"), _("Side"), _("Unit")]
    heads += [_("Balance-days (yuan-days)"), _("Margin (yuan)"), _("Fees (yuan)"), _("Why"), _("Flag")]
    lines = (_cells(line) for line in _all_lines(run, whose=whose, order=order))
    facts = {_("Month"): run.month, _("Unit"): unit}
    return export(person, heads, lines, name=f"unclaimed-{run.month}", form=form, facts=facts)


def _all_lines(run: Run, *, whose: Whose, order: str) -> Iterator[Line]:
    """Every line of the list, one part after the other."""
    for number in count(1):
        page = _page(run, Cut(number, SHEET_PART_ROWS), whose=whose, order=order)
        yield from page.rows
        if not page.more:
            return


def _cells(line: Line) -> list[object]:
    row = line.row
    figures_of = (row.balance_days_micro, row.margin_micro, row.fee_micro)
    texts = [Number(text_of_scaled(value, places=6)) for value in figures_of]
    whose = [row.party_id, line.customer, row.account_id, row.side, row.org_id]
    return [*whose, *texts, "; ".join(line.why), flag_text(line.flagged)]


def _asked(request: HttpRequest, person: User, *, run: Run) -> tuple[Whose, str, str]:
    """Whose unclaimed credit the person may see and asks for, the unit it is narrowed to, and the order."""
    order = request.GET.get("sort", "")
    unit = request.GET.get("branch", "")
    order = order if order in ORDERS else "amount"
    return whose_unclaimed(person, run, unit=unit, on=clock.today()), unit, order


def _page(run: Run, cut: Cut, *, whose: Whose, order: str) -> Page[Line]:
    found = unclaimed.unclaimed_rows(run, cut, whose=whose, order=order)
    reasons = unclaimed.reasons_of(run, found.rows)
    names = customers.customer_names([row.party_id for row in found.rows])
    staff = people.staff_names(sorted({one for why in reasons.values() for reason in why for one in reason.staff_ids}))
    flagged = figures.flagged_lines(run, ((row.party_id, row.account_id) for row in found.rows))
    lines = tuple(
        Line(
            row,
            names.get(row.party_id, row.party_id),
            tuple(_words(reason, staff) for reason in reasons[row.party_id, row.account_id]),
            (row.party_id, row.account_id) in flagged,
        )
        for row in found.rows
    )
    return Page(lines, found.number, found.more, found.size)


def _words(reason: Reason, staff: dict[str, str]) -> str:
    days = ngettext("%(n)s day", "%(n)s days", reason.days) % {"n": reason.days}
    share = percent_text(reason.share_bp, scale=SHARE_BP_ONE, places=0 if reason.share_bp % 100 == 0 else 2)
    facts = {"days": days, "share": share}
    if reason.kind == "nobody":
        return _("nobody serves the customer (%(days)s)") % facts
    if reason.kind == "left":
        facts["name"] = ", ".join(staff.get(one, one) for one in reason.staff_ids)
        return _("%(name)s has left the post: %(share)s (%(days)s)") % facts
    if reason.kind == "barred":
        facts["name"] = ", ".join(staff.get(one, one) for one in reason.staff_ids)
        return _("%(name)s was suspended or without a certificate: %(share)s (%(days)s)") % facts
    return _("the shares leave %(share)s (%(days)s)") % facts
