"""The list of settlements, and one of them: what it stands on, how it ties out, what it noticed, how long it took."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.contribution.models import Run
from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.sight import orgs_of, sees_bank, totals_of
from qiao.contribution.rules.basis import BASIS_WORDS, DayBasis
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.paging import Cut, cut_of
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop
from qiao.people.queries import staff as people

ROWS_A_LIST = 20
FINDING_WORDS = {
    "balance_before_opening": gettext_noop("a balance before the account was opened"),
    "balance_after_closing": gettext_noop("a balance after the account was closed"),
    "balance_on_fee_product": gettext_noop("a balance on a product that carries none"),
    "fee_of_another_party": gettext_noop("a fee that names another customer than its account's"),
}
WARNING_WORDS = {
    "partly_covered": gettext_noop("the extracts speak for %(days)s of the month's %(of)s days only"),
}


def settlements(request: HttpRequest) -> HttpResponse:
    """All settlements, the newest first, of one month where the address names it."""
    person = person_of(request)
    require(person, "contribution.runs")
    month = request.GET.get("month", "")
    page = cut_of(request.GET.get("page")).of(runs.runs(month=month or None))
    context = {"page": page, "month": month, "months": runs.months(), "wide": sees_bank(person, on=clock.today())}
    return render(request, "contribution/settlements.html", context)


def settlement(request: HttpRequest, number: int) -> HttpResponse:
    """One settlement."""
    person = person_of(request)
    require(person, "contribution.runs")
    run = runs.run_of(number)
    if run is None:
        raise Http404
    orgs, wide = orgs_of(person, on=clock.today()), sees_bank(person, on=clock.today())
    context = {
        "run": run,
        "basis": _(BASIS_WORDS[DayBasis(run.day_basis)]),
        "steps": sorted(run.steps.items(), key=lambda step: -step[1]),
        "longest": max(run.steps.values(), default=0) or 1,
        "others": [other for other in runs.runs(month=run.month) if other.pk != run.pk][:ROWS_A_LIST],
        "tables": sorted(run.book_version.tables.items()),
        "warnings": [fill(words, one) for one in run.warnings if (words := WARNING_WORDS.get(one.get("kind", "")))],
        "kinds": [(_(FINDING_WORDS.get(kind, kind)), count) for kind, count in figures.finding_kinds(run).items()],
        "wide": wide,
        "totals": totals_of(run) if wide else None,
        "load": run.book_version.load,
        "load_sums": _load_sums(run),
        "sees_loads": may(person, "book.loads"),
        "sees_unclaimed": may(person, "contribution.unclaimed"),
    }
    return render(request, "contribution/settlement.html", context | _lists(request, run, orgs))


def _lists(request: HttpRequest, run: Run, orgs: list[str] | None) -> dict[str, Any]:
    """Tie-out and findings, each with its own pages, of the units the person sees."""
    person = person_of(request)
    sees_accounts = may(person, "customers.see")
    none_seen = orgs == []
    return {
        "tieout": None if none_seen else figures.tieout_rows(run, _cut(request, "tieout"), orgs=orgs),
        "findings": (
            figures.finding_rows(run, _cut(request, "finding"), orgs=orgs) if sees_accounts and not none_seen else None
        ),
        "finding_words": {kind: _(words) for kind, words in FINDING_WORDS.items()},
        "org_names": people.org_names(),
        "product_names": figures.names_then(run, "product"),
    }


def _cut(request: HttpRequest, name: str) -> Cut:
    return cut_of(request.GET.get(name), size=ROWS_A_LIST)


def _load_sums(run: Run) -> dict[str, int]:
    """What became of the rows of the load that made the run's book."""
    tables = run.book_version.load.tables.all()
    return {name: sum(getattr(one, name) for one in tables) for name in ("read", "loaded", "quarantined")}
