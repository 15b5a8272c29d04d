"""From a bad loan to the people: loans that went bad, one of them with its chain, packs, and proposals out of it."""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.contribution.queries.dossier import CLASS_WORDS
from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.keeping import for_keeping
from qiao.ground.looks import EXPORTED, looked, opened
from qiao.ground.models import User
from qiao.ground.money import micro_of_fen
from qiao.ground.paging import cut_of
from qiao.ground.periods import Period, day_of
from qiao.ground.refusals import Refusal
from qiao.ground.typed import typed_in
from qiao.pay.actions import cases as acts
from qiao.pay.actions import packing
from qiao.pay.pages.asking import WRONG, day_in, told, ways_of
from qiao.pay.queries import cases, chain, runs
from qiao.pay.queries.chain import LoanChain
from qiao.pay.rules.chain import MADE_WORDS, Concerned, Made
from qiao.pay.rules.deferral import bp_text
from qiao.pay.rules.recovery import CAUSE_WORDS, Cause, read_cause, read_ratio
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio

LETTERS_MOST = 64
FIELDS = ("staff", "cause", "since", "last", "ratio", "words")
ZIP = "application/zip"
DAY = timedelta(days=1)


def bad_loans(request: HttpRequest) -> HttpResponse:
    """Loans of the units one sees that are bad or past due, the largest first."""
    person, on = person_of(request), clock.today()
    require(person, runs.SEE)
    unit = request.GET.get("unit", "")[:LETTERS_MOST]
    scope, cut = scope_of(person, on=on), cut_of(request.GET.get("page"))
    found = chain.bad_loans(scope, on=on, org_ids=people.orgs_below(unit) if unit else None)
    page = cut.of(found)
    context = {
        "page": page,
        "unit": unit,
        "units": people.org_names(),
        "branches": people.branches(scope),
        "names": _customers(person, {one.party_id for one in page.rows}, on=on),
        "class_words": {one.value: _(words) for one, words in CLASS_WORDS.items()},
        "count": len(found),
        "owed_fen": sum(one.owed_fen for one in found),
        **ways_of(person),
    }
    return render(request, "pay/loans.html", context)


def _customers(person: User, party_ids: Collection[str], *, on: date) -> dict[str, str]:
    """Names of those customers whom the person sees."""
    if not may(person, "customers.see"):
        return {}
    scope, today = scope_of(person, on=on), Period(on, on + DAY)
    seen = [one for one in sorted(party_ids) if portfolio.may_see_customer(scope, one, period=today)]
    return customers.customer_names(seen)


@require_http_methods(["GET", "HEAD", "POST"])
def loan(request: HttpRequest, account_id: str) -> HttpResponse:
    """One loan with the days that made it and the people behind it; cases are proposed here."""
    person, on = person_of(request), clock.today()
    found = _chain(person, account_id, on=on)
    if request.method != "POST":
        opened(person, f"loan {account_id}")
        return render(request, "pay/loan.html", _whole(person, found, on=on))
    typed = typed_in(request, FIELDS, most=1_200)
    try:
        wish = acts.Proposal(
            cause=read_cause(typed["cause"]),
            since=day_in(typed["since"]),
            until=day_in(typed["last"]) + DAY,
            ratio_bp=read_ratio(typed["ratio"]),
            reason=typed["words"],
            account_id=account_id,
        )
        made = packing.propose_of_loan(account_id, typed["staff"], wish, on=on, actor=person)
    except Refusal as refusal:
        context = _whole(person, found, on=on) | {"refused": told(refusal), "typed": typed}
        return render(request, "pay/loan.html", context, status=WRONG)
    return redirect("pay_case", made.pk)


def _chain(person: User, account_id: str, *, on: date) -> LoanChain:
    """The chain of a loan of a unit that the person sees."""
    require(person, runs.SEE)
    found = chain.chain_of(account_id[:LETTERS_MOST], on=on)
    scope = scope_of(person, on=on)
    if found is None or not (scope.everything or found.org_id in scope.org_ids):
        raise Http404
    return found


def _seen(person: User, found: LoanChain, *, on: date) -> set[str]:
    """Those of the chain's people whom the person sees."""
    rows = people.visible_staff(scope_of(person, on=on)).filter(staff_id__in=found.staff_ids)
    return set(rows.values_list("staff_id", flat=True))


def _whole(person: User, found: LoanChain, *, on: date) -> dict[str, Any]:
    seen = _seen(person, found, on=on)
    names = people.staff_names(sorted(seen))
    concerned = [_person(one, found, seen=seen, names=names) for one in found.people]
    bad = next((one for one in reversed(found.moments) if one.made is Made.BAD), None)
    return {
        "chain": found,
        "unit": people.org_names().get(found.org_id, found.org_id),
        "customer": _customers(person, [found.party_id], on=on).get(found.party_id, ""),
        "moments": [
            (day_of(one.day), _(MADE_WORDS[one.made]), one.account_id, _shares(one.shares, seen, names), one.made.value)
            for one in found.moments
        ],
        "risks": [(one, day_of(one.since_day), _(CLASS_WORDS[one.risk_class])) for one in found.risks],
        "people": concerned,
        "earned": [
            (one, names.get(one.staff_id, one.staff_id))
            for one in sorted(found.earned, key=lambda one: (one.month, one.staff_id, one.account_id))
            if one.staff_id in seen
        ],
        "chart": _chart(found, seen=seen, names=names),
        "since_bad": day_of(bad.day) if bad is not None else None,
        "whole": seen >= set(found.staff_ids),
        "causes": [(one.value, _(words)) for one, words in CAUSE_WORDS.items()],
        "choices": [one for one in concerned if one["may"] and one["case"] is None],
        "typed": _defaults(found, on=on),
        **ways_of(person),
    } | {"may_propose": any(one["may"] for one in concerned if may(person, acts.PROPOSE, one["id"])) and found.is_bad}


def _defaults(found: LoanChain, *, on: date) -> dict[str, str]:
    since = day_of(found.loans[0].opened_day)
    return {"cause": Cause.FAULT.value, "since": since.isoformat(), "last": on.isoformat(), "ratio": "50"}


def _person(one: Concerned, found: LoanChain, *, seen: set[str], names: dict[str, str]) -> dict[str, Any]:
    parts = found.parts.get(one.staff_id, ())
    is_seen = one.staff_id in seen
    return {
        "id": one.staff_id if is_seen else "",
        "name": names.get(one.staff_id, one.staff_id) if is_seen else _("somebody out of sight"),
        "concerned": one,
        "brought": bp_text(one.brought_bp) if one.brought_bp else "",
        "seen": is_seen,
        "may": is_seen,
        "case": found.cases.get(one.staff_id) if is_seen else None,
        "parts": list(parts) if is_seen else [],
        "left_fen": sum(part.left_fen for part in parts),
    }


def _shares(shares: tuple[tuple[str, int], ...], seen: set[str], names: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (names.get(staff_id, staff_id) if staff_id in seen else _("somebody out of sight"), bp_text(share))
        for staff_id, share in shares
    ]


def _chart(found: LoanChain, *, seen: set[str], names: dict[str, str]) -> dict[str, Any] | None:
    """What each earned by month, of those in sight."""
    months = sorted({one.month for one in found.earned})
    shown = [one.staff_id for one in found.people if one.staff_id in seen]
    if not months or not shown:
        return None
    sums: Counter[tuple[str, str]] = Counter()
    for one in found.earned:
        sums[one.staff_id, one.month] += one.margin_micro
    series = [{"name": names.get(key, key), "values": [sums[key, month] for month in months]} for key in shown]
    return {
        "shape": "lines",
        "along": months,
        "series": series,
        "scale": micro_of_fen(100),
        "words": {"unit": _("yuan")},
    }


def pack_of_loan(request: HttpRequest, account_id: str) -> HttpResponse:
    """The pack with everybody's figures, for whoever sees everybody of the chain."""
    person, on = person_of(request), clock.today()
    found = _chain(person, account_id, on=on)
    if not _seen(person, found, on=on) >= set(found.staff_ids):
        raise Http404
    looked(person, kind=EXPORTED, subject=f"pack {account_id}")
    return for_keeping(packing.pack_of(found, staff_ids=found.staff_ids), name=f"evidence-{account_id}.zip", kind=ZIP)


def pack_of_case(request: HttpRequest, number: int) -> HttpResponse:
    """The pack of a case as it was kept: the person's own figures, so that the person reads it too."""
    person, case = person_of(request), cases.case_of(number)
    if case is None or not case.pack or not cases.sees(person, case, on=clock.today()):
        raise Http404
    looked(person, kind=EXPORTED, subject=f"pack of recovery {case.pk}")
    return for_keeping(packing.kept_pack(case), name=f"evidence-case-{case.pk}.zip", kind=ZIP)
