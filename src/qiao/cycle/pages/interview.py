"""The feedback interview: what who leads noted, the person's own words, both signatures."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.cycle.actions import interviewing
from qiao.cycle.actions.interviewing import Noted
from qiao.cycle.models import CycleMember
from qiao.cycle.pages.telling import WORDS_LETTERS, WRONG, grade_name, head_of, seen_member, told
from qiao.cycle.queries import cycles, grades
from qiao.cycle.rules.cycle import AFTER_FIXING
from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.typed import typed_in
from qiao.office.queries import signatures_of
from qiao.office.rules.deciding import State

VERSIONS_MOST = 20
FIELDS = ("held", "strengths", "improve", "steps", "words")


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_interview(request: HttpRequest, number: int, staff_id: str) -> HttpResponse:
    """The interview with somebody; a lead who did not hold it reads nothing of it."""
    person, on = person_of(request), clock.today()
    member = seen_member(person, number, staff_id)
    found = grades.interview_of(member)
    reads = cycles.reads_talk(person, member, noted_by=found.noted_by if found is not None else "")
    if not reads and not (found is None and may(person, interviewing.LEAD, str(member.pk))):
        raise Http404
    if request.method != "POST":
        if person.staff_id != staff_id:
            opened(person, f"cycle {number} {staff_id} interview")
        return render(request, "cycle/interview.html", _whole(person, member, {}, on=on))
    typed = typed_in(request, FIELDS, most=WORDS_LETTERS)
    try:
        match request.POST.get("act"):
            case "note":
                noted = Noted(day_of_text(typed["held"]), typed["strengths"], typed["improve"], typed["steps"])
                interviewing.note_interview(member, noted, on=on, actor=person)
            case "sign" | "refuse" as act:
                interviewing.sign_interview(member, words=typed["words"], signs=act == "sign", on=on, actor=person)
            case "unsigned":
                interviewing.note_unsigned(member, words=typed["words"], actor=person)
    except Refusal as refusal:
        context = _whole(person, member, typed, on=on) | {"refused": told(refusal)}
        return render(request, "cycle/interview.html", context, status=WRONG)
    return redirect("cycle_interview", number, staff_id)


def _whole(person: User, member: CycleMember, typed: dict[str, str], *, on: date) -> dict[str, Any]:
    found, result, head = grades.interview_of(member), grades.result_for(member), head_of(person, member)
    state = found.request.state if found is not None and found.request is not None else ""
    may_note = bool(head["leads"]) and member.cycle.stage in AFTER_FIXING and state != State.APPROVED
    if found is not None and not typed:
        typed = {"strengths": found.strengths, "improve": found.improve, "steps": found.steps, "words": ""}
        typed["held"] = found.held_on.isoformat()
    return head | {
        "interview": found,
        "grade": grade_name(result.grade) if result is not None else "—",
        "signatures": signatures_of(found.request) if found is not None and found.request is not None else [],
        "refused_words": grades.refused_words(found) if found is not None else "",
        "versions": list(reversed(found.versions))[:VERSIONS_MOST] if found is not None else [],
        "is_signed": state == State.APPROVED,
        "may_sign": bool(head["own"]) and state == State.ASKED,
        "may_note": may_note and (found is None or found.noted_by == person.username),
        "may_unsigned": bool(head["leads"]) and state == State.ASKED and found is not None and not found.unsigned,
        "typed": typed or {"held": on.isoformat()},
    }
