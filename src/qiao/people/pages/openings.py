"""Openings: what is competed for, who stands where as a board of stages, and the forms to open, apply, object."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.people.actions import entry as stepping
from qiao.people.actions import openings as opening_actions
from qiao.people.pages.reading import asked_opening, level_words
from qiao.people.queries import entry as way
from qiao.people.queries.entry import Opening, Standing
from qiao.people.queries.ladders import ladders_on
from qiao.people.queries.staff import org_names, org_tree
from qiao.people.rules.entry import EDUCATION_WORDS, FINAL, IN_ORDER, STAGE_WORDS, Stage, Terms
from qiao.people.rules.entry_reading import TERM_WORDS, plain

WRONG, TEXT_MOST = 400, 600
NAMES = ("org_id", "level", "places", "panel", "reason", "closes_on", *TERM_WORDS)


def opening_list(request: HttpRequest) -> HttpResponse:
    """Every opening, the newest first."""
    person, on = person_of(request), clock.today()
    require(person, "people.see_openings")
    cut = cut_of(request.GET.get("page"))
    open_only = request.GET.get("open") == "1"
    rows = way.openings(open_only=open_only, on=on)
    context = {
        "page": cut.page([_line(one, on=on) for one in rows[cut.offset : cut.offset + cut.limit]]),
        "open_only": open_only,
        "may_open": may(person, "people.entry"),
        "own": [(one, STAGE_WORDS[way.standing_of(one).entry.stage]) for one in way.own_candidacies(person.staff_id)],
        "has_ladder": bool(ladders_on(on)),
    }
    return render(request, "people/openings.html", context)


def _line(one: Opening, *, on: date) -> dict[str, Any]:
    return {
        "one": one,
        "level": level_words(one),
        "unit": org_names().get(one.org_id, one.org_id),
        "open": _is_open(one, on=on),
    }


def _is_open(one: Opening, *, on: date) -> bool:
    return one.closed_at is None and on <= one.closes_on


@require_http_methods(["GET", "HEAD", "POST"])
def opening_new(request: HttpRequest) -> HttpResponse:
    """The form that opens places."""
    person, on = person_of(request), clock.today()
    require(person, "people.entry")
    context = {
        "levels": [
            (f"{scheme}:{level.code}", one.name, level.label)
            for scheme, one in ladders_on(on).items()
            for level in one.levels
        ],
        "units": org_tree(scope_of(person, on=on)),
        "educations": EDUCATION_WORDS,
        "numbers": [
            (name, words) for name, words in TERM_WORDS.items() if name not in {"education_least", "certificate"}
        ],
    }
    if request.method != "POST":
        typed = {name: str(value) for name, value in plain(Terms()).items()} | {"places": "1", "closes_on": ""}
        return render(request, "people/opening_new.html", context | {"typed": typed})
    typed = {name: str(request.POST.get(name, ""))[:TEXT_MOST] for name in NAMES}
    try:
        made = opening_actions.open_places(typed, closes_on=day_of_text(typed["closes_on"]), on=on, actor=person)
    except Refusal as refusal:
        if not refusal.code.startswith(("opening.", "entry.")):
            raise
        return render(
            request, "people/opening_new.html", context | {"typed": typed, "refused": say(refusal)}, status=WRONG
        )
    messages.success(request, _("The places are open to applications."))
    return redirect("opening", number=made.pk)


def opening(request: HttpRequest, number: int) -> HttpResponse:
    """One opening as a board: a column a stage, a card a candidate; names only for whom they are."""
    person = person_of(request)
    require(person, "people.see_openings")
    return render(request, "people/opening.html", _board(person, asked_opening(number)))


def _board(person: User, found: Opening) -> dict[str, Any]:
    on, standings = clock.today(), way.candidates_of(found)
    cards: dict[Stage, list[dict[str, Any]]] = {stage: [] for stage in (*IN_ORDER, Stage.REJECTED, Stage.WITHDRAWN)}
    for one in standings:
        cards[one.entry.stage].append(_candidate_card(person, one))
    terms = way.terms_of(found)
    return _line(found, on=on) | {
        "columns": [(STAGE_WORDS[stage], stage in FINAL, cards[stage]) for stage in cards],
        "terms": _terms(terms),
        "free": len(way.free_places(found)),
        "may_hr": may(person, "people.entry"),
        "may_apply": _may_apply(person, standings, open_now=_is_open(found, on=on)),
        "in_panel": person.username in found.panel,
        "sees_names": may(person, "people.entry") or person.username in found.panel,
    }


def _candidate_card(person: User, one: Standing) -> dict[str, Any]:
    whole = way.seen_whole(person, one.candidate)
    public = way.named_in_public(one)
    return {
        "one": one,
        "name": one.candidate.name if whole or public else "",
        "opens": whole or may(person, "people.see_entry"),
        "objects": one.entry.stage is Stage.NOTICE and public and person.staff_id != one.candidate.staff_id,
        "open_objections": sum(not said.answer for said in one.entry.objections),
        "outside": not one.candidate.staff_id,
    }


def _terms(terms: Terms) -> list[tuple[str, str]]:
    told = plain(terms) | {"education_least": _(EDUCATION_WORDS[terms.education_least])}
    return [(words, str(told[name])) for name, words in TERM_WORDS.items() if told[name] != ""]


def _may_apply(person: User, standings: list[Standing], *, open_now: bool) -> bool:
    for_oneself = open_now and bool(person.staff_id) and not may(person, "people.entry")
    return for_oneself and all(one.candidate.staff_id != person.staff_id for one in standings)


@require_POST
def opening_act(request: HttpRequest, number: int) -> HttpResponse:
    """Apply for oneself or for somebody, close the opening, object during a notice; then back to the board.

    What is refused is told beside what was typed.
    """
    person, on = person_of(request), clock.today()
    found = asked_opening(number)
    texts = {
        name: str(request.POST.get(name, ""))[:TEXT_MOST] for name in ("reason", "staff_id", "name", "contact", "text")
    }
    what = request.POST.get("what", "")
    try:
        if what == "close":
            opening_actions.close_places(found.pk, reason=texts["reason"], actor=person)
            messages.success(request, _("The opening is closed to applications."))
        elif what == "object":
            candidate = request.POST.get("candidate", "")
            if not candidate.isascii() or not candidate.isdigit():
                raise Http404
            stepping.object_to(int(candidate[:18]), texts["text"], on=on, actor=person)
            messages.success(request, _("The objection is kept; it is answered before the notice closes."))
        else:
            staff_id = person.staff_id if what == "apply" else texts["staff_id"].strip()
            opening_actions.apply_for(
                found.pk,
                staff_id=staff_id,
                name=texts["name"],
                contact=texts["contact"],
                reason=texts["reason"],
                on=on,
                actor=person,
            )
            messages.success(request, _("The application is kept."))
    except Refusal as refusal:
        if refusal.code.startswith("authority."):
            raise
        typed = texts | {"what": what, "candidate": request.POST.get("candidate", "")}
        told = _board(person, found) | {"typed": typed, "refused": say(refusal)}
        return render(request, "people/opening.html", told, status=WRONG)
    return redirect("opening", number=found.pk)
