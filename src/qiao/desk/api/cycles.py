"""Performance cycles, how agreements stand, and results; each of the people one sees, and one's own."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.cycle.queries import cycles, grades, standards
from qiao.cycle.queries.cycles import Cycle, CycleMember
from qiao.cycle.queries.grades import GradeResult
from qiao.cycle.queries.standards import Stand
from qiao.cycle.rules.cycle import Stage
from qiao.desk.api.door import Bearer, Page, Text, answers, asker, one_of
from qiao.desk.api.texts import filled, yuan_of_fen
from qiao.desk.rules.answers.cycles import (
    AgreementLine,
    AgreementPage,
    CycleLine,
    CyclePage,
    CycleTarget,
    ResultLine,
    ResultPage,
)
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import Cut
from qiao.ground.paging import Page as Rows

router = Router(tags=["performance"], auth=Bearer("performance:read"))
SEE = "cycle.see"
MICRO_PLACES = 6


@router.get("/cycles", response=answers(CyclePage), summary="Performance cycles with somebody one sees")
def cycle_page(request: HttpRequest, *, stage: Text = "", page: Page = 1) -> CyclePage:
    """The newest first, 50 a page; whoever reads no cycles finds those he or she is in."""
    person, cut = asker(request, SEE), Cut(page)
    one_of("stage", stage, (one.value for one in Stage))
    if person.post in cycles.READING:
        rows = cycles.cycles_in(scope_of(person, on=clock.today()))
    else:
        rows = Cycle.objects.filter(members__staff_id=person.staff_id or "-").order_by("-id")
    rows = rows.filter(stage=stage) if stage else rows
    found = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return CyclePage(cycles=[filled(CycleLine, one, number=one.pk) for one in found.rows], more=found.more)


@router.get("/cycles/{number}/agreements", response=answers(AgreementPage), summary="How agreements of a cycle stand")
def agreement_page(request: HttpRequest, number: int, *, page: Page = 1) -> AgreementPage:
    """Those one sees by unit and person, 50 a page."""
    one, found, _person = _members(request, number, page=page)
    stands = standards.standings(one, found.rows)
    lines = [_agreement(row, stands[row.staff_id]) for row in found.rows]
    return AgreementPage(cycle=one.pk, agreements=lines, more=found.more)


@router.get("/cycles/{number}/results", response=answers(ResultPage), summary="Results of a cycle")
def result_page(request: HttpRequest, number: int, *, page: Page = 1) -> ResultPage:
    """Those one sees by unit and person, 50 a page; of oneself once it is fixed."""
    one, found, person = _members(request, number, page=page)
    results = grades.results_of(found.rows)
    shown = [row for row in found.rows if row.staff_id in results]
    lines = [_result(row, results[row.staff_id]) for row in shown if _reads(person, row, results[row.staff_id])]
    return ResultPage(cycle=one.pk, results=lines, more=found.more)


def _reads(person: User, row: CycleMember, result: GradeResult) -> bool:
    return row.staff_id != person.staff_id or bool(result.grade)


def _members(request: HttpRequest, number: int, *, page: int) -> tuple[Cycle, Rows[CycleMember], User]:
    person, on, cut = asker(request, SEE), clock.today(), Cut(page)
    one = cycles.cycle_of(number) if number > 0 else None
    if one is None or not cycles.sees_cycle(person, one, on=on):
        raise Http404
    rows = cycles.members_in(one, person, on=on)
    return one, cut.page(list(rows[cut.offset : cut.offset + cut.limit])), person


def _agreement(row: CycleMember, stand: Stand) -> AgreementLine:
    targets = [CycleTarget(measure=name, amount=yuan_of_fen(fen)) for name, fen in stand.standards.targets]
    return AgreementLine(
        staff_id=row.staff_id,
        org_id=row.org_id,
        signing=stand.signing.value,
        schemes=list(stand.standards.schemes),
        digest=stand.agreement.digest if stand.agreement is not None else "",
        targets=targets,
    )


def _result(row: CycleMember, result: GradeResult) -> ResultLine:
    score, review = (
        None if micro is None else text_of_scaled(micro, places=MICRO_PLACES)
        for micro in (result.score_micro, result.review_micro)
    )
    given = {"staff_id": row.staff_id, "org_id": row.org_id, "score": score, "review": review}
    return filled(ResultLine, result, **given)
