"""Hand-overs and conflicts: the dossier as it is signed and printed, the introduction, an extract beside ours."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from qiao.customers import queries as customers
from qiao.desk.pages.asking import typed_text
from qiao.desk.pages.known import seen_of
from qiao.desk.pages.portfolio import TOLD_BESIDE, WRONG, looked_at, shown_id
from qiao.desk.queries.portfolio import colleagues_of, holders_of, sees_hand_over, size_unjudged, supervisors_of
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.paging import cut_of
from qiao.ground.periods import day_number, day_of, day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import handed_in, kept
from qiao.ground.words import Marked
from qiao.office import queries as office
from qiao.office.rules.dossier import digest_of, read_cell
from qiao.people.queries import staff as people
from qiao.portfolio.actions import deciding, handing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.serving import HandOver
from qiao.portfolio.rules.conflicts import CONFLICT_WORDS, ConflictState, first_difference, from_plain
from qiao.portfolio.rules.handing import WAYS, check_people
from qiao.portfolio.rules.lines import WHOLE, Line, percent
from qiao.portfolio.rules.reading import first_day
from qiao.portfolio.rules.roles import ROLE_WORDS
from qiao.portfolio.rules.shares import Act, Ask

NUMERIC = frozenset({"Balance (yuan)", "Days past due", "Share"})
"""Heads of a dossier's columns that hold numbers, as they are laid down."""
FIELDS = ("giver", "taker", "supervisor", "day", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_new(request: HttpRequest, party_id: str) -> HttpResponse:
    """The form of a hand-over: who gives, who takes over, who supervises, from which day."""
    person, seen = seen_of(request, party_id)
    shown, on = shown_id(request, seen.customer), clock.today()
    require(person, "portfolio.ask", shown)
    holders = holders_of(portfolio.lines_of(shown), day=day_number(on))
    names = people.staff_names(list(holders))
    supervisors = supervisors_of(shown, person)
    context: dict[str, Any] = {
        "customer": seen.customer,
        "holders": [(one, names.get(one, one)) for one in holders],
        "colleagues": colleagues_of(person),
        "supervisors": supervisors,
        "size_unjudged": size_unjudged(shown, on=on),
        "typed": {"day": on.isoformat(), "giver": person.staff_id},
    }
    if request.method != "POST":
        return render(request, "desk/hand_over_new.html", context)
    typed = {name: typed_text(request, name) for name in FIELDS}
    try:
        if request.POST.get("answer") == "look":
            return render(request, "desk/hand_over_new.html", context | {"typed": typed} | _looked_at(shown, typed))
        made = handing.hand_over(
            shown,
            giver=typed["giver"],
            taker=typed["taker"],
            supervisor=typed["supervisor"],
            day=first_day(typed["day"]),
            reason=typed["reason"],
            on=on,
            actor=person,
        )
    except Refusal as refusal:
        if not refusal.code.startswith(TOLD_BESIDE):
            raise
        told = context | {"typed": typed, "refused": say(refusal)}
        return render(request, "desk/hand_over_new.html", told, status=WRONG)
    kept(request, gettext_noop("The dossier is laid down; it is in force once the three have signed."))
    return redirect("hand_over", made.pk)


def _looked_at(party_id: str, typed: dict[str, str]) -> dict[str, Any]:
    """The shares and both sides' figures as the hand-over would leave them; nothing is laid down yet."""
    check_people(typed["giver"], typed["taker"], supervisor=typed["supervisor"])
    day = day_number(first_day(typed["day"]))
    ask = Ask(Act.HAND_OVER, WHOLE, day, giver=typed["giver"], taker=typed["taker"])
    return looked_at(party_id, ask, on=clock.today())


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """One hand-over: its dossier, who signed, and whether the customer knows the new manager."""
    person, found = person_of(request), portfolio.hand_over_of(number)
    require(person, "office.approvals")
    if found is None or not sees_hand_over(person, found):
        raise Http404
    context = _whole(found) | {
        "may_introduce": found.introduced_on is None
        and found.in_force_at is not None
        and may(person, "portfolio.introduce", found),
        "may_sign": found.approval is not None and office.may_decide(person, found.approval),
        "ways": WAYS,
        "typed": {"day": clock.today().isoformat()},
    }
    if request.method != "POST":
        return render(request, "desk/hand_over.html", context)
    typed = {name: typed_text(request, name) for name in ("day", "way", "who")}
    try:
        day = day_of_text(typed["day"])
        handing.introduce(number, way=typed["way"], day=day, who=typed["who"], on=clock.today(), actor=person)
    except Refusal as refusal:
        if not refusal.code.startswith("hand_over."):
            raise
        told = context | {"typed": typed, "refused": say(refusal)}
        return render(request, "desk/hand_over.html", told, status=WRONG)
    kept(request, gettext_noop("Kept: the customer knows who takes over."))
    return redirect("hand_over", number)


def _whole(found: HandOver) -> dict[str, object]:
    names = people.staff_names([found.giver, found.taker, found.supervisor])
    signatures = office.signatures_of(found.approval) if found.approval else []
    return {
        "made": found,
        "name": customers.customer_names([found.party_id]).get(found.party_id, found.party_id),
        "names": names,
        "signatures": [(one, _(one.role), names.get(one.staff_id, one.staff_id)) for one in signatures],
        "parts": [_part(part) for part in found.dossier],
        "is_whole": digest_of(found.dossier) == found.digest,
        "way": _(WAYS[found.introduced_how]) if found.introduced_how else "",
    }


def _part(part: dict[str, Any]) -> dict[str, object]:
    heading, heads = part["heading"], [_(head) for head in part["heads"]]
    numeric = [head in NUMERIC for head in part["heads"]]
    rows = [[_cell(read_cell(cell)) for cell in row] for row in part["rows"]]
    return {
        "heading": _(heading),
        "heads": list(zip(heads, numeric, strict=True)),
        "rows": [list(zip(heads, row, numeric, strict=True)) for row in rows],
        "more": part["more"],
    }


def _cell(cell: str) -> str:
    return _(cell) if isinstance(cell, Marked) else cell


def conflict_list(request: HttpRequest) -> HttpResponse:
    """Extracts that say otherwise of customers changed here, those the person may decide."""
    person, on = person_of(request), clock.today()
    require(person, "portfolio.conflicts")
    found = cut_of(request.GET.get("page")).of(
        [
            one
            for one in portfolio.open_conflicts(scope_of(person, on=on), on=on)[: portfolio.CONFLICTS_MOST]
            if may(person, "portfolio.see_conflict", one.party_id)
        ]
    )
    names = customers.customer_names([one.party_id for one in found.rows])
    return render(request, "desk/conflicts.html", {"page": found, "names": names})


@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, number: int) -> HttpResponse:
    """Ours and the extract's lines side by side; one of the two is proposed, a second person decides."""
    person, found = person_of(request), portfolio.conflict_of(number)
    require(person, "portfolio.conflicts")
    if found is None or not may(person, "portfolio.see_conflict", found.party_id):
        raise Http404
    ours, theirs = from_plain(found.ours), from_plain(found.theirs)
    differs = first_difference(ours, theirs)
    staff = people.staff_names(sorted({line.staff_id for line in (*ours, *theirs)}))
    context = {
        "conflict": found,
        "name": customers.customer_names([found.party_id]).get(found.party_id, found.party_id),
        "sides": [
            (_("Ours"), [_line(line, staff, differs=line not in theirs) for line in ours]),
            (_("The extract's"), [_line(line, staff, differs=line not in ours) for line in theirs]),
        ],
        "differs": None if differs is None else day_of(differs),
        "state": CONFLICT_WORDS[ConflictState(found.state)],
        "is_open": found.state == ConflictState.OPEN,
        "waiting": office.open_approval(deciding.KIND, found.party_id),
        "may_ask": found.state == ConflictState.OPEN and may(person, "portfolio.supervise", found.party_id),
    }
    answer = request.POST.get("answer")
    if request.method != "POST" or answer not in {"keep", "take"}:
        return render(request, "desk/conflict.html", context)
    try:
        reason = typed_text(request, "reason")
        asked = deciding.propose(number, take=answer == "take", reason=reason, on=clock.today(), actor=person)
    except Refusal as refusal:
        if not refusal.code.startswith(("approval.", "conflict.")):
            raise
        return render(request, "desk/conflict.html", context | {"refused": say(refusal)}, status=WRONG)
    return handed_in(request, asked.pk)


def _line(line: Line, names: dict[str, str], *, differs: bool) -> dict[str, object]:
    return {
        "name": names.get(line.staff_id, line.staff_id),
        "role": _(ROLE_WORDS.get(line.role, line.role)),
        "account": line.account_id,
        "since": day_of(line.since_day),
        "until": None if line.until_day is None else day_of(line.until_day),
        "share": percent(line.share_bp),
        "differs": differs,
    }
