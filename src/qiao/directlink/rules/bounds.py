"""How large a message may be, and which status of HTTP a request earns that cannot be a message at all.

Source: piece 7 (a channel that stays open to all): a request is judged by its head, before any of its body is read.
"""

import re
from http import HTTPStatus

from qiao.directlink.rules.files import FILE_BYTES_MOST

BODY_BYTES_MOST = 2_000_000
"""A batch of 300 items takes some 150,000 bytes."""
BODY_SECONDS_MOST = 20
"""How long a body may take to arrive; a line that broke in its midst would otherwise hold its place for ever."""
FILE_BODY_SECONDS_MOST = 120
FILES_UNDER_WAY_MOST = 2
"""Files that one process takes in at once: each lies in memory until it is read."""
FILE_PATHS = frozenset({"/files/", "/v1/files"})
"""Where files of orders are given in: at the desk, and by systems."""
LENGTH = re.compile(r"\d{1,12}", re.ASCII)


def bytes_most(path: str) -> int:
    """How long a body may be that is sent to an address."""
    return FILE_BYTES_MOST if path in FILE_PATHS else BODY_BYTES_MOST


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
