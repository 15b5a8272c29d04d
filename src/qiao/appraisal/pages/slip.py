"""A person's slip: the formula filled in, a line an account, and every line opened to its leaves and days."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qiao.appraisal.pages.held import held_on
from qiao.appraisal.pages.sight import run_or_404, seen_by
from qiao.appraisal.queries import deltas, slips
from qiao.appraisal.queries.slips import AccountDays, AccountLine, Slip
from qiao.appraisal.rules.bonus import BonusReason
from qiao.appraisal.rules.expense_kinds import EXPENSE_WORDS
from qiao.appraisal.rules.legend import LEGEND
from qiao.appraisal.rules.plan import FACTOR_ONE
from qiao.appraisal.rules.waterfall import line_adds_micro, steps_of
from qiao.contribution.queries import figures, runs
from qiao.contribution.rules.arithmetic import OpenedLeaf
from qiao.contribution.rules.basis import BASIS_WORDS, DayBasis
from qiao.contribution.rules.leaf import Measure
from qiao.customers import queries as customers
from qiao.duty.queries.exits import Waiting, announced, final_pay
from qiao.ground.authority import may, person_of, require
from qiao.ground.looks import opened
from qiao.ground.money import PPM_ONE, micro_of_fen
from qiao.ground.paging import Page, cut_of
from qiao.ground.pieces import wants_piece
from qiao.people.queries import staff as people

LINES_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the slip with what it adds to R before the rounding (millionths of a yuan, for the eye)."""

    line: AccountLine
    customer: str  # empty where the post does not see customers
    adds_micro: int
    flagged: bool


def my_slip(request: HttpRequest) -> HttpResponse:
    """The way to one's own slip of the newest settled month."""
    person = person_of(request)
    require(person, "appraisal.own_slip")
    settled = runs.months()
    if not settled:
        return render(request, "appraisal/nothing_settled.html")
    return redirect("slip", month=settled[0], staff_id=person.staff_id)


def slip(request: HttpRequest, month: str, staff_id: str) -> HttpResponse:
    """A person's slip of a month."""
    found = _slip(request, month, staff_id)
    person = person_of(request)
    if staff_id != person.staff_id:
        opened(person, f"slip {month} {staff_id}")
    context = {
        "slip": found,
        "run": found.run,
        "steps": _steps_of(found),
        "waterfall": waterfall_of(found),
        "lines": _lines_of(request, found),
        "legend": LEGEND,
        "expense_words": {code: _(words) for code, words in EXPENSE_WORDS.items()},
        "months": runs.months(),
        "org_name": people.org_names().get(found.org_id, found.org_id),
        "basis": _(BASIS_WORDS[DayBasis(found.run.day_basis)]),
        "booked": [(one, deltas.said(one)) for one in deltas.booked_in(month, staff_id)],
        "later": [(one, deltas.said(one)) for one in deltas.booked_for(month, staff_id)],
        "floored": BonusReason.FLOORED in found.bonus.reasons,
        "final_pay": _final_pay(found),
        "no_loans": BonusReason.NO_LOANS in found.bonus.reasons,
    }
    return render(request, "appraisal/slip.html", context | held_on(found.run.month, staff_id))


def _final_pay(found: Slip) -> Waiting | None:
    """What the final pay waits for: on the slip of the last month, and on the newest one of who is about to leave."""
    months = runs.months()
    waiting = final_pay(found.staff_id, until=found.run.until)
    return waiting or (announced(found.staff_id) if months[:1] == [found.run.month] else None)


def slip_account(request: HttpRequest, *, month: str, staff_id: str, account_id: str) -> HttpResponse:
    """A person's part of one account, down to the day: a piece of the slip, or a page of its own."""
    found = _slip(request, month, staff_id)
    days = slips.part_of(found.run, account_id, staff_id)
    if days is None:
        raise Http404
    context = {"slip": found, "run": found.run, "days": days} | _opened(request, days)
    context["flagged"] = bool(figures.flagged(found.run, kind="account", keys=[account_id]))
    return render(
        request, "appraisal/account_piece.html" if wants_piece(request) else "appraisal/account.html", context
    )


def slip_fees(request: HttpRequest, *, month: str, staff_id: str, party_id: str) -> HttpResponse:
    """A person's part of a customer's own fees, those that name no account, fee by fee."""
    found = _slip(request, month, staff_id)
    lines = slips.fee_part_of(found.run, party_id, staff_id)
    if not lines:
        raise Http404
    context = {"slip": found, "run": found.run, "customer": _customer(request, party_id), "fees": lines}
    context["flagged"] = bool(figures.flagged(found.run, kind="party", keys=[party_id]))
    context["total_micro"] = sum(line.micro for line in lines)
    return render(request, "appraisal/fees_piece.html" if wants_piece(request) else "appraisal/fees.html", context)


def _slip(request: HttpRequest, month: str, staff_id: str) -> Slip:
    seen = seen_by(request)
    if not (seen is None or staff_id in seen):
        raise Http404
    return slips.slip_of(run_or_404(request, month=month), staff_id)


def _customer(request: HttpRequest, party_id: str) -> str:
    if not may(person_of(request), "customers.see"):
        return ""
    return customers.customer_names([party_id]).get(party_id, party_id)


def _whole(request: HttpRequest) -> bool:
    """Whether the slip is wanted with all its lines, as for print."""
    return request.GET.get("whole") == "1"


def _lines_of(request: HttpRequest, found: Slip) -> Page[Line]:
    cut = cut_of(request.GET.get("page"), size=slips.LINES_MOST - 1 if _whole(request) else LINES_A_PAGE)
    rows = slips.account_lines(found.run, found.staff_id, most=cut.limit, skip=cut.offset)
    names = {}
    if may(person_of(request), "customers.see"):
        names = customers.customer_names([row.party_id for row in rows])
    flagged = figures.flagged_lines(found.run, ((row.party_id, row.account_id) for row in rows))
    lines = [
        Line(row, names.get(row.party_id, ""), _adds_micro(found, row), (row.party_id, row.account_id) in flagged)
        for row in rows
    ]
    return cut.page(lines)


def _adds_micro(found: Slip, row: AccountLine) -> int:
    return line_adds_micro(found.plan, found.bonus, side=row.side, margin_micro=row.margin_micro)


def _steps_of(found: Slip) -> list[dict[str, Any]]:
    """The plan's steps of N with the one that holds."""
    return [
        {
            "limit": Fraction(step.limit_ppm, PPM_ONE),
            "n": Fraction(step.coefficient_bp, FACTOR_ONE),
            "holds": step == found.bonus.step,
        }
        for step in found.plan.steps
    ]


def waterfall_of(found: Slip) -> dict[str, Any]:
    """The bonus as steps from nothing to what is paid."""
    steps = steps_of(found.plan, found.bonus, loan_margin_micro=found.sums["loan_margin_micro"])
    shown = [{"name": _(step.words), "micro": step.micro, "total": False} for step in steps]
    paid = {"name": _("Paid"), "micro": micro_of_fen(found.bonus.paid_fen), "total": True}
    return {"steps": [*shown, paid], "words": words()}


def words() -> dict[str, str]:
    """The unit that a picture writes itself."""
    return {"unit": _("yuan")}


def _opened(request: HttpRequest, days: AccountDays) -> dict[str, Any]:
    facts = days.account.facts
    return {
        "facts": facts,
        "customer": _customer(request, facts.party_id),
        "margin": _part(days, Measure.MARGIN),
        "loss": _part(days, Measure.EXPECTED_LOSS),
        "fee_micro": sum(line.micro for line in days.fees),
        "org_name": people.org_names().get(days.account.org_id, days.account.org_id),
    }


def _part(days: AccountDays, measure: Measure) -> dict[str, Any]:
    leaves: list[OpenedLeaf] = [opened for opened in days.leaves if opened.leaf.measure is measure]
    return {
        "leaves": leaves,
        "sum_micro": sum(opened.leaf.micro for opened in leaves),
        "balance_days_micro": sum(opened.leaf.balance_days_micro for opened in leaves),
        "days": sum(opened.leaf.days for opened in leaves),
    }
