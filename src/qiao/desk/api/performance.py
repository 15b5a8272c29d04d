"""Performance: a person's spans to date against targets and earlier spans, the estimate, the months; targets."""

from django.http import Http404, HttpRequest
from ninja import Router

from qiao.appraisal.queries.performance import Month as PersonMonth
from qiao.appraisal.queries.performance import ToDate, performance_of
from qiao.appraisal.queries.targets import listed_targets
from qiao.contribution.queries import figures
from qiao.desk.api.door import Bearer, Month, Page, Text, answers, asker, demand_sight, run_or_404
from qiao.desk.api.forms import standing_line
from qiao.desk.api.texts import filled, filled_or_none
from qiao.desk.queries.person import MonthLine, months_of, seen_person
from qiao.desk.rules.answers.figures import StandingLine
from qiao.desk.rules.answers.performance import (
    ForecastLine,
    HeldLine,
    MonthFigures,
    PerformanceWhole,
    PersonMonthLine,
    SpanLine,
    TargetLine,
    TargetPage,
)
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.paging import Cut
from qiao.people.queries import staff as people

router = Router(tags=["performance"], auth=Bearer("performance:read"))


@router.get("/performance/{staff_id}", response=answers(PerformanceWhole), summary="A person's performance to date")
def performance(request: HttpRequest, staff_id: str, month: Month = "") -> PerformanceWhole:
    """Month, quarter and year up to a settled month; of oneself and of the people one sees."""
    person = asker(request, "desk.today")
    demand_sight(person, staff_id)
    staff, run = people.staff_of(staff_id), run_or_404(month)
    if staff is None:
        raise Http404
    found = performance_of(staff_id, month=run.month)
    return filled(
        PerformanceWhole,
        found,
        name=staff.name,
        flagged=bool(figures.flagged(run, kind="staff", keys=[staff_id])),
        spans=[_span(one) for one in found.spans.values()],
        months={one.run.month: _month(one) for one in found.months},
        forecast=filled_or_none(ForecastLine, found.forecast),
    )


def _span(one: ToDate) -> SpanLine:
    return filled(SpanLine, one, span=one.span.value, held=[filled(HeldLine, held) for held in one.held])


def _month(one: PersonMonth) -> MonthFigures | None:
    return filled_or_none(MonthFigures, one.figures)


@router.get(
    "/people/{staff_id}/months", response=answers(list[PersonMonthLine]), summary="The settled months of a person"
)
def person_months(request: HttpRequest, staff_id: str) -> list[PersonMonthLine]:
    """Oldest first, at most thirteen; of oneself and of the people one sees."""
    person = asker(request, "desk.today")
    if seen_person(person, staff_id, on=clock.today()) is None:
        raise Http404
    return [
        PersonMonthLine(month=line.run.month, run=line.run.pk, standing=_standing(line)) for line in months_of(staff_id)
    ]


def _standing(line: MonthLine) -> StandingLine | None:
    if line.standing is None:
        return None
    return standing_line(line.standing, frozenset({line.standing.staff_id} if line.flagged else ()))


@router.get("/targets", response=answers(TargetPage), summary="Targets that hold for the people one sees")
def target_list(request: HttpRequest, *, period: Text = "", page: Page = 1) -> TargetPage:
    """The newest period first, 50 a page."""
    person, cut = asker(request, "appraisal.targets"), Cut(page)
    rows = listed_targets(scope_of(person, on=clock.today()), period=period)
    found = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    names = people.staff_names([row.staff_id for row in found.rows])
    lines = [filled(TargetLine, row, name=names.get(row.staff_id, row.staff_id)) for row in found.rows]
    return TargetPage(targets=lines, more=found.more)
