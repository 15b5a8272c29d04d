"""How large a message may be, and which status of HTTP a request earns that cannot be a message at all.

Source: piece 7 (a channel that stays open to all): a request is judged by its head, before any of its body is read.
"""

import re
from http import HTTPStatus

BODY_BYTES_MOST = 2_000_000
"""A batch of 300 items takes some 150,000 bytes."""
BODY_SECONDS_MOST = 20
"""How long a body may take to arrive; a line that broke in its midst would otherwise hold its place for ever."""
LENGTH = re.compile(r"\d{1,12}", re.ASCII)


def refused_length(given: str | None) -> HTTPStatus | None:
    """What is wrong with a Content-Length, if anything: missing, no number, too large, or of an empty message."""
    if given is None or not given.strip():
        return HTTPStatus.LENGTH_REQUIRED
    if not LENGTH.fullmatch(given.strip()):
        return HTTPStatus.BAD_REQUEST
    length = int(given)
    if length > BODY_BYTES_MOST:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None if length else HTTPStatus.BAD_REQUEST
