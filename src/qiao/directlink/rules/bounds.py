"""How large a message may be, and which status of HTTP a request earns that cannot be a message at all.

Source: piece 7 (a channel that stays open to all): a request is judged by its head, before any of its body is read.
"""

import re
from http import HTTPStatus

from qiao.directlink.rules.files import FILE_BYTES_MOST
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BODY_BYTES_MOST = 2_000_000
"""A batch of 300 items takes some 150,000 bytes."""
BODY_SECONDS_MOST = 20
"""How long a body may take to arrive; a line that broke in its midst would otherwise hold its place for ever."""
FILE_BODY_SECONDS_MOST = 120
DRAINED_BYTES_MOST = FILE_BYTES_MOST
DRAIN_SECONDS_MOST = 10
"""How much, and how long, a body that was refused already may go on to come."""
FILES_UNDER_WAY_MOST = 2
"""Files that one process takes in at once: each lies in memory until it is read."""
FILE_PATHS = frozenset({"/files/", "/v1/files"})
"""Where files of orders are given in: at the desk, and by systems."""
REST = "/v1/"
"""Where the REST interface begins."""
ORDERS = f"{REST}orders"
UNREAD = frozenset({HTTPStatus.LENGTH_REQUIRED, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
"""Refusals of a request whose body is on its way: its sender is told the bound, and the rest of it is let come."""
NO_LENGTH = _("A request with a body has to say its length in Content-Length; a body in chunks is not taken.")
LENGTH = re.compile(r"\d{1,12}", re.ASCII)


def is_rest(path: str) -> bool:
    """Whether an address is one of the REST interface."""
    return path.startswith(REST)


def bytes_most(path: str) -> int:
    """How long a body may be that is sent to an address."""
    return FILE_BYTES_MOST if path in FILE_PATHS else BODY_BYTES_MOST


class Drain:
    """Counts what is read of a body only to be thrown away, and says when it is enough."""

    def __init__(self) -> None:
        """Nothing came."""
        self.bytes = 0

    def takes(self, piece: bytes) -> bool:
        """Whether more may come after this piece; nothing means that the other side has ended."""
        self.bytes += len(piece)
        return bool(piece) and self.bytes < DRAINED_BYTES_MOST


def too_large(path: str) -> Refusal:
    """Why a body is not taken that is longer than its address takes, and what to do."""
    words = _("The body is larger than the %(most)s bytes that this address takes.")
    if path in FILE_PATHS:
        words = _(
            "The file is larger than the %(most)s bytes that are taken in one: "
            "send its payments in several files, each under a number of its own."
        )
    elif path == ORDERS:
        words = _(
            "The order is larger than the %(most)s bytes that this address takes: "
            "send many payments as a file to /v1/files, or in several orders."
        )
    elif path == "/":
        words = _("The message is larger than the %(most)s bytes that are taken in one: send its requests in several.")
    return Refusal("request.large", words, most=f"{bytes_most(path):,}")


def refused_length(given: str | None, *, most: int = BODY_BYTES_MOST) -> HTTPStatus | None:
    """What is wrong with a Content-Length, if anything: missing, no number, too large, or of an empty message."""
    if given is None or not given.strip():
        return HTTPStatus.LENGTH_REQUIRED
    if not LENGTH.fullmatch(given.strip()):
        return HTTPStatus.BAD_REQUEST
    length = int(given)
    if length > most:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None if length else HTTPStatus.BAD_REQUEST
