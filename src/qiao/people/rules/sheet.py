"""A sheet of certificates: heads in the first row, one certificate in each further one; every wrong cell is told."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qiao.ground.periods import FIRST_DAY, LAST_DAY
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

HEADS = ("staff_id", "kind", "number", "issued_on", "valid_to", "hours_required", "hours_earned")
NEEDED = ("staff_id", "kind", "number", "issued_on")
ROWS_MOST, TROUBLES_MOST, TEXT_MOST, HOURS_MOST = 50_000, 2_000, 60, 10_000
MISSING, LONG = _("is missing"), _("is longer than 60 letters, or holds letters that cannot be shown")
NO_DAY, NO_HOURS = _("%(text)s is no day; write it as 2026-09-30"), _("%(text)s is no whole number of hours")
BEFORE = _("ends before it was issued")


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A good row of a sheet, or what a form says of one certificate."""

    line: int
    staff_id: str
    kind: str
    number: str
    issued_on: date
    valid_to: date | None
    hours_required: int
    hours_earned: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a cell cannot be kept: its line, the column, marked words with the text of the cell."""

    line: int
    column: str
    words: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """Good rows, the first 2,000 troubles, and how many rows have one."""

    rows: tuple[CertificateRow, ...]
    troubles: tuple[Trouble, ...]
    refused: int


def read_certificates(rows: Iterable[Sequence[object]]) -> ReadSheet:
    """Read a sheet; the order of its columns does not matter. Heads that lack or are unknown refuse the whole."""
    lines = iter(rows)
    heads = [_plain(cell) for cell in next(lines, ())]
    _fit(heads)
    good: dict[tuple[str, str, str], CertificateRow] = {}
    troubles: list[Trouble] = []
    refused = 0
    for line, cells in enumerate(lines, start=2):
        texts = {head: _plain(cell) for head, cell in zip(heads, cells, strict=False)}
        if not any(texts.values()):
            continue
        if line > ROWS_MOST:
            raise Refusal(
                "certificate.rows", _("A sheet has at most %(most)s rows; cut it into several."), most=ROWS_MOST
            )
        found = read_row(texts, line=line)
        key = (found.staff_id, found.kind, found.number) if isinstance(found, CertificateRow) else None
        if isinstance(found, CertificateRow) and key is not None and key not in good:
            good[key] = found
            continue
        if isinstance(found, CertificateRow):
            found = [Trouble(line, "number", _("stands in the sheet already: %(text)s"), found.number)]
        refused += 1
        troubles += found[: TROUBLES_MOST - len(troubles)]
    return ReadSheet(tuple(good.values()), tuple(troubles), refused)


def _fit(heads: Sequence[str]) -> None:
    lacking = [head for head in NEEDED if head not in heads]
    unknown = [head for head in heads if head and head not in HEADS]
    if lacking or unknown or len(set(heads)) != len(heads):
        raise Refusal(
            "certificate.heads",
            _("The first row has to hold the heads of the template: lacking %(lacking)s, unknown %(unknown)s."),
            lacking=", ".join(lacking) or "-",
            unknown=", ".join(unknown[:5]) or "-",
        )


def read_row(texts: Mapping[str, str], *, line: int = 0) -> "CertificateRow | list[Trouble]":
    """One certificate out of texts by head, or every trouble with them."""
    troubles: list[Trouble] = []
    words = {name: _text(texts.get(name, ""), name, troubles, line=line) for name in ("staff_id", "kind", "number")}
    issued = _day(texts.get("issued_on", ""), "issued_on", troubles, line=line)
    last = _day(texts.get("valid_to", ""), "valid_to", troubles, line=line)
    hours = [_hours(texts.get(name, ""), name, troubles, line=line) for name in ("hours_required", "hours_earned")]
    if issued and last and last < issued:
        troubles.append(Trouble(line, "valid_to", BEFORE))
    if troubles or issued is None:
        return troubles
    return CertificateRow(
        line, **words, issued_on=issued, valid_to=last, hours_required=hours[0], hours_earned=hours[1]
    )


def _text(text: str, name: str, troubles: list[Trouble], *, line: int) -> str:
    text = _plain(text)
    if not text:
        troubles.append(Trouble(line, name, MISSING))
    elif len(text) > TEXT_MOST or any(unicodedata.category(sign) == "Cc" for sign in text):
        troubles.append(Trouble(line, name, LONG))
    return text


def _day(text: str, name: str, troubles: list[Trouble], *, line: int) -> date | None:
    text = _plain(text)
    if not text:
        if name in NEEDED:
            troubles.append(Trouble(line, name, MISSING))
        return None
    try:
        day = date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        troubles.append(Trouble(line, name, NO_DAY, text[:40]))
        return None
    return day


def _hours(text: str, name: str, troubles: list[Trouble], *, line: int) -> int:
    text = _plain(text) or "0"
    if text.isascii() and text.isdigit() and len(text) <= len(str(HOURS_MOST)) and int(text) <= HOURS_MOST:
        return int(text)
    troubles.append(Trouble(line, name, NO_HOURS, text[:40]))
    return 0


def _plain(cell: object) -> str:
    """A cell as a person would have typed it: whole numbers without a point, days without an hour."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(unicodedata.normalize("NFKC", "" if cell is None else str(cell)).split())
