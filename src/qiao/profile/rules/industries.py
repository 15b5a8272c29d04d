"""Industries by code, and what each usually needs of a bank.

Source: piece 2, 2.5 (line 231: 该行业对金融产品的主要需求及资金运用特点). The table is the bank's to import (GB/T
4754): code, name and, where it likes, level; a longer code lies below a shorter one that it begins with.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.rules.reading import plain

CODE = re.compile(r"[A-Z][0-9]{0,4}")
HEADS = ("code", "name")
ROWS_MOST, NAME_MOST = 20_000, 200
PRODUCTS_MOST, PRODUCT_MOST, USE_MOST = 20, 60, 2_000


@dataclass(frozen=True, slots=True)
class Note:
    """What an industry usually needs and how it uses funds, from a day on."""

    code: str
    since: date
    products: tuple[str, ...]
    fund_use: str
    source: str
    actor: str


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual product of an industry, and whether the customer holds it."""

    product: str
    held: bool


def read_industries(rows: Iterable[Sequence[object]], *, file: str) -> dict[str, str]:
    """Names by code out of a table; every trouble refuses the whole, by line."""
    lines = iter(rows)
    heads = [plain(str(cell or "")).lower() for cell in next(lines, ())]
    if any(head not in heads for head in HEADS):
        raise Refusal("industry.heads", _("%(file)s: the first row has to hold the heads code and name."), file=file)
    found: dict[str, str] = {}
    for line, cells in enumerate(lines, start=2):
        texts = {head: plain(str(cell or "")) for head, cell in zip(heads, cells, strict=False)}
        code, name = texts.get("code", "").upper(), texts.get("name", "")
        if not code and not name:
            continue
        if not CODE.fullmatch(code) or not 0 < len(name) <= NAME_MOST or code in found or len(found) == ROWS_MOST:
            words = _("%(file)s, line %(line)s: a code is a letter and up to four digits, stands once, and has a name.")
            raise Refusal("industry.line", words, file=file, line=line)
        found[code] = name
    if not found:
        raise Refusal("industry.empty", _("%(file)s holds no industry."), file=file)
    return found


def is_code(text: str) -> bool:
    """Whether somebody typed a code, or the beginning of one, rather than a name."""
    return CODE.fullmatch(text.strip().upper()) is not None


def above(code: str) -> list[str]:
    """The code and those it lies below, the longest first: C341, C34, C."""
    return [code[:length] for length in range(len(code), 0, -1)]


def name_of(code: str, names: Mapping[str, str]) -> str:
    """The name of the industry, or of the nearest one above it that the table has; '' where it has none."""
    return next((names[one] for one in above(code.upper()) if one in names), "")


def note_of(code: str, notes: Iterable[Note], *, on: date) -> Note | None:
    """What holds of the industry on a day: of the longest code, the newest note; of one day the last written."""
    ways = {one: place for place, one in enumerate(above(code.upper()))}
    held: Note | None = None
    for one in notes:
        if one.code not in ways or one.since > on:
            continue
        if held is None or (-ways[one.code], one.since) >= (-ways[held.code], held.since):
            held = one
    return held if held and (held.products or held.fund_use) else None


def usual_of(note: Note, held: Collection[str]) -> list[Usual]:
    """Each usual product with whether one of the products held, by id or name, is it."""
    known = [one.casefold() for one in held if one]
    return [
        Usual(one, any(one.casefold() in name or name in one.casefold() for name in known)) for one in note.products
    ]


def read_note(products: str, fund_use: str) -> tuple[tuple[str, ...], str]:
    """What somebody typed: one product a line, and how funds are used."""
    lines = tuple(dict.fromkeys(plain(line) for line in products.splitlines() if line.strip()))
    if len(lines) > PRODUCTS_MOST or any(len(line) > PRODUCT_MOST for line in lines):
        words = _("Write at most %(most)s products, one a line, of at most %(letters)s letters each.")
        raise Refusal("industry.products", words, most=PRODUCTS_MOST, letters=PRODUCT_MOST)
    use = plain(fund_use)
    if len(use) > USE_MOST:
        raise Refusal("industry.use", _("Say how funds are used in at most %(most)s letters."), most=USE_MOST)
    return lines, use
