"""An improvement plan: goals, help, reviews, the person's answer, what came of it and what was decided."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.cycle.actions import improving
from qiao.cycle.actions.improving import Draft
from qiao.cycle.models import CycleMember
from qiao.cycle.pages.telling import WORDS_LETTERS, WRONG, grade_name, head_of, seen_member, told
from qiao.cycle.queries import grades
from qiao.cycle.rules.cycle import AFTER_FIXING
from qiao.cycle.rules.improving import ENDING_WORDS, PLAN_WORDS, PlanState
from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.typed import typed_in
from qiao.office import queries as office
from qiao.office.queries import signatures_of
from qiao.office.rules.deciding import State

FIELDS = ("goals", "help", "reviews", "until", "words", "ending")


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_plan(request: HttpRequest, number: int, staff_id: str) -> HttpResponse:
    """The plan of somebody, or the form of one where it is asked for."""
    person, on = person_of(request), clock.today()
    member = seen_member(person, number, staff_id)
    asked = member.cycle.stage in AFTER_FIXING and staff_id in grades.asked_plans(member.cycle, [member], on=on)
    if grades.plan_of(member) is None and not asked:
        raise Http404
    if request.method != "POST":
        if person.staff_id != staff_id:
            opened(person, f"cycle {number} {staff_id} plan")
        return render(request, "cycle/plan.html", _whole(person, member, {}))
    typed = typed_in(request, FIELDS, most=WORDS_LETTERS)
    try:
        _act(request.POST.get("act", ""), member, typed, on=on, person=person)
    except Refusal as refusal:
        context = _whole(person, member, typed) | {"refused": told(refusal)}
        return render(request, "cycle/plan.html", context, status=WRONG)
    return redirect("cycle_plan", number, staff_id)


def _act(act: str, member: CycleMember, typed: dict[str, str], *, on: date, person: User) -> None:
    match act:
        case "open":
            draft = Draft(typed["goals"], typed["help"], typed["reviews"], day_of_text(typed["until"]))
            improving.open_plan(member, draft, on=on, actor=person)
        case "review":
            improving.note_review(member, words=typed["words"], on=on, actor=person)
        case "end":
            until = day_of_text(typed["until"])
            improving.end_plan(member, ending=typed["ending"], words=typed["words"], until=until, on=on, actor=person)
        case "unmet":
            improving.ask_unmet(member, words=typed["words"], on=on, actor=person)


def _whole(person: User, member: CycleMember, typed: dict[str, str]) -> dict[str, Any]:
    plan, head, result = grades.plan_of(member), head_of(person, member), grades.result_for(member)
    request = plan.request if plan is not None else None
    is_open = plan is not None and plan.state == PlanState.OPEN
    unmet = office.open_approval(improving.UNMET, str(member.pk))
    return head | {
        "plan": plan,
        "grade": grade_name(result.grade) if result is not None else "—",
        "state": PLAN_WORDS[PlanState(plan.state)] if plan is not None else "",
        "reviews": grades.reviews_of(plan) if plan is not None else [],
        "signatures": signatures_of(request) if request is not None else [],
        "refusal": request.decision if request is not None and request.state == State.REFUSED else "",
        "request": request if request is not None and request.state == State.ASKED else None,
        "may_open": plan is None and bool(head["leads"]),
        "may_follow": is_open and bool(head["leads"]),
        "endings": [(one.value, words) for one, words in ENDING_WORDS.items()],
        "unmet": unmet,
        "may_unmet": plan is not None
        and plan.state == PlanState.UNMET
        and unmet is None
        and may(person, improving.PROPOSE, str(member.pk)),
        "typed": typed,
    }
