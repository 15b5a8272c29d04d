"""A sheet of one item: heads in the first row, a customer in each further one; good rows and troubles apart."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.rules.items import Item
from qiao.profile.rules.reading import Entry, Trouble, plain, read_day, read_entry

PARTY, FROM = "party_id", "valid_from"
ROWS_MOST = 200_000
TROUBLES_MOST = 2_000
PARTY_MOST = 64
Cell = object
SPREADSHEET_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)
EXACT_MOST = 10**15
"""Spreadsheets keep 15 digits of a number and make the others 0: from here on the last ones may be other than typed."""
INEXACT = _("%(text)s: a spreadsheet keeps no number of so many digits exactly; make the cell a text and type it again")
BROKEN = _("%(text)s is an error of the spreadsheet; mend the formula of the cell")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A good row: whose, what, and from which day where the sheet says one."""

    line: int
    party_id: str
    entry: Entry
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class CellTrouble:
    """Why a row cannot be kept: its line, the column, the reason."""

    line: int
    column: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """What a sheet holds: good rows, the first 2,000 troubles, and how many rows have one."""

    rows: tuple[SheetRow, ...]
    troubles: tuple[CellTrouble, ...]
    refused: int


def heads_of(item: Item) -> list[str]:
    """The heads of the item's template."""
    return [PARTY, FROM, *(field.name for field in item.fields)]


def read_rows(item: Item, rows: Iterable[Sequence[Cell]], *, troubles_most: int = TROUBLES_MOST) -> ReadSheet:
    """Read a sheet; the order of its columns does not matter. Heads that lack or are unknown refuse the whole."""
    lines = iter(rows)
    heads = [plain(str(cell or "")) for cell in next(lines, ())]
    _fit(item, heads)
    good: dict[tuple[str, str, date | None], SheetRow] = {}
    troubles: list[CellTrouble] = []
    refused = 0
    for line, cells in enumerate(lines, start=2):
        texts = {head: text_of(cell) for head, cell in zip(heads, cells, strict=False)}
        if not any(texts.values()):
            continue
        if line > ROWS_MOST:
            raise Refusal("profile.rows", _("A sheet has at most %(most)s rows; cut it into several."), most=ROWS_MOST)
        inexact = frozenset(head for head, cell in zip(heads, cells, strict=False) if is_inexact(cell))
        found = _row(item, line, texts, inexact=inexact)
        if isinstance(found, SheetRow):
            key = (found.party_id, found.entry.entry, found.valid_from)
            if key not in good:
                good[key] = found
                continue
            again = Trouble(PARTY, _("says the same entry as line %(first)s"), (("first", str(good[key].line)),))
            found = [CellTrouble(line, PARTY, again)]
        refused += 1
        troubles += found[: troubles_most - len(troubles)]
    return ReadSheet(tuple(good.values()), tuple(troubles), refused)


def _fit(item: Item, heads: Sequence[str]) -> None:
    wanted = heads_of(item)
    needed = [PARTY, *(field.name for field in item.fields if field.needed)]
    lacking = [head for head in needed if head not in heads]
    unknown = [head for head in heads if head and head not in wanted]
    if lacking or unknown or len(set(heads)) != len(heads):
        raise Refusal(
            "profile.heads",
            _("The first row has to hold the heads of the template: lacking %(lacking)s, unknown %(unknown)s."),
            lacking=", ".join(lacking) or "-",
            unknown=", ".join(unknown[:5]) or "-",
        )


def _row(item: Item, line: int, texts: dict[str, str], *, inexact: frozenset[str]) -> "SheetRow | list[CellTrouble]":
    marred = _marred(texts, inexact)
    party_id, given = plain(texts.pop(PARTY, "")), plain(texts.pop(FROM, ""))
    since = read_day(given) if given and FROM not in marred else None
    troubles = [CellTrouble(line, head, trouble) for head, trouble in marred.items()]
    wrong = _wrong_party(party_id) if PARTY not in marred else ""
    if wrong:
        troubles.append(CellTrouble(line, PARTY, Trouble(PARTY, wrong)))
    if isinstance(since, str):
        troubles.append(CellTrouble(line, FROM, Trouble(FROM, since, (("text", given[:40]),))))
    read = read_entry(item, texts)
    if not isinstance(read, Entry):
        troubles += [CellTrouble(line, one.field, one) for one in read if one.field not in marred]
    if troubles or not isinstance(read, Entry) or isinstance(since, str):
        return troubles
    return SheetRow(line, party_id, read, since)


def _marred(texts: dict[str, str], inexact: frozenset[str]) -> dict[str, Trouble]:
    """Cells that do not hold what was typed: errors of formulas, numbers whose last digits went."""
    found = {
        head: Trouble(head, BROKEN, (("text", plain(text)),))
        for head, text in texts.items()
        if head not in {PARTY, FROM} and plain(text).upper() in SPREADSHEET_ERRORS
    }
    return found | {head: Trouble(head, INEXACT, (("text", texts[head]),)) for head in inexact if head in texts}


def _wrong_party(party_id: str) -> str:
    if not party_id:
        return _("is missing")
    hidden = len(party_id) > PARTY_MOST or any(unicodedata.category(sign) == "Cc" for sign in party_id)
    return _("is no number of a customer") if hidden else ""


def is_inexact(cell: Cell) -> bool:
    """Whether a cell holds a number so long that its last digits may not be those that were typed."""
    return isinstance(cell, int | float) and abs(cell) >= EXACT_MOST


def text_of(cell: Cell) -> str:
    """A cell of a spreadsheet as a person would have typed it: whole numbers without a point, days without an hour."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and isfinite(cell):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)
