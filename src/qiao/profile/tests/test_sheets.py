"""Large and broken spreadsheets: every cell in error is told by its place, and nothing of the good rows is lost."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from qiao.profile.adapters.spreadsheets import rows_of
from qiao.profile.rules.items import BY_CODE
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
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet("first")
        book.add_worksheet("second").write_formula(1, 3, "=1/0", None, "#DIV/0!")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, cells in enumerate([HEADS, *rows]):
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
