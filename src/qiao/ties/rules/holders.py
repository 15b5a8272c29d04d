"""Who a holder named in a record is: a customer, by registration code or number, else an outsider of that name.

Two outsiders are the same by their code, or by a company's name; persons of one name are not, unless it is of the same
company. An outsider's key is a digest: a code or an identity number stands nowhere in it.
"""

import hashlib
from collections.abc import Mapping

from qiao.ties.rules.shared import plain_name

OUTSIDER = "~"
PERSON_LETTERS_MOST = 4
DIGEST_BYTES = 10


def is_outsider(key: str) -> bool:
    """Whether the key is no customer's."""
    return key.startswith(OUTSIDER)


def holder_key(name: str, code: str, *, held: str, by_code: Mapping[str, str], known: Mapping[str, str]) -> str:
    """The key of a holder of the company `held`. by_code: customers by code; known: survivors by customers' number."""
    plain = code.strip().upper()
    if plain and plain in by_code:
        return by_code[plain]
    if name.strip() in known:
        return known[name.strip()]
    if plain:
        return _outsider(f"code {plain}")
    written = plain_name(name)
    alone = len(written) <= PERSON_LETTERS_MOST
    return _outsider(f"name {written} {held}" if alone else f"name {written}")


def _outsider(text: str) -> str:
    return OUTSIDER + hashlib.blake2b(text.encode(), digest_size=DIGEST_BYTES).hexdigest()
