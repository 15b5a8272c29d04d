"""What one may do: the own rights, everybody's certificates, signatures wanted and listed payees."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qiao.directlink.actions import managing
from qiao.directlink.models import Certificate, Operator, Payee, Right
from qiao.directlink.pages.enterprise.door import Desk, inside
from qiao.directlink.queries import banks, changes, limits
from qiao.directlink.rules import parameters
from qiao.directlink.rules.changes import Wish, payee_wish, step_wish
from qiao.directlink.rules.orders import BUSINESS_WORDS, Business
from qiao.directlink.rules.rights import ROLE_WORDS, SIGNATURES_USUAL, Post, Role
from qiao.directlink.rules.sheets import fen_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import typed_in
from qiao.ground.words import gettext_noop
from qiao.office import queries as office

WRONG = 400
LETTERS_MOST = 130


@inside
def own_rights(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One's own rights with what of the day's limits is used, and one's certificates."""
    used = limits.used_on(desk.operator, on=desk.on)
    mine = [one for one in changes.certificates_of(desk.customer_number) if one.operator_id == desk.operator.pk]
    context = {
        "rights": [told_right(one) | {"used_fen": used.get(one.pk, 0)} for one in changes.rights_of(desk.operator)],
        "certificates": [told_certificate(one, desk) for one in mine],
    }
    return render(request, "enterprise/rights.html", context)


def told_right(row: Right) -> dict[str, Any]:
    """A right in words."""
    return {
        "row": row,
        "role": _(ROLE_WORDS[Role(row.role)]),
        "business": business_name(row.business),
        "account": row.account or _("all accounts"),
    }


def business_name(value: str) -> str:
    """A kind of business in words; empty stands for all."""
    return _(BUSINESS_WORDS[Business(value)]) if value else _("all kinds")


def told_certificate(row: Certificate, desk: Desk) -> dict[str, Any]:
    """A certificate with how it stands today."""
    soon = timedelta(days=office.parameter(parameters.CERTIFICATE_DAYS.name, on=desk.on))
    if row.revoked_at is not None:
        words, care = _("certificate revoked"), "risk"
    elif row.until <= desk.at:
        words, care = _("certificate expired"), "risk"
    elif row.until <= desk.at + soon:
        words, care = _("expires soon"), "care"
    else:
        words, care = _("certificate in use"), ""
    return {"row": row, "state": words, "care": care}


def asked_for(request: HttpRequest, desk: Desk, wish: Wish) -> None:
    """Ask for a change, and say that it waits."""
    managing.wish(desk.entered, wish, at=desk.at)
    messages.success(request, _("The change is asked for; it holds when the supervisor agrees."))


@inside
def steps(request: HttpRequest, desk: Desk) -> HttpResponse:
    """How many signatures are wanted by amount; the administrator asks for another number."""
    if request.method != "POST":
        return render(request, "enterprise/steps.html", _steps(desk))
    typed = typed_in(request, ("business", "up_to", "signatures", "act"), most=LETTERS_MOST)
    try:
        wish = _step_of(typed)
        asked_for(request, desk, wish)
    except Refusal as refusal:
        context = _steps(desk) | {"refused": say(refusal), "typed": typed}
        return render(request, "enterprise/steps.html", context, status=WRONG)
    return redirect("link_steps")


def _step_of(typed: dict[str, str]) -> Wish:
    up_to = limit_of(typed["up_to"])
    if typed["act"] == "away":
        return step_wish(typed["business"], up_to_fen=up_to, signatures=None)
    text = typed["signatures"].strip()
    if not (text.isascii() and text.isdigit() and len(text) == 1):
        raise Refusal("rights.signatures", gettext_noop("Write how many have to sign: 0 to 5."))
    return step_wish(typed["business"], up_to_fen=up_to, signatures=int(text))


def limit_of(text: str) -> int | None:
    """A limit in yuan as fen; empty stands for none."""
    if not text.strip():
        return None
    fen = fen_of(text.strip())
    if fen is None:
        raise Refusal("rights.amount", gettext_noop("%(text)s is no amount; write it as 1250.50."), text=text[:20])
    return fen


def _steps(desk: Desk) -> dict[str, Any]:
    rows = changes.steps_of(desk.customer_number)
    return {
        "steps": [{"row": one, "business": business_name(one.business)} for one in rows],
        "businesses": [("", _("all kinds")), *((one.value, _(words)) for one, words in BUSINESS_WORDS.items())],
        "usual": SIGNATURES_USUAL,
        "may_ask": desk.post is Post.ADMINISTRATOR,
        "typed": {},
    }


@inside
def payees(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The listed payees; the administrator asks to list another one, or to take one off."""
    if request.method != "POST":
        return render(request, "enterprise/payees.html", _payees(desk))
    typed = typed_in(request, ("account", "name", "bank", "away"), most=LETTERS_MOST)
    try:
        asked_for(request, desk, _payee_of(typed, desk))
    except Refusal as refusal:
        context = _payees(desk) | {"refused": say(refusal), "typed": typed}
        return render(request, "enterprise/payees.html", context, status=WRONG)
    return redirect("link_payees")


def _payee_of(typed: dict[str, str], desk: Desk) -> Wish:
    if typed["away"]:
        row = next((one for one in changes.payees_of(desk.customer_number) if one.account == typed["away"]), None)
        if row is None:
            raise Http404
        return _away(row)
    bank = banks.meant(typed["bank"]) if typed["bank"].strip() else None
    if typed["bank"].strip() and bank is None:
        raise Refusal(
            "rights.bank",
            gettext_noop("No bank or several banks are called so: choose one, or write its number of 12 digits."),
        )
    return payee_wish(
        "".join(typed["account"].split()),
        typed["name"].strip(),
        here=bank is None,
        bank_name=bank.name if bank is not None else "",
        bank_number=bank.number if bank is not None else "",
    )


def _away(row: Payee) -> Wish:
    return payee_wish(
        row.account, row.name, here=row.here, bank_name=row.bank_name, bank_number=row.bank_number, withdrawn=True
    )


def _payees(desk: Desk) -> dict[str, Any]:
    return {
        "payees": changes.payees_of(desk.customer_number),
        "directed": desk.enterprise.directed_only,
        "may_ask": desk.post is Post.ADMINISTRATOR,
        "may_pay": desk.post is Post.OPERATOR,
        "typed": {},
    }


def operator_seen(desk: Desk, name: str) -> Operator:
    """An operator of the own enterprise; any other is as if not there."""
    found = next((one for one in changes.operators_of(desk.customer_number) if one.name == name), None)
    if found is None:
        raise Http404
    return found
