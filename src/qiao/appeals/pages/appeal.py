"""One appeal: what was said, what lies side by side, like cases for who decides, the decision, what was booked."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from qiao.appeals.actions import correcting, deciding, filing
from qiao.appeals.actions.deciding import Ruling
from qiao.appeals.pages.telling import WRONG, figure_text, told
from qiao.appeals.queries import appeals as queries
from qiao.appeals.queries.appeals import Appeal
from qiao.appeals.queries.sources import registered, source_of
from qiao.appeals.rules.appeal import (
    CAUSE_WORDS,
    DID_WORDS,
    EFFECT_WORDS,
    GRANTING,
    OPEN,
    OUTCOMES,
    STATE_WORDS,
    WORDS_MOST,
    AppealState,
    Cause,
    Did,
    Effect,
)
from qiao.appeals.rules.precedents import suggested
from qiao.appraisal.queries.deltas import said
from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.keeping import for_keeping
from qiao.ground.looks import OPENED, looked, opened
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import said_again
from qiao.ground.typed import typed_in
from qiao.office import papers
from qiao.office import queries as office
from qiao.office.rules.papers import BYTES_MOST
from qiao.people.queries import staff as people

FIELDS = ("act", "text", "outcome", "part", "deviation", "bonus")
DIGITS_MOST = 18
PERCENT_BP = 100


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, number: int) -> HttpResponse:
    """One appeal with what the reader may do next."""
    person, on, found = person_of(request), clock.today(), queries.appeal_of(number)
    if found is None or not queries.sees(person, found, on=on):
        raise Http404
    if request.method != "POST":
        if person.staff_id != found.staff_id:
            opened(person, f"appeal {found.pk} {found.staff_id}")
        return render(request, "appeals/appeal.html", _whole(person, found, on=on))
    typed = typed_in(request, FIELDS, most=WORDS_MOST + 1)
    try:
        number = _act(request, typed, found, person=person, on=on)
    except Refusal as refusal:
        context = _whole(person, found, on=on) | {"refused": told(refusal), "typed": typed}
        return render(request, "appeals/appeal.html", context, status=WRONG)
    return redirect("appeal", number)


def _act(request: HttpRequest, typed: dict[str, str], found: Appeal, *, person: User, on: date) -> int:
    """Do what the form says; the number of the appeal to look at next."""
    ruling = Ruling(typed["outcome"], typed["text"], typed["part"], typed["deviation"])
    bonus = typed["bonus"]
    pk = int(bonus) if bonus.isascii() and bonus.isdigit() and len(bonus) < DIGITS_MOST else 0
    acts: dict[str, Callable[[], Appeal]] = {
        "say": lambda: filing.say(found.pk, text=typed["text"], actor=person),
        "paper": lambda: _attach(request, found, person=person),
        "withdraw": lambda: filing.withdraw_appeal(found.pk, reason=typed["text"], actor=person),
        "read": lambda: filing.read_decision(found.pk, actor=person),
        "second": lambda: filing.go_on(found.pk, reason=typed["text"], on=on, actor=person),
        "hear": lambda: deciding.hear(found.pk, text=typed["text"], on=on, actor=person),
        "decide": lambda: deciding.decide(found.pk, ruling, on=on, actor=person),
        "link": lambda: correcting.link_difference(found.pk, pk, on=on, actor=person),
    }
    act = acts.get(typed["act"])
    return act().pk if act is not None else found.pk


def _attach(request: HttpRequest, found: Appeal, *, person: User) -> Appeal:
    given = request.FILES.get("paper")
    name, content = (str(given.name), given.read(BYTES_MOST + 1)) if given is not None else ("", b"")
    return filing.add_paper(found.pk, name=name, content=content, actor=person)


def _whole(person: User, found: Appeal, *, on: date) -> dict[str, Any]:
    state, is_own = AppealState(found.state), bool(person.staff_id) and person.staff_id == found.staff_id
    is_open = state in OPEN
    decides = is_open and may(person, deciding.DECIDE, found.pk)
    figure = registered()[found.kind].figure(found.key, found.staff_id) if found.kind in registered() else None
    now = figure.value if figure is not None else None
    context: dict[str, Any] = {
        "appeal": found,
        "what": said_again(found.words, found.facts),
        "address": figure.address if figure is not None else "",
        "name": people.staff_names([found.staff_id]).get(found.staff_id, found.staff_id),
        "cause": CAUSE_WORDS[Cause(found.cause)],
        "state": STATE_WORDS[state],
        "is_open": is_open,
        "is_own": is_own,
        "late": is_open and found.due < on,
        "stated": figure_text(found.stated, found.unit),
        "expected": figure_text(found.expected, found.unit),
        "granted": figure_text(found.granted, found.unit),
        "now": figure_text(now, found.unit) if now not in {None, found.stated} else "",
        "papers": [one for one in queries.papers_of(found) if one.taken_back_at is None],
        "tables": _tables(person, found, on=on),
        "steps": [(one, DID_WORDS[Did(one.did)]) for one in queries.steps_of(found)],
        "may_hear": decides,
        "may_decide": decides and state is AppealState.HEARD,
        "why_not": queries.why_not(person, found) if is_open and person.post in {"head", "hr"} and not decides else "",
        "second": getattr(found, "second", None) if found.first_id is None else None,
        "may_go_on": is_own and _may_go_on(found, on=on),
        "is_whole": source_of(found.kind).is_whole,
        "typed": {},
    }
    return context | _after(person, found) | (_likes(person, found, on=on) if decides else {})


def _may_go_on(found: Appeal, *, on: date) -> bool:
    within = found.second_until is not None and on <= found.second_until
    granted_all = found.state not in {AppealState.PARTLY, AppealState.REJECTED}
    return within and not granted_all and found.first_id is None and getattr(found, "second", None) is None


def _tables(person: User, found: Appeal, *, on: date) -> list[dict[str, Any]]:
    """What was laid side by side, without the shares of a customer whom the reader does not see."""
    seen: dict[str, bool] = {}
    for one in found.hearing:
        party = one["party"]
        if party and party not in seen:
            seen[party] = queries.sees_customer(person, party, on=on)
    return [
        {
            "title": one["title"],
            "heads": one["heads"],
            "rows": [list(zip(one["heads"], row, strict=True)) for row in one["rows"]],
            "hidden": bool(one["party"]) and not seen[one["party"]],
        }
        for one in found.hearing
    ]


def _after(person: User, found: Appeal) -> dict[str, Any]:
    """How it was put right: the door, the request, the differences with their sentences."""
    if found.state not in GRANTING:
        return {"is_decided": found.state in OUTCOMES}
    booked = queries.booked_since(found)
    links = person.post == "hr" or person.username == found.decided_by
    is_shares = found.effect == Effect.SHARES
    standing = found.correction
    may_ask = is_shares and (standing is None or standing.state in {"refused", "withdrawn"})
    return {
        "is_decided": True,
        "effect": EFFECT_WORDS.get(Effect(found.effect), ""),
        "booked": [(one, said(one)) for one in booked],
        "correction": standing,
        "may_read_request": standing is not None and office.may_read(person, standing),
        "may_correct": may_ask and person.staff_id != found.staff_id and may(person, "portfolio.claims"),
        "to_link": [(one, said(one)) for one in queries.to_link(found)] if links and not booked else [],
    }


def _likes(person: User, found: Appeal, *, on: date) -> dict[str, Any]:
    likes = queries.likes_of(found, person, on=on)
    told_cases = [
        {
            "like": one,
            "outcome": STATE_WORDS[AppealState(one.found.case.outcome)],
            "part": one.found.case.part_bp // PERCENT_BP,
        }
        for one in likes
    ]
    suggestion = suggested([one.found for one in likes])
    words = STATE_WORDS[suggestion.outcome] if suggestion else ""
    return {"likes": told_cases, "suggestion": suggestion, "suggestion_words": words}


@require_GET
def appeal_paper(request: HttpRequest, number: int, paper: int) -> HttpResponse:
    """A paper of the appeal, for keeping; who took it is kept."""
    person, on, found = person_of(request), clock.today(), queries.appeal_of(number)
    if found is None or not queries.sees(person, found, on=on):
        raise Http404
    kept = next((one for one in queries.papers_of(found) if one.pk == paper and one.taken_back_at is None), None)
    if kept is None:
        raise Http404
    content = papers.content_of(kept)
    looked(person, kind=OPENED, subject=f"appeal {found.pk}", detail={"paper": kept.pk, "file": kept.name})
    return for_keeping(content, name=kept.name)
