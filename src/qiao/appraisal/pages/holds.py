"""Holds on credit as pages: the list, the list as a file, and one hold with its evidence, its curve and its history."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.appraisal.actions import holding
from qiao.appraisal.queries import hold_sight, holds
from qiao.appraisal.queries.holds import CreditHold
from qiao.appraisal.rules.gaming.held import HELD_WORDS, HeldMeasure
from qiao.appraisal.rules.gaming.holding import DID_WORDS, STATE_WORDS, WORDS_MOST, Did, HoldState
from qiao.appraisal.rules.gaming.signs import PATTERN_MEANS, PATTERN_WORDS, SAW_WORDS, Pattern
from qiao.contribution.queries import runs
from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.authority import person_of, require, scope_of
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
LETTERS_MOST = 64
SHEET_ROWS = 10_000
BALANCES = frozenset({HeldMeasure.DEPOSIT_DAYS, HeldMeasure.LOAN_DAYS})


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the list is asked for; empty = everything."""

    month: str
    pattern: str
    state: str
    unit: str

    @property
    def org_ids(self) -> list[str] | None:
        """The unit with those below it, None for all."""
        return people.orgs_below(self.unit) if self.unit else None


def _filter(request: HttpRequest) -> Filter:
    asked = {name: request.GET.get(name, "")[:LETTERS_MOST] for name in ("month", "pattern", "state", "unit")}
    known = {"pattern": {one.value for one in Pattern}, "state": {one.value for one in HoldState}}
    return Filter(**{name: text if text in known.get(name, {text}) else "" for name, text in asked.items()})


def hold_list(request: HttpRequest) -> HttpResponse:
    """The holds of the people one sees."""
    person = person_of(request)
    require(person, "appraisal.holds")
    chosen, scope, cut = _filter(request), scope_of(person, on=clock.today()), cut_of(request.GET.get("page"))
    rows = holds.holds_in(scope, month=chosen.month, pattern=chosen.pattern, state=chosen.state, org_ids=chosen.org_ids)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    context = {
        "page": page,
        "chosen": chosen,
        "months": runs.months(),
        "patterns": [(one.value, words) for one, words in PATTERN_WORDS.items()],
        "states": [(one.value, words) for one, words in STATE_WORDS.items()],
        "pattern_words": {one.value: words for one, words in PATTERN_WORDS.items()},
        "state_words": {one.value: words for one, words in STATE_WORDS.items()},
        "branches": people.branches(scope),
        "names": people.staff_names([row.staff_id for row in page.rows]),
        "units": people.org_names(),
        "counts": holds.open_counts(scope),
        "search": holds.newest_search(chosen.month or (runs.months() or [""])[0]),
        "on": clock.today(),
    }
    return render(request, "appraisal/holds.html", context)


def holds_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file, all its pages; fen as yuan, exact."""
    person = person_of(request)
    require(person, "appraisal.holds")
    chosen, scope = _filter(request), scope_of(person, on=clock.today())
    rows = list(
        holds.holds_in(scope, month=chosen.month, pattern=chosen.pattern, state=chosen.state, org_ids=chosen.org_ids)[
            :SHEET_ROWS
        ]
    )
    names, units = people.staff_names([row.staff_id for row in rows]), people.org_names()
    lines = [
        [
            row.pk,
            row.month,
            row.staff_id,
            names.get(row.staff_id, ""),
            units.get(row.org_id, row.org_id),
            _(PATTERN_WORDS[Pattern(row.pattern)]),
            row.key_day.isoformat(),
            len(row.party_ids),
            Number(text_of_scaled(row.bonus_fen, places=2)),
            Number(text_of_scaled(row.score_bp, places=2)),
            _(STATE_WORDS[HoldState(row.state)]),
            row.due.isoformat(),
            row.decided_by,
            row.reason,
        ]
        for row in rows
    ]
    facts = {"month": chosen.month, "pattern": chosen.pattern, "state": chosen.state, "unit": chosen.unit}
    return export(person, _heads(), lines, name="holds", form=form, facts=facts)


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Month"),
        _("Person"),
        _("Name"),
        _("Unit"),
        _("Pattern"),
        _("Key date"),
        _("Customers"),
        _("Bonus it means (yuan)"),
        _("Plainness (%)"),
        _("State"),
        _("To be decided by"),
        _("Decided by"),
        _("Reason"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """One hold; the person says what he or she knows here, and whoever may decides."""
    person, on, found = person_of(request), clock.today(), holds.hold_of(number)
    if found is None or not holds.sees(person, found, on=on):
        raise Http404
    if request.method != "POST":
        if person.staff_id != found.staff_id:
            opened(person, f"hold {found.pk} {found.staff_id}")
        return render(request, "appraisal/hold.html", _whole(person, found, on=on))
    typed = {name: request.POST.get(name, "")[: WORDS_MOST + 1] for name in ("act", "text")}
    try:
        _act(typed["act"], typed["text"], found, person=person, on=on)
    except Refusal as refusal:
        if refusal.code.startswith("authority.") or not refusal.code.startswith(("hold.", "approval.")):
            raise
        context = _whole(person, found, on=on) | {"refused": say(refusal), "typed": typed}
        return render(request, "appraisal/hold.html", context, status=WRONG)
    return redirect("hold", number)


def _act(act: str, text: str, found: CreditHold, *, person: User, on: date) -> None:
    if act == "release":
        holding.release(found.pk, reason=text, on=on, actor=person)
    elif act == "confirm":
        holding.propose_confirming(found.pk, reason=text, on=on, actor=person)
    else:
        holding.say(found.pk, text=text, actor=person)


def _whole(person: User, found: CreditHold, *, on: date) -> dict[str, Any]:
    pattern, state = Pattern(found.pattern), HoldState(found.state)
    is_own = bool(person.staff_id) and person.staff_id == found.staff_id
    is_open = state is HoldState.OPEN
    waiting = office.open_approval(holding.CONFIRM, str(found.pk))
    decides = is_open and holds.decides(person, found, on=on)
    return {
        "hold": found,
        "pattern": PATTERN_WORDS[pattern],
        "means": PATTERN_MEANS[pattern],
        "state": STATE_WORDS[state],
        "is_open": is_open,
        "name": people.staff_names([found.staff_id]).get(found.staff_id, found.staff_id),
        "unit": people.org_names().get(found.org_id, found.org_id),
        "customers": _customers(person, found, on=on),
        "traces": [(one, SAW_WORDS[one.trace.saw]) for one in hold_sight.traces_for(person, found, on=on)],
        "sums": [(HELD_WORDS[one], one in BALANCES, micro) for one, micro in sorted(holds.sums_for(found).items())],
        "accounts": _accounts(found),
        "curve": _curve(found),
        "events": [(one, DID_WORDS[Did(one.did)]) for one in holds.events_of(found)],
        "is_own": is_own,
        "may_say": is_own and is_open,
        "may_release": decides and waiting is None,
        "may_confirm": decides and waiting is None,
        "waiting": waiting,
        "may_see_request": waiting is not None and office.may_read(person, waiting),
        "late": is_open and found.due < on,
    }


def _customers(person: User, found: CreditHold, *, on: date) -> list[tuple[str, str]]:
    """The customers whom the person sees, by id with their names."""
    seen = hold_sight.seen_parties(person, found, on=on)
    names = customers.customer_names(seen)
    return [(party_id, names.get(party_id, party_id)) for party_id in seen if party_id in found.party_ids]


def _accounts(found: CreditHold) -> list[tuple[str, int, int, int]]:
    """Each account with the first and last day held and how many they are."""
    days: dict[str, set[int]] = {}
    for row in holds.lines_of(found):
        days.setdefault(row.account_id, set()).update(day for day, _micro in row.days)
    return [(account_id, min(own), max(own), len(own)) for account_id, own in sorted(days.items()) if own]


def _curve(found: CreditHold) -> dict[str, Any] | None:
    points = holds.curve_of(found)
    if not any(fen for _day, fen in points):
        return None
    series = {"name": _("Balance"), "kind": "deposit", "points": [list(point) for point in points]}
    return {"series": [series], "words": {"unit": _("yuan")}}
