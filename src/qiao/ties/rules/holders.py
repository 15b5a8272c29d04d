"""Who a holder named in a record is: a customer, or an outsider of that name.

A customer by registration code or number, or without a code by a company's full name that only one customer has.
Two outsiders are the same by their code, or by a company's name; persons of one name are not, unless it is of the same
company. An outsider's key is a digest under the house's secret: a code or an identity number stands nowhere in it, and
nobody finds it by trying all numbers.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qiao.customers.rules.letters import letters_of

OUTSIDER = "~"
PERSON_LETTERS_MOST = 4
DIGEST_BYTES = 10


def is_outsider(key: str) -> bool:
    """Whether the key is no customer's."""
    return key.startswith(OUTSIDER)


@dataclass(frozen=True, slots=True)
class Known:
    """The bank's customers: by code, survivors by number, companies by their plain name where only one has it.

    `secret`: under which outsiders' keys are made, at most 64 bytes.
    """

    by_code: Mapping[str, str] = field(default_factory=dict)
    by_number: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)
    secret: bytes = b""


def unique_names(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of (plain name, customer) the names of companies that only one customer has."""
    first: dict[str, str] = {}
    several = set()
    for name, key in named:
        if len(name) > PERSON_LETTERS_MOST and first.setdefault(name, key) != key:
            several.add(name)
    return {name: key for name, key in first.items() if name not in several}


def holder_key(name: str, code: str, *, held: str, known: Known) -> str:
    """The key of a holder of the company `held`."""
    plain = code.strip().upper()
    if plain and plain in known.by_code:
        return known.by_code[plain]
    if name.strip() in known.by_number:
        return known.by_number[name.strip()]
    if plain:
        return _outsider(f"code {plain}", known.secret)
    written = letters_of(name)
    if written in known.by_name:
        return known.by_name[written]
    alone = len(written) <= PERSON_LETTERS_MOST
    return _outsider(f"name {written} {held}" if alone else f"name {written}", known.secret)


def _outsider(text: str, secret: bytes) -> str:
    return OUTSIDER + hashlib.blake2b(text.encode(), digest_size=DIGEST_BYTES, key=secret).hexdigest()
