"""Cells of a list that goes to a spreadsheet: figures stay figures, texts that it would run are disarmed."""

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
