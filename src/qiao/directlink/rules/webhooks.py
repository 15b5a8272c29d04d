"""Webhooks: which events of an enterprise's journal are told to its system, in which words, and how that is signed.

Source: piece 7 (an enterprise learns what became of its orders). An event is told at least once, in order, under one
number; a system that does not answer is told again with growing pauses, and after a day no more until it is wished for.
"""

import hashlib
import hmac
import ipaddress
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from qiao.directlink.rules.journal import Event
from qiao.directlink.rules.states import State
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

URL_LETTERS_MOST = 500
HOOKS_MOST = 10
PAUSES_S = (5, 30, 120, 600, 900)
"""As the core is asked again: the last for all that follow."""
GIVEN_UP_AFTER = timedelta(days=1)
SIGNATURE_HEADER, ID_HEADER = "Qiao-Webhook-Signature", "Qiao-Webhook-Id"
PORT_MOST = 65_535
INSIDE = tuple(
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "fec0::/10", "::/96", "192.0.0.0/24")
)
"""Nets that the library takes for global and that lead inside: translations to the older protocol, old local ones."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class HookState(StrEnum):
    """Whether a subscription is told."""

    OPEN = "open"
    PAUSED = "paused"
    ENDED = "ended"


HOOK_STATE_WORDS: Mapping[HookState, str] = {
    HookState.OPEN: _("told of events"),
    HookState.PAUSED: _("paused: nobody answered for a day"),
    HookState.ENDED: _("ended by the enterprise"),
}


class HookKind(StrEnum):
    """What an event is about."""

    ORDER = "order"
    SIGNING = "signing"
    PAYMENT = "payment"
    MONEY_BACK = "money_back"


OF_JOURNAL: Mapping[str, HookKind] = {
    "instruction": HookKind.ORDER,
    "signing": HookKind.SIGNING,
    "payment": HookKind.PAYMENT,
    "given_back": HookKind.MONEY_BACK,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a webhook is posted to, taken apart."""

    is_secure: bool
    host: str
    port: int
    target: str


def place_of(url: str, *, inside: bool) -> Place:
    """An address taken apart; refused where it is none, not https, or names who asks. `inside` lets http be."""
    wrong = Refusal("webhook.url", _("The address has to be https://host/path, without name, password or #."))
    if len(url) > URL_LETTERS_MOST or not url.isascii() or not url.isprintable() or " " in url:
        raise wrong
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in ({"https", "http"} if inside else {"https"}) or not parts.hostname:
        raise wrong
    if parts.username is not None or parts.password is not None or parts.fragment or port == 0:
        raise wrong
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_secure = parts.scheme == "https"
    return Place(is_secure, parts.hostname, port or (443 if is_secure else 80), target)


def is_outside(address: Address) -> bool:
    """Whether an address is somebody's out there: none of this machine, this net, or of no one."""
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if within is not None:
            return is_outside(within)
        if address.teredo is not None:
            return False
    if any(address in net for net in INSIDE if net.version == address.version):
        return False
    return address.is_global and not address.is_multicast


def checked_kinds(kinds: Iterable[str]) -> list[str]:
    """The kinds wished for, each once; refused where one is not known or there is none."""
    found = sorted(set(kinds))
    if not found or not set(found) <= set(HookKind):
        raise Refusal(
            "webhook.kinds", _("Name one or more of %(known)s."), known=", ".join(one.value for one in HookKind)
        )
    return found


def content_of(customer_number: str, event: Event) -> Mapping[str, Any] | None:
    """What is told of an event; None where its kind is not told at all."""
    kind = OF_JOURNAL.get(event.kind)
    if kind is None:
        return None
    old, new = event.facts.get("old"), event.facts.get("new")
    if kind is HookKind.PAYMENT:
        new = (State.PAID if event.facts["paid"] else State.FAILED).value
    elif kind is HookKind.SIGNING:
        new = event.facts["verdict"]
    elif kind is HookKind.MONEY_BACK:
        old, new = State.PAID.value, "given_back"
    return {
        "id": f"{customer_number}-{event.sequence}",
        "kind": kind.value,
        "number": event.subject,
        "old": old,
        "new": new,
        "at": event.at.astimezone(UTC).isoformat(timespec="seconds"),
    }


def body_of(content: Mapping[str, Any]) -> bytes:
    """The letters that are sent and signed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def signature_of(secret: str, body: bytes, *, at: datetime) -> str:
    """The header by which a system knows that a body is the bank's, and of when."""
    moment = int(at.timestamp())
    told = hmac.digest(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    return f"t={moment},v1={told.hex()}"


def pause_after(tries: int) -> timedelta:
    """How long a system that did not answer is left alone."""
    return timedelta(seconds=PAUSES_S[min(tries, len(PAUSES_S)) - 1])
