"""The endpoint of FOX messages: bounds first, then the signature's headers, then the answer.

Nothing of a body is read before its length is known and small enough. Whatever is no message is refused in HTTP;
whatever is one is answered in FOX, a refusal too, since the systems of enterprises read nothing else.
"""

from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from typing import Any

from django.db import Error, close_old_connections

from qiao.directlink.actions.entering import check_certificate
from qiao.directlink.adapters.cores import core_of_house
from qiao.directlink.adapters.pace import Bounds, Pace
from qiao.directlink.api import unread
from qiao.directlink.api.answers import answering
from qiao.directlink.rules.bounds import BODY_BYTES_MOST, refused_length
from qiao.directlink.rules.signature import HEADERS, STATE_HEADER, Signed, Standing, read_signed
from qiao.ground import clock
from qiao.ground.refusals import Refusal
from qiao.ground.visitors import address_of

CONTENT_TYPE = "application/x-fox; charset=GBK"
ALLOWED = ("Allow", "POST, OPTIONS")
PATH = "/"
"""What a signature covers, wherever a proxy serves the endpoint."""
ASKS = Bounds(a_minute=60, at_once=4)
"""How often one address may ask for the standing of certificates; an agent asks once when it begins."""
pace = Pace()
Start = Callable[[str, list[tuple[str, str]]], Any]


def answer(body: bytes, signed: Signed | None, address: str) -> bytes:
    """The answer to one message that came from an address, with the signature that came along."""
    return answering.answer(body, signed, address, bank=_bank())


@cache
def _bank() -> answering.Bank:
    """The bank's side of this process."""
    return answering.Bank(core_of_house(), clock.now)


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """One request, as WSGI hands it over."""
    method = environ["REQUEST_METHOD"]
    if method == "OPTIONS":
        return _plain(start_response, HTTPStatus.NO_CONTENT, ALLOWED, *_standing(environ))
    if method != "POST":
        return _plain(start_response, HTTPStatus.METHOD_NOT_ALLOWED, ALLOWED)
    refused = refused_length(environ.get("CONTENT_LENGTH"))
    if refused:
        return _plain(start_response, refused, ("Connection", "close"))
    length = int(environ["CONTENT_LENGTH"])
    assert 0 < length <= BODY_BYTES_MOST
    body = environ["wsgi.input"].read(length)
    if len(body) != length:
        return _plain(start_response, HTTPStatus.BAD_REQUEST, ("Connection", "close"))
    answered = _answered(body, environ)
    start_response("200 OK", [("Content-Type", CONTENT_TYPE), ("Content-Length", str(len(answered)))])
    return [answered]


def signed_of(environ: dict[str, Any]) -> Signed | None:
    """The signature's five headers; None where not one of them is there."""
    given = [str(environ.get("HTTP_" + name.upper().replace("-", "_"), "")) for name in HEADERS]
    if not any(given):
        return None
    fingerprint, effect, time, nonce, signature = given
    return read_signed(fingerprint, effect, time=time, nonce=nonce, signature=signature)


def _answered(body: bytes, environ: dict[str, Any]) -> bytes:
    """The endpoint's answer, or a refusal in the form of the protocol; connections are looked after on both sides."""
    close_old_connections()
    try:
        return answer(body, signed_of(environ), address_of(environ))
    except Refusal as refusal:
        return answering.turned_away(refusal, at=clock.now())
    finally:
        close_old_connections()


def _standing(environ: dict[str, Any]) -> list[tuple[str, str]]:
    """Where an agent asks by a signature over nothing: whether its messages would be taken. No number is used up.

    Nobody has to be known for asking, so one address may ask so often; who asks too often is told when to come again.
    """
    try:
        signed = signed_of(environ)
    except Refusal as refusal:
        return [(STATE_HEADER, _word(refusal))]
    if signed is None:
        return []
    address, at = address_of(environ), clock.now()
    wait_seconds = pace.begin(address, ASKS, at=at)
    if wait_seconds:
        return [("Retry-After", str(wait_seconds))]
    close_old_connections()
    try:
        check_certificate(signed, path=PATH, address=address, at=at)
    except Refusal as refusal:
        return [(STATE_HEADER, _word(refusal))]
    except Error:
        return []
    finally:
        pace.end(address)
        close_old_connections()
    return [(STATE_HEADER, Standing.BOUND.value)]


def _word(refusal: Refusal) -> str:
    """A refusal as an agent is told: the last part of its code."""
    return refusal.code.rpartition(".")[2]


def _plain(start_response: Start, status: HTTPStatus, *headers: tuple[str, str]) -> Iterable[bytes]:
    if status == HTTPStatus.NO_CONTENT:
        start_response(f"{status.value} {status.phrase}", list(headers))
        return []
    more, body = unread.told(status, "/")
    start_response(f"{status.value} {status.phrase}", [*headers, *more, ("Content-Length", str(len(body)))])
    return [body]
