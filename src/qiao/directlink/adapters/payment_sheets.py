"""A sheet of payments as rows of texts: .xlsx, .xls, .ods or .csv, read within bounds; nothing is run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

from qiao.ground.apart import EndedError, rows_apart
from qiao.ground.refusals import Refusal
from qiao.ground.sheets import empty_sheet
from qiao.ground.words import gettext_noop as _

BYTES_MOST, ROWS_MOST, COLUMNS_MOST, CELL_LETTERS_MOST = 2**20, 2_000, 40, 200
COLUMN_WIDTH = 24
MEMORY_MOST, SECONDS_MOST = 768 * 2**20, 15
ENCODINGS = ("utf-8-sig", "gb18030")


def rows_of(content: bytes, *, file: str) -> list[list[str]]:
    """The rows; refused where the file is too large or none of the kinds."""
    if len(content) > BYTES_MOST:
        raise Refusal("sheet.large", _("The sheet is larger than 1 MiB; give it in in parts."))
    try:
        found = list(islice(_lines(content) if file.lower().endswith(".csv") else _sheet(content), ROWS_MOST + 1))
    except (EndedError, ValueError, csv.Error) as error:
        raise Refusal("sheet.file", _("This cannot be read as a sheet; give in .xlsx, .xls, .ods or .csv.")) from error
    if len(found) > ROWS_MOST:
        raise Refusal("sheet.rows", _("The sheet has more than %(most)s rows."), most=ROWS_MOST)
    return [[_text(cell) for cell in row[:COLUMNS_MOST]] for row in found]


def _sheet(content: bytes) -> Iterable[Sequence[object]]:
    return rows_apart(content, memory_most=MEMORY_MOST, seconds_most=SECONDS_MOST)


def _lines(content: bytes) -> Iterable[Sequence[object]]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return csv.reader(io.StringIO(text, newline=""))
    raise ValueError(ENCODINGS)


def _text(cell: object) -> str:
    """A cell as text: a number with the fifteen digits that a spreadsheet holds, as it shows them."""
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, int | float):
        return f"{cell:.15g}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "".join(letter for letter in str(cell) if letter >= " ").strip()[:CELL_LETTERS_MOST]


def template(heads: Sequence[str], *, form: str) -> bytes:
    """An empty sheet with these heads."""
    return empty_sheet(heads, form=form, width=COLUMN_WIDTH)
