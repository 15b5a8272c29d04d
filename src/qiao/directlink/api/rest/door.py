"""The door of the REST interface: a signature by a bound certificate, how often it may ask, and the bank's side.

A question uses its number up in a transaction of its own; an operation that writes does so in its own (`once`).
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime
from ninja.security import APIKeyHeader

from qiao.directlink.actions.entering import Entered
from qiao.directlink.actions.identifying import Identified, identify
from qiao.directlink.actions.taking import Caller
from qiao.directlink.adapters.cores import core_of_house
from qiao.directlink.adapters.message_signatures import Message
from qiao.directlink.adapters.pace import Bounds, Pace
from qiao.directlink.rules import parameters
from qiao.directlink.rules.bounds import bytes_most, too_large
from qiao.directlink.rules.core import Core
from qiao.ground import clock
from qiao.ground.refusals import Refusal
from qiao.ground.visitors import told_address
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office

CHANNEL = "rest"
BANK = "qiao.bank"
"""Under it a server that plays another bank hands its own over; no header of a request can bear this name."""
TARGET = "RAW_URI"
"""Path and query as they came over the line: a signature covers these letters and not what they stand for."""
KIND, FILE_KIND = "application/json", "application/xml"
FILES = frozenset({"/v1/files", "/v1/files/withdrawals"})
"""Addresses to which a file is sent as it is."""
PAYMENTS = "qiao_payments"
"""Under it a request keeps how many payments its order has: a refusal of an order of one is of that one."""
BOUNDS_KEPT = timedelta(minutes=1)
READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Bank:
    """The bank's side: its core, its clock, and the clock that signatures are held against."""

    core: Core
    now: Callable[[], datetime]
    signed_now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and when; `bank` answers."""

    identified: Identified
    at: datetime
    bank: Bank

    @property
    def entered(self) -> Entered:
        """The operator with the enterprise."""
        return self.identified.entered

    @property
    def customer_number(self) -> str:
        """The enterprise's number."""
        return self.entered.operator.enterprise_id

    @property
    def operator_id(self) -> int:
        """The operator's own."""
        return self.entered.operator.pk

    @property
    def on(self) -> date:
        """The bank's day."""
        return localtime(self.at).date()

    @property
    def core(self) -> Core:
        """The bank's core."""
        return self.bank.core

    def caller(self, *, is_signed: bool) -> Caller:
        """The operator as orders know one."""
        operator = self.entered.operator
        return Caller(operator.enterprise_id, operator.pk, operator.name, CHANNEL, is_signed=is_signed)

    def once(self) -> AbstractContextManager[None]:
        """One transaction with the signature's number used up in it."""
        return self.identified.once(at=self.bank.signed_now())


class Signature(APIKeyHeader):
    """`Signature` and `Signature-Input` (RFC 9421) by the certificate that the bank has bound to an operator."""

    param_name = "Signature"

    def authenticate(self, request: HttpRequest, _key: str | None) -> Asking:
        """Whoever signed; refused otherwise."""
        bank = request.META.get(BANK) or Bank(_core(), clock.now, clock.now)
        message = message_of(request)
        identified = identify(message, address=told_address(request), at=bank.signed_now())
        begin(request, identified)
        if request.method in READING:
            with identified.once(at=bank.signed_now()):
                pass
        return Asking(identified, bank.now(), bank)


@cache
def _core() -> Core:
    """The core behind this process."""
    return core_of_house()


def message_of(request: HttpRequest) -> Message:
    """The request as its signature sees it; refused where its body is none of ours."""
    if len(request.body) > bytes_most(request.path):
        raise too_large(request.path)
    wanted = FILE_KIND if request.path in FILES else KIND
    kind, _semicolon, more = request.headers.get("Content-Type", "").partition(";")
    is_known = kind.strip().lower() == wanted and more.replace(" ", "").lower() in {"", "charset=utf-8"}
    if request.body and not is_known:
        raise Refusal("request.kind", _("A body is taken here as %(wanted)s alone."), wanted=wanted)
    host = request.get_host()
    if host != host.lower():
        raise Refusal("signature.form", _("Write the host in small letters, as it is signed."))
    target = str(request.META.get(TARGET) or request.get_full_path())
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Message(request.method or "", f"{request.scheme}://{host}{target}", headers, request.body)


# How often

pace = Pace()
_kept_bounds: dict[str, tuple[Bounds, datetime]] = {}
_bounds_lock = threading.Lock()


def begin(request: HttpRequest, identified: Identified) -> None:
    """Count a request; refused where the certificate asks too often, or too much at once."""
    at = clock.now()
    wait_seconds = pace.begin(identified.fingerprint, bounds(at), at=at)
    if wait_seconds:
        raise Refusal(
            "rest.often",
            _("This certificate asks too often; go on in %(wait_seconds)s seconds."),
            wait_seconds=wait_seconds,
        )
    request.qiao_pace_key = identified.fingerprint  # type: ignore[attr-defined]  # read by `end`, when the answer is whole


def end(request: HttpRequest) -> None:
    """A request that was counted is answered."""
    key = getattr(request, "qiao_pace_key", "")
    if key:
        pace.end(key)


def bounds(at: datetime) -> Bounds:
    """The bounds in force, read once a minute: a question is not to cost two more."""
    with _bounds_lock:
        kept = _kept_bounds.get("")
        if kept is not None and timedelta() <= at - kept[1] < BOUNDS_KEPT:
            return kept[0]
    on = localtime(at).date()
    found = Bounds(
        a_minute=office.parameter(parameters.ASKS_A_MINUTE.name, on=on),
        at_once=office.parameter(parameters.ASKS_AT_ONCE.name, on=on),
    )
    with _bounds_lock:
        _kept_bounds[""] = (found, at)
    return found


# Within an operation


def asking_of(request: HttpRequest) -> Asking:
    """Who asks, as the door has found."""
    asking: Any = request.auth  # type: ignore[attr-defined]  # the library's own way to hand it on
    assert isinstance(asking, Asking), request.path
    return asking
