"""One person's rotation, leave and exit: what is due, what was had; leave is asked for here, an exit opened."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from qiao.duty.actions import exiting, leaving, rotating
from qiao.duty.pages.asking import WRONG, number_in, told
from qiao.duty.queries import leaves
from qiao.duty.queries.calendar import dues_of
from qiao.duty.queries.duties import sees_leave
from qiao.duty.queries.exits import newest_exit
from qiao.duty.queries.people import rotations_of
from qiao.duty.rules import parameters
from qiao.duty.rules.due import ROTATION_WORDS, STATE_WORDS, WHAT_WORDS, WHY_WORDS, Rotation
from qiao.duty.rules.exits import STATE_WORDS as EXIT_WORDS
from qiao.duty.rules.exits import ExitState
from qiao.duty.rules.leave import KIND_WORDS, LeaveKind, read_wish, until_after
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.models import User
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, say
from qiao.ground.typed import handed_in, kept, typed_in
from qiao.office import queries as office
from qiao.people.queries.staff import Staff, visible_staff
from qiao.people.rules.workdays import DAYS_OFF

FIELDS = ("act", "kind", "since", "last", "deputy", "draw", "place", "reason")
DAY = timedelta(days=1)


def my_duty(request: HttpRequest) -> HttpResponse:
    """The way to one's own page."""
    person = person_of(request)
    if not person.staff_id:
        raise Http404
    return redirect("duty_person", person.staff_id)


@require_http_methods(["GET", "HEAD", "POST"])
def duty_person(request: HttpRequest, staff_id: str) -> HttpResponse:
    """The page; its forms ask for a leave, tell a rotation, open an exit."""
    person, on = person_of(request), clock.today()
    if not person.staff_id or person.staff_id != staff_id:
        require(person, "duty.see")
    staff = visible_staff(scope_of(person, on=on)).filter(staff_id=staff_id).first()
    if staff is None:
        raise Http404
    context = _whole(person, staff, on=on) | {"typed": _suggested(request, on=on)}
    if request.method != "POST":
        return render(request, "duty/person.html", context)
    typed = typed_in(request, FIELDS)
    try:
        return _do(request, staff_id, typed, on=on)
    except Refusal as refusal:
        return render(request, "duty/person.html", context | {"refused": told(refusal), "typed": typed}, status=WRONG)


def _do(request: HttpRequest, staff_id: str, typed: dict[str, str], *, on: date) -> HttpResponse:
    actor = person_of(request)
    since, last = day_of_text(typed["since"]), day_of_text(typed["last"])
    until = last + DAY if last is not None else None
    if typed["act"] == "exit":
        made = exiting.open_exit(staff_id, last_day=last, reason=typed["reason"], on=on, actor=actor)
        kept(request, gettext_noop("The exit is open; its steps wait for who signs them."))
        return redirect("exit", made.pk)
    if typed["act"] == "rotation":
        rotating.tell_rotation(
            staff_id,
            typed["kind"],
            place=typed["place"],
            since=since,
            until=until,
            reason=typed["reason"],
            on=on,
            actor=actor,
        )
        kept(request, gettext_noop("The rotation is kept."))
        return redirect("duty_person", staff_id)
    deputy, draw = typed["deputy"].split(" ")[0], number_in(typed["draw"]) or None
    wish = read_wish(typed["kind"], since, last, deputy=deputy, draw=draw, on=on)
    asked = leaving.propose(staff_id, wish, reason=typed["reason"], on=on, actor=actor)
    return handed_in(request, asked.pk)


def _suggested(request: HttpRequest, *, on: date) -> dict[str, str]:
    """Today, and as many working days as the house asks for; the draw that led here."""
    days = office.parameter(parameters.LEAVE_DAYS.name, on=on)
    last = until_after(on, days=days, days_off=office.parameter_table(DAYS_OFF.name, on=on)) - DAY
    draw = request.GET.get("draw", "")
    kind = LeaveKind.FORCED.value if draw else ""
    return {"since": on.isoformat(), "last": last.isoformat(), "draw": str(number_in(draw) or ""), "kind": kind}


def _whole(person: User, staff: Staff, *, on: date) -> dict[str, Any]:
    staff_id, gone = staff.staff_id, newest_exit(staff.staff_id)
    waiting = office.open_approval(leaving.LEAVE, staff_id)
    had = [one for one in leaves.leaves_of(staff_id) if sees_leave(person, one, on=on)]
    dues = [
        (_(WHAT_WORDS[one.what]), one, _(STATE_WORDS[one.state]), fill(WHY_WORDS[one.what], dict(one.facts)))
        for one in dues_of([staff], on=on, reader=person.staff_id).get(staff_id, [])
    ]
    may_ask = may(person, leaving.ASK, staff_id)
    return {
        "staff": staff,
        "sees": may(person, "duty.see"),
        "on": on,
        "dues": dues,
        "rotations": [(row, ROTATION_WORDS[Rotation(row.kind)]) for row in rotations_of(staff_id)],
        "leaves": [(row, KIND_WORDS[LeaveKind(row.kind)], row.until - DAY) for row in had],
        "exit": gone,
        "exit_words": EXIT_WORDS[ExitState(gone.state)] if gone else "",
        "exit_open": gone is not None and gone.state == ExitState.OPEN,
        "waiting": waiting if waiting and office.may_read(person, waiting) else None,
        "may_tell": may(person, rotating.TELL, staff_id),
        "may_ask": may_ask,
        "may_open": may(person, exiting.OPEN, staff_id),
        "deputies": leaves.deputies_of(staff_id, on=on) if may_ask else [],
        "kinds": KIND_WORDS,
        "rotation_kinds": ROTATION_WORDS,
    }


@require_POST
def rotation_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a rotation back that was told in error."""
    try:
        row = rotating.take_back_rotation(number, reason=request.POST.get("reason", ""), actor=person_of(request))
    except Refusal as refusal:
        if not refusal.code.startswith(("rotation.", "duty.")):
            raise
        messages.error(request, say(refusal))
        return redirect("calendar")
    kept(request, gettext_noop("The rotation is taken back."))
    return redirect("duty_person", row.staff_id)
