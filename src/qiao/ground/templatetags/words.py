"""Codes of the contract and of the program as words, in the language of the moment. `{% load words %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from qiao.ground.naming import line_name, post_name
from qiao.ground.saying import fill

register = template.Library()


@register.filter
def said(words: str) -> str:
    """Words that a rule marked for translation, in the language of the moment."""
    return _(words) if words else ""


@register.filter
def filled(told: Any) -> str:
    """A sentence of a rule (marked words and the facts that fill them), in the language of the moment."""
    return fill(told.words, told.facts)


@register.filter
def side(value: str) -> str:
    """Deposit, loan or fee in words."""
    words = {"deposit": _("Deposit"), "loan": _("Loan"), "fee": _("Fee")}
    return words.get(str(value), str(value))


@register.filter
def get(values: Mapping[str, Any], key: str) -> Any:
    """The value under a key, else the key itself: a name, or the id where there is none."""
    return values.get(key, key)


@register.filter
def org_kind(value: str) -> str:
    """The kind of an org unit in words."""
    words = {
        "head": _("Head office"),
        "branch": _("Branch"),
        "subbranch": _("Sub-branch"),
        "team": _("Team"),
        "desk": _("Desk"),
    }
    return words.get(value, value)


register.filter("post", post_name)
register.filter("line_name", line_name)


@register.filter
def step(value: str) -> str:
    """A step of a settlement in words, else its own name."""
    words = {
        "running": _("Assignments that run"),
        "accounts": _("Accounts"),
        "fees": _("Fees"),
        "party_shares": _("Shares of customers"),
        "shares": _("Shares of accounts"),
        "balances": _("Balances"),
        "margin_drivers": _("Rates and prices"),
        "fee_credit": _("Credit of fees"),
        "credit": _("Credit"),
        "totals": _("Totals of the book"),
        "against": _("Tie-out"),
        "write": _("Writing"),
    }
    return words.get(value, value)


@register.filter
def quarantine_state(value: str) -> str:
    """The state of an entry of the quarantine in words."""
    words = {"open": _("open"), "mended": _("mended"), "dismissed": _("dismissed")}
    return words.get(value, value)


@register.filter
def plan_name(code: str) -> str:
    """A plan's code; the built-in plan in words."""
    return _("built-in plan") if code == "built-in" else code
