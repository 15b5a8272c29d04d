"""A spreadsheet's first sheet, or a CSV file, as rows of cells; nothing of it is run."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BYTES_MOST = 64 * 2**20
COLUMN_WIDTH = 18
ENCODINGS = ("utf-8-sig", "gb18030")
ZIP = b"PK"
UNPACKED_MOST = 512 * 2**20
ERROR_CELL = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*\br="(?P<column>[A-Z]{1,3})(?P<row>[0-9]{1,7})"[^>]*>'
    rb"(?:(?!</c>).)*?<v>(?P<error>#[A-Z0-9/!?_]{2,20})</v>",
    re.DOTALL,
)
FIRST_SHEET = re.compile(rb'<sheet\b[^>]*?\br:id="(?P<id>[^"]+)"')
RELATION = re.compile(rb"<Relationship\b[^>]*>")
ID, TARGET = re.compile(rb'\bId="([^"]+)"'), re.compile(rb'\bTarget="(?P<target>[^"]+)"')


def rows_of(content: bytes, *, file: str) -> Iterator[Sequence[object]]:
    """The rows of the file; refused where it is none of the kinds or too large."""
    if len(content) > BYTES_MOST:
        raise Refusal("profile.large", _("%(file)s is larger than %(most)s MiB."), file=file, most=BYTES_MOST // 2**20)
    if file.lower().endswith(".csv"):
        yield from csv.reader(io.StringIO(_decoded(content, file=file), newline=""))
        return
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  loaded with the first sheet

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_index(0)
        errors = _errors(content) if content.startswith(ZIP) else {}
        yield from _with_errors(sheet.iter_rows(), errors, first_column=(sheet.start or (0, 0))[1])
    except (CalamineError, OSError, ValueError, IndexError, KeyError, zipfile.BadZipFile) as error:
        raise Refusal(
            "profile.file", _("%(file)s cannot be read as a spreadsheet; hand in .xlsx, .xls, .ods or .csv."), file=file
        ) from error


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


def _errors(content: bytes) -> dict[int, dict[int, str]]:
    """By row and column, from 0, the errors that the cells of an .xlsx' first sheet hold."""
    found: dict[int, dict[int, str]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        name = _first_sheet(folder)
        if name is None or folder.getinfo(name).file_size > UNPACKED_MOST:
            return found
        for match in ERROR_CELL.finditer(folder.read(name)):
            row, column = int(match["row"]) - 1, _column(match["column"].decode())
            found.setdefault(row, {})[column] = match["error"].decode()
    return found


def _first_sheet(folder: zipfile.ZipFile) -> str | None:
    names = set(folder.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return None
    sheet = FIRST_SHEET.search(folder.read("xl/workbook.xml"))
    if sheet is None:
        return None
    for relation in RELATION.finditer(folder.read("xl/_rels/workbook.xml.rels")):
        if sheet["id"] in ID.findall(relation[0]):
            target = TARGET.search(relation[0])
            name = target["target"].decode().lstrip("/") if target else ""
            found = name if name.startswith("xl/") else f"xl/{name}"
            return found if found in names else None
    return None


def _column(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def template(heads: Sequence[str], *, form: str) -> bytes:
    """An empty sheet with these heads: xlsx, or CSV with the mark by which a spreadsheet knows UTF-8."""
    if form == "csv":
        return ("\ufeff" + ",".join(heads) + "\r\n").encode()
    import xlsxwriter  # noqa: PLC0415  loaded with the first sheet

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet()
        page.set_column(0, len(heads) - 1, COLUMN_WIDTH, workbook.add_format({"num_format": "@"}))  # as typed
        page.write_row(0, 0, heads, workbook.add_format({"bold": True}))
        page.freeze_panes(1, 0)
    return held.getvalue()


def _decoded(content: bytes, *, file: str) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("profile.encoding", _("%(file)s is neither UTF-8 nor GB 18030."), file=file)
