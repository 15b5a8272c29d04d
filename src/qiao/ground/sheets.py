"""Cells of a list that goes to a spreadsheet: figures stay figures, texts that it would run are disarmed."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def flag_text(lost: bool) -> str:  # noqa: FBT001  a cell's only value
    """The cell that says a line's figures lost a row to quarantine; empty where they lost none."""
    return _("row set aside") if lost else ""


class Number(str):
    """A figure as decimal text: the only text that may begin with a sign."""

    __slots__ = ()


def safe_cell(cell: object) -> object:
    """The cell as it may be written: an apostrophe before a text that a spreadsheet would take for a formula."""
    risky = isinstance(cell, str) and not isinstance(cell, Number) and cell.startswith(FORMULA_BEGINS)
    return f"'{cell}" if risky else cell


def empty_sheet(heads: Sequence[str], *, form: str, width: int) -> bytes:
    """A sheet with these heads to be filled in: xlsx, or CSV with the mark by which a spreadsheet knows UTF-8.

    Every cell is a text, so that no number loses its first or last digits; `width` is a column's, in letters.
    """
    if form == "csv":
        return ("\ufeff" + ",".join(heads) + "\r\n").encode()
    import xlsxwriter  # noqa: PLC0415  loaded with the first sheet

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet()
        page.set_column(0, len(heads) - 1, width, workbook.add_format({"num_format": "@"}))
        page.write_row(0, 0, heads, workbook.add_format({"bold": True}))
        page.freeze_panes(1, 0)
    return held.getvalue()
