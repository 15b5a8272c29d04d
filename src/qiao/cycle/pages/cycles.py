"""Cycles: the list with one's own places, a new one, one with its stages and what is open."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.appraisal.rules.measures import MEASURE_WORDS, Measure
from qiao.appraisal.rules.targets import TARGETED
from qiao.cycle.actions import opening
from qiao.cycle.actions.opening import OPEN, Wish
from qiao.cycle.models import Cycle
from qiao.cycle.pages.telling import READ, SEE, WORDS_LETTERS, WRONG, grade_name, seen_cycle, told
from qiao.cycle.queries import cycles, grades, standards
from qiao.cycle.queries.duties import unsigned_of
from qiao.cycle.rules.cycle import ORDER, STAGE_WORDS, Stage, next_of
from qiao.cycle.rules.standards import SIGNING_WORDS, Signing
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.typed import typed_in
from qiao.people.queries import staff as people

DAYS = ("agree_by", "midterm_by", "appraise_by", "interview_by")
UNSIGNED = "unsigned"
FIELDS = ("name", "unit", "period", *DAYS)


def cycle_list(request: HttpRequest) -> HttpResponse:
    """One's own places in cycles, and the cycles in sight."""
    person, on = person_of(request), clock.today()
    require(person, SEE)
    reads, cut = may(person, READ), cut_of(request.GET.get("page"))
    rows = cycles.cycles_in(scope_of(person, on=on)) if reads else Cycle.objects.none()
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    own = [
        (member, standards.standings(member.cycle, [member])[member.staff_id].signing, grades.result_for(member))
        for member in cycles.own_members(person.staff_id)[:6]
    ]
    context = {
        "page": page,
        "units": people.org_names(),
        "words": {one.value: words for one, words in STAGE_WORDS.items()},
        "own": [
            {
                "member": member,
                "stage": STAGE_WORDS[Stage(member.cycle.stage)],
                "signing": SIGNING_WORDS[signing],
                "care": signing is not Signing.SIGNED,
                "grade": grade_name(result.grade) if result is not None else "—",
            }
            for member, signing, result in own
        ],
        "reads": reads,
        "may_open": may(person, OPEN),
    }
    return render(request, "cycle/cycles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_new(request: HttpRequest) -> HttpResponse:
    """Open a cycle."""
    person, on = person_of(request), clock.today()
    require(person, OPEN)
    typed: dict[str, Any] = dict(typed_in(request, FIELDS))
    typed["measures"] = [name[:20] for name in request.POST.getlist("measure")[: len(TARGETED) + 1]]
    context = {
        "units": people.org_tree(scope_of(person, on=on)),
        "measures": [(one.value, _(MEASURE_WORDS[one])) for one in Measure if one in TARGETED],
        "typed": typed,
    }
    if request.method != "POST":
        return render(request, "cycle/new.html", context)
    wish = Wish(
        typed["name"],
        typed["unit"],
        typed["period"],
        typed["measures"],
        [day_of_text(typed[name]) for name in DAYS],
    )
    try:
        made = opening.open_cycle(wish, on=on, actor=person)
    except Refusal as refusal:
        return render(request, "cycle/new.html", context | {"refused": told(refusal)}, status=WRONG)
    return redirect("cycle", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def cycle(request: HttpRequest, number: int) -> HttpResponse:
    """One cycle: its stages with who moved it, its people in sight with how each stands."""
    person, on = person_of(request), clock.today()
    found = seen_cycle(person, number, on=on)
    if request.method != "POST":
        return render(request, "cycle/cycle.html", _whole(request, person, found, on=on))
    try:
        if request.POST.get("act") == "move":
            stage, reason = request.POST.get("stage", ""), request.POST.get("reason", "")[:WORDS_LETTERS]
            opening.move_on(number, stage=stage, reason=reason, on=on, actor=person)
        elif request.POST.get("act") == "newcomers":
            opening.take_in_newcomers(number, on=on, actor=person)
    except Refusal as refusal:
        context = _whole(request, person, found, on=on) | {"refused": told(refusal)}
        return render(request, "cycle/cycle.html", context, status=WRONG)
    return redirect("cycle", number)


def _whole(request: HttpRequest, person: User, one: Cycle, *, on: date) -> dict[str, Any]:
    cut, rows = cut_of(request.GET.get("page")), cycles.members_in(one, person, on=on)
    unsigned = request.GET.get("show") == UNSIGNED
    page = (
        cut.of(unsigned_of(one, list(rows))) if unsigned else cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    )
    stands, results = standards.standings(one, page.rows), grades.results_of(page.rows)
    held, shows = grades.held_with(page.rows), _shows(person)
    stage, opens = Stage(one.stage), may(person, OPEN, one.org_id)
    following = next_of(stage)
    return {
        "cycle": one,
        "unit": people.org_names().get(one.org_id, one.org_id),
        "stages": _stages(one, stage, on=on),
        "stage": STAGE_WORDS[stage],
        "unsigned": unsigned,
        "page": page,
        "names": people.staff_names([row.staff_id for row in page.rows]),
        "unit_names": people.org_names(),
        "lines": [
            {
                "member": row,
                "signing": SIGNING_WORDS[stands[row.staff_id].signing],
                "care": stands[row.staff_id].signing is not Signing.SIGNED,
                "grade": grade_name(
                    results[row.staff_id].grade or (grades.standing_grade(results[row.staff_id]) if shows else "")
                )
                if row.staff_id in results and (row.staff_id != person.staff_id or results[row.staff_id].grade)
                else "—",
                "talked": row.pk in held,
            }
            for row in page.rows
        ],
        "measures": [_(MEASURE_WORDS[Measure(name)]) for name in one.measures],
        "reads": may(person, READ),
        "opens": opens,
        "next": STAGE_WORDS[following] if following is not None else "",
        "newcomers": len(cycles.newcomers_of(one, on=on)) if opens and stage in ORDER[:3] else 0,
        "past_grades": stage in ORDER[3:],
    }


def _shows(person: User) -> bool:
    return may(person, READ)


def _stages(one: Cycle, stage: Stage, *, on: date) -> list[dict[str, Any]]:
    days = {
        Stage.SETTING: None,
        Stage.AGREEING: one.agree_by,
        Stage.RUNNING: one.midterm_by,
        Stage.APPRAISING: one.appraise_by,
        Stage.INTERVIEWING: one.interview_by,
        Stage.CLOSED: None,
    }
    moved = {row.new: row for row in cycles.moves_of(one)}
    place = ORDER.index(stage)
    return [
        {
            "words": STAGE_WORDS[each],
            "day": days[each],
            "is_now": each is stage,
            "is_past": number < place,
            "is_late": each is stage and each is not Stage.RUNNING and (days[each] or on) < on,
            "move": moved.get(each.value),
            "by": one.opened_by if each is Stage.SETTING else "",
            "at": one.opened_at if each is Stage.SETTING else None,
        }
        for number, each in enumerate(ORDER)
    ]
