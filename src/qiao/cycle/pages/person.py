"""One person in a cycle: the standards with targets, signature or objection, the talk at mid-term, the result."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.appraisal.rules.measures import MEASURE_WORDS, Measure
from qiao.cycle.actions import agreeing
from qiao.cycle.models import CycleMember
from qiao.cycle.pages.progress import way_told
from qiao.cycle.pages.telling import WORDS_LETTERS, WRONG, grade_name, head_of, points, seen_member, told
from qiao.cycle.queries import cycles, grades, standards
from qiao.cycle.queries.progress import progress_of, talks_of
from qiao.cycle.rules.cycle import AFTER_FIXING, SIGNED_IN, Stage
from qiao.cycle.rules.standards import SIGNING_WORDS, Signing
from qiao.ground import clock
from qiao.ground.authority import person_of
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.refusals import Refusal

OPEN_FOR = frozenset({Signing.OPEN, Signing.SUPERSEDED})


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_person(request: HttpRequest, number: int, staff_id: str) -> HttpResponse:
    """Somebody's place in a cycle, as the person, who leads, human resources and auditors read it."""
    person, on = person_of(request), clock.today()
    member = seen_member(person, number, staff_id)
    if request.method != "POST":
        if person.staff_id != staff_id:
            opened(person, f"cycle {number} {staff_id}")
        return render(request, "cycle/person.html", _whole(person, member, on=on))
    words = request.POST.get("words", "")[:WORDS_LETTERS]
    try:
        match request.POST.get("act"):
            case "accept":
                agreeing.accept(number, staff_id, words=words, on=on, actor=person)
            case "object":
                agreeing.object_to(number, staff_id, words=words, actor=person)
            case "answer":
                agreeing.answer_objection(number, staff_id, words=words, actor=person)
            case "talk":
                agreeing.note_talk(number, staff_id, words=words, actor=person)
    except Refusal as refusal:
        context = _whole(person, member, on=on) | {"refused": told(refusal), "typed": words}
        return render(request, "cycle/person.html", context, status=WRONG)
    return redirect("cycle_person", number, staff_id)


def _whole(person: User, member: CycleMember, *, on: date) -> dict[str, Any]:
    one, head = member.cycle, head_of(person, member)
    stand = standards.standings(one, [member])[member.staff_id]
    progress = progress_of(one, [member], on=on)
    result, own = grades.result_for(member), bool(head["own"])
    fixed = one.stage in AFTER_FIXING
    interview = grades.interview_of(member)
    return head | {
        "stand": stand,
        "signing": SIGNING_WORDS[stand.signing],
        "care": stand.signing is not Signing.SIGNED,
        "indicators": stand.standards.indicators,
        "targets": [
            (_(MEASURE_WORDS[Measure(name)]), money_text(yuan_of_fen(fen))) for name, fen in stand.standards.targets
        ],
        "request": standards.open_request(member),
        "not_joined": standards.refused_request(member),
        "agreements": standards.agreements_of(member),
        "objections": standards.objections_of(member),
        "ways": [way_told(way, tolerance_bp=progress.tolerance_bp) for way in progress.ways[member.staff_id]],
        "months": progress.months,
        "talks": talks_of(member),
        "may_sign": own and one.stage in SIGNED_IN and stand.signing in OPEN_FOR,
        "may_answer": bool(head["leads"]) and stand.signing is Signing.OBJECTED,
        "may_talk": bool(head["leads"]) and one.stage == Stage.RUNNING,
        "result": result if fixed or not own else None,
        "score": points(result.score_micro) if result is not None else "",
        "review": points(result.review_micro) if result is not None else "",
        "grade": grade_name(result.grade if own else grades.standing_grade(result)) if result is not None else "",
        "reads_talk": cycles.reads_talk(person, member, noted_by=interview.noted_by if interview is not None else "")
        or bool(head["leads"]),
        "fixed": fixed,
        "plan": grades.plan_of(member),
        "asks_plan": fixed and member.staff_id in grades.asked_plans(one, [member], on=on),
        "typed": "",
    }
