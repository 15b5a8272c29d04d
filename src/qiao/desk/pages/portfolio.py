"""Who serves a customer, as a page and as forms: split, transfer, cover, referral, release, correction."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.desk.pages.asking import typed_text
from qiao.desk.pages.known import seen_of
from qiao.desk.queries.effect import annex_of, effect_of, passing_from
from qiao.desk.queries.portfolio import colleagues_of, holders_of, kept_of, size_unjudged
from qiao.ground import clock
from qiao.ground.authority import may, require
from qiao.ground.looks import midnight
from qiao.ground.models import User
from qiao.ground.periods import day_number, day_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import day_in, handed_in
from qiao.office import queries as office
from qiao.people.queries import staff as people
from qiao.portfolio.actions import changing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.asking import ACT_WORDS
from qiao.portfolio.rules.lines import WHOLE, Line, percent
from qiao.portfolio.rules.parameters import REFERRAL_MONTHS, REFERRAL_SHARE
from qiao.portfolio.rules.reading import (
    ASKED,
    LINES_OF_A_FORM,
    WITH_END,
    WITH_PARTS,
    WITH_TAKER,
    WITH_UNTIL,
    months_after,
    read_ask,
)
from qiao.portfolio.rules.roles import NOT_SERVING, ROLE_WORDS
from qiao.portfolio.rules.shares import Act, Ask, stays

WRONG = 400
TOLD_BESIDE = ("shares.", "portfolio.", "approval.", "claim.", "hand_over.", "shadow.", "paper.")
FIELDS = ("since", "last", "account", "giver", "taker", "share", "reason")
DAY = timedelta(days=1)
EXPLAINED = {
    Act.SPLIT: gettext_noop(
        "On these days exactly these people have the customer; what is left of 100 % is unclaimed. "
        "Cover and referral stay."
    ),
    Act.TRANSFER: gettext_noop(
        "Everything the giver has passes to another in the same roles, in every account. "
        "It has no dossier and no introduction; where the lead changes, ask for a hand-over instead."
    ),
    Act.COVER: gettext_noop("Somebody serves for some days, for instance during leave; then all is as before."),
    Act.REFERRAL: gettext_noop("Who brought the customer has a part of the share for some months."),
    Act.RELEASE: gettext_noop("The giver's share falls to unclaimed from the day on."),
    Act.CORRECTION: gettext_noop(
        "Shares of a month that is settled already; the month is to be settled again afterwards. "
        "Without a last day it ends where something else was agreed, and before the first day not settled."
    ),
}


def customer_portfolio(request: HttpRequest, party_id: str) -> HttpResponse:
    """Who has what on a day, as known at a moment; every line, every change, what waits for a signature."""
    person, seen = seen_of(request, party_id)
    shown, on = shown_id(request, seen.customer), clock.today()
    day, at = day_in(request, "day", "On") or on, day_in(request, "at", "as known on")
    moment = midnight(at + DAY) if at else None
    kept = kept_of(shown, day=day, at=moment)
    context = {
        "customer": seen.customer,
        "shown": shown,
        "family": customers.family_of(seen.customer.party_id),
        "kept": kept,
        "lines": [_told(line) for line in kept.lines],
        "stands": [(one, [_told(line) for line in one.lines]) for one in kept.stands],
        "changes": [(one, ACT_WORDS[Act(one.act)]) for one in kept.changes],
        "waiting": [(one, office.kind_of(one).words, office.signatures_of(one)) for one in kept.waiting],
        "day": day,
        "at": at,
        "is_guessed": moment is not None and (kept.known_from is None or moment < kept.known_from),
        "is_now": day == on and at is None,
        "size_unjudged": size_unjudged(shown, on=on),
        "acts": [(act, ACT_WORDS[act]) for act in ASKED] if may(person, "portfolio.ask", shown) else [],
        "may_see_conflict": may(person, "portfolio.conflicts") and may(person, "portfolio.see_conflict", shown),
        "may_claim": person.post in {"rm", "lead"} and portfolio.may_claim(person, shown),
    }
    return render(request, "desk/portfolio.html", context)


def shown_id(request: HttpRequest, customer: Customer) -> str:
    """Of several ids that are one customer the one that is asked for."""
    asked = request.GET.get("id", "")
    return asked if asked in customers.family_of(customer.party_id) else customer.party_id


def _told(line: Line) -> dict[str, Any]:
    return {
        "line": line,
        "since": day_of(line.since_day),
        "until": None if line.until_day is None else day_of(line.until_day),
        "role": _(ROLE_WORDS.get(line.role, line.role)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def portfolio_change(request: HttpRequest, party_id: str, act: str) -> HttpResponse:
    """The form of a change: looked at first, with what it would have done; then those concerned are asked."""
    person, seen = seen_of(request, party_id)
    if act not in {one.value for one in ASKED}:
        raise Http404
    shown, wanted, on = shown_id(request, seen.customer), Act(act), clock.today()
    require(person, "portfolio.ask", shown)
    context = _form(person, shown, wanted, on=on) | {"customer": seen.customer, "shown": shown}
    if request.method != "POST":
        return render(request, "desk/portfolio_change.html", context)
    context |= {"typed": {name: typed_text(request, name) for name in FIELDS}, "rows": _parts(request)}
    try:
        ask = changing.ended(shown, read_ask(wanted, context["typed"], parts=_parts(request)))
        if request.POST.get("answer") == "ask":
            reason = context["typed"]["reason"]
            return handed_in(request, changing.propose(shown, ask, reason=reason, on=on, actor=person).pk)
        return render(request, "desk/portfolio_change.html", context | looked_at(shown, ask, on=on))
    except Refusal as refusal:
        if not refusal.code.startswith(TOLD_BESIDE):
            raise
        return render(request, "desk/portfolio_change.html", context | {"refused": say(refusal)}, status=WRONG)


def looked_at(party_id: str, ask: Ask, *, on: date) -> dict[str, Any]:
    """How the shares would stand on which days, and what the first would have done in the newest settled month."""
    before, after = portfolio.lines_of(party_id), changing.preview(party_id, ask, on=on)
    annexes = annex_of(effect_of(party_id, before, after, day=ask.since_day, giver=passing_from(ask)))
    return {
        "changes": changing.told_changes(before, after, since_day=ask.since_day),
        "annexes": [
            {"annex": one, "rows": [list(zip(one.heads, row, strict=True)) for row in one.rows]} for one in annexes
        ],
        "signers": _signers(party_id, ask),
    }


def _signers(party_id: str, ask: Ask) -> list[tuple[str, str]]:
    from_wish = changing.signers_for(party_id, ask)
    names = people.staff_names([one.staff_id for one in from_wish if one.staff_id])
    return [(_(one.role), names.get(one.staff_id, one.staff_id)) for one in from_wish]


def _form(person: User, party_id: str, act: Act, *, on: date) -> dict[str, Any]:
    lines = portfolio.lines_of(party_id)
    holders = holders_of(lines, day=day_number(on))
    names = people.staff_names(list(holders))
    own = person.staff_id if person.staff_id in holders else ""
    return {
        "act": act,
        "act_words": ACT_WORDS[act],
        "explained": _(EXPLAINED[act]),
        "with_parts": act in WITH_PARTS,
        "with_taker": act in WITH_TAKER,
        "with_until": act in WITH_UNTIL,
        "with_end": act in WITH_END,
        "is_referral": act is Act.REFERRAL,
        "is_cover": act is Act.COVER,
        "holders": [(one, names.get(one, one)) for one in holders],
        "roles": [(code, _(words)) for code, words in ROLE_WORDS.items() if code in _roles_of(act)],
        "colleagues": colleagues_of(person),
        "rows": _standing_rows(lines, act, on=on),
        "typed": {"since": on.isoformat(), "giver": own or next(iter(holders), ""), **_proposed(act, on=on)},
        "waiting": office.open_approval(changing.KIND, party_id),
        "size_unjudged": size_unjudged(party_id, on=on),
    }


def _roles_of(act: Act) -> set[str]:
    """The roles that the form gives: a split leaves cover and referral alone, a correction may be about them."""
    return set(ROLE_WORDS) if act is Act.CORRECTION else set(ROLE_WORDS) - NOT_SERVING


def _proposed(act: Act, *, on: date) -> dict[str, str]:
    """What the house proposes for a referral."""
    if act is not Act.REFERRAL:
        return {}
    months = office.parameter(REFERRAL_MONTHS.name, on=on)
    share = office.parameter(REFERRAL_SHARE.name, on=on)
    return {"share": percent(share), "last": (months_after(on, months=months) - DAY).isoformat()}


def _standing_rows(lines: tuple[Line, ...], act: Act, *, on: date) -> list[tuple[str, str, str]]:
    """The shares of today that a split changes as the lines of its form, and empty lines after them."""
    number = day_number(on)
    running = [line for line in lines if line.account_id == WHOLE and line.runs_on(number)]
    now = [line for line in running if line.role in ROLE_WORDS and not stays(line, act)]
    rows = [(line.staff_id, line.role, percent(line.share_bp)) for line in now[:LINES_OF_A_FORM]]
    return [*rows, *[("", "co", "")] * (LINES_OF_A_FORM - len(rows))]


def _parts(request: HttpRequest) -> list[tuple[str, str, str]]:
    return [
        (typed_text(request, f"staff{n}"), typed_text(request, f"role{n}"), typed_text(request, f"share{n}"))
        for n in range(LINES_OF_A_FORM)
    ]
