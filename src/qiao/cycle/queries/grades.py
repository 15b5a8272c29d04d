"""Reads of results, interviews, uses and plans."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from qiao.cycle.models import Cycle, CycleMember, GradeResult, GradeUse, ImprovementPlan, Interview, PlanReview
from qiao.cycle.queries.cycles import NUMBER_MOST, number_on
from qiao.cycle.rules import parameters
from qiao.cycle.rules.grades import PlanTerms, asks_plan
from qiao.office import queries as office
from qiao.office.rules.deciding import State

__all__ = (
    "GradeResult",
    "GradeUse",
    "ImprovementPlan",
    "Interview",
    "PlanReview",
    "asked_plans",
    "grades_on",
    "interview_of",
    "plan_of",
    "results_of",
    "uses_of",
)
EARLIER_MOST, USES_MOST = 20_000, 50


def grades_on(on: date) -> Mapping[str, int]:
    """The grades of the house on a day with the least points of each."""
    return office.parameter_table(parameters.GRADES.name, on=on)


def uses_on(on: date) -> Mapping[str, int]:
    """What may follow from which grade on a day."""
    return office.parameter_table(parameters.USES.name, on=on)


def results_of(members: Sequence[CycleMember]) -> dict[str, GradeResult]:
    """The results by person."""
    rows = GradeResult.objects.filter(member__in=[one.pk for one in members]).select_related("member")
    return {row.member.staff_id: row for row in rows}


def result_for(member: CycleMember) -> GradeResult | None:
    """One person's result."""
    return GradeResult.objects.filter(member=member).first()


def standing_grade(result: GradeResult | None) -> str:
    """The grade that stands: fixed, else calibrated, else proposed."""
    return "" if result is None else result.grade or result.calibrated or result.proposed


def asked_plans(one: Cycle, members: Sequence[CycleMember], *, on: date) -> set[str]:
    """Of whom a plan is asked, by the fixed grades of this cycle and of earlier ones."""
    terms = PlanTerms(number_on(parameters.PLAN_LOWEST.name, on=on), number_on(parameters.PLAN_IN_A_ROW.name, on=on))
    grades, own = grades_on(on), {row.staff_id: "" for row in members}
    own |= {staff_id: row.grade for staff_id, row in results_of(members).items()}
    before = _earlier(one, own)
    return {
        staff_id
        for staff_id, grade in own.items()
        if grade and asks_plan(grade, before.get(staff_id, []), grades=grades, terms=terms)
    }


def _earlier(one: Cycle, staff_ids: Collection[str]) -> dict[str, list[str]]:
    """By person the fixed grades of earlier cycles, the newest first."""
    rows = GradeResult.objects.filter(member__staff_id__in=list(staff_ids), member__cycle__lt=one.pk).exclude(grade="")
    found: dict[str, list[str]] = {}
    for staff_id, grade in rows.order_by("-member__cycle_id").values_list("member__staff_id", "grade")[:EARLIER_MOST]:
        found.setdefault(staff_id, []).append(grade)
    return found


def interview_of(member: CycleMember) -> Interview | None:
    """The interview with somebody."""
    return Interview.objects.select_related("request").filter(member=member).first()


def refused_words(interview: Interview) -> str:
    """In what words the person did not sign; '' where he or she did or has not answered."""
    request = interview.request
    if interview.unsigned:
        return interview.unsigned
    if request is None or request.state != State.REFUSED:
        return ""
    return interview.own_words or request.decision


def uses_of(member: CycleMember) -> list[GradeUse]:
    """The uses of somebody's result, the newest first."""
    return list(member.uses.select_related("request").order_by("-id")[:USES_MOST])


def use_of(number: int) -> GradeUse | None:
    """One use by its number."""
    rows = GradeUse.objects.select_related("member__cycle")
    return rows.filter(pk=number).first() if number < NUMBER_MOST else None


def plan_of(member: CycleMember) -> ImprovementPlan | None:
    """The plan of somebody."""
    rows = ImprovementPlan.objects.select_related("request", "decided_request", "member__cycle")
    return rows.filter(member=member).first()


def reviews_of(plan: ImprovementPlan) -> list[PlanReview]:
    """The reviews of a plan by their days."""
    return list(plan.reviews.order_by("due")[:USES_MOST])


def held_with(members: Collection[CycleMember]) -> set[int]:
    """With which members an interview is on file, by their keys."""
    rows = Interview.objects.filter(member__in=[one.pk for one in members])
    return set(rows.values_list("member_id", flat=True))
