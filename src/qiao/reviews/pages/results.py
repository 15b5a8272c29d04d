"""What a round came to for one person: groups large enough to be shown, outliers without a name, the calibration."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.people.queries import staff as people
from qiao.reviews.actions.rounds import CALIBRATE, calibrate
from qiao.reviews.pages.telling import WRONG, points, told
from qiao.reviews.queries import rounds as queries
from qiao.reviews.queries.rounds import ReviewPerson
from qiao.reviews.rules.rounds import ROUND_WORDS, WORDS_MOST, RoundState
from qiao.reviews.rules.scoring import RELATION_WORDS, Relation

MICRO = 10**6


@require_http_methods(["GET", "HEAD", "POST"])
def review_person(request: HttpRequest, number: int, staff_id: str) -> HttpResponse:
    """One's own once the round is closed; others' as soon as no more answers are taken."""
    person, on = person_of(request), clock.today()
    require(person, "reviews.see")
    one = queries.round_of(number)
    found = queries.person_in(one, staff_id) if one is not None else None
    if one is None or found is None or not _sees(person, found, on=on):
        raise Http404
    if request.method != "POST":
        if person.staff_id != staff_id:
            opened(person, f"review {one.pk} {staff_id}")
        return render(request, "reviews/person.html", _whole(person, found, on=on))
    typed = {name: request.POST.get(name, "")[: WORDS_MOST + 1] for name in ("score", "reason")}
    try:
        calibrate(number, staff_id, score=typed["score"], reason=typed["reason"], actor=person)
    except Refusal as refusal:
        context = _whole(person, found, on=on) | {"refused": told(refusal), "typed": typed}
        return render(request, "reviews/person.html", context, status=WRONG)
    return redirect("review_person", number, staff_id)


def _sees(person: User, found: ReviewPerson, *, on: date) -> bool:
    state = RoundState(found.round.state)
    if person.staff_id and person.staff_id == found.staff_id:
        return state is RoundState.CLOSED
    return state is not RoundState.COLLECTING and queries.sees_round(person, found.round, on=on)


def _whole(person: User, found: ReviewPerson, *, on: date) -> dict[str, Any]:
    one = found.round
    result = queries.result_for(one, found.staff_id, on=on)
    groups = [
        {
            "words": RELATION_WORDS[group.relation],
            "answers": group.answers,
            "score": points(group.score),
            "is_shown": group.is_shown,
            "counts": group.is_shown and group.relation is not Relation.SELF,
            "outliers": [points(off) for off in group.outliers],
        }
        for group in result.groups
    ]
    rows = [
        {"name": _(RELATION_WORDS[group.relation]), "micro": int(group.score * MICRO), "address": ""}
        for group in result.groups
        if group.score is not None
    ]
    return {
        "round": one,
        "person": found,
        "name": people.staff_names([found.staff_id]).get(found.staff_id, found.staff_id),
        "state": ROUND_WORDS[RoundState(one.state)],
        "groups": groups,
        "score": points(result.score),
        "calibrated": points(queries.points_text(found.calibrated_micro)) if found.calibrated_micro is not None else "",
        "least": queries.terms_of(one, on=on).raters_least,
        "may_calibrate": one.state == RoundState.CALIBRATING and may(person, CALIBRATE, found.staff_id),
        "chart": {
            "rows": rows,
            "median": None,
            "words": {"unit": _("points"), "measure": _("Score"), "median": ""},
        },
        "sees_round": queries.sees_round(person, one, on=on),
        "typed": {},
    }
