"""A list as a CSV file for a spreadsheet: what is shown, with units in its heads, safe to open."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it a spreadsheet takes Chinese for another encoding
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def sheet(name: str, heads: Sequence[str], lines: Iterable[Sequence[object]]) -> HttpResponse:
    """The answer that a browser saves as `name`; texts that a spreadsheet would run are disarmed, numbers are not."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([_safe(cell) for cell in line] for line in lines)
    response = HttpResponse(BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def flag_text(lost: bool) -> str:  # noqa: FBT001  a cell's only value
    """The cell that says a line's figures lost a row to quarantine; empty where they lost none."""
    return _("row set aside") if lost else ""


class Number(str):
    """A figure as decimal text: the only text that may begin with a sign."""

    __slots__ = ()


def _safe(cell: object) -> object:
    risky = isinstance(cell, str) and not isinstance(cell, Number) and cell.startswith(FORMULA_BEGINS)
    return f"'{cell}" if risky else cell
