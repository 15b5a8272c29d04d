"""Rounds of review: the list with what one has to answer, a new one, one with its people; as a file."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.sheets import Number
from qiao.people.queries import staff as people
from qiao.reviews.actions import rounds as actions
from qiao.reviews.pages.telling import WRONG, points, told
from qiao.reviews.queries import rounds as queries
from qiao.reviews.queries.rounds import ReviewPerson, ReviewRound
from qiao.reviews.rules.questionnaire import TEXT_MOST
from qiao.reviews.rules.rounds import ROUND_WORDS, WORDS_MOST, RoundState
from qiao.reviews.rules.scoring import Result

FIELDS = ("code", "unit", "period", "until", "served", "new_code")
LETTERS_MOST = 400


def review_rounds(request: HttpRequest) -> HttpResponse:
    """What one has to answer, one's own results, and the rounds of the units one sees."""
    person, on = person_of(request), clock.today()
    require(person, "reviews.see")
    reads, cut = may(person, "reviews.rounds"), cut_of(request.GET.get("page"))
    rows = queries.rounds_in(scope_of(person, on=on)) if reads else ReviewRound.objects.none()
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    due = queries.due_ratings(person.staff_id) if person.staff_id else []
    own = list(queries.own_results(person.staff_id)[:12]) if person.staff_id else []
    context = {
        "page": page,
        "units": people.org_names(),
        "words": {one.value: words for one, words in ROUND_WORDS.items()},
        "due": due,
        "names": people.staff_names([one.person.staff_id for one in due]),
        "own": [(one, points(queries.points_text(_value(one)))) for one in own],
        "reads": reads,
        "may_open": may(person, actions.OPEN),
        "on": on,
    }
    return render(request, "reviews/rounds.html", context)


def _value(one: ReviewPerson) -> int | None:
    return one.score_micro if one.calibrated_micro is None else one.calibrated_micro


@require_http_methods(["GET", "HEAD", "POST"])
def review_new(request: HttpRequest) -> HttpResponse:
    """Keep a questionnaire, or open a round."""
    person, on = person_of(request), clock.today()
    require(person, actions.OPEN)
    typed = {name: request.POST.get(name, "")[:LETTERS_MOST] for name in FIELDS}
    typed["text"] = request.POST.get("text", "")[: TEXT_MOST + 1]
    context = {
        "questionnaires": queries.questionnaires(),
        "units": people.org_tree(scope_of(person, on=on)),
        "typed": typed,
    }
    if request.method != "POST":
        return render(request, "reviews/new.html", context)
    try:
        if request.POST.get("act") == "questionnaire":
            actions.keep_questionnaire(typed["new_code"], typed["text"], actor=person)
            return redirect("review_new")
        made = actions.open_round(
            typed["code"],
            org_id=typed["unit"],
            period=typed["period"].strip(),
            until=day_of_text(typed["until"]),
            served=typed["served"].replace("，", " ").replace(",", " ").split(),
            on=on,
            actor=person,
        )
    except Refusal as refusal:
        return render(request, "reviews/new.html", context | {"refused": told(refusal)}, status=WRONG)
    return redirect("review_round", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def review_round(request: HttpRequest, number: int) -> HttpResponse:
    """One round: who was asked, who answered how much; once no more answers are taken, what came of it."""
    person, on, found = person_of(request), clock.today(), queries.round_of(number)
    require(person, "reviews.see")
    if found is None or not queries.sees_round(person, found, on=on):
        raise Http404
    if request.method != "POST":
        return render(request, "reviews/round.html", _whole(person, found, on=on))
    try:
        if request.POST.get("act") == "end":
            actions.end_collecting(number, reason=request.POST.get("text", "")[: WORDS_MOST + 1], on=on, actor=person)
        elif request.POST.get("act") == "close":
            actions.close_round(number, on=on, actor=person)
    except Refusal as refusal:
        context = _whole(person, found, on=on) | {"refused": told(refusal)}
        return render(request, "reviews/round.html", context, status=WRONG)
    return redirect("review_round", number)


def _whole(person: User, found: ReviewRound, *, on: date) -> dict[str, Any]:
    shows = found.state != RoundState.COLLECTING
    hides = "" if person.post in {"hr", "auditor"} else person.staff_id
    results = {who: one for who, one in queries.results_for(found, on=on).items() if who != hides} if shows else {}
    rows = [one for one in queries.progress_of(found) if one.staff_id != hides]
    names = people.staff_names([one.staff_id for one in rows])
    opens = may(person, actions.OPEN, found.org_id)
    severities = queries.severities_in(found, on=on) if shows else []
    return {
        "round": found,
        "unit": people.org_names().get(found.org_id, found.org_id),
        "state": ROUND_WORDS[RoundState(found.state)],
        "lines": [_line(one, results.get(one.staff_id)) for one in rows],
        "names": names,
        "shows": shows,
        "severities": [(points(off), count, off < 0) for off, count in severities],
        "may_end": opens and found.state == RoundState.COLLECTING,
        "is_early": on <= found.until,
        "may_close": opens and found.state == RoundState.CALIBRATING,
        "chart": _chart(results, names) if shows else None,
    }


def _line(one: ReviewPerson, result: Result | None) -> dict[str, Any]:
    return {
        "person": one,
        "score": points(result.score if result is not None else None),
        "calibrated": points(queries.points_text(one.calibrated_micro)),
        "outliers": sum(len(group.outliers) for group in result.groups) if result is not None else 0,
    }


def _chart(results: dict[str, Result], names: dict[str, str]) -> dict[str, Any]:
    """The scores as bars, the highest first."""
    told_rows = sorted(
        ((one.score, who) for who, one in results.items() if one.score is not None), key=lambda one: (-one[0], one[1])
    )
    rows = [{"name": names.get(who, who), "micro": int(score * 10**6), "address": ""} for score, who in told_rows[:20]]
    return {"rows": rows, "median": None, "words": {"unit": _("points"), "measure": _("Score"), "median": ""}}


def review_sheet(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """What a round came to, as a file: by person, never by rater."""
    person, on, found = person_of(request), clock.today(), queries.round_of(number)
    require(person, "reviews.rounds")
    if found is None or not queries.sees_round(person, found, on=on):
        raise Http404
    shown = _whole(person, found, on=on)
    lines = [
        [
            one["person"].staff_id,
            shown["names"].get(one["person"].staff_id, ""),
            one["person"].asked,
            one["person"].answered,
            Number(one["score"]),
            Number(one["calibrated"]),
            one["person"].calibrated_by,
            one["person"].reason,
        ]
        for one in shown["lines"]
    ]
    heads = [
        _("Person"),
        _("Name"),
        _("Asked"),
        _("Answered"),
        _("Score"),
        _("Calibrated"),
        _("Calibrated by"),
        _("Reason"),
    ]
    return export(person, heads, lines, name=f"review-{found.pk}", form=form, facts={"round": found.pk})
