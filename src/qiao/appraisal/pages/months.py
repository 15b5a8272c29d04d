"""The bank's months: open, settled, closed, by whom; one is closed here, and asked to be reopened with the reason."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.appraisal.actions import closing
from qiao.appraisal.queries.closing import month_rows
from qiao.ground.authority import may, person_of, require
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say

WRONG = 400
LETTERS_MOST, MONTH_LETTERS = 500, 7
TOLD_BESIDE = ("month.", "approval.")


@require_http_methods(["GET", "HEAD", "POST"])
def months(request: HttpRequest) -> HttpResponse:
    """All settled months; what the form asks for is done here."""
    person = person_of(request)
    require(person, "month.see")
    if request.method != "POST":
        return render(request, "appraisal/months.html", _context(request, person))
    month = request.POST.get("month", "")[:MONTH_LETTERS]
    try:
        if request.POST.get("act") == "reopen":
            asked = closing.propose_reopen(month, reason=request.POST.get("reason", "")[:LETTERS_MOST], actor=person)
            return redirect("approval", asked.pk)
        closing.close(month, asker=person, actor=person.username)
    except Refusal as refusal:
        if not refusal.code.startswith(TOLD_BESIDE):
            raise
        context = _context(request, person) | {"refused": say(refusal)}
        return render(request, "appraisal/months.html", context, status=WRONG)
    return redirect("months")


def _context(request: HttpRequest, person: User) -> dict[str, Any]:
    rows = month_rows()
    still_open = [one.month for one in rows if one.close is None]
    closed = [one.month for one in rows if one.close is not None]
    return {
        "page": cut_of(request.GET.get("page")).of(rows),
        "may_close": may(person, closing.CLOSE),
        "may_reopen": may(person, "month.reopen"),
        "closes_next": min(still_open, default=""),
        "reopens_next": max(closed, default=""),
    }
