"""Passwords of operators: kept as slow digests; a right one is remembered by this process so that it is slow once.

The interface sends the password with every message. What is remembered is a digest under a key that this process has
made for itself and writes nowhere, and it stands for one stored digest: a changed password is asked in full.
"""

import hashlib
import hmac
import os
import secrets
from collections import OrderedDict

from django.contrib.auth.hashers import check_password, make_password

REMEMBERED_MOST = 10_000
FRESH_LETTERS, FRESH_SIGNS = 14, "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""A password that the bank makes; without letters that are taken for one another on paper."""
_key = os.urandom(32)
_known: OrderedDict[tuple[int, str], bytes] = OrderedDict()


def stored(password: str) -> str:
    """A password as it is kept."""
    return make_password(password)


def fresh() -> str:
    """A new password, told once and kept by nobody."""
    return "".join(secrets.choice(FRESH_SIGNS) for _ in range(FRESH_LETTERS))


def take_as_long(password: str) -> None:
    """Take as long as for a name that is there: how long an answer takes is not to tell which names are."""
    make_password(password)


def is_right(operator_id: int, password: str, *, kept: str) -> bool:
    """Whether a password is the one that is kept."""
    mark = hashlib.blake2b(password.encode(), key=_key).digest()
    place = (operator_id, kept)
    if hmac.compare_digest(_known.get(place, b""), mark):
        return True
    if not check_password(password, kept):
        return False
    _known[place] = mark
    if len(_known) > REMEMBERED_MOST:
        _known.popitem(last=False)
    return True
