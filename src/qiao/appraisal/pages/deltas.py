"""Differences booked for closed months: listed by person with their sentences, one opened to accounts and its cause."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.appraisal.actions.booking import EXCEED, decide_beyond
from qiao.appraisal.pages.sight import seen_by
from qiao.appraisal.queries import deltas as queries
from qiao.appraisal.queries.closing import closed_months
from qiao.appraisal.queries.deltas import DeltaBonus, DeltaRun, LateMonth
from qiao.appraisal.rules.late import KIND_WORDS, PENDING, STATE_WORDS, LateKind, LateState
from qiao.ground.authority import may, person_of, require
from qiao.ground.exports import export
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.sheets import Number
from qiao.office import queries as office
from qiao.people.queries import staff as people

WRONG = 400
LETTERS_MOST, REASON_MOST = 64, 500
ROWS_A_LIST = 30
SEE = "month.see"
Filters = dict[str, str]


def deltas(request: HttpRequest) -> HttpResponse:
    """What is booked, the newest first, of the people one sees; and, for who sees the bank, what waits."""
    person, seen = person_of(request), seen_by(request)
    require(person, SEE)
    chosen, cut = _filters(request), cut_of(request.GET.get("page"), size=ROWS_A_LIST)
    rows = list(queries.person_bonuses(**chosen, staff_ids=seen)[cut.offset : cut.offset + cut.limit])
    page = cut.page([(one, queries.said(one)) for one in rows])
    context = {
        "page": page,
        "names": people.staff_names([one.staff_id for one in rows]),
        "waiting": _waiting(chosen["month"]) if seen is None else [],
        "kinds": [(one.value, _(words)) for one, words in KIND_WORDS.items()],
        "months": [one.month for one in reversed(closed_months())],
        "late_of": {one.run_id: queries.late_of(one.run).pk for one in rows},
        **chosen,
    }
    return render(request, "appraisal/deltas.html", context)


def _filters(request: HttpRequest) -> Filters:
    asked = {name: request.GET.get(name, "")[:LETTERS_MOST] for name in ("month", "person", "kind")}
    kind = asked["kind"] if asked["kind"] in set(LateKind) else ""
    return {"month": asked["month"], "staff_id": asked["person"].strip(), "kind": kind}


def _waiting(month: str) -> list[dict[str, Any]]:
    """What is not booked yet: waits, lies beyond the limit, was left."""
    found = queries.events(month=month or None, states=[*PENDING, LateState.LEFT], most=ROWS_A_LIST)
    return [{"late": one.late, **_words_of(one.late)} for one in found]


def _words_of(late: LateMonth) -> dict[str, str]:
    return {
        "kind_words": _(KIND_WORDS[LateKind(late.event.kind)]),
        "state_words": _(STATE_WORDS[LateState(late.state)]),
    }


def deltas_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file, all pages of it."""
    person = person_of(request)
    require(person, SEE)
    chosen = _filters(request)
    rows = queries.person_bonuses(**chosen, staff_ids=seen_by(request)).iterator()
    heads = [_("Difference"), _("Person"), _("For month"), _("Booked in"), _("Paid before"), _("Paid after")]
    heads += [_("Difference (yuan)"), _("In words")]
    return export(person, heads, map(_line, rows), name="differences", form=form, facts=dict(chosen))


def _line(one: DeltaBonus) -> list[object]:
    figures = (one.before_fen, one.after_fen, one.difference_fen)
    paid = [Number(text_of_scaled(fen, places=2)) for fen in figures]
    return [one.run_id, one.staff_id, one.for_month, one.in_month, *paid, queries.said(one)]


@require_http_methods(["GET", "HEAD", "POST"])
def delta(request: HttpRequest, number: int) -> HttpResponse:
    """One event for one closed month: its chain of causes, people before and after, accounts before and after."""
    person, seen = person_of(request), seen_by(request)
    require(person, SEE)
    late = queries.month_of(number)
    run = queries.run_for(late) if late is not None else None
    if late is None or not _sees(seen, run):
        raise Http404
    context = _whole(request, late, run, seen=seen)
    if request.method != "POST":
        opened(person, f"difference {number}")
        return render(request, "appraisal/delta.html", context)
    reason = request.POST.get("reason", "")[:REASON_MOST]
    try:
        decide_beyond(number, book=request.POST.get("act") == "book", reason=reason, actor=person)
    except Refusal as refusal:
        if not refusal.code.startswith("delta."):
            raise
        return render(request, "appraisal/delta.html", context | {"refused": say(refusal)}, status=WRONG)
    return redirect("delta", number)


def _sees(seen: list[str] | None, run: DeltaRun | None) -> bool:
    return seen is None or (run is not None and queries.bonuses(run, staff_ids=seen).exists())


def _whole(request: HttpRequest, late: LateMonth, run: DeltaRun | None, *, seen: list[str] | None) -> dict[str, Any]:
    person = person_of(request)
    cut = cut_of(request.GET.get("page"), size=ROWS_A_LIST)
    bonuses = list(queries.bonuses(run, staff_ids=seen)[:ROWS_A_LIST]) if run else []
    rows = list(queries.lines_of(run, staff_ids=seen)[cut.offset : cut.offset + cut.limit]) if run else []
    page = cut.page(rows)
    named = [one.staff_id for one in bonuses] + [row.staff_id for row in page.rows if row.staff_id]
    return {
        "late": late,
        "run": run,
        "people": [(one, queries.said(one)) for one in bonuses],
        "page": page,
        "names": people.staff_names(sorted(set(named))),
        "sees_customers": may(person, "customers.see"),
        "chain": _chain(person, late),
        "may_decide": late.state in {LateState.BEYOND, LateState.LEFT} and may(person, EXCEED),
        "is_left": late.state == LateState.LEFT,
        **_words_of(late),
    }


def _chain(person: User, late: LateMonth) -> list[tuple[str, str, str]]:
    """The cause, step by step: what, who and when, an address where the person may open it."""
    event, steps = late.event, []
    asked = event.approval
    if asked is not None:
        address = reverse("approval", kwargs={"number": asked.pk}) if office.may_read(person, asked) else ""
        steps.append(
            (
                _("Request no. %(n)s") % {"n": asked.pk},
                f"{asked.asked_by} {localdate(asked.asked_at)}",
                address,
            )
        )
        if asked.decided_at is not None:
            signed = [one.signed_by for one in office.signatures_of(asked) if one.signed_by]
            by = ", ".join(dict.fromkeys([*signed, asked.decided_by]))
            steps.append((_("approved"), f"{by} {localdate(asked.decided_at)}", ""))
    elif event.kind == LateKind.LOAD:
        address = reverse("load", kwargs={"number": int(event.cause)}) if may(person, "book.loads") else ""
        steps.append((_("Load no. %(n)s") % {"n": event.cause}, f"{event.by} {localdate(event.known_at)}", address))
    else:
        steps.append((f"{_(KIND_WORDS[LateKind(event.kind)])} {event.cause}", event.by, ""))
    steps.append((_("Event no. %(n)s") % {"n": event.pk}, f"{localtime(event.known_at):%Y-%m-%d %H:%M}", ""))
    if late.decided_at is not None:
        steps.append(
            (
                _("decided beyond the limit"),
                f"{late.decided_by} {localdate(late.decided_at)}: {late.reason}",
                "",
            )
        )
    return steps
