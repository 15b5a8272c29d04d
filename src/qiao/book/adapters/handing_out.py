"""Extracts that Qiao writes itself: empty templates, and rows set aside that a person puts right and loads again."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from qiao.book.rules.contract import MENDS, TABLES
from qiao.book.rules.header import cells_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

if TYPE_CHECKING:
    from _csv import Writer

SPREADSHEET_UTF8 = "utf-8-sig"  # spreadsheets take UTF-8 for something else where the mark is missing
REASONS_FILE = "reasons.csv"
REASONS_HEADER = (MENDS.name, "load", "table", "line", "column", "value", "code", "reason")


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row set aside as it was given, with its reasons; `mends` is its number ('' where only the file has it)."""

    table: str
    mends: str
    load: int
    line: int | None
    given: Mapping[str, str | None]
    header: tuple[str, ...]
    delimiter: str
    reasons: tuple[tuple[str, str, str, str], ...]  # column, value, code, words


def fresh_folder(directory: Path) -> Path:
    """An empty folder to write into, made where it is missing; nothing is ever overwritten."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        used = next(directory.iterdir(), None) is not None
    except OSError as error:
        raise Refusal(
            "export.folder",
            _("The folder %(folder)s cannot be written (%(cause)s); name another one."),
            folder=str(directory),
            cause=error.strerror or str(error),
        ) from error
    if used:
        raise Refusal(
            "export.not_empty",
            _("The folder %(folder)s holds files already; name a new one, so that nothing is overwritten."),
            folder=str(directory),
        )
    return directory


def write_mending(directory: Path, rows: Iterable[GivenRow]) -> dict[str, int]:
    """One CSV a table with the rows as they were given, and reasons.csv beside; `rows` come table by table."""
    counts: dict[str, int] = {}
    with _written(directory / REASONS_FILE) as reasons:
        said = csv.writer(reasons, lineterminator="\n")
        said.writerow(REASONS_HEADER)
        for table, of_table in groupby(rows, key=lambda row: row.table):
            with _written(directory / f"{table}.csv") as stream:
                counts[table] = _write_table(stream, of_table, table=table, reasons=said)
    return counts


def _written(path: Path) -> TextIO:
    return path.open("w", encoding=SPREADSHEET_UTF8, newline="")


def _write_table(stream: TextIO, rows: Iterable[GivenRow], *, table: str, reasons: "Writer") -> int:
    written = csv.writer(stream, lineterminator="\n")
    written.writerow([*_names(table), MENDS.name])
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007  the last number is the answer
        written.writerow(cells_to_mend(row))
        reasons.writerows((row.mends, row.load, row.table, row.line, *reason) for reason in row.reasons)
    return count


def _names(table: str) -> list[str]:
    return [column.name for column in TABLES[table].columns]


def cells_to_mend(row: GivenRow) -> list[str]:
    """The cells in the contract's order; a row of the wrong shape keeps its surplus cells and the reason behind them.

    So it cannot load before a person has looked at it and taken the surplus out.
    """
    given, surplus = row.given, []
    if "" in given:
        cells = cells_of(given[""] or "", delimiter=row.delimiter)
        surplus = [*cells[len(row.header) :], row.reasons[0][-1]]
        given = dict(zip(row.header, cells, strict=False))
    return [*(given.get(name) or "" for name in _names(row.table)), row.mends, *surplus]


def write_text(path: Path, text: str) -> None:
    """A small text file, UTF-8."""
    path.write_text(text, encoding="utf-8", newline="")
