"""Facts of the journal in words: field by field, old and new side by side; what is not known stands by its key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from qiao.directlink.actions.errands import ERRAND_WORDS
from qiao.directlink.pages.bank.telling import ENTERPRISE_STATE_WORDS
from qiao.directlink.rules.ledger import ACCOUNT_STATE_WORDS, AccountState
from qiao.directlink.rules.orders import BUSINESS_WORDS, CHANNEL_WORDS, Business
from qiao.directlink.rules.rights import OPERATOR_POST_WORDS, ROLE_WORDS, Post, Role
from qiao.directlink.rules.signals import SIGNALS
from qiao.directlink.rules.states import STATE_WORDS, VERDICT_WORDS, State
from qiao.directlink.rules.terms import TERMS_WORDS
from qiao.directlink.rules.webhooks import HOOK_STATE_WORDS, HookState
from qiao.ground.figures import NOTHING, money_part
from qiao.ground.money import FEN_A_YUAN
from qiao.ground.words import gettext_noop as _

FIELD_WORDS: Mapping[str, str] = {
    "name": _("Name"),
    "called": _("Called"),
    "state": _("State"),
    "operator": _("Operator"),
    "verdict": _("Said of it"),
    "paid": _("Payment made"),
    "core": _("Answer of the core system"),
    "words": _("In words"),
    "reason": _("Reason"),
    "channel": _("Channel"),
    "transfer": _("Transfer no."),
    "total_fen": _("Amount (yuan)"),
    "count": _("Payments"),
    "balance_fen": _("Balance (yuan)"),
    "frozen_fen": _("Frozen (yuan)"),
    "account": _("Account"),
    "what": _("What"),
    "kind": _("Kind"),
    "kinds": _("Kinds of events"),
    "period": _("Period"),
    "post": _("Post"),
    "role": _("Right"),
    "roles": _("Rights in force"),
    "business": _("Kind of business"),
    "single_fen_most": _("One order at most (yuan)"),
    "daily_fen_most": _("A day at most (yuan)"),
    "up_to_fen": _("Up to (yuan)"),
    "signatures": _("Signatures wanted"),
    "withdrawn": _("Taken away"),
    "active": _("May sign on"),
    "password": _("Password"),
    "here": _("Account at this bank"),
    "bank_name": _("Bank"),
    "bank_number": _("Number of the bank"),
    "firm": _("Firm code"),
    "contract": _("Contract number"),
    "payer": _("Payer's account"),
    "since": _("Runs since"),
    "until": _("Runs until"),
    "failures": _("Wrong passwords"),
    "locked": _("Locked"),
    **TERMS_WORDS,
    "url": _("Address on the network"),
    "status": _("Status of the answer"),
    "number": _("Number"),
    "parts": _("Parts of the file"),
    "code": _("Code of the answer"),
    "fingerprint": _("Fingerprint (SHA-256)"),
    "digest": _("Digest of the content"),
}
"""Fields in the order in which they are told; one that is not here comes last, by its key."""
ACTOR_WORDS: Mapping[str, str] = {"system": _("by itself"), "core": _("core system")}
CHANGE_STATE_WORDS: Mapping[str, str] = {
    "asked": _("waits for the supervisor"),
    "agreed": _("agreed to, and in force"),
    "refused": _("refused"),
    "withdrawn": _("withdrawn"),
}
CORE_WORDS: Mapping[str, str] = {
    "booked": _("booked"),
    "refused": _("refused by the core system"),
    "pending": _("not booked yet"),
}
STATES_OF: Mapping[str, Mapping[str, str]] = {
    "account": {one.value: ACCOUNT_STATE_WORDS[one] for one in AccountState},
    "state": ENTERPRISE_STATE_WORDS,
    "change_asked": CHANGE_STATE_WORDS,
    "change_decided": CHANGE_STATE_WORDS,
    "webhook_paused": {one.value: HOOK_STATE_WORDS[one] for one in HookState},
    "webhook_resumed": {one.value: HOOK_STATE_WORDS[one] for one in HookState},
    "webhook_ended": {one.value: HOOK_STATE_WORDS[one] for one in HookState},
}
"""What a state is called in records of a kind; of all others it is an order's or a payment's."""
CODES: Mapping[str, Mapping[str, str]] = {
    "verdict": VERDICT_WORDS,
    "channel": CHANNEL_WORDS,
    "core": CORE_WORDS,
    "what": ERRAND_WORDS,
    "post": {one.value: OPERATOR_POST_WORDS[one] for one in Post},
    "role": {one.value: ROLE_WORDS[one] for one in Role},
    "roles": {one.value: ROLE_WORDS[one] for one in Role},
    "business": {one.value: BUSINESS_WORDS[one] for one in Business},
    "signals": SIGNALS,
}
LETTERS_MOST, PARTS_MOST = 400, 20


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as it is shown: its field in words (or the plain key), the value, and before it the old one, if any."""

    key: str
    field: str
    is_known: bool
    old: str | None
    new: str


def facts_told(kind: str, facts: object) -> list[Fact]:
    """The facts of a record in the order of `FIELD_WORDS`, in the language of the moment."""
    if not isinstance(facts, dict):
        return [] if facts is None else [_fact("", kind, _Pair(None, facts))]
    told = {key: _Pair(None, value) for key, value in facts.items() if key not in {"old", "new"}}
    if "old" in facts or "new" in facts:
        told |= _moved(facts.get("old"), facts.get("new"))
    return [_fact(key, kind, told[key]) for key in sorted(told, key=_place) if told[key].is_said]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A value, and the one it follows; `is_moved` where there was one, be it nothing."""

    old: Any
    new: Any
    is_moved: bool = False

    @property
    def is_said(self) -> bool:
        """Whether it says anything: a text that nobody wrote does not."""
        return self.is_moved or self.new != ""


def _moved(old: object, new: object) -> dict[str, _Pair]:
    """Old and new of each field that moved; two plain values are a state's."""
    if not isinstance(old, dict) and not isinstance(new, dict):
        return {"state": _Pair(old, new, is_moved=old is not None)}
    before, after = (one if isinstance(one, dict) else {} for one in (old, new))
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)] or list(after)
    return {key: _Pair(before.get(key), after.get(key), is_moved=key in before) for key in keys}


def _place(key: str) -> tuple[int, str]:
    known = list(FIELD_WORDS)
    return (known.index(key), "") if key in FIELD_WORDS else (len(known), key)


def _fact(key: str, kind: str, pair: _Pair) -> Fact:
    words = FIELD_WORDS.get(key, "")
    say = _teller(key, kind)
    old = say(pair.old) if pair.is_moved else None
    return Fact(key, gettext(words) if words else key, bool(words), old, say(pair.new))


def _teller(key: str, kind: str) -> Callable[[Any], str]:
    """How a value of this field is told."""
    codes = STATES_OF.get(kind, ORDER_STATES) if key == "state" else CODES.get(key, {})
    is_fen = "_fen" in key

    def say(value: Any) -> str:
        if value is None or value in ("", [], {}):
            return NOTHING
        if isinstance(value, bool):
            return gettext(_("yes")) if value else gettext(_("no"))
        if isinstance(value, list):
            more = " …" if len(value) > PARTS_MOST else ""
            return ", ".join(say(one) for one in value[:PARTS_MOST]) + more
        if isinstance(value, dict):
            return ", ".join(f"{name}: {say(one)}" for name, one in sorted(value.items()))[:LETTERS_MOST]
        if is_fen and isinstance(value, int):
            return money_part(value, FEN_A_YUAN)
        text = str(value)[:LETTERS_MOST]
        return gettext(codes[text]) if text in codes else text

    return say


ORDER_STATES: Mapping[str, str] = {one.value: STATE_WORDS[one] for one in State}


def actor_told(actor: str) -> str:
    """By whom, in words where it was no person."""
    return gettext(ACTOR_WORDS[actor]) if actor in ACTOR_WORDS else actor


def channel_told(channel: str) -> str:
    """A channel in words; one that is none of ours stands as it is."""
    return gettext(CHANNEL_WORDS[channel]) if channel in CHANNEL_WORDS else channel
