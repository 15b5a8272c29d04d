"""Lists that a bank looks out for (dishonest debtors, sanctions, its own related parties), and whom they hit.

Source: piece 2, 2.5 (line 231: 信用记录) and the issue's imported lists. The number of a document hits; a name alone is
a hint that a person confirms or dismisses: firms and people share names.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.customers.rules.letters import letters_of
from qiao.customers.rules.masking import masked_id
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.rules.reading import ENTRY_MOST, plain, read_day
from qiao.profile.rules.sheet import is_inexact, text_of

HEADS = ("list", "name", "number", "date")
ROWS_MOST, NAME_MOST, LIST_MOST, NUMBER_MOST = 500_000, 200, 60, 40
NUMBER, NAME, SOUND = "number", "name", "sound"
SIGN_LETTERS = 4
SOUND_LEAST = 3
"""A name of two letters reads like too many others."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list."""

    list_name: str
    name: str
    number: str
    listed_on: date | None

    @property
    def entry(self) -> str:
        """By what a hit on it is told apart: no number in clear, the sign of it tells two of one name apart."""
        number = f"{masked_id(self.number)} {sign_of(self.number)}" if self.number else ""
        tail = " · ".join(part for part in (self.name, number) if part)
        return f"{self.list_name} · {tail}" if len(self.list_name) + len(tail) + 3 <= ENTRY_MOST else self._long(number)

    def _long(self, number: str) -> str:
        """A long name is cut, the number is not: two of one long name stay two."""
        head = f"{self.list_name} · {self.name}"
        return f"{head[: ENTRY_MOST - len(number) - 3]} · {number}" if number else head[:ENTRY_MOST]


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer that an entry fits, and by what."""

    party_id: str
    listed: Listed
    by: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A customer as the lists look at it."""

    party_id: str
    name: str
    numbers: tuple[str, ...]


def read_lists(rows: Iterable[Sequence[object]], *, file: str) -> list[Listed]:
    """The entries of a file; every trouble refuses the whole, by line: a list with holes is worse than none."""
    lines = iter(rows)
    heads = [plain(text_of(cell)).lower() for cell in next(lines, ())]
    if any(head not in heads for head in HEADS[:2]):
        raise Refusal(
            "list.heads", _("%(file)s: the first row has to hold the heads list, name, number, date."), file=file
        )
    found: dict[Listed, None] = {}
    for line, cells in enumerate(lines, start=2):
        if any(is_inexact(cell) for cell in cells):
            words = _("%(file)s, line %(line)s: a spreadsheet keeps no number of so many digits; make the cell a text.")
            raise Refusal("list.digits", words, file=file, line=line)
        texts = {head: plain(text_of(cell)) for head, cell in zip(heads, cells, strict=False)}
        if not any(texts.values()):
            continue
        found[_listed(texts, file=file, line=line)] = None
        if len(found) > ROWS_MOST:
            raise Refusal("list.rows", _("A file has at most %(most)s entries."), most=ROWS_MOST)
    if not found:
        raise Refusal("list.empty", _("%(file)s holds no entry."), file=file)
    return list(found)


def _listed(texts: Mapping[str, str], *, file: str, line: int) -> Listed:
    given = texts.get("date", "")
    day = read_day(given) if given else None
    name, list_name, number = texts.get("name", ""), texts.get("list", ""), bare(texts.get("number", ""))
    good = 0 < len(name) <= NAME_MOST and 0 < len(list_name) <= LIST_MOST and len(number) <= NUMBER_MOST
    if not good or isinstance(day, str):
        words = _("%(file)s, line %(line)s: an entry has a list, a name, and a date written as 2026-09-30 or none.")
        raise Refusal("list.line", words, file=file, line=line)
    return Listed(list_name, name, number, day)


def sign_of(number: str) -> str:
    """Four letters of a number's digest: too few to reckon the number from, enough to tell two apart."""
    return hashlib.sha256(bare(number).encode()).hexdigest()[:SIGN_LETTERS]


def bare(number: str) -> str:
    """A number without blanks and hyphens, in capitals."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", number).upper() if sign.isalnum())


def hits(
    listed: Sequence[Listed], customers: Iterable[Looked], *, sound: Callable[[str], str] | None = None
) -> Iterator[Hit]:
    """Whom the entries fit: by number, else by name, else (traditional letters, say) by how the name reads.

    An entry with a number is not matched by name to a customer who has another number.
    """
    by_number: dict[str, list[Listed]] = {}
    by_name: dict[str, list[Listed]] = {}
    by_sound: dict[str, list[Listed]] = {}
    for one in listed:
        name = letters_of(one.name)
        if one.number:
            by_number.setdefault(one.number, []).append(one)
        by_name.setdefault(name, []).append(one)
        if sound and len(name) >= SOUND_LEAST and not name.isascii():
            by_sound.setdefault(sound(name), []).append(one)
    for customer in customers:
        yield from _hits_of(customer, by_number, by_name, by_sound=by_sound, sound=sound)


def _hits_of(
    customer: Looked,
    by_number: Mapping[str, list[Listed]],
    by_name: Mapping[str, list[Listed]],
    *,
    by_sound: Mapping[str, list[Listed]],
    sound: Callable[[str], str] | None,
) -> Iterator[Hit]:
    numbers = {bare(one) for one in customer.numbers if one}
    met: set[Listed] = set()
    name = letters_of(customer.name)
    ways = [(NUMBER, one) for number in sorted(numbers) for one in by_number.get(number, ())]
    ways += [(NAME, one) for one in by_name.get(name, ()) if _may_be(one, numbers)]
    if sound and by_sound and len(name) >= SOUND_LEAST and not name.isascii():
        alike = by_sound.get(sound(name), ())
        ways += [(SOUND, one) for one in alike if len(letters_of(one.name)) == len(name) and _may_be(one, numbers)]
    for by, one in ways:
        if one not in met:
            met.add(one)
            yield Hit(customer.party_id, one, by)


def _may_be(one: Listed, numbers: set[str]) -> bool:
    """A name is a hint only where one of the two has no number: two numbers tell two people apart."""
    return not one.number or not numbers
