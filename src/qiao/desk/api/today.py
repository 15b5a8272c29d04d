"""Today: what matters to the person at a glance, by post, and what moves."""

from django.http import HttpRequest
from ninja import Router

from qiao.desk.api.door import Bearer, Page, answers, asker
from qiao.desk.api.forms import figures, standing_line
from qiao.desk.api.office import task_line
from qiao.desk.api.runs import unit_line
from qiao.desk.api.texts import filled, filled_or_none, yuan_of_fen
from qiao.desk.queries.moves import in_sight
from qiao.desk.queries.today import Team, today_of
from qiao.desk.rules.answers.performance import ForecastLine
from qiao.desk.rules.answers.runs import UnclaimedTotal
from qiao.desk.rules.answers.today import (
    FirstCustomer,
    HandOverLine,
    Holder,
    MoveGroup,
    MoveLine,
    MovesOfKind,
    MovesWhole,
    TeamSums,
    TodayWhole,
)
from qiao.desk.rules.moves import Move, What
from qiao.ground import clock, readings
from qiao.ground.paging import Cut
from qiao.ground.periods import day_of

router = Router(tags=["today"], auth=Bearer("today:read"))


@router.get("/me", response=answers(Holder), summary="For whom the token stands, and how much it may still read")
def me(request: HttpRequest) -> Holder:
    """Rows are counted for all tokens of the person together, until midnight."""
    person = asker(request, "desk.today")
    most = readings.sources.rows_a_day(person, clock.today())
    return filled(Holder, person, rows_read=readings.read_today(person), rows_most=most)


@router.get("/today", response=answers(TodayWhole), summary="Today: the month so far and what needs care, by post")
def today(request: HttpRequest) -> TodayWhole:
    """Own bonus with thirteen months and the estimate, first customers, team, unit, unclaimed credit, tasks."""
    person, on = asker(request, "desk.today"), clock.today()
    found = today_of(person, on=on)
    own = frozenset({person.staff_id}) if found.own_flagged else frozenset()
    return TodayWhole(
        month=found.run.month if found.run else None,
        own=standing_line(found.own, own) if found.own else None,
        months={month: yuan_of_fen(one.bonus_fen) if one else None for month, one in found.history},
        forecast=filled_or_none(ForecastLine, found.forecast),
        customer_count=found.customer_count,
        customers=[
            FirstCustomer(party_id=sums.party_id, name=name, figures=figures(sums)) for sums, name in found.customers
        ],
        team=_team(found.team),
        unit=unit_line(found.unit, found.unit_sums, depth=0, flagged=False) if found.unit else None,
        unclaimed=filled_or_none(UnclaimedTotal, found.unclaimed),
        quarantined=found.quarantined,
        tasks=[task_line(one, on=on) for one in found.tasks],
    )


def _team(found: Team | None) -> TeamSums | None:
    if found is None:
        return None
    return filled(TeamSums, found, first=[standing_line(one, found.flagged) for one in found.first])


@router.get("/today/moves", response=answers(MovesWhole), summary="What moved by kind, and who was handed over")
def moves(request: HttpRequest) -> MovesWhole:
    """Of the customers one sees: the first three of each kind."""
    seen = in_sight(asker(request, "customers.see"), on=clock.today())
    return MovesWhole(
        groups=[
            MoveGroup(what=one.what.value, number=one.number, news=one.news, first=[_move(move) for move in one.first])
            for one in seen.groups()
        ],
        hand_overs=[filled(HandOverLine, one) for one in seen.hand_overs()],
    )


@router.get("/today/moves/{what}", response=answers(MovesOfKind), summary="The moves of one kind")
def moves_of_kind(request: HttpRequest, what: What, page: Page = 1) -> MovesOfKind:
    """Of the customers one sees, fifty a page."""
    found = in_sight(asker(request, "customers.see"), on=clock.today()).page(what, Cut(page))
    return MovesOfKind(what=what.value, moves=[_move(one) for one in found.rows], more=found.more)


def _move(one: Move) -> MoveLine:
    return MoveLine(
        party_id=one.party_id,
        customer=one.customer,
        account_id=one.account_id,
        product_id=one.product_id,
        on=day_of(one.on_day),
        amount=None if one.amount_fen is None else yuan_of_fen(one.amount_fen),
        days=one.days,
    )
