"""Requests: those that wait for me, my own, those decided; and one request with what it changes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions, queries
from qiao.office.pages.asked import WRONG, text_of, told_again
from qiao.office.queries import Approval
from qiao.office.registry import Kind, annexes
from qiao.office.rules.deciding import STATE_WORDS, State
from qiao.office.trail import names_of, staff_names_of

SHOWN = {"GET", "HEAD"}
CONFLICT = 409
ELSEWHERE = (".unknown", ".often")
"""Refusals that have a page and a status of their own; any other is told above the request that it is about."""
WAITS_FOR_SIGNATURES = _("waits for signatures")


def approval_list(request: HttpRequest) -> HttpResponse:
    """The three lists."""
    person = person_of(request)
    require(person, "office.approvals")
    waiting = queries.approvals_to_decide(person)
    own, decided = queries.approvals_asked_by(person), queries.decided_approvals(person)
    everybody = {one.asked_by for one in [*waiting, *own, *decided]} | {one.decided_by for one in [*own, *decided]}
    context = {
        "waiting": [_line(one) for one in waiting],
        "own": [_line(one) for one in own],
        "decided": [_line(one) for one in decided],
        "names": names_of(sorted(everybody)),
        "today": clock.today(),
    }
    return render(request, "office/approvals.html", context)


def _line(one: Approval) -> dict[str, object]:
    kind = queries.kind_of(one)
    called = kind.called(one.subject)
    return {
        "one": one,
        "kind": kind.words,
        "called": called,
        "state": _state_words(one),
        "open": one.state == State.ASKED,
        "signed": _signed(one),
    }


def _state_words(one: Approval) -> str:
    if one.state == State.ASKED and queries.signatures_of(one):
        return WAITS_FOR_SIGNATURES
    return STATE_WORDS[State(one.state)]


def _signed(one: Approval) -> str:
    """How many of how many have signed; '' where one second person decides."""
    places = queries.signatures_of(one)
    return f"{sum(1 for place in places if place.signed_by)}/{len(places)}" if places else ""


@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, number: int) -> HttpResponse:
    """One request; whom it does not concern is told that there is none."""
    person = person_of(request)
    require(person, "office.approvals")
    found = queries.approval_of(number)
    if not queries.may_read(person, found):
        raise Http404
    kind, is_open = queries.kind_of(found), found.state == State.ASKED
    context = _line(found) | {
        "changes": queries.changes_of(found, person),
        "heads": kind.heads,
        "may_decide": is_open and queries.may_decide(person, found),
        "place": queries.place_of(person, found) if is_open else None,
        "signatures": _signatures(found),
        "annexes": _annexes(request, found),
        "decided_at": _decided_at(kind, found),
        "may_withdraw": is_open and found.asked_by == person.username,
        "names": names_of([found.asked_by, found.decided_by]),
        "today": clock.today(),
        "said": text_of(request, "reason"),
    }
    if request.method in SHOWN:
        return render(request, "office/approval.html", context)
    try:
        _answer(request, found)
    except Refusal as refusal:
        if refusal.code.startswith("authority.") or refusal.code.endswith(ELSEWHERE):
            raise
        status = WRONG if refusal.code == "approval.reason" else CONFLICT
        return told_again(request, "office/approval.html", context, refusal=refusal, status=status)
    return redirect("approval", number=number)


def _signatures(found: Approval) -> list[dict[str, object]]:
    """Who signs in which role: signed when, or awaited since the request was asked."""
    rows = queries.signatures_of(found)
    names = staff_names_of([one.staff_id for one in rows]) | names_of([one.signed_by for one in rows])
    return [
        {"one": one, "role": gettext(one.role), "name": names.get(one.signed_by or one.staff_id, one.staff_id)}
        for one in rows
    ]


def _annexes(request: HttpRequest, found: Approval) -> list[dict[str, object]]:
    """What a higher storey lays beside requests of this kind; each cell with the head of its column."""
    beside = annexes.get(found.kind)
    tables = beside(person_of(request), found.subject, found.wish) if beside else ()
    return [{"annex": one, "rows": [list(zip(one.heads, row, strict=True)) for row in one.rows]} for one in tables]


def _decided_at(kind: Kind, found: Approval) -> str:
    """The address of the page of its own where requests of a kind are decided; '' where it is here."""
    return kind.decided_at(found.subject) if kind.decided_at is not None else ""


def _answer(request: HttpRequest, found: Approval) -> None:
    person, answer = person_of(request), request.POST.get("answer")
    if answer == "withdraw":
        actions.withdraw(found.pk, actor=person)
    elif answer in {"approve", "refuse"}:
        if _decided_at(queries.kind_of(found), found):
            raise Refusal("approval.own_page", _("This is decided on its own page; the link below leads there."))
        reason = text_of(request, "reason")
        actions.decide(found.pk, approve=answer == "approve", reason=reason, on=clock.today(), actor=person)
