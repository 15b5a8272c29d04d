"""What each manager carries against the norms."""

from django.http import HttpRequest
from ninja import Router

from qiao.contribution.queries import runs
from qiao.desk.api.door import Bearer, Page, Text, answers, asker, one_of
from qiao.desk.api.texts import share, yuan_of_fen
from qiao.desk.queries.load import Line, lines_of
from qiao.desk.rules.answers.load import LoadLine, LoadPage, LoadPart
from qiao.desk.rules.load import Carried, State
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.paging import Cut
from qiao.portfolio.rules.balancing import Part

router = Router(tags=["performance"], auth=Bearer("performance:read"))
MONEY = frozenset({Part.DEPOSITS, Part.LOANS})


@router.get("/load", response=answers(LoadPage), summary="The managers one sees with their load, the heaviest first")
def load_page(request: HttpRequest, *, unit: Text = "", state: Text = "", page: Page = 1) -> LoadPage:
    """Of a unit and below it, or of all one sees; `state` is over, nearly or room."""
    person, on = asker(request, "appraisal.league"), clock.today()
    one_of("state", state, (one.value for one in State))
    run = runs.newest_run()
    lines = lines_of(run, scope_of(person, on=on), unit, on=on)
    found = Cut(page).of([one for one in lines if not state or one.load.state == state])
    return LoadPage(
        on=on,
        month=run.month if run else None,
        count=len(lines),
        people=[_line(one) for one in found.rows],
        more=found.more,
    )


def _line(one: Line) -> LoadLine:
    heaviest, whole = one.load.heaviest, one.load.whole
    return LoadLine(
        staff_id=one.person.staff_id,
        name=one.person.name,
        org_id=one.person.org_id,
        level=one.person.level,
        load=None if whole is None else share(whole),
        state=one.load.state.value if one.load.state else None,
        heaviest=heaviest.part.value if heaviest else None,
        parts=[_part(part) for part in one.load.carried],
    )


def _part(one: Carried) -> LoadPart:
    def told(value: int) -> str:
        return yuan_of_fen(value) if one.part in MONEY else str(value)

    return LoadPart(part=one.part.value, held=told(one.held), norm=None if one.norm is None else told(one.norm))
