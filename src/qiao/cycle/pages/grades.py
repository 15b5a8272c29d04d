"""Grades of a cycle: scores, reviews and proposals side by side, and their distribution by unit."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.cycle.actions import grading
from qiao.cycle.models import Cycle, CycleMember
from qiao.cycle.pages.telling import READ, WORDS_LETTERS, WRONG, grade_name, points, seen_cycle, told
from qiao.cycle.queries import cycles, grades
from qiao.cycle.rules.cycle import ORDER, STAGE_WORDS, Stage
from qiao.cycle.rules.grades import distribution, in_order
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.people.queries import staff as people

ID_LETTERS, GRADE_LETTERS = 64, 40
MILLION = 10**6


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_grades(request: HttpRequest, number: int) -> HttpResponse:
    """The grades of the people in sight; whoever looks finds no own line here."""
    person, on = person_of(request), clock.today()
    one = seen_cycle(person, number, on=on)
    require(person, READ)
    if request.method != "POST":
        return render(request, "cycle/grades.html", _whole(request, person, one, on=on))
    try:
        if request.POST.get("act") == "reckon":
            grading.reckon_again(number, on=on, actor=person)
        else:
            _grade(request, person, one, on=on)
    except Refusal as refusal:
        context = _whole(request, person, one, on=on) | {"refused": told(refusal)}
        return render(request, "cycle/grades.html", context, status=WRONG)
    return redirect("cycle_grades", number)


def _grade(request: HttpRequest, person: User, one: Cycle, *, on: date) -> None:
    member = cycles.member_of(one, request.POST.get("staff", "")[:ID_LETTERS])
    if member is None or not cycles.sees_member(person, member):
        raise Refusal("cycle.nobody", _("Nobody of this number is in the cycle."))
    grade, reason = request.POST.get("grade", "")[:GRADE_LETTERS], request.POST.get("reason", "")[:WORDS_LETTERS]
    act = grading.calibrate_grade if request.POST.get("act") == "calibrate" else grading.propose_grade
    act(member, grade=grade, reason=reason, on=on, actor=person)


def _whole(request: HttpRequest, person: User, one: Cycle, *, on: date) -> dict[str, Any]:
    rows = cycles.members_in(one, person, on=on).exclude(staff_id=person.staff_id or "-")
    cut, known, stage = cut_of(request.GET.get("page")), grades.grades_on(on), Stage(one.stage)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    results, everybody = grades.results_of(page.rows), list(rows)
    is_open = stage is Stage.APPRAISING
    alone = cycles.unled(page.rows, on=on) if is_open and person.post == "hr" else set()
    spread = _spread(one, everybody, known=known)
    return {
        "cycle": one,
        "stage": STAGE_WORDS[stage],
        "page": page,
        "names": people.staff_names([row.staff_id for row in page.rows]),
        "units": people.org_names(),
        "lines": [
            _line(person, row, results.get(row.staff_id), is_open=is_open, is_alone=row.staff_id in alone)
            for row in page.rows
        ],
        "grades": [(code, grade_name(code)) for code in in_order(known)],
        "spread": [
            {
                "unit": people.org_names().get(unit, unit),
                "counts": [(grade_name(code) if code else _("none yet"), count) for code, count in counts.items()],
            }
            for unit, counts in sorted(spread.items())
        ],
        "heads": [_("none yet"), *(grade_name(code) for code in in_order(known))],
        "chart": _chart(spread, known),
        "may_reckon": stage is Stage.APPRAISING and may(person, grading.OPEN, one.org_id),
        "reckoned": stage in ORDER[3:],
        "typed": {name: request.POST.get(name, "")[:WORDS_LETTERS] for name in ("staff", "grade", "reason")},
    }


def _line(person: User, row: CycleMember, result: Any, *, is_open: bool, is_alone: bool) -> dict[str, Any]:
    trouble = result.trouble if result is not None else {}
    return {
        "member": row,
        "result": result,
        "score": points(result.score_micro) if result is not None else "—",
        "review": points(result.review_micro) if result is not None else "—",
        "suggested": grade_name(result.suggested) if result is not None else "—",
        "proposed": grade_name(result.proposed) if result is not None else "—",
        "calibrated": grade_name(result.calibrated) if result is not None else "—",
        "grade": grade_name(result.grade) if result is not None else "—",
        "trouble": _trouble(trouble),
        "may_propose": is_open
        and result is not None
        and not result.calibrated
        and result.proposed_by in {"", person.username}
        and (may(person, grading.LEAD, str(row.pk)) or (is_alone and may(person, grading.STAND_IN, str(row.pk)))),
        "may_calibrate": is_open
        and result is not None
        and bool(result.proposed)
        and result.proposed_by != person.username
        and may(person, grading.CALIBRATE, row.staff_id),
    }


def _trouble(trouble: Mapping[str, Any]) -> str:
    words = str(trouble.get("words", ""))
    return _(words) % trouble["facts"] if words else ""


def _spread(one: Cycle, members: list[CycleMember], *, known: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """By the unit above the team: teams of a few people would say little."""
    results, parents = grades.results_of(members), cycles.units_of(one)
    pairs = (
        (parents.get(row.org_id) or row.org_id, grades.standing_grade(results.get(row.staff_id))) for row in members
    )
    return distribution(pairs, grades=known)


def _chart(spread: dict[str, dict[str, int]], known: Mapping[str, int]) -> dict[str, Any]:
    rows = [
        {"name": grade_name(code), "micro": sum(counts[code] for counts in spread.values()) * MILLION, "address": ""}
        for code in in_order(known)
    ]
    words = {"unit": _("people"), "measure": _("Grade"), "median": ""}
    return {"rows": rows if any(row["micro"] for row in rows) else [], "median": None, "words": words}
