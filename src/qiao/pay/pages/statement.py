"""A person's pay statement of a run as a page and as a paper; one's own statements and deferred parts."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.keeping import for_keeping
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.money import micro_of_fen
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.typed import typed_in
from qiao.office import queries as office
from qiao.pay.actions import papering, parts
from qiao.pay.pages.asking import WRONG, numbers_in, told, ways_of
from qiao.pay.queries import cases, ledger, runs, statements
from qiao.pay.queries.runs import PayLine
from qiao.pay.rules.states import (
    CASE_WORDS,
    ENTRY_WORDS,
    LIVING_PART,
    OPEN_CASE,
    PART_WORDS,
    RUN_WORDS,
    STANDING_RUN,
    CaseState,
    Entry,
    PartState,
    RunState,
)
from qiao.people.queries import staff as people

LINES_A_PAGE = 24


def statement(request: HttpRequest, number: int, staff_id: str) -> HttpResponse:
    """The steps of a person's pay, each with the way to what it comes from."""
    line, person = _line(request, number, staff_id), person_of(request)
    steps = statements.told_steps(line)
    assert statements.sum_of(steps) == line.pay_fen, line
    context = {
        "line": line,
        "run": line.run,
        "own": bool(person.staff_id) and person.staff_id == line.staff_id,
        "unit": people.org_names().get(line.org_id, line.org_id),
        "state": RUN_WORDS[RunState(line.run.state)],
        "stands": RunState(line.run.state) in STANDING_RUN,
        "steps": steps,
        "later": statements.later_parts(line),
        "barred": statements.barred_parts(line),
        "said": statements.scheme_said(line),
        "waterfall": _waterfall(line, steps),
        **ways_of(person),
    }
    return render(request, "pay/statement.html", context)


def _line(request: HttpRequest, number: int, staff_id: str) -> PayLine:
    person, run = person_of(request), runs.run_of(number)
    line = runs.line_of(run, staff_id) if run is not None else None
    if line is None or not runs.sees_line(person, line, on=clock.today()):
        raise Http404
    if person.staff_id != line.staff_id:
        opened(person, f"pay {line.run.name} {line.staff_id}")
    return line


def _waterfall(line: PayLine, steps: list[statements.ToldStep]) -> dict[str, Any]:
    by_kind: dict[str, int] = {}
    for one in steps:
        by_kind[one.words] = by_kind.get(one.words, 0) + one.fen
    shown = [{"name": words, "micro": micro_of_fen(fen), "total": False} for words, fen in by_kind.items()]
    total = {"name": _("Paid out"), "micro": micro_of_fen(line.pay_fen), "total": True}
    return {"steps": [*shown, total], "words": {"unit": _("yuan")}}


def paper(request: HttpRequest, number: int, staff_id: str) -> HttpResponse:
    """The statement as PDF; the same bytes for ever, once somebody has asked for it."""
    line = _line(request, number, staff_id)
    content = papering.paper_of(line, actor=person_of(request))
    return for_keeping(content, name=f"pay-{line.run.name}-{line.run_id}.pdf", kind="application/pdf")


def mine(request: HttpRequest) -> HttpResponse:
    """One's own page."""
    person = person_of(request)
    require(person, "pay.own")
    return redirect("pay_person", person.staff_id)


@require_http_methods(["GET", "HEAD", "POST"])
def of_person(request: HttpRequest, staff_id: str) -> HttpResponse:
    """A person's statements, deferred parts as a line of years, cases; who may asks here to keep parts back."""
    person, on = person_of(request), clock.today()
    if not _sees(person, staff_id, on=on):
        raise Http404
    if person.staff_id != staff_id:
        opened(person, f"pay {staff_id}")
    context = _whole(request, staff_id, on=on)
    if request.method != "POST":
        return render(request, "pay/person.html", context)
    typed = typed_in(request, ("what", "reason"))
    chosen = numbers_in(request.POST.getlist("part"), most=parts.PARTS_MOST)
    try:
        asked = parts.propose(staff_id, chosen, what=typed["what"], reason=typed["reason"], on=on, actor=person)
    except Refusal as refusal:
        context |= {"refused": told(refusal), "typed": typed, "ticked": chosen}
        return render(request, "pay/person.html", context, status=WRONG)
    return redirect("approval", asked.pk)


def _sees(person: User, staff_id: str, *, on: date) -> bool:
    if person.staff_id and person.staff_id == staff_id:
        return may(person, "pay.own")
    return may(person, runs.SEE) and people.visible_staff(scope_of(person, on=on)).filter(staff_id=staff_id).exists()


def _whole(request: HttpRequest, staff_id: str, *, on: date) -> dict[str, Any]:
    person, cut = person_of(request), cut_of(request.GET.get("page"), size=LINES_A_PAGE)
    lines = list(runs.lines_of(staff_id)[cut.offset : cut.offset + cut.limit])
    own_parts, own_cases = ledger.parts_of(staff_id), cases.own_cases(staff_id)
    entries = ledger.entries_of(own_parts)
    waiting = office.open_approval(parts.PARTS, staff_id)
    living = [one for one in own_parts if PartState(one.state) in LIVING_PART]
    staff = people.staff_of(staff_id)
    return {
        "staff_id": staff_id,
        "name": staff.name if staff is not None else staff_id,
        "left_on": staff.left_on if staff is not None else None,
        "own": person.staff_id == staff_id,
        "page": cut.page(lines),
        "parts": [_part(one, entries=entries, on=on) for one in own_parts],
        "years": _years(own_parts),
        "left_fen": sum(one.left_fen for one in living),
        "due_fen": sum(one.left_fen for one in living if one.due <= on),
        "held_fen": sum(one.left_fen for one in living if one.state == PartState.HELD),
        "cases": [(one, _(CASE_WORDS[CaseState(one.state)])) for one in own_cases],
        "open_fen": sum(one.open_fen for one in own_cases if CaseState(one.state) in OPEN_CASE),
        "may_ask": may(person, parts.ASK, staff_id) and waiting is None and bool(living),
        "waiting": waiting,
        "may_see_request": waiting is not None and office.may_read(person, waiting),
        "wishes": [(one.value, _(ENTRY_WORDS[one])) for one in parts.WISHES],
        "entry_words": {one.value: _(words) for one, words in ENTRY_WORDS.items()},
        "ticked": [],
        "typed": {"what": Entry.HELD.value},
        **ways_of(person),
    }


def _part(part: ledger.DeferredPart, *, entries: dict[int, list[ledger.DeferredEntry]], on: date) -> dict[str, Any]:
    state = PartState(part.state)
    is_due = state in LIVING_PART and part.due <= on
    return {
        "part": part,
        "state": _("fallen due") if is_due and state is PartState.WAITING else _(PART_WORDS[state]),
        "is_due": is_due,
        "is_held": state is PartState.HELD,
        "lives": state in LIVING_PART,
        "entries": entries.get(part.pk, []),
    }


def _years(own: list[ledger.DeferredPart]) -> dict[str, Any] | None:
    """By year what falls or fell due, and what of it is left."""
    years = sorted({one.due.year for one in own})
    if not years:
        return None
    whole = [sum(one.amount_fen for one in own if one.due.year == year) for year in years]
    left = [sum(one.left_fen for one in own if one.due.year == year) for year in years]
    series = [
        {
            "name": _("paid, forfeited or taken back"),
            "kind": "fee",
            "micro": [micro_of_fen(a - b) for a, b in zip(whole, left, strict=True)],
        },
        {"name": _("Left"), "kind": "deposit", "micro": [micro_of_fen(one) for one in left]},
    ]
    return {"months": [str(year) for year in years], "series": series, "words": {"unit": _("yuan")}}
