"""Large and broken spreadsheets: every cell in error is told by its place, and nothing of the good rows is lost."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from qiao.ground.refusals import Refusal
from qiao.profile.adapters.spreadsheets import rows_of
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.lists import read_lists
from qiao.profile.rules.sheet import read_rows

HEADS = ["party_id", "valid_from", "product", "amount", "by"]
ROWS = 50_000
EVERY = 1_000


def put(page: Any, line: int, place: int, *, cell: object, day: object) -> None:
    """A cell: a formula with its last value, a day, or as it is."""
    if isinstance(cell, tuple):
        page.write_formula(line, place, cell[0], None, cell[1])
    elif isinstance(cell, date):
        page.write_datetime(line, place, cell, day)
    elif cell is not None:
        page.write(line, place, cell)


def workbook(rows: Iterable[Sequence[object]], *, columns_left: int = 0) -> bytes:
    return workbook_of([HEADS, *rows], columns_left=columns_left)


def workbook_of(rows: Iterable[Sequence[object]], *, columns_left: int = 0) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet("first")
        book.add_worksheet("second").write_formula(1, 3, "=1/0", None, "#DIV/0!")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, cells in enumerate(rows):
            for place, cell in enumerate(cells, start=columns_left):
                put(page, line, place, cell=cell, day=day)
    return held.getvalue()


def test_fifty_thousand_rows_with_formulas_and_errors() -> None:
    rows: list[list[object]] = [
        [f"C{number:06d}", None, ('="loan"', "loan"), ("=A1", "#DIV/0!" if number % EVERY == 0 else number), None]
        for number in range(ROWS)
    ]
    read = read_rows(BY_CODE["need"], rows_of(workbook(rows), file="needs.xlsx"))
    assert (len(read.rows), read.refused) == (ROWS - ROWS // EVERY, ROWS // EVERY)
    assert {(one.column, dict(one.trouble.facts)["text"]) for one in read.troubles} == {("amount", "#DIV/0!")}
    assert read.troubles[0].line == 2
    assert read.rows[0].entry.values == {"product": "loan", "amount": 100}


def test_an_error_is_told_wherever_the_table_stands() -> None:
    rows: list[list[object]] = [
        ["C1", None, ("=X", "#NAME?"), 5, None],
        ["C2", date(2026, 9, 30), "card", 5.5, ("=Y", "#REF!")],
    ]
    read = read_rows(BY_CODE["need"], rows_of(workbook(rows, columns_left=2), file="needs.xlsx"))
    assert [(one.line, one.column) for one in read.troubles] == [(2, "product"), (3, "by")]


def test_days_and_whole_numbers_of_a_spreadsheet_are_read_as_typed() -> None:
    rows: list[list[object]] = [["C1", date(2026, 9, 30), "card", 12.5, date(2026, 12, 31)]]
    (row,) = read_rows(BY_CODE["need"], rows_of(workbook(rows), file="needs.xlsx")).rows
    assert (row.valid_from and row.valid_from.isoformat(), dict(row.entry.values)) == (
        "2026-09-30",
        {"product": "card", "amount": 1_250, "by": "2026-12-31"},
    )


def packed(cells: str, *, beside: str = "") -> bytes:
    """An .xlsx of one sheet with these cells, as a hostile hand would write it."""
    held = io.BytesIO()
    relation = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        f'<workbook xmlns="{main}" xmlns:r="{of}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("[Content_Types].xml", types)
        folder.writestr("xl/workbook.xml", book)
        folder.writestr("xl/_rels/workbook.xml.rels", relation)
        folder.writestr(
            "xl/worksheets/sheet1.xml", f'{beside}<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return held.getvalue()


def bomb() -> bytes:
    """Half a megabyte that unpacks to more than half a gigabyte."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("xl/workbook.xml", "")
        with folder.open("xl/worksheets/sheet1.xml", "w") as part:
            for _chunk in range(513):
                part.write(b" " * 2**20)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            packed('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
            "beyond",
        ),
        (packed('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="ZZZZ2"><v>1</v></c></row>'), "beyond"),
        (packed('<row r="1"><c r="A1" t="e"><v>&a;</v></c></row>', beside='<!DOCTYPE w [<!ENTITY a "b">]>'), "file"),
        (packed("<!--" + '<c t="e" r="A1">' * 8_000), "file"),
        (bomb(), "beyond"),
        (b"PK\x03\x04 no archive", "file"),
        (b"", "file"),
        (b"\xd0\xcf\x11\xe0 no old workbook", "file"),
    ],
    ids=["end of the world", "no such column", "entities", "no end", "a bomb", "no archive", "empty", "no workbook"],
)
def test_a_hostile_workbook_is_refused_before_it_is_laid_out(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        list(rows_of(content, file="a.xlsx"))
    assert refused.value.code == f"profile.{code}"


def test_a_cell_longer_than_any_is_refused_by_its_line() -> None:
    with pytest.raises(Refusal) as refused:
        list(rows_of(b"a,b\n1," + b"x" * 200_000 + b"\n", file="a.csv"))
    assert (refused.value.code, refused.value.facts["line"]) == ("profile.csv", "2")


@pytest.mark.parametrize("number", [110_105_194_912_310_021, 1_234_567_890_123_456])
def test_a_number_whose_last_digits_a_spreadsheet_changed_is_refused_by_its_cell(number: int) -> None:
    rows: list[list[object]] = [["C1", None, number, 5, None], ["C2", None, 999_999_999_999_999, 5, None]]
    read = read_rows(BY_CODE["need"], rows_of(workbook(rows), file="needs.xlsx"))
    assert [(one.line, one.column, "make the cell a text" in one.trouble.words) for one in read.troubles] == [
        (2, "product", True)
    ]
    assert [row.entry.values["product"] for row in read.rows] == ["999999999999999"]
    with pytest.raises(Refusal) as refused:
        read_lists(rows_of(workbook_of([["list", "name", "number"], ["l", "n", number]]), file="l.xlsx"), file="l.xlsx")
    assert (refused.value.code, refused.value.facts["line"]) == ("list.digits", 2)


def test_letters_that_cannot_be_shown_are_no_number_of_a_customer() -> None:
    rows = rows_of(b"party_id,product\nP\0,loan\nP1,loan\n", file="a.csv")
    read = read_rows(BY_CODE["need"], rows)
    assert [(one.line, one.column) for one in read.troubles] == [(2, "party_id")]
    assert [row.party_id for row in read.rows] == ["P1"]
