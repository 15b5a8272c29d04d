"""My performance: month, quarter and year to date beside target and earlier spans; the estimate; the slip."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.appraisal.pages.sight import seen_by
from qiao.appraisal.pages.slip import words
from qiao.appraisal.queries import slips
from qiao.appraisal.queries.performance import Month, Performance, ToDate, performance_of
from qiao.appraisal.queries.slips import AccountLine
from qiao.appraisal.rules.forecast import Forecast
from qiao.appraisal.rules.indicators import BONUS
from qiao.appraisal.rules.measures import MEASURE_WORDS, Measure
from qiao.appraisal.rules.performance import Held
from qiao.appraisal.rules.plan import BUILT_IN_CODE
from qiao.appraisal.rules.spans import Span
from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.runs import Run
from qiao.customers import queries as customers
from qiao.ground.authority import may, person_of, require
from qiao.ground.money import micro_of_fen
from qiao.people.queries import staff as people
from qiao.people.queries.staff import Staff

LINES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A measure of the span with its words and the way to what it is made of."""

    held: Held
    words: str
    way: str
    behind: bool  # a target of which less is reached than of the span has passed


def my_performance(request: HttpRequest) -> HttpResponse:
    """One's own performance; who sees others but earns nothing is led to the team."""
    person = person_of(request)
    if not may(person, "appraisal.own_slip"):
        require(person, "appraisal.league")
        return redirect("league")
    return _performance(request, person.staff_id)


def performance(request: HttpRequest, staff_id: str) -> HttpResponse:
    """The performance of a person whom the asker may see."""
    seen = seen_by(request)
    if not (seen is None or staff_id in seen):
        raise Http404
    return _performance(request, staff_id)


def _performance(request: HttpRequest, staff_id: str) -> HttpResponse:
    staff = people.staff_of(staff_id)
    settled = runs.months()
    month = request.GET.get("month", "") or (settled[0] if settled else "")
    if staff is None or (settled and month not in settled):
        raise Http404
    if not settled:
        return render(request, "appraisal/nothing_settled.html")
    found = performance_of(staff_id, month=month)
    span = _span(request)
    newest = next((one for one in reversed(found.months) if one.run.month == month), None)
    context = {
        "staff": staff,
        "own": person_of(request).staff_id == staff_id,
        "found": found,
        "span": span.value,
        "spans": [(one.value, _span_words()[one], found.spans[one].name) for one in Span],
        "to_date": found.spans[span],
        "figures": _lines(found, found.spans[span]),
        "months": settled,
        "month": month,
        "newest": newest,
        "chart": _chart(found.months),
        "forecast": _forecast(found.forecast),
        "flagged": bool(newest and figures.flagged(newest.run, kind="staff", keys=[staff_id])),
    }
    return render(request, "appraisal/performance.html", context | _accounts(request, newest, staff))


def _span(request: HttpRequest) -> Span:
    wanted = request.GET.get("span", "")
    return Span(wanted) if wanted in set(Span) else Span.MONTH


def _span_words() -> dict[Span, str]:
    return {Span.MONTH: _("Month"), Span.QUARTER: _("Quarter to date"), Span.YEAR: _("Year to date")}


def _lines(found: Performance, shown: ToDate) -> list[Line]:
    """Of one month a figure leads to the slip, of more to the months it is added up from."""
    slip = reverse("slip", kwargs={"month": found.month, "staff_id": found.staff_id})
    way = slip if shown.span is Span.MONTH else "#months"
    return [
        Line(
            held=held,
            words=_(MEASURE_WORDS[held.measure]),
            way=way + ("#lines" if way is slip and held.measure is not Measure.BONUS else ""),
            behind=_behind(held, shown.passed),
        )
        for held in shown.held
    ]


def _behind(held: Held, passed: Fraction) -> bool:
    """An average is to stand at its target every day, a sum grows with the days."""
    if held.done is None:
        return False
    return held.done < (1 if held.measure in {Measure.DEPOSITS, Measure.LOANS} else passed)


def _chart(months: list[Month]) -> dict[str, Any]:
    bonus = [micro_of_fen(one.figures.bonus_fen) if one.figures else None for one in months]
    return {
        "months": [one.run.month for one in months],
        "series": [{"name": _(BONUS.name), "kind": "deposit", "micro": bonus}],
        "words": words(),
    }


def _forecast(found: Forecast | None) -> dict[str, Any] | None:
    if found is None:
        return None
    plan = _("built-in plan") if found.plan_code == BUILT_IN_CODE else found.plan_code
    return {"is": found, "words": _(found.words) % (found.facts | {"plan": plan})}


def _accounts(request: HttpRequest, newest: Month | None, staff: Staff) -> dict[str, Any]:
    """The largest lines of the month's slip, each of which opens in place."""
    if newest is None or newest.figures is None:
        return {"lines": []}
    rows = slips.account_lines(newest.run, staff.staff_id, most=LINES_SHOWN)
    names = {}
    if may(person_of(request), "customers.see"):
        names = customers.customer_names([row.party_id for row in rows])
    return {
        "run": newest.run,
        "days": newest.figures.days,
        "lines": [(row, names.get(row.party_id, ""), _way(newest.run, staff, row)) for row in rows],
    }


def _way(run: Run, staff: Staff, row: AccountLine) -> str:
    place = {"month": run.month, "staff_id": staff.staff_id}
    if row.account_id:
        way = reverse("slip_account", kwargs=place | {"account_id": row.account_id})
    else:
        way = reverse("slip_fees", kwargs=place | {"party_id": row.party_id})
    return f"{way}?run={run.pk}"
