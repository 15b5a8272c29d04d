"""The form of the correction that an upheld appeal grants: whose shares on which days; a second person agrees."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.appeals.actions import correcting
from qiao.appeals.pages.telling import WRONG, told
from qiao.appeals.queries import appeals as queries
from qiao.appeals.queries.appeals import Appeal
from qiao.appeals.rules.appeal import WORDS_MOST
from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.periods import day_number, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.typed import typed_in
from qiao.portfolio.actions import changing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.lines import percent
from qiao.portfolio.rules.reading import LINES_OF_A_FORM, read_ask
from qiao.portfolio.rules.roles import ROLE_WORDS
from qiao.portfolio.rules.shares import Act

FIELDS = ("since", "last", "account")
ROWS = tuple(f"{name}{n}" for n in range(LINES_OF_A_FORM) for name in ("staff", "role", "share"))
ID_LETTERS = 64


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_correction(request: HttpRequest, number: int) -> HttpResponse:
    """Whose customer it is comes first where the appeal named none; then the shares, looked at, then asked for."""
    person, on, found = person_of(request), clock.today(), queries.appeal_of(number)
    if found is None or (not queries.sees(person, found, on=on) and not may(person, "portfolio.claims")):
        raise Http404
    party_id = found.party_id or _of_account(found) or request.GET.get("party", "").strip()[:ID_LETTERS]
    if found.state not in {"upheld", "partly"} or (party_id and not _may(request, found, party_id)):
        raise Http404
    if not party_id:
        return render(request, "appeals/correction.html", {"appeal": found, "party_id": ""})
    context = _form(found, party_id)
    if request.method != "POST":
        return render(request, "appeals/correction.html", context)
    typed = typed_in(request, (*FIELDS, *ROWS), most=WORDS_MOST + 1)
    rows = [(typed[f"staff{n}"], typed[f"role{n}"], typed[f"share{n}"]) for n in range(LINES_OF_A_FORM)]
    context |= {"typed": typed, "rows": rows}
    try:
        ask = changing.ended(party_id, read_ask(Act.CORRECTION, typed, parts=rows))
        if request.POST.get("answer") == "ask":
            made = correcting.propose_correction(found.pk, party_id, ask, on=on, actor=person)
            return redirect("approval", made.pk)
        before, after = portfolio.lines_of(party_id), changing.preview(party_id, ask, on=on)
        context["changes"] = changing.told_changes(before, after, since_day=ask.since_day)
    except Refusal as refusal:
        return render(request, "appeals/correction.html", context | {"refused": told(refusal)}, status=WRONG)
    return render(request, "appeals/correction.html", context)


def _may(request: HttpRequest, found: Appeal, party_id: str) -> bool:
    return may(person_of(request), correcting.CORRECT, f"{found.pk}|{party_id}")


def _of_account(found: Appeal) -> str:
    return (portfolio.party_of_account(found.account_id) or "") if found.account_id else ""


def _form(found: Appeal, party_id: str) -> dict[str, Any]:
    """The shares as they stand on the month's first day, to be changed."""
    period = month_period(found.month)
    first = day_number(period.since)
    running = [one for one in portfolio.lines_of(party_id) if one.runs_on(first)]
    rows = [(one.staff_id, one.role, percent(one.share_bp)) for one in running if one.account_id == ""]
    rows = rows[:LINES_OF_A_FORM]
    typed = {
        "since": period.since.isoformat(),
        "last": (period.until - timedelta(days=1)).isoformat(),
        "account": found.account_id,
    }
    return {
        "appeal": found,
        "party_id": party_id,
        "typed": typed,
        "rows": [*rows, *[("", "co", "")] * (LINES_OF_A_FORM - len(rows))],
        "roles": list(ROLE_WORDS.items()),
    }
