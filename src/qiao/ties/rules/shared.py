"""Things that several customers share: address, telephone, signatory; written alike, so that they are found.

Source: piece 2, 2.5 (line 231: hidden ties). What more customers share than a limit, as a business centre or a company
that registers others, ties nobody: it is told with its number and not walked.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from qiao.customers.rules.letters import letters_of

TIED_MOST = 20
"""So many customers may share a thing for it to be a tie."""
ADDRESS_LEAST, PHONE_LEAST, MOBILE_DIGITS = 6, 7, 11
NO_DIGIT = re.compile(r"\D+")
COUNTRY = re.compile(r"^(?:0086|86)(?=1\d{10}$|0\d{9,})")
ALL_ALIKE = re.compile(r"^(\w)\1*$")
NUMBERS = str.maketrans("零〇一二三四五六七八九號樓", "00123456789号楼")


class Thing(StrEnum):
    """What can be shared."""

    ADDRESS = "address"
    PHONE = "phone"
    SIGNATORY = "signatory"


@dataclass(frozen=True, slots=True)
class Shared:
    """A thing and the customers who share it, by id."""

    thing: Thing
    value: str
    keys: tuple[str, ...]

    @property
    def is_tie(self) -> bool:
        """Whether few enough share it."""
        return len(self.keys) <= TIED_MOST


def plain_address(text: str) -> str:
    """An address without blanks, signs and widths, numbers alike; '' where it is too short to say anything."""
    plain = letters_of(text).translate(NUMBERS)
    return plain if len(plain) >= ADDRESS_LEAST and not ALL_ALIKE.match(plain) else ""


def plain_phone(text: str) -> str:
    """The digits of a telephone number without the country's; '' where they are too few or all the same."""
    digits = COUNTRY.sub("", NO_DIGIT.sub("", unicodedata.normalize("NFKC", text)))
    return digits if len(digits) >= PHONE_LEAST and not ALL_ALIKE.match(digits) else ""


def shared_of(found: Iterable[tuple[Thing, str, str]]) -> list[Shared]:
    """What two and more customers share, of (thing, written alike, customer); what is unknown is shared by nobody."""
    first: dict[Thing, dict[str, str]] = {thing: {} for thing in Thing}
    more: dict[tuple[Thing, str], set[str]] = {}
    for thing, value, key in found:
        owner = first[thing].setdefault(value, key) if value else key
        if owner != key:
            more.setdefault((thing, value), {owner}).add(key)
    return [Shared(thing, value, tuple(sorted(owners))) for (thing, value), owners in sorted(more.items())]
