"""A spreadsheet's first sheet, or a CSV file, as rows of cells; nothing of it is run."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from xml.parsers import expat

from qiao.ground.apart import rows_apart
from qiao.ground.refusals import Refusal
from qiao.ground.sheets import empty_sheet
from qiao.ground.words import gettext_noop as _
from qiao.profile.adapters.workbook_xml import BOOK, COLUMNS_MOST, TooLargeError, errors_of

if TYPE_CHECKING:
    from _csv import Reader

BYTES_MOST = 64 * 2**20
COLUMN_WIDTH = 18
ENCODINGS = ("utf-8-sig", "gb18030")
ZIP = b"PK"
ROWS_MOST = 600_000  # read at all; how many are taken in is said where they are
UNREADABLE = (ValueError, OSError, IndexError, KeyError, zipfile.BadZipFile, expat.ExpatError, NotImplementedError)
"""What readers of workbooks say of a file that is none."""


def rows_of(content: bytes, *, file: str) -> Iterator[Sequence[object]]:
    """The rows of the file; refused where it is none of the kinds or too large."""
    if len(content) > BYTES_MOST:
        raise Refusal("profile.large", _("%(file)s is larger than %(most)s MiB."), file=file, most=BYTES_MOST // 2**20)
    try:
        yield from _rows(content, file=file)
    except TooLargeError as error:
        words = _("%(file)s holds more than %(rows)s rows or %(columns)s columns; hand it in in parts.")
        raise Refusal("profile.beyond", words, file=file, rows=f"{ROWS_MOST:,}", columns=COLUMNS_MOST) from error
    except csv.Error as error:
        words = _("%(file)s, line %(line)s: a cell has more than %(most)s letters, or its quotes do not end.")
        line = str(error.args[1]) if len(error.args) > 1 else "?"
        raise Refusal("profile.csv", words, file=file, line=line, most=f"{csv.field_size_limit():,}") from error


def _rows(content: bytes, *, file: str) -> Iterator[Sequence[object]]:
    if file.lower().endswith(".csv"):
        yield from _lines(csv.reader(io.StringIO(_decoded(content, file=file), newline="")))
        return
    try:
        yield from _sheet_rows(content)
    except TooLargeError:
        raise
    except UNREADABLE as error:
        raise Refusal(
            "profile.file", _("%(file)s cannot be read as a spreadsheet; hand in .xlsx, .xls, .ods or .csv."), file=file
        ) from error


def _lines(reader: "Reader") -> Iterator[Sequence[object]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise csv.Error(str(error), reader.line_num) from error


def _sheet_rows(content: bytes) -> Iterator[Sequence[object]]:
    """The first sheet's rows: an .xlsx in this process once its bounds are known, any other workbook in its own."""
    is_xlsx = content.startswith(ZIP) and _is_xlsx(content)
    if not is_xlsx:
        yield from rows_apart(content)
        return
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  loaded with the first sheet

    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        errors = errors_of(folder, rows_most=ROWS_MOST)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except CalamineError as error:
        raise ValueError from error
    yield from _with_errors(sheet.iter_rows(), errors, first_column=(sheet.start or (0, 0))[1])


def _is_xlsx(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return BOOK in folder.namelist()


def _with_errors(
    rows: Iterable[Sequence[object]], errors: Mapping[int, Mapping[int, str]], *, first_column: int
) -> Iterator[Sequence[object]]:
    """The rows with the errors of formulas in their places; the reader of workbooks leaves those cells empty."""
    for number, cells in enumerate(rows):
        broken = errors.get(number)
        if not broken:
            yield cells
            continue
        yield [broken.get(first_column + place, cell) for place, cell in enumerate(cells)]


def template(heads: Sequence[str], *, form: str) -> bytes:
    """An empty sheet with these heads."""
    return empty_sheet(heads, form=form, width=COLUMN_WIDTH)


def _decoded(content: bytes, *, file: str) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("profile.encoding", _("%(file)s is neither UTF-8 nor GB 18030."), file=file)
