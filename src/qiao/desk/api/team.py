"""The team: its people with loads and spread, its months, what nobody claims; and the curve of its customers."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.appraisal.queries.league import Spread
from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.runs import Run
from qiao.customers import queries as customers
from qiao.desk.api.customers import router as customer_router
from qiao.desk.api.door import Bearer, Month, Page, Text, answers, asker, run_or_404
from qiao.desk.api.forms import standing_line
from qiao.desk.api.texts import filled, filled_or_none, yuan
from qiao.desk.queries.concentration import Curve, curve_of
from qiao.desk.queries.remembered import unclaimed_of
from qiao.desk.queries.team import people_below, team_of
from qiao.desk.rules.answers.runs import UnclaimedTotal
from qiao.desk.rules.answers.team import CurveWhole, KneeLine, ServedLoad, SpreadLine, TeamMember, TeamMonth, TeamWhole
from qiao.desk.rules.load import Load
from qiao.ground import clock
from qiao.ground.authority import may, require, scope_of
from qiao.ground.paging import Cut

router = Router(tags=["performance"], auth=Bearer("performance:read"))
PEOPLE_A_PAGE = 20  # each with a count of customers


@router.get("/team", response=answers(TeamWhole), summary="The team's people with loads, spread and months")
def team(request: HttpRequest, *, month: Month = "", unit: Text = "", page: Page = 1) -> TeamWhole:
    """Of the people one sees, or of those of a unit and below it."""
    person, on = asker(request, "appraisal.league"), clock.today()
    run, scope = run_or_404(month), scope_of(person, on=on)
    found = team_of(run, people_below(scope, unit), Cut(page, PEOPLE_A_PAGE), on=on)
    flagged = figures.flagged(run, kind="staff", keys=[one.staff_id for one in found.page.rows])
    unclaimed = None
    if may(person, "contribution.unclaimed"):
        unclaimed = unclaimed_of(run, scope, period=runs.serving_period(run, on=on))
    return TeamWhole(
        month=run.month,
        run=run.pk,
        count=found.count,
        people=[
            TeamMember(standing=standing_line(one, flagged), load=_load(found.loads.get(one.staff_id)))
            for one in found.page.rows
        ],
        more=found.page.more,
        spread=_spread(found.spread),
        months=[filled(TeamMonth, one, month=one.run.month) for one in found.months],
        unclaimed=filled_or_none(UnclaimedTotal, unclaimed),
    )


def _load(found: Load | None) -> ServedLoad | None:
    return filled_or_none(ServedLoad, found)


def _spread(found: Spread | None) -> SpreadLine | None:
    """The spread is of millionths, its quarters between two people halved."""
    if found is None:
        return None
    names = ("least", "lower", "median", "upper", "most", "total")
    return SpreadLine(people=found.people, **{name: yuan(getattr(found, name)) for name in names})


@customer_router.get("/team/customers", response=answers(CurveWhole), summary="The curve of the team's customers")
def curve(request: HttpRequest, *, month: Month = "", unit: Text = "") -> CurveWhole:
    """Of all customers for who sees the whole bank, else of what the people one sees earn; not found without any."""
    person = asker(request, "appraisal.league")
    require(person, "customers.see")
    run = run_or_404(month)
    found = curve_of(run, people_below(scope_of(person, on=clock.today()), unit))
    if found is None:
        raise Http404
    return _curve(run, found)


def _curve(run: Run, found: Curve) -> CurveWhole:
    names = customers.customer_names([one.party_id for one in found.at_knee])
    return filled(
        CurveWhole,
        found.shape,
        month=run.month,
        points=[(place, yuan(so_far)) for place, so_far in found.shape.points],
        at_knee=[
            filled(KneeLine, one, name=names.get(one.party_id, one.party_id), contribution=yuan(one.micro))
            for one in found.at_knee
        ],
    )
