"""Pay and settlements: league, slips, runs, unclaimed credit."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router

from qiao.appraisal.queries import slips
from qiao.appraisal.queries.league import in_order, standings
from qiao.appraisal.rules.measures import Measure
from qiao.contribution.queries import runs, unclaimed
from qiao.contribution.queries.figures import asked_run
from qiao.contribution.queries.runs import Run
from qiao.contribution.queries.unclaimed import Whose
from qiao.desk.api.door import Bearer, answers, asker
from qiao.desk.api.forms import (
    League,
    RunLine,
    SlipLine,
    SlipWhole,
    StandingLine,
    UnclaimedLine,
    run_line,
    yuan,
    yuan_of_fen,
)
from qiao.desk.queries.sight import served_ids
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import Cut
from qiao.people import queries as people

pay = Router(tags=["performance"], auth=Bearer("performance:read"))
settled = Router(tags=["runs"], auth=Bearer("runs:read"))
Month = Annotated[str, Query(max_length=7)]
Skip = Annotated[int, Query(ge=0, le=100_000)]
Page = Annotated[int, Query(ge=1, le=2_000)]
LINES_A_PAGE = 200
BP_PLACES = 4


def _run(month: str) -> Run:
    run = asked_run(month)
    if run is None:
        raise Http404
    return run


def _visible(person: User) -> list[str] | None:
    return people.visible_ids(scope_of(person, on=clock.today()))


@pay.get("/league", response=answers(League), summary="People side by side in a month")
def league(request: HttpRequest, month: Month = "") -> League:
    """Of the people one sees, the largest bonus first."""
    person = asker(request, "appraisal.league")
    run = _run(month)
    seen = [one for one in standings(run, staff_ids=_visible(person)) if one.anything]
    return League(
        month=run.month,
        run=run.pk,
        people=[
            StandingLine(
                staff_id=one.staff_id,
                name=one.name,
                org_id=one.org_id,
                post=one.post,
                bonus=yuan_of_fen(one.bonus_fen),
                raw=yuan_of_fen(one.raw_fen),
                margin=yuan(one.margin_micro),
                fees=yuan(one.fee_micro),
                deposit_balance_days=yuan(one.deposit_balance_days_micro),
                loan_balance_days=yuan(one.loan_balance_days_micro),
                quality=text_of_scaled(one.quality_bp, places=BP_PLACES),
            )
            for one in in_order(seen, Measure.BONUS, falling=True)
        ],
    )


@pay.get("/slips/{month}/{staff_id}", response=answers(SlipWhole), summary="A person's slip of a month")
def slip(request: HttpRequest, month: str, staff_id: str, *, skip: Skip = 0) -> SlipWhole:
    """With 200 of its lines, the largest first; of oneself and of the people one sees."""
    person = asker(request, "desk.today")
    visible = _visible(person)
    if not (visible is None or staff_id in visible):
        raise Http404
    found = slips.slip_of(_run(month), staff_id)
    if staff_id != person.staff_id:
        opened(person, f"slip {found.run.month} {staff_id}")
    return SlipWhole(
        month=found.run.month,
        run=found.run.pk,
        staff_id=staff_id,
        name=found.name,
        plan=found.plan.code,
        raw=yuan_of_fen(found.bonus.raw_fen),
        bonus=yuan_of_fen(found.bonus.paid_fen),
        flagged=found.flagged,
        lines=[
            SlipLine(
                party_id=line.party_id,
                account_id=line.account_id,
                side=line.side,
                balance_days=yuan(line.balance_days_micro),
                margin=yuan(line.margin_micro),
                expected_loss=yuan(line.expected_loss_micro),
                fees=yuan(line.fee_micro),
            )
            for line in slips.account_lines(found.run, staff_id, most=LINES_A_PAGE, skip=skip)
        ],
    )


@settled.get("/runs", response=answers(list[RunLine]), summary="Settlements, the newest first")
def run_list(request: HttpRequest, month: Month = "") -> list[RunLine]:
    """At most 200."""
    asker(request, "contribution.runs")
    return [run_line(run) for run in runs.runs(month=month or None)]


@settled.get("/runs/{number}", response=answers(RunLine), summary="One settlement")
def run_one(request: HttpRequest, number: int) -> RunLine:
    """With its hashes."""
    asker(request, "contribution.runs")
    run = runs.run_of(number) if 0 < number < 1 << 31 else None
    if run is None:
        raise Http404
    return run_line(run)


@settled.get("/unclaimed", response=answers(list[UnclaimedLine]), summary="Credit that nobody claims")
def unclaimed_list(request: HttpRequest, month: Month = "", page: Page = 1) -> list[UnclaimedLine]:
    """Of the units and customers one sees, the largest first; 50 a page."""
    person = asker(request, "contribution.unclaimed")
    run, scope = _run(month), scope_of(person, on=clock.today())
    whose = Whose(None)
    if not scope.everything:
        served = served_ids(scope, period=runs.serving_period(run, on=clock.today()))
        whose = Whose(sorted(scope.org_ids), served or [])
    return [
        UnclaimedLine(
            party_id=row.party_id,
            account_id=row.account_id,
            org_id=row.org_id,
            side=row.side,
            margin=yuan(row.margin_micro),
            fees=yuan(row.fee_micro),
        )
        for row in unclaimed.unclaimed_rows(run, Cut(page), whose=whose, order="amount").rows
    ]
