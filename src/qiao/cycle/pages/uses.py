"""What follows from somebody's result: uses proposed, decided by a second person, with what came of each."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.cycle.actions import using
from qiao.cycle.actions.using import Proposal
from qiao.cycle.models import CycleMember
from qiao.cycle.pages.telling import WORDS_LETTERS, WRONG, grade_name, head_of, seen_member, told
from qiao.cycle.queries import grades
from qiao.cycle.rules.cycle import AFTER_FIXING
from qiao.cycle.rules.uses import USE_STATE_WORDS, USE_WORDS, UseSort, UseState, may_follow
from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.typed import typed_in

FIELDS = ("sort", "words", "topic", "hours", "use")
NUMBER_LETTERS = 18
WAYS = {UseSort.LEVEL: "career", UseSort.ROTATION: "duty_person", UseSort.PAY: "pay_person"}


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_uses(request: HttpRequest, number: int, staff_id: str) -> HttpResponse:
    """The uses of one result; oneself reads what was agreed to."""
    person, on = person_of(request), clock.today()
    member = seen_member(person, number, staff_id)
    if member.cycle.stage not in AFTER_FIXING:
        raise Http404
    if request.method != "POST":
        return render(request, "cycle/uses.html", _whole(person, member, on=on))
    typed = typed_in(request, FIELDS, most=WORDS_LETTERS)
    try:
        if request.POST.get("act") == "propose":
            wish = Proposal(typed["sort"], typed["words"], typed["topic"], typed["hours"])
            using.propose_use(member, wish, on=on, actor=person)
        elif request.POST.get("act") == "outcome":
            number_text = typed["use"][:NUMBER_LETTERS]
            found = grades.use_of(int(number_text)) if number_text.isascii() and number_text.isdigit() else None
            if found is None or found.member_id != member.pk:
                raise Http404
            using.note_outcome(found.pk, words=typed["words"], actor=person)
    except Refusal as refusal:
        context = _whole(person, member, on=on) | {"refused": told(refusal), "typed": typed}
        return render(request, "cycle/uses.html", context, status=WRONG)
    return redirect("cycle_uses", number, staff_id)


def _whole(person: User, member: CycleMember, *, on: date) -> dict[str, Any]:
    head, result = head_of(person, member), grades.result_for(member)
    grade, proposes = (result.grade if result is not None else ""), may(person, using.PROPOSE, str(member.pk))
    rows = grades.uses_of(member)
    shown = rows if not head["own"] else [row for row in rows if row.state != UseState.PROPOSED]
    return head | {
        "grade": grade_name(grade),
        "lines": [
            {
                "use": row,
                "words": USE_WORDS[UseSort(row.sort)],
                "state": _("use refused")
                if row.state == UseState.PROPOSED
                and row.request is not None
                and row.request.state in {"refused", "withdrawn"}
                else USE_STATE_WORDS[UseState(row.state)],
                "way": reverse(WAYS[UseSort(row.sort)], args=[member.staff_id])
                if UseSort(row.sort) in WAYS and row.state == UseState.AGREED and not head["own"]
                else "",
                "may_outcome": proposes and row.state == UseState.AGREED,
                "may_read": row.request is not None and not head["own"],
            }
            for row in shown
        ],
        "sorts": [(one.value, USE_WORDS[one]) for one in may_follow(grade, table=grades.uses_on(on))],
        "may_propose": proposes,
        "typed": {},
    }
