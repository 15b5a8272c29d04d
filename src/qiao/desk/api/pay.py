"""Pay: runs, their people, a statement, deferred parts, recovery cases; each of the people one sees."""

from datetime import date

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.desk.api.door import Bearer, Page, Text, answers, asker, one_of
from qiao.desk.api.texts import filled, yuan_of_fen
from qiao.desk.rules.answers.pay import (
    CaseLine,
    CasePage,
    PartLine,
    PartPage,
    PayLater,
    PayPerson,
    PayPersonPage,
    PayRunLine,
    PayRunPage,
    PayStatement,
    PayStepLine,
)
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.paging import Cut
from qiao.pay.queries import cases, ledger, runs, statements
from qiao.pay.queries.runs import PayRun
from qiao.pay.rules.recovery import Cause
from qiao.pay.rules.states import CaseState, PartState, RunState
from qiao.people.queries import staff as people

router = Router(tags=["performance"], auth=Bearer("performance:read"))


@router.get("/pay/runs", response=answers(PayRunPage), summary="Pay runs with somebody one sees")
def run_page(request: HttpRequest, *, state: Text = "", page: Page = 1) -> PayRunPage:
    """The newest first, 50 a page; the sum of a run is told to whoever sees all of it."""
    person, on = asker(request, runs.SEE), clock.today()
    one_of("state", state, (one.value for one in RunState))
    cut, rows = Cut(page), runs.runs_in(scope_of(person, on=on), state=state)
    found = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return PayRunPage(runs=[_run(person, one, on=on) for one in found.rows], more=found.more)


def _run(person: User, run: PayRun, *, on: date) -> PayRunLine:
    whole = runs.sees_whole(person, run, on=on)
    pay = yuan_of_fen(run.pay_fen) if whole else None
    return filled(PayRunLine, run, number=run.pk, period=run.name, troubles=len(run.troubles), pay=pay)


@router.get("/pay/runs/{number}/people", response=answers(PayPersonPage), summary="The people of a pay run")
def people_page(request: HttpRequest, number: int, *, unit: Text = "", page: Page = 1) -> PayPersonPage:
    """Those one sees, the largest pay first, 50 a page; of a unit and below it."""
    person, on = asker(request, runs.SEE), clock.today()
    run = _found(number)
    if not runs.sees_run(person, run, on=on):
        raise Http404
    below = people.orgs_below(unit) if unit else None
    cut, rows = Cut(page), runs.lines_in(run, scope_of(person, on=on), reader=person.staff_id, org_ids=below)
    found = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return PayPersonPage(run=run.pk, people=[filled(PayPerson, one) for one in found.rows], more=found.more)


def _found(number: int) -> PayRun:
    run = runs.run_of(number) if number > 0 else None
    if run is None:
        raise Http404
    return run


@router.get("/pay/runs/{number}/people/{staff_id}", response=answers(PayStatement), summary="A pay statement")
def statement(request: HttpRequest, number: int, staff_id: str) -> PayStatement:
    """Step by step; one's own once the run is approved, and of the people one sees."""
    person, line = asker(request, "desk.today"), runs.line_of(_found(number), staff_id)
    if line is None or not runs.sees_line(person, line, on=clock.today()):
        raise Http404
    if staff_id != person.staff_id:
        opened(person, f"pay {line.run.name} {staff_id}")
    return filled(
        PayStatement,
        line,
        run=line.run_id,
        period=line.run.name,
        state=line.run.state,
        steps=[
            PayStepLine(kind=one.kind.value, words=one.words, of=one.of, sum=yuan_of_fen(one.fen))
            for one in statements.told_steps(line)
        ],
        later=[
            PayLater(due=date.fromisoformat(day), sum=yuan_of_fen(fen), why=[])
            for day, fen in statements.later_parts(line)
        ],
        kept_back=[
            PayLater(due=date.fromisoformat(day), sum=yuan_of_fen(fen), why=why)
            for day, fen, why, _part in statements.barred_parts(line)
        ],
    )


@router.get("/pay/parts", response=answers(PartPage), summary="Deferred parts of the people one sees")
def part_page(
    request: HttpRequest, *, state: Text = "", person: Text = "", unit: Text = "", page: Page = 1
) -> PartPage:
    """The first due first, 50 a page; of a person, of a unit and below it."""
    user, on = asker(request, runs.SEE), clock.today()
    one_of("state", state, (one.value for one in PartState))
    below = people.orgs_below(unit) if unit else None
    rows = ledger.parts_in(scope_of(user, on=on), state=state, staff_id=person, org_ids=below)
    cut = Cut(page)
    found = cut.page(list(rows.select_related("line__run")[cut.offset : cut.offset + cut.limit]))
    told = [filled(PartLine, one, number=one.pk, part=one.number, period=one.line.run.name) for one in found.rows]
    return PartPage(parts=told, more=found.more)


@router.get("/pay/cases", response=answers(CasePage), summary="Recovery cases of the people one sees")
def case_page(request: HttpRequest, *, state: Text = "", cause: Text = "", page: Page = 1) -> CasePage:
    """The newest first, 50 a page; the evidence is read on the page."""
    person, on = asker(request, runs.SEE), clock.today()
    one_of("state", state, (one.value for one in CaseState))
    one_of("cause", cause, (one.value for one in Cause))
    cut, rows = Cut(page), cases.cases_in(scope_of(person, on=on), state=state, cause=cause)
    found = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return CasePage(cases=[filled(CaseLine, one, number=one.pk) for one in found.rows], more=found.more)
