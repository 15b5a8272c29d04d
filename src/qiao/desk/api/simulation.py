"""Simulations of one's own, loopholes of a scheme one may read, and what a deal would pay."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from qiao.appraisal.queries import schemes
from qiao.desk.api.door import Bearer, Page, Text, answers, asker, one_of
from qiao.desk.api.texts import filled, yuan, yuan_of_fen
from qiao.desk.rules.answers.simulation import (
    EstimateWhole,
    LoopholeLine,
    PieceLine,
    SimulatedPage,
    SimulatedPerson,
    SimulationLine,
    SimulationPage,
    SimulationWhole,
)
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.paging import Cut
from qiao.ground.saying import fill
from qiao.simulation.queries.estimates import Typed, estimate_for, may_estimate
from qiao.simulation.queries.loopholes import loopholes_of
from qiao.simulation.queries.results import ORDERS, Asked, people_of
from qiao.simulation.queries.simulations import LARGEST_NUMBER, Simulation, readable
from qiao.simulation.rules.estimating import AMOUNT_FEN_MOST, DAYS_MOST, RATE_PPM_MOST, What
from qiao.simulation.rules.loopholes.words import DOES_WORDS, MEND_WORDS
from qiao.simulation.rules.states import State, check_done

router = Router(tags=["performance"], auth=Bearer("performance:read"))
AmountFen = Annotated[int, Query(ge=1, le=AMOUNT_FEN_MOST)]
Days = Annotated[int, Query(ge=0, le=DAYS_MOST)]
RatePpm = Annotated[int, Query(ge=0, le=RATE_PPM_MOST)]
ShareBp = Annotated[int, Query(ge=1, le=10_000)]


@router.get("/simulations", response=answers(SimulationPage), summary="Simulations one may read")
def simulation_list(request: HttpRequest, *, page: Page = 1) -> SimulationPage:
    """The newest first, 50 a page."""
    person, cut = asker(request, "simulation.see"), Cut(page)
    found = cut.page(list(readable(person)[cut.offset : cut.offset + cut.limit]))
    return SimulationPage(simulations=[_line(one) for one in found.rows], more=found.more)


def _line(one: Simulation) -> SimulationLine:
    done = one.state == State.DONE.value
    return filled(
        SimulationLine,
        one,
        number=one.pk,
        people=one.told["people"] if done else None,
        held=yuan_of_fen(one.told["held_fen"]) if done else None,
        new=yuan_of_fen(one.told["new_fen"]) if done else None,
    )


def _found(person: User, number: int) -> Simulation:
    found = readable(person).filter(pk=number).first() if 0 < number < LARGEST_NUMBER else None
    if found is None:
        raise Http404
    check_done(State(found.state), number=found.pk)
    return found


@router.get("/simulations/{number}", response=answers(SimulationWhole), summary="One simulation with its periods")
def simulation(request: HttpRequest, number: int) -> SimulationWhole:
    """What it would cost, period by period, and what was assumed; 409 before it is done."""
    found = _found(asker(request, "simulation.see"), number)
    told: dict[str, Any] = found.told
    return SimulationWhole(
        simulation=_line(found),
        pieces=[_piece(one) for one in told["pieces"]],
        assumed=told["assumed"],
        partial=told["partial"],
        base_assumed=told["base_assumed"],
    )


def _piece(one: dict[str, Any]) -> PieceLine:
    sums = {name: yuan_of_fen(one[f"{name}_fen"]) for name in ("held", "new", "now", "later")}
    return PieceLine(piece=one["piece"], people=one["people"], **sums)


@router.get("/simulations/{number}/people", response=answers(SimulatedPage), summary="Who gains and who loses")
def simulated_people(request: HttpRequest, number: int, *, sort: Text = "", page: Page = 1) -> SimulatedPage:
    """By change, the largest gain first; `sort` is change, loss, new, held or name; 50 a page."""
    one_of("sort", sort, ORDERS)
    found, cut = _found(asker(request, "simulation.see"), number), Cut(page)
    rows = people_of(found, Asked(), order=sort or "change", most=cut.limit, skip=cut.offset)
    told = cut.page(rows)
    return SimulatedPage(
        people=[filled(SimulatedPerson, one, bounds=list(one.bounds)) for one in told.rows], more=told.more
    )


@router.get("/schemes/{number}/loopholes", response=answers(list[LoopholeLine]), summary="Where a scheme can be played")
def loopholes(request: HttpRequest, number: int) -> list[LoopholeLine]:
    """The best of each kind of move, what costs the bank most first."""
    person = asker(request, "simulation.loopholes")
    record = schemes.readable(person).filter(pk=number).first() if 0 < number < LARGEST_NUMBER else None
    if record is None:
        raise Http404
    found = loopholes_of(schemes.scheme_of(record, strict=False), on=clock.today())
    return [
        filled(
            LoopholeLine,
            one,
            kind=one.kind.value,
            does=fill(DOES_WORDS[one.kind], one.facts),
            mend=fill(MEND_WORDS[one.kind], {}),
        )
        for one in found
    ]


@router.get("/estimate/{staff_id}", response=answers(EstimateWhole), summary="What a deal would pay")
def estimate(  # noqa: PLR0913  a deal is that many numbers
    request: HttpRequest,
    staff_id: str,
    *,
    amount_fen: AmountFen,
    what: Text = "",
    product: Text = "",
    party: Text = "",
    days: Days = 0,
    rate_ppm: RatePpm = 0,
    share_bp: ShareBp = 10_000,
) -> EstimateWhole:
    """Of oneself, a lead of the own team; `what` is deposit (usual), loan or fee. An estimate and no promise."""
    person, on = asker(request, "simulation.estimate"), clock.today()
    one_of("what", what, (one.value for one in What))
    if not may_estimate(person, staff_id, on=on):
        raise Http404
    typed = Typed(What(what or What.DEPOSIT), product, amount_fen, days, rate_ppm, share_bp, party)
    terms, found = estimate_for(staff_id, typed, person=person, on=on)
    steps = [step for leg in found.after.legs for step in leg.steps]
    steps += [step for one in found.after.indicators for step in one.steps] + list(found.after.steps)
    return EstimateWhole(
        staff_id=staff_id,
        scheme=terms.scheme.code if terms.plan is None else None,
        plan=None if terms.plan is None else terms.plan.code,
        piece=terms.piece.name,
        price_ppm=found.deal.price_ppm,
        margin=yuan(found.deal.margin_micro),
        added=yuan_of_fen(found.variable_fen),
        now=yuan_of_fen(found.now_fen),
        later=[yuan_of_fen(one) for one in found.later_fen],
        steps=[fill(one.words, one.facts) for one in steps],
        assumed=[one.indicator.code for one in found.after.indicators if one.assumed],
    )
