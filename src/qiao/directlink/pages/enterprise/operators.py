"""Operators and their rights, as administrator and supervisor see them; and the changes they ask and agree to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qiao.directlink.actions import managing
from qiao.directlink.models import Operator, RightsChange
from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.pages.enterprise.rights import (
    asked_for,
    business_name,
    limit_of,
    operator_seen,
    told_certificate,
    told_right,
)
from qiao.directlink.queries import accounts, changes
from qiao.directlink.rules.changes import KIND_WORDS, Wish, operator_wish, right_wish
from qiao.directlink.rules.orders import BUSINESS_WORDS
from qiao.directlink.rules.rights import OPERATOR_POST_WORDS, ROLE_WORDS, Post, Role
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import typed_in
from qiao.ground.words import gettext_noop

WRONG = 400
LETTERS_MOST, DIGITS_MOST = 200, 18
OPERATOR_FIELDS = ("name", "called", "password")
RIGHT_FIELDS = ("role", "account", "business", "single", "daily")
CHANGE_STATES = {
    "asked": gettext_noop("waits for the supervisor"),
    "agreed": gettext_noop("agreed to, and in force"),
    "refused": gettext_noop("refused by the supervisor"),
    "withdrawn": gettext_noop("taken back"),
}


@inside
@for_posts(Post.ADMINISTRATOR, Post.SUPERVISOR)
@sensitive_post_parameters("password")
def operator_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The enterprise's operators and certificates; the administrator asks for a new operator."""
    if request.method != "POST":
        return render(request, "enterprise/operators.html", _operators(desk))
    typed = typed_in(request, OPERATOR_FIELDS, most=LETTERS_MOST)
    try:
        asked_for(request, desk, _newcomer(desk, typed))
    except Refusal as refusal:
        context = _operators(desk) | {"refused": say(refusal), "typed": typed}
        return render(request, "enterprise/operators.html", context, status=WRONG)
    return redirect("link_operators")


def _newcomer(desk: Desk, typed: dict[str, str]) -> Wish:
    name = typed["name"].strip()
    if any(one.name == name for one in changes.operators_of(desk.customer_number)):
        raise Refusal("operator.there", gettext_noop("There is an operator %(name)s already."), name=name[:20])
    if not typed["password"]:
        raise Refusal("operator.first", gettext_noop("A new operator needs a first password."))
    return operator_wish(name, called=typed["called"].strip(), active=True, password=typed["password"])


def _operators(desk: Desk) -> dict[str, Any]:
    return {
        "operators": [_told_operator(one) for one in changes.operators_of(desk.customer_number)],
        "certificates": [told_certificate(one, desk) for one in changes.certificates_of(desk.customer_number)],
        "may_ask": desk.post is Post.ADMINISTRATOR,
        "typed": {},
    }


def _told_operator(row: Operator) -> dict[str, Any]:
    if not row.is_active:
        words, care = _("closed"), ""
    elif row.locked_at is not None:
        words, care = _("locked"), "risk"
    else:
        words, care = _("can come in"), "good"
    return {"row": row, "post": _(OPERATOR_POST_WORDS[Post(row.post)]), "state": words, "care": care}


@inside
@for_posts(Post.ADMINISTRATOR, Post.SUPERVISOR)
@sensitive_post_parameters("password")
def operator(request: HttpRequest, desk: Desk, name: str) -> HttpResponse:
    """One operator: rights, certificates, and what the administrator may ask for."""
    row = operator_seen(desk, name)
    if request.method != "POST":
        return render(request, "enterprise/operator.html", _whole(row, desk))
    typed = typed_in(request, ("act", "password", "right", *RIGHT_FIELDS), most=LETTERS_MOST)
    try:
        asked_for(request, desk, _wish(row, typed))
    except Refusal as refusal:
        context = _whole(row, desk) | {"refused": say(refusal), "typed": typed}
        return render(request, "enterprise/operator.html", context, status=WRONG)
    return redirect("link_operator", name)


def _wish(row: Operator, typed: dict[str, str]) -> Wish:
    act = typed["act"]
    if act == "give":
        return right_wish(
            row.name,
            role=typed["role"],
            account=typed["account"],
            business=typed["business"],
            single_fen_most=limit_of(typed["single"]),
            daily_fen_most=limit_of(typed["daily"]),
        )
    if act == "away":
        right = next((one for one in changes.rights_of(row) if str(one.pk) == typed["right"]), None)
        if right is None:
            raise Refusal("rights.gone", gettext_noop("This right is not there any more."))
        return right_wish(
            row.name,
            role=right.role,
            account=right.account,
            business=right.business,
            single_fen_most=right.single_fen_most,
            daily_fen_most=right.daily_fen_most,
            withdrawn=True,
        )
    if act == "unlock" and not typed["password"]:
        raise Refusal("operator.fresh", gettext_noop("Write a fresh password; the operator changes it afterwards."))
    password = typed["password"] if act == "unlock" else ""
    return operator_wish(row.name, called=row.called, active=act != "close", password=password)


def _whole(row: Operator, desk: Desk) -> dict[str, Any]:
    own = accounts.linked(desk.customer_number)
    return _told_operator(row) | {
        "rights": [told_right(one) for one in changes.rights_of(row)],
        "certificates": [
            told_certificate(one, desk)
            for one in changes.certificates_of(desk.customer_number)
            if one.operator_id == row.pk
        ],
        "roles": [(one.value, _(words)) for one, words in ROLE_WORDS.items()],
        "accounts": [(one.number, f"{one.number} {one.name}") for one in own],
        "businesses": [(one.value, _(words)) for one, words in BUSINESS_WORDS.items()],
        "may_ask": desk.post is Post.ADMINISTRATOR,
        "has_rights": row.post == Post.OPERATOR.value,
        "typed": {},
    }


@inside
@for_posts(Post.ADMINISTRATOR, Post.SUPERVISOR)
def change_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits for the supervisor, and what was decided; the administrator takes an own wish back."""
    if request.method != "POST":
        return render(request, "enterprise/changes.html", _changes(desk))
    text, words = str(request.POST.get("change", ""))[:DIGITS_MOST], typed_in(request, ("words",))["words"]
    number = int(text) if text.isascii() and text.isdigit() else 0
    try:
        _decided(request, desk, number, words=words.strip())
    except Refusal as refusal:
        context = _changes(desk) | {"refused": say(refusal)}
        return render(request, "enterprise/changes.html", context, status=WRONG)
    return redirect("link_changes")


def _decided(request: HttpRequest, desk: Desk, number: int, *, words: str) -> None:
    act = request.POST.get("act")
    if act == "back":
        managing.take_back(desk.entered, number, at=desk.at)
        messages.success(request, _("The wish is taken back."))
    elif act in {"agree", "refuse"}:
        if act == "refuse" and not words:
            raise Refusal("rights.words", gettext_noop("Say in a few words why; the administrator reads it."))
        managing.decide(desk.entered, number, agree=act == "agree", words=words, at=desk.at)
        messages.success(request, _("The change is in force.") if act == "agree" else _("The change is refused."))


def _changes(desk: Desk) -> dict[str, Any]:
    return {
        "waiting": [_told(one, desk) for one in changes.waiting(desk.customer_number)],
        "decided": [_told(one, desk) for one in changes.decided(desk.customer_number)],
        "decides": desk.post is Post.SUPERVISOR,
    }


def _told(row: RightsChange, desk: Desk) -> dict[str, Any]:
    """A change in words: what it wishes, and what stands now; passwords are never shown."""
    return {
        "row": row,
        "kind": _(KIND_WORDS[row.kind]),
        "facts": _facts(row),
        "before": _before(row),
        "state": _(CHANGE_STATES[row.state]),
        "is_mine": row.asked_by_id == desk.operator.pk,
    }


def _facts(row: RightsChange) -> list[tuple[str, str]]:
    wish = row.wish
    if row.kind == "operator":
        found = [(_("Operator"), f"{wish['name']} {wish.get('called', '')}"), (_("State"), _active(wish["active"]))]
        return [*found, (_("Password"), _("a fresh one"))] if "password" in wish else found
    if row.kind == "right":
        return [
            (_("Operator"), wish["operator"]),
            (_("Right"), _(ROLE_WORDS[Role(wish["role"])])),
            (_("Account"), wish["account"] or _("all accounts")),
            (_("Kind of business"), business_name(wish["business"])),
            (_("What changes"), _("taken away")) if wish["withdrawn"] else (_("Limits"), _limits(wish)),
        ]
    if row.kind == "step":
        signatures = _("step taken away") if wish["signatures"] is None else str(wish["signatures"])
        up_to = _("any amount") if wish["up_to_fen"] is None else _yuan(wish["up_to_fen"])
        return [
            (_("Kind of business"), business_name(wish["business"])),
            (_("Up to (yuan)"), up_to),
            (_("Signatures needed"), signatures),
        ]
    bank = " ".join(part for part in (wish["bank_number"], wish["bank_name"]) if part) or _("at this bank")
    found = [(_("Payee"), f"{wish['name']} {wish['account']}"), (_("Bank"), bank)]
    return [*found, (_("What changes"), _("taken off the list"))] if wish["withdrawn"] else found


def _before(row: RightsChange) -> str:
    before = row.before
    if before is None:
        return _("nothing yet")
    if row.kind == "operator":
        return _("locked") if before["locked"] else _active(before["active"])
    if row.kind == "right":
        return _limits(before)
    if row.kind == "step":
        return str(before["signatures"])
    return " ".join(part for part in (before["name"], before["bank_number"]) if part)


def _active(active: bool) -> str:  # noqa: FBT001  a fact of a wish
    return _("can come in") if active else _("closed")


def _limits(wish: dict[str, Any]) -> str:
    single, daily = wish["single_fen_most"], wish["daily_fen_most"]
    parts = (
        _("one order %(sum)s") % {"sum": _("without limit") if single is None else _yuan(single)},
        _("a day %(sum)s") % {"sum": _("without limit") if daily is None else _yuan(daily)},
    )
    return " · ".join(parts)


def _yuan(fen: int) -> str:
    return money_text(yuan_of_fen(fen))
