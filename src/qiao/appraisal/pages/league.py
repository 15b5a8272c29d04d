"""People side by side: by bonus, margin, deposits, loans or fees, with the spread; and the same as a sheet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.appraisal.pages.sight import run_or_none, seen_by
from qiao.appraisal.pages.slip import words
from qiao.appraisal.queries import league as league_queries
from qiao.appraisal.queries.league import Spread, Standing
from qiao.appraisal.rules.indicators import BONUS, EXPENSES, QUALITY
from qiao.appraisal.rules.measures import BALANCES, MEASURE_WORDS, Measure
from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.runs import Run
from qiao.contribution.rules.indicators import DEPOSIT_MARGIN, DEPOSITS, FEES, LOAN_MARGIN, LOANS, LOSS
from qiao.engine.headings import heading
from qiao.ground import clock
from qiao.ground.authority import person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.money import half_away, text_of_scaled
from qiao.ground.paging import cut_of
from qiao.ground.sheets import Number, flag_text
from qiao.people.queries import staff as people

BARS_MOST = 15


def league(request: HttpRequest) -> HttpResponse:
    """The league as a page."""
    require(person_of(request), "appraisal.league")
    table = _table(request)
    if table is None:
        return render(request, "appraisal/nothing_settled.html")
    run, listed, measure = table["run"], table["people"], table["measure"]
    page = cut_of(request.GET.get("page")).of(listed)
    context = table | {
        "page": page,
        "months": runs.months(),
        "branches": people.branches(scope_of(person_of(request), on=clock.today())),
        "org_names": people.org_names(),
        "flags": figures.flagged(run, kind="staff", keys=[one.staff_id for one in page.rows]),
        "measures": [(one.value, _(text)) for one, text in MEASURE_WORDS.items()],
        "measure_words": _(MEASURE_WORDS[measure]),
        "is_balance": measure in BALANCES,
        "spread": league_queries.spread_of(listed, measure),
        "days": _days(run),
    }
    context["bars"] = bars_of(run, listed[:BARS_MOST], measure, spread=context["spread"])
    context["bars_most"] = BARS_MOST
    return render(request, "appraisal/league.html", context)


def league_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """What the league shows, all pages of it, as a file; figures in yuan, exact."""
    person = person_of(request)
    require(person, "appraisal.league")
    table = _table(request)
    if table is None:
        raise Http404
    run = table["run"]
    lines = _lines(run, table["people"])
    facts = {_("Month"): run.month, _("Unit"): table["branch"]}
    return export(person, _heads(), lines, name=f"league-{run.month}", form=form, facts=facts)


def _table(request: HttpRequest) -> dict[str, Any] | None:
    run = run_or_none(request)
    if run is None:
        return None
    wanted = request.GET.get("sort", "")
    measure = Measure(wanted) if wanted in set(Measure) else Measure.BONUS
    falling = request.GET.get("order") != "rising"
    branch = request.GET.get("branch", "")
    everybody = request.GET.get("all") == "1"
    orgs = people.orgs_below(branch) if branch else None
    found = league_queries.standings(run, staff_ids=seen_by(request), org_ids=orgs)
    listed = [one for one in found if everybody or one.anything]
    return {
        "run": run,
        "measure": measure,
        "sorted_by": measure.value,
        "falling": falling,
        "branch": branch,
        "everybody": everybody,
        "silent": len(found) - len(listed),
        "people": league_queries.in_order(listed, measure, falling=falling),
    }


def _days(run: Run) -> int:
    return (run.until - run.since).days


def bars_of(run: Run, listed: list[Standing], measure: Measure, *, spread: Spread | None) -> dict[str, Any]:
    """The first of the list as bars; balances as averages a day."""
    divisor = _days(run) if measure in BALANCES else 1
    rows = [
        {
            "name": one.name,
            "micro": one.value_micro(measure) // divisor,
            "address": reverse("slip", kwargs={"month": run.month, "staff_id": one.staff_id}),
        }
        for one in listed
    ]
    median = None if spread is None else half_away(spread.median / divisor)
    return {
        "rows": rows,
        "median": median,
        "words": words() | {"measure": _(MEASURE_WORDS[measure]), "median": _("median")},
    }


def _heads() -> list[str]:
    return [
        _("Rank"),
        _("Person"),
        _("Name"),
        _("Unit"),
        heading(BONUS),
        _("R before the floor (yuan)"),
        heading(DEPOSIT_MARGIN),
        heading(LOAN_MARGIN),
        heading(DEPOSITS),
        heading(LOANS),
        heading(LOSS),
        heading(FEES),
        heading(QUALITY),
        heading(EXPENSES),
        _("Flag"),
    ]


def _lines(run: Run, listed: list[Standing]) -> list[list[object]]:
    names, days = people.org_names(), _days(run)
    flags = figures.flagged(run, kind="staff", keys=[one.staff_id for one in listed])
    return [
        [
            rank,
            one.staff_id,
            one.name,
            names.get(one.org_id, one.org_id),
            Number(text_of_scaled(one.bonus_fen, places=2)),
            Number(text_of_scaled(one.raw_fen, places=2)),
            Number(text_of_scaled(one.deposit_margin_micro, places=6)),
            Number(text_of_scaled(one.loan_margin_micro, places=6)),
            Number(text_of_scaled(DEPOSITS.whole(one, days=days), places=6)),
            Number(text_of_scaled(LOANS.whole(one, days=days), places=6)),
            Number(text_of_scaled(one.expected_loss_micro, places=6)),
            Number(text_of_scaled(one.fee_micro, places=6)),
            Number(text_of_scaled(one.quality_bp, places=4)),
            Number(text_of_scaled(one.expense_fen, places=2)),
            flag_text(one.staff_id in flags),
        ]
        for rank, one in enumerate(listed, start=1)
    ]
