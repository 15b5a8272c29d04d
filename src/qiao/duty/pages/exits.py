"""Exits: who leaves, what is open, who signs what; corrected, withdrawn or closed with the dossier sealed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from qiao.duty.actions import exiting
from qiao.duty.pages.asking import WRONG, told
from qiao.duty.pages.calendar import ways_of
from qiao.duty.queries import exits
from qiao.duty.queries.exits import StaffExit
from qiao.duty.queries.leaves import names_of
from qiao.duty.rules.exits import STATE_WORDS, STEPS, ExitState
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.models import User
from qiao.ground.naming import post_name
from qiao.ground.paging import cut_of
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.typed import kept, typed_in
from qiao.ground.words import Marked
from qiao.office.rules.dossier import digest_of, read_cell
from qiao.office.trail import names_of as log_ins_called
from qiao.people.queries.staff import visible_staff

FIELDS = ("act", "code", "remark", "last", "reason")
DONE = {
    "sign": gettext_noop("The step is signed."),
    "unsign": gettext_noop("The signature is taken back."),
    "correct": gettext_noop("The last day is corrected."),
    "withdraw": gettext_noop("The exit is withdrawn."),
    "close": gettext_noop("The exit is closed and its dossier sealed."),
}
NUMERIC = frozenset({"Share", "Quota of the level", "Budget beyond it", "Used (yuan)"})


def exit_list(request: HttpRequest) -> HttpResponse:
    """The exits of whom one sees, those open first asked for."""
    person, on = person_of(request), clock.today()
    require(person, "duty.see")
    state = request.GET.get("state", ExitState.OPEN.value)
    wanted = state if state in set(ExitState) else ""
    cut = cut_of(request.GET.get("page"))
    rows = exits.exits_in(scope_of(person, on=on), state=wanted)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    context = {
        "page": page,
        "names": names_of(one.staff_id for one in page.rows),
        "signed": {one.pk: len(exits.signed_in(one)) for one in page.rows},
        "steps": len(STEPS),
        "state": wanted,
        "states": [(one.value, _(words)) for one, words in STATE_WORDS.items()],
        "state_words": {one.value: _(words) for one, words in STATE_WORDS.items()},
        "on": on,
    }
    return render(request, "duty/exits.html", context | ways_of(person))


@require_http_methods(["GET", "HEAD", "POST"])
def exit_page(request: HttpRequest, number: int) -> HttpResponse:
    """One exit: the dossier as it stands or was sealed, the steps, what is still open."""
    person, on, found = person_of(request), clock.today(), exits.exit_of(number)
    if found is None or not _sees(person, found, on=on):
        raise Http404
    context = _whole(person, found, on=on)
    if request.method != "POST":
        return render(request, "duty/exit.html", context)
    typed = typed_in(request, FIELDS)
    try:
        _do(number, typed, on=on, actor=person)
    except Refusal as refusal:
        return render(request, "duty/exit.html", context | {"refused": told(refusal), "typed": typed}, status=WRONG)
    if typed["act"] in DONE:
        kept(request, DONE[typed["act"]])
    return redirect("exit", number)


def _sees(person: User, found: StaffExit, *, on: date) -> bool:
    if person.staff_id and person.staff_id == found.staff_id:
        return True
    seen = visible_staff(scope_of(person, on=on)).filter(staff_id=found.staff_id).exists()
    return seen and (may(person, "duty.see") or may(person, exiting.SIGN, found.staff_id))


def _do(number: int, typed: dict[str, str], *, on: date, actor: User) -> None:
    last = day_of_text(typed["last"])
    acts: dict[str, Callable[[], object]] = {
        "sign": lambda: exiting.sign_step(number, typed["code"], remark=typed["remark"], actor=actor),
        "unsign": lambda: exiting.take_back_signature(number, typed["code"], reason=typed["reason"], actor=actor),
        "correct": lambda: exiting.correct_exit(number, last_day=last, reason=typed["reason"], on=on, actor=actor),
        "withdraw": lambda: exiting.withdraw_exit(number, reason=typed["reason"], actor=actor),
        "close": lambda: exiting.close_exit(number, reason=typed["reason"], on=on, actor=actor),
    }
    act = acts.get(typed["act"])
    if act is not None:
        act()


def _whole(person: User, found: StaffExit, *, on: date) -> dict[str, Any]:
    is_open = found.state == ExitState.OPEN
    dossier = exits.dossier_now(found) if is_open else (found.dossier or [])
    lacks = exits.lacks_of(found, dossier, on=on) if is_open else []
    leads = may(person, exiting.OPEN, found.staff_id)
    shows = may(person, "customers.see") or may(person, "duty.see")
    told = [_part(part, names=may(person, "customers.see")) for part in dossier] if shows else []
    by = {found.opened_by, found.closed_by, *(one.by for one in exits.signatures_of(found))}
    return {
        "exit": found,
        "name": names_of([found.staff_id]).get(found.staff_id, found.staff_id),
        "state": STATE_WORDS[ExitState(found.state)],
        "is_open": is_open,
        "is_closed": found.state == ExitState.CLOSED,
        "is_whole": not found.digest or digest_of(found.dossier or []) == found.digest,
        "steps": _steps(person, found, is_open=is_open),
        "struck": [one for one in exits.signatures_of(found) if one.taken_back_at is not None],
        "step_words": {step.code: _(step.words) for step in STEPS},
        "lacks": [(_(one.words), one.count, one.unsigned) for one in lacks],
        "parts": [part for part in told if part["rows"]],
        "empty": [part["heading"] for part in told if not part["rows"]],
        "called": log_ins_called(sorted(by)),
        "may_lead": is_open and leads,
        "sees_person": may(person, "duty.see") and person.staff_id != found.staff_id,
        "typed": {"last": found.last_day.isoformat()},
    }


def _steps(person: User, found: StaffExit, *, is_open: bool) -> list[dict[str, Any]]:
    signed = {one.code: one for one in exits.signatures_of(found) if one.taken_back_at is None}
    has_signed = any(one.by == person.username for one in signed.values())
    may_sign = is_open and not has_signed and may(person, exiting.SIGN, found.staff_id)
    return [
        {
            "step": step,
            "words": _(step.words),
            "posts": [post_name(post) for post in sorted(step.posts)],
            "row": signed.get(step.code),
            "mine": is_open and step.code in signed and signed[step.code].by == person.username,
            "may_sign": may_sign and step.code not in signed and person.post in step.posts,
        }
        for step in STEPS
    ]


def _part(part: dict[str, Any], *, names: bool) -> dict[str, Any]:
    """A part of the dossier; whoever sees no customers reads numbers in the place of names."""
    heading = part["heading"]
    hidden = [head == "Customer" and not names and "Number" in part["heads"] for head in part["heads"]]
    heads = [(_(head), head in NUMERIC) for head, hide in zip(part["heads"], hidden, strict=True) if not hide]
    rows = []
    for row in part["rows"]:
        kept = [_cell(read_cell(cell)) for cell, hide in zip(row, hidden, strict=True) if not hide]
        rows.append([(head, cell, numeric) for (head, numeric), cell in zip(heads, kept, strict=True)])
    return {
        "heading": _(heading),
        "heads": heads,
        "rows": rows,
        "more": part["more"],
        "blocks": bool(part.get("blocks")) and bool(part["rows"]),
    }


def _cell(cell: str) -> str:
    return _(cell) if isinstance(cell, Marked) else cell
