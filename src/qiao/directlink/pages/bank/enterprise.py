"""One enterprise on the link: its accounts, people, certificates, terms; and what the bank's desk does with them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from qiao.customers import queries as customers
from qiao.directlink.actions import banking, seconding
from qiao.directlink.actions.banking import MANAGE, READ, SEE
from qiao.directlink.pages.bank.telling import (
    ENTERPRISE_STATE_WORDS,
    WRONG,
    changes_told,
    fen_typed,
    knows_names,
    seen_enterprise,
    told,
)
from qiao.directlink.queries import accounts, connections, parties, signals, webhooks
from qiao.directlink.queries.connections import Certificate, Enterprise
from qiao.directlink.rules.ledger import ACCOUNT_STATE_WORDS, AccountState
from qiao.directlink.rules.naming import in_groups
from qiao.directlink.rules.orders import BUSINESS_WORDS, Business
from qiao.directlink.rules.rights import OPERATOR_POST_WORDS, ROLE_WORDS, Post, Role
from qiao.directlink.rules.signals import SIGNALS
from qiao.directlink.rules.terms import Terms, checked_terms, is_looser
from qiao.directlink.rules.webhooks import HOOK_STATE_WORDS, HookState
from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.typed import handed_in, kept, typed_in
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office

FIELDS = (
    *("act", "reason", "operator", "fingerprint", "number", "name", "balance", "branch", "state"),
    *("firm", "contract", "payer", "strict", "directed_only", "signature_wanted"),
)
PEM_LETTERS, ADDRESSES_LETTERS = 20_000, 2_500
ENTERPRISE_CHANGES = (seconding.CERTIFICATE, seconding.MANDATE, seconding.TERMS)
DONE: Mapping[str, str] = {
    "suspend": _("The link is suspended: questions are answered, orders are not taken."),
    "resume": _("The link takes orders again."),
    "lock": _("%(operator)s is locked."),
    "unlock": _("The lock of %(operator)s is lifted, and the wrong passwords are forgotten."),
    "revoke": _("The certificate is revoked and signs nothing from now on."),
    "terms": _("The terms are kept."),
    "account": _("Account %(number)s is open for the link."),
}


NO_RIGHT = _(
    "%(operator)s lets no order go alone yet: what the key signs is known, and its orders wait for others' signatures."
    " The enterprise's administrator asks for the right to order at once by certificate under “Operators” on its own"
    " pages, and its supervisor agrees."
)


@require_http_methods(["GET", "HEAD", "POST"])
def link_enterprise(request: HttpRequest, customer_number: str) -> HttpResponse:
    """One enterprise, as far as the post reads it."""
    person, on = person_of(request), clock.today()
    one = seen_enterprise(person, customer_number, verb=SEE)
    if request.method != "POST":
        if knows_names(person):
            opened(person, f"link {one.pk}")
        return render(request, "directlink/enterprise.html", _whole(person, one, on=on))
    typed = typed_in(request, FIELDS)
    try:
        asked = _ask(request, typed, one, person=person, on=on)
        words, facts = ("", {}) if asked is not None else _act(request, typed, one, person=person)
    except Refusal as refusal:
        context = _whole(person, one, on=on) | {"refused": told(refusal), "typed": typed}
        return render(request, "directlink/enterprise.html", context, status=WRONG)
    if asked is not None:
        if typed["act"] == "bind" and not connections.may_order_at_once(one.pk, typed["operator"]):
            messages.warning(request, str(fill(NO_RIGHT, {"operator": typed["operator"]})))
        return handed_in(request, asked.pk)
    if words:
        kept(request, words, **facts)
    return redirect("link_enterprise", one.pk)


def _ask(
    request: HttpRequest, typed: dict[str, str], one: Enterprise, *, person: User, on: date
) -> office.Approval | None:
    """Ask a second person for what two decide; None where the form is about something else."""
    number, reason = one.pk, typed["reason"]
    if typed["act"] == "bind":
        pem = str(request.POST.get("pem", ""))[:PEM_LETTERS]
        return seconding.ask_to_bind(number, typed["operator"], pem=pem, reason=reason, on=on, actor=person)
    if typed["act"] == "terms":
        terms = checked_terms(_terms(request, typed))
        looser = is_looser(parties.terms_of(one), terms)
        return seconding.ask_for_terms(number, terms, reason=reason, on=on, actor=person) if looser else None
    if typed["act"] != "mandate":
        return None
    parts = {name: typed[name] for name in ("firm", "contract", "payer", "name")}
    return seconding.ask_for_mandate(number, **parts, reason=reason, on=on, actor=person)


def _act(
    request: HttpRequest, typed: dict[str, str], one: Enterprise, *, person: User
) -> tuple[str, Mapping[str, object]]:
    """Do what the form says; what to say of it on the next page, with its facts."""
    number, at, reason = one.pk, clock.now(), typed["reason"]
    facts: dict[str, object] = {"operator": typed["operator"], "number": typed["number"]}

    def state() -> None:
        value = "open" if typed["act"] == "resume" else "suspended"
        banking.set_state(number, state=value, reason=reason, at=at, actor=person)

    def lock() -> None:
        locked = typed["act"] == "lock"
        banking.lock_operator(number, typed["operator"], locked=locked, reason=reason, at=at, actor=person)

    acts: dict[str, Callable[[], object]] = {
        "suspend": state,
        "resume": state,
        "lock": lock,
        "unlock": lock,
        "revoke": lambda: banking.revoke_certificate(number, typed["fingerprint"], reason=reason, at=at, actor=person),
        "terms": lambda: banking.set_terms(number, _terms(request, typed), at=at, actor=person),
        "account": lambda: _open_account(typed, number, at=at, person=person),
    }
    act = acts.get(typed["act"])
    if act is None:
        return "", {}
    act()
    return DONE[typed["act"]], facts


def _open_account(typed: dict[str, str], customer_number: str, *, at: datetime, person: User) -> None:
    banking.open_account(
        customer_number,
        typed["number"].strip(),
        name=typed["name"].strip(),
        balance_fen=fen_typed(typed["balance"]),
        branch=typed["branch"].strip(),
        at=at,
        actor=person,
    )


def _terms(request: HttpRequest, typed: dict[str, str]) -> Terms:
    return Terms(
        addresses=tuple(str(request.POST.get("addresses", ""))[:ADDRESSES_LETTERS].split()),
        signals=tuple(name[:20] for name in request.POST.getlist("signal")[: len(SIGNALS) + 1]),
        strict=typed["strict"] == "1",
        directed_only=typed["directed_only"] == "1",
        signature_wanted=typed["signature_wanted"] == "1",
    )


def _whole(person: User, one: Enterprise, *, on: date) -> dict[str, Any]:
    reads, named = may(person, READ, one.pk), knows_names(person)
    people, signing = connections.operators_of(one.pk), connections.order_at_once(one.pk)
    context: dict[str, Any] = {
        "one": one,
        "state": ENTERPRISE_STATE_WORDS[one.state],
        "knows_names": named,
        "reads": reads,
        "manages": may(person, MANAGE, one.pk),
        "customer": customers.customers_by_id([one.party_id]).get(one.party_id) if named and one.party_id else None,
        "sees_customers": may(person, "customers.see"),
        "care": connections.care_of([one.pk], at=clock.now(), on=on)[one.pk],
        "people": [
            {"one": each, "post": OPERATOR_POST_WORDS[Post(each.post)], "signs": each.pk in signing} for each in people
        ],
        "all_sign": all(each.pk in signing for each in people),
        "changes": changes_told(person, ENTERPRISE_CHANGES, seen=[one.pk]) if reads else [],
        "certificates": [_certificate(each, on=on) for each in connections.certificates_of(one.pk)],
        "addresses": "\n".join(one.addresses),
        "signals": [(name, words, name in one.signals) for name, words in SIGNALS.items()],
        "found": _signals(one, on=on) if named else [],
        "typed": {},
    }
    return context | (_of_readers(one) if reads else {})


def _of_readers(one: Enterprise) -> dict[str, Any]:
    hooks = webhooks.of_enterprise(one.pk)
    return {
        "webhooks": [{"row": row, "state": HOOK_STATE_WORDS[HookState(row.state)]} for row in hooks],
        "accounts": [
            {
                "row": row,
                "state": ACCOUNT_STATE_WORDS[AccountState(row.state)],
                "available_fen": accounts.available_fen(row),
            }
            for row in connections.accounts_of_enterprise(one.pk)
        ],
        "rights": [
            {
                "row": row,
                "role": ROLE_WORDS[Role(row.role)],
                "business": BUSINESS_WORDS[Business(row.business)] if row.business else "",
            }
            for row in connections.rights_of(one.pk)
        ],
        "steps": [
            {"row": row, "business": BUSINESS_WORDS[Business(row.business)] if row.business else ""}
            for row in connections.steps_of_enterprise(one.pk)
        ],
        "mandates": connections.mandates_of(one.pk),
    }


def _certificate(each: Certificate, *, on: date) -> dict[str, Any]:
    days = (localtime(each.until).date() - on).days
    return {"one": each, "print": in_groups(each.fingerprint), "days": days, "over": days < 0}


def _signals(one: Enterprise, *, on: date) -> list[dict[str, object]]:
    """What the managers who serve the customer are told, and since when."""
    found = signals.signals_for({one.pk: one.signals}, on=on)[one.pk]
    return [{"says": fill(*signals.words_of(each, one.name)), "since": each.since} for each in found]
