"""The first sheet of an .xlsx as its file has it: the errors of formulas, and whether it is larger than one may be.

Read as a stream, so that a file of a few kilobytes that unpacks to gigabytes, or names a cell at the end of the world,
is refused before anything is laid out for it.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

UNPACKED_MOST = 512 * 2**20
PART_MOST = 2**20  # of the parts that only say where the sheet lies
CHUNK = 2**18
COLUMNS_MOST = 100
AREA_MOST = 12_000_000  # rows by columns: what the reader lays out, 24 bytes each
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
ERROR_LETTERS_MOST = 20


class TooLargeError(ValueError):
    """The workbook unpacks to more, or holds more rows or columns, than a sheet may."""


class NotPlainError(ValueError):
    """The workbook declares entities of its own, which no spreadsheet writes."""


@dataclass(slots=True)
class _Sheet:
    """What has been read of the sheet so far; rows and columns from 0."""

    rows_most: int
    row: int = -1
    column: int = -1
    rows: int = 0
    columns: int = 0
    is_error: bool = False
    in_value: bool = False
    said: str = ""
    errors: dict[int, dict[int, str]] = field(default_factory=dict)

    def begin(self, tag: str, given: Mapping[str, str]) -> None:
        name = _local(tag)
        if name == "row":
            place = given.get("r", "")
            self.row, self.column = (_number(place) - 1 if place else self.row + 1), -1
        elif name == "c":
            self._cell(given.get("r", ""), given.get("t", ""))
        elif name == "v":
            self.in_value, self.said = self.is_error, ""

    def _cell(self, place: str, kind: str) -> None:
        letters = place.rstrip("0123456789")
        self.column = _column(letters) if letters else self.column + 1
        self.row = _number(place[len(letters) :]) - 1 if letters else self.row
        self.rows, self.columns = max(self.rows, self.row + 1), max(self.columns, self.column + 1)
        if self.rows > self.rows_most or self.columns > COLUMNS_MOST or self.rows * self.columns > AREA_MOST:
            raise TooLargeError
        self.is_error = kind == "e"

    def text(self, part: str) -> None:
        if self.in_value and len(self.said) < ERROR_LETTERS_MOST:
            self.said += part

    def end(self, tag: str) -> None:
        if self.in_value and _local(tag) == "v":
            self.errors.setdefault(self.row, {})[self.column] = self.said[:ERROR_LETTERS_MOST]
            self.in_value = False


def errors_of(folder: zipfile.ZipFile, *, rows_most: int) -> dict[int, dict[int, str]]:
    """By row and column, from 0, the errors that the cells of the first sheet hold.

    Raises TooLargeError, NotPlainError, expat.ExpatError, zipfile.BadZipFile; without the usual parts there are none.
    """
    if sum(one.file_size for one in folder.infolist()) > UNPACKED_MOST:
        raise TooLargeError
    name = _first_sheet(folder)
    if name is None:
        return {}
    sheet = _Sheet(rows_most)
    reader = _reader()
    reader.StartElementHandler, reader.EndElementHandler = sheet.begin, sheet.end
    reader.CharacterDataHandler = sheet.text
    _fed(reader, folder, name, most=UNPACKED_MOST)
    return sheet.errors


def _first_sheet(folder: zipfile.ZipFile) -> str | None:
    """Where the first sheet lies: the workbook names it by an id that the relations explain."""
    names = set(folder.namelist())
    if BOOK not in names or RELATIONS not in names:
        return None
    wanted = next((one["id"] for tag, one in _elements(folder, BOOK) if tag == "sheet" and "id" in one), None)
    for tag, one in _elements(folder, RELATIONS):
        if tag == "Relationship" and one.get("Id") == wanted:
            target = one.get("Target", "").lstrip("/")
            found = target if target.startswith("xl/") else f"xl/{target}"
            return found if found in names else None
    return None


def _elements(folder: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []

    def begin(tag: str, given: Mapping[str, str]) -> None:
        found.append((_local(tag), {_local(key): value for key, value in given.items()}))

    reader = _reader()
    reader.StartElementHandler = begin
    _fed(reader, folder, name, most=PART_MOST)
    return found


def _reader() -> expat.XMLParserType:
    reader = expat.ParserCreate()
    reader.buffer_text = True
    reader.EntityDeclHandler = _refuse
    return reader


def _refuse(*_given: object) -> None:
    raise NotPlainError


def _fed(reader: expat.XMLParserType, folder: zipfile.ZipFile, name: str, *, most: int) -> None:
    with folder.open(name) as part:
        left = most
        while chunk := part.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise TooLargeError
            reader.Parse(chunk, False)  # noqa: FBT003  the library's own
        reader.Parse(b"", True)  # noqa: FBT003  the same


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):  # noqa: PLR2004  a spreadsheet ends at 1,048,576
        raise TooLargeError
    return int(text)


def _column(letters: str) -> int:
    """A is 0, AA is 26."""
    if len(letters) > 3 or not (letters.isascii() and letters.isalpha() and letters.isupper()):  # noqa: PLR2004  the last column is XFD
        raise TooLargeError
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
