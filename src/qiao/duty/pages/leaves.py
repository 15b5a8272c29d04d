"""Leaves: who is away, who stands in, which customers nobody covers, what was found meanwhile."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from qiao.customers import queries as customers
from qiao.duty.actions import leaving
from qiao.duty.pages.asking import WRONG, told
from qiao.duty.pages.calendar import ways_of
from qiao.duty.queries import leaves
from qiao.duty.queries.duties import sees_leave
from qiao.duty.queries.leaves import StaffLeave
from qiao.duty.rules.leave import CHECKS, KIND_WORDS, LeaveKind, begun
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import said_again
from qiao.ground.typed import kept, typed_in
from qiao.office.trail import names_of as log_ins_called

DAY = timedelta(days=1)


def leave_list(request: HttpRequest) -> HttpResponse:
    """The leaves of whom one sees: those not over, or all."""
    person, on = person_of(request), clock.today()
    require(person, "duty.see")
    every = request.GET.get("all") == "1"
    rows = leaves.leaves_in(scope_of(person, on=on), running_on=None if every else on)
    rows = rows.exclude(staff_id=person.staff_id) if person.staff_id else rows
    cut = cut_of(request.GET.get("page"))
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    names = leaves.names_of(key for one in page.rows for key in (one.staff_id, one.deputy))
    context = {
        "page": page,
        "names": names,
        "every": every,
        "kinds": {kind.value: _(words) for kind, words in KIND_WORDS.items()},
        "last_days": {one.pk: one.until - DAY for one in page.rows},
        "on": on,
    }
    return render(request, "duty/leaves.html", context | ways_of(person))


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """One leave; it is ended early here, and findings are written down."""
    person, on, found = person_of(request), clock.today(), leaves.leave_of(number)
    if found is None or not sees_leave(person, found, on=on):
        raise Http404
    context = _whole(person, found, on=on) | {"page": cut_of(request.GET.get("page")).of(_covers(person, found))}
    if request.method != "POST":
        return render(request, "duty/leave.html", context)
    typed = typed_in(request, ("act", "back", "reason", "code", "finding"))
    try:
        if typed["act"] == "end":
            back = day_of_text(typed["back"]) or on
            leaving.end_leave(number, on=max(back, on), reason=typed["reason"], actor=person)
        else:
            leaving.write_finding(number, typed["code"], finding=typed["finding"], on=on, actor=person)
    except Refusal as refusal:
        return render(request, "duty/leave.html", context | {"refused": told(refusal), "typed": typed}, status=WRONG)
    ended = typed["act"] == "end"
    kept(request, gettext_noop("The leave ends earlier.") if ended else gettext_noop("The finding is kept."))
    return redirect("leave", number)


def _covers(person: User, found: StaffLeave) -> list[tuple[str, str, str, bool]]:
    """Number, name and why not of each customer, and whether the person may open it; names where customers are seen."""
    rows, opens = leaves.covers_of(found), may(person, "customers.see")
    names = customers.customer_names([row.party_id for row in rows]) if opens else {}
    return [(row.party_id, names.get(row.party_id, ""), said_again(row.words, row.facts), opens) for row in rows]


def _whole(person: User, found: StaffLeave, *, on: date) -> dict[str, Any]:
    checks, covers = leaves.checks_of(found), leaves.covers_of(found)
    lacking = sum(bool(row.code) for row in covers)
    is_own = bool(person.staff_id) and person.staff_id == found.staff_id
    sees_checks = not is_own and person.staff_id != found.deputy
    return {
        "leave": found,
        "kind": KIND_WORDS[LeaveKind(found.kind)],
        "forced": found.kind == LeaveKind.FORCED,
        "last": found.until - DAY,
        "names": leaves.names_of([found.staff_id, found.deputy]),
        "runs": found.since <= on < found.until,
        "over": found.until <= on,
        "called_off": found.until == found.since,
        "covered": len(covers) - lacking,
        "lacking": lacking,
        "checks": [(row, CHECKS[row.code]) for row in checks] if sees_checks else [],
        "called": log_ins_called(sorted({found.ended_by, *(row.by for row in checks)})),
        "found": sum(bool(row.finding) for row in checks),
        "may_check": begun(found.since, found.until, on=on) and may(person, leaving.CHECK, found),
        "may_end": on < found.until and may(person, leaving.ASK, found.staff_id),
        "sees_person": not is_own and may(person, "duty.see"),
        "on": on,
    }
