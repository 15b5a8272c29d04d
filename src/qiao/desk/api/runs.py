"""Settlements: the list, one of them with its tie-out and findings, unclaimed credit, units with their month."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.contribution.queries import figures, runs, unclaimed
from qiao.contribution.queries.figures import OrgSums
from qiao.contribution.queries.runs import Run
from qiao.contribution.queries.sight import orgs_of, sees_bank, totals_of, whose_unclaimed
from qiao.contribution.queries.unclaimed import ORDERS
from qiao.desk.api.door import NUMBER_MOST, Bearer, Month, Page, Text, answers, asker, run_or_404
from qiao.desk.api.texts import filled, yuan
from qiao.desk.rules.answers.runs import (
    FindingLine,
    FindingPage,
    RunLine,
    RunWhole,
    TieoutLine,
    TieoutPage,
    UnclaimedLine,
    UnitLine,
    Units,
)
from qiao.ground import clock
from qiao.ground.authority import require, scope_of
from qiao.ground.paging import Cut
from qiao.people.queries import staff as people
from qiao.people.queries.staff import OrgUnit

FIGURES = ("deposit_balance_days", "loan_balance_days", "margin", "expected_loss")
router = Router(tags=["runs"], auth=Bearer("runs:read"))


@router.get("/runs", response=answers(list[RunLine]), summary="Settlements, the newest first")
def run_list(request: HttpRequest, month: Month = "") -> list[RunLine]:
    """At most 200."""
    asker(request, "contribution.runs")
    return [filled(RunLine, run, **_told(run)) for run in runs.runs(month=month or None)]


def _told(run: Run) -> dict[str, object]:
    """What a run's record calls by another name."""
    counted = {name: run.counts[name] for name in ("compared", "differing")}
    return counted | {"run": run.pk, "plan": run.plan_code}


def _numbered(number: int) -> Run:
    run = runs.run_of(number) if 0 < number <= NUMBER_MOST else None
    if run is None:
        raise Http404
    return run


@router.get("/runs/{number}", response=answers(RunWhole), summary="One settlement")
def run_one(request: HttpRequest, number: int) -> RunWhole:
    """With its hashes, steps in seconds and, of the whole bank, its sums."""
    person, run = asker(request, "contribution.runs"), _numbered(number)
    wide = sees_bank(person, on=clock.today())
    return filled(
        RunWhole,
        run,
        **_told(run),
        load=run.book_version.load_id,
        rows=run.counts["rows"],
        findings=figures.finding_kinds(run),
        totals={name.removesuffix("_micro"): yuan(value) for name, value in totals_of(run).items()} if wide else None,
    )


@router.get("/runs/{number}/tieout", response=answers(TieoutPage), summary="Where book and ledger differ")
def tieout(request: HttpRequest, number: int, page: Page = 1) -> TieoutPage:
    """Of the units one sees, the largest difference first; 50 a page."""
    person, run = asker(request, "contribution.runs"), _numbered(number)
    found = figures.tieout_rows(run, Cut(page), orgs=orgs_of(person, on=clock.today()))
    return TieoutPage(rows=[filled(TieoutLine, row) for row in found.rows], more=found.more)


@router.get("/runs/{number}/findings", response=answers(FindingPage), summary="What a settlement noticed")
def findings(request: HttpRequest, number: int, page: Page = 1) -> FindingPage:
    """Accounts of the units one sees, by kind and account; 50 a page."""
    person, run = asker(request, "contribution.runs"), _numbered(number)
    require(person, "customers.see")
    found = figures.finding_rows(run, Cut(page), orgs=orgs_of(person, on=clock.today()))
    return FindingPage(rows=[filled(FindingLine, row) for row in found.rows], more=found.more)


@router.get("/unclaimed", response=answers(list[UnclaimedLine]), summary="Credit that nobody claims")
def unclaimed_list(
    request: HttpRequest, *, month: Month = "", unit: Text = "", sort: Text = "", page: Page = 1
) -> list[UnclaimedLine]:
    """Of the units and customers one sees, the largest first by `amount` or `balance`; 50 a page."""
    person = asker(request, "contribution.unclaimed")
    run, order = run_or_404(month), sort if sort in ORDERS else "amount"
    whose = whose_unclaimed(person, run, unit=unit, on=clock.today())
    rows = unclaimed.unclaimed_rows(run, Cut(page), whose=whose, order=order).rows
    flagged = figures.flagged_lines(run, ((row.party_id, row.account_id) for row in rows))
    return [filled(UnclaimedLine, row, flagged=(row.party_id, row.account_id) in flagged) for row in rows]


@router.get("/units", response=answers(Units), summary="Units with their month")
def unit_list(request: HttpRequest, month: Month = "") -> Units:
    """The units one sees in the order of the tree."""
    person = asker(request, "people.see")
    run = figures.asked_run(month)
    tree = people.org_tree(scope_of(person, on=clock.today()))
    ids = [unit.org_id for _depth, unit in tree]
    sums = figures.org_sums(run, ids) if run else {}
    flags = figures.flagged(run, kind="org", keys=ids) if run else frozenset()
    lines = [unit_line(unit, sums.get(unit.org_id), depth=depth, flagged=unit.org_id in flags) for depth, unit in tree]
    return Units(month=run.month if run else None, units=lines)


def unit_line(unit: OrgUnit, sums: OrgSums | None, *, depth: int, flagged: bool) -> UnitLine:
    """A unit with its sums, null where it has none."""
    told = {"org_id": unit.org_id, "name": unit.name, "kind": unit.kind, "depth": depth, "flagged": flagged}
    nothing = dict.fromkeys(FIGURES) if sums is None else {}
    return filled(UnitLine, sums, **told, **nothing)
