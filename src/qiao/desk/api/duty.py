"""Rotation, leave, draws and exits of the people one sees."""

from django.http import HttpRequest
from ninja import Router

from qiao.desk.api.door import Bearer, Page, Text, answers, asker, one_of
from qiao.desk.api.texts import filled
from qiao.desk.rules.answers.duty import (
    DrawLine,
    DrawPage,
    DueLine,
    DuePage,
    ExitLine,
    ExitPage,
    LeaveLine,
    LeavePage,
)
from qiao.duty.queries import draws, exits, leaves
from qiao.duty.queries.calendar import Line, calendar_of
from qiao.duty.rules.due import WHY_WORDS, State, What
from qiao.duty.rules.exits import ExitState
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.paging import Cut
from qiao.ground.saying import fill
from qiao.people.queries import staff as people

router = Router(tags=["people"], auth=Bearer("people:read"))


@router.get("/duty/calendar", response=answers(DuePage), summary="Who is due for other customers, another post, leave")
def calendar(request: HttpRequest, *, unit: Text = "", what: Text = "", state: Text = "", page: Page = 1) -> DuePage:
    """Of a unit and below it, or of all one sees, the nearest first; 50 lines a page."""
    person, on = asker(request, "duty.see"), clock.today()
    one_of("what", what, (one.value for one in What))
    one_of("state", state, (one.value for one in State))
    below = people.orgs_below(unit) if unit else None
    found = calendar_of(scope_of(person, on=on), org_ids=below, on=on, reader=person.staff_id)
    lines = [one for one in found.lines if what in {"", one.due.what} and state in {"", one.due.state}]
    cut = Cut(page).of(lines)
    return DuePage(
        on=on, people=found.people, learned=found.learned, due=[_due(one) for one in cut.rows], more=cut.more
    )


def _due(line: Line) -> DueLine:
    person, due = line.person, line.due
    return DueLine(
        staff_id=person.staff_id,
        name=person.name,
        org_id=person.org_id,
        post=person.post,
        what=due.what.value,
        last=due.last,
        left_days=due.left_days,
        state=due.state.value,
        why=fill(WHY_WORDS[due.what], dict(due.facts)),
        away=line.away,
    )


@router.get("/duty/leaves", response=answers(LeavePage), summary="Leaves of the people one sees")
def leave_page(request: HttpRequest, *, every: bool = False, page: Page = 1) -> LeavePage:
    """Those not over, or every one; never one's own, of which one is told on the page; 50 a page."""
    person, on = asker(request, "duty.see"), clock.today()
    rows = leaves.leaves_in(scope_of(person, on=on), running_on=None if every else on)
    rows = rows.exclude(staff_id=person.staff_id) if person.staff_id else rows
    cut = Cut(page)
    found = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    told = [filled(LeaveLine, one, number=one.pk, draw=one.draw_id, request=one.approval_id) for one in found.rows]
    return LeavePage(leaves=told, more=found.more)


@router.get("/duty/draws", response=answers(DrawPage), summary="Draws for surprise leave, each repeated")
def draw_page(request: HttpRequest, page: Page = 1) -> DrawPage:
    """The newest first, 50 a page; for those who may read draws."""
    asker(request, "duty.see_draws")
    found = Cut(page).of(draws.draws())
    told = [
        filled(DrawLine, one, number=one.pk, people=len(one.listed), whole=draws.is_whole(one)) for one in found.rows
    ]
    return DrawPage(draws=told, more=found.more)


@router.get("/duty/exits", response=answers(ExitPage), summary="Exits of the people one sees")
def exit_page(request: HttpRequest, *, state: Text = "", page: Page = 1) -> ExitPage:
    """`state` is open, closed or withdrawn; 50 a page. The dossier is read on the page."""
    person, on = asker(request, "duty.see"), clock.today()
    one_of("state", state, (one.value for one in ExitState))
    cut, rows = Cut(page), exits.exits_in(scope_of(person, on=on), state=state)
    found = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    told = [
        filled(ExitLine, one, number=one.pk, signed=[row.code for row in exits.signed_in(one)]) for one in found.rows
    ]
    return ExitPage(exits=told, more=found.more)
