"""Requests: those that wait for me, my own, those decided; and one request with what it changes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.refusals import Refusal
from qiao.office import actions, queries
from qiao.office.pages.asked import text_of, told_again
from qiao.office.queries import Approval
from qiao.office.rules.deciding import STATE_WORDS, State
from qiao.office.trail import names_of

SHOWN = {"GET", "HEAD"}


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
        "state": STATE_WORDS[State(one.state)],
        "open": one.state == State.ASKED,
    }


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
        "may_withdraw": is_open and found.asked_by == person.username,
        "names": names_of([found.asked_by, found.decided_by]),
        "today": clock.today(),
        "said": text_of(request, "reason"),
    }
    if request.method in SHOWN:
        return render(request, "office/approval.html", context)
    try:
        _answer(request, number)
    except Refusal as refusal:
        if refusal.code != "approval.reason":
            raise
        return told_again(request, "office/approval.html", context, refusal=refusal)
    return redirect("approval", number=number)


def _answer(request: HttpRequest, number: int) -> None:
    person, answer = person_of(request), request.POST.get("answer")
    if answer == "withdraw":
        actions.withdraw(number, actor=person)
    elif answer in {"approve", "refuse"}:
        reason = text_of(request, "reason")
        actions.decide(number, approve=answer == "approve", reason=reason, on=clock.today(), actor=person)
