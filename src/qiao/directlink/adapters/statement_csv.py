"""A statement as a table of comma-separated values: for programs without XML, and for people with a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qiao.directlink.rules.iso.stated import Stated, StatedLine, followed
from qiao.ground.money import text_of_scaled
from qiao.ground.sheets import Number, safe_cell

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""By which a spreadsheet knows that the letters are UTF-8."""


def statement_csv(statement: Stated) -> Iterator[str]:
    """The rows with a heading in the reader's language, as text piece by piece: balances first and last."""
    yield MARK + _row(_headings())
    yield _row(_balance(_("Opening balance"), statement.opening_fen, on=statement.since))
    for line in followed(statement):
        yield _row(_cells(line))
    yield _row(_balance(_("Closing balance"), statement.closing_fen, on=statement.last))


def _headings() -> list[str]:
    return [
        _("Day"),
        _("Time"),
        _("Bank's number"),
        _("Summary"),
        _("Debit (yuan)"),
        _("Credit (yuan)"),
        _("Balance (yuan)"),
        _("Given back"),
        _("Other account"),
        _("Other side"),
        _("Other bank"),
        _("Purpose"),
        _("Number of the order"),
        _("End-to-end number"),
        _("Number of the file"),
    ]


def _cells(line: StatedLine) -> list[object]:
    came = line.amount_fen > 0
    size = Number(text_of_scaled(abs(line.amount_fen), places=2))
    return [
        line.on.isoformat(),
        f"{localtime(line.at):%H:%M:%S}",
        line.transfer,
        line.words or line.summary,
        "" if came else size,
        size if came else "",
        "" if line.balance_fen is None else Number(text_of_scaled(line.balance_fen, places=2)),
        _("yes") if line.is_reversal else "",
        line.other.account,
        line.other.name,
        line.other.bank,
        line.purpose,
        line.sender.order,
        line.sender.end_to_end,
        line.sender.message,
    ]


def _balance(name: str, fen: int, *, on: date) -> list[object]:
    """A row without a movement."""
    return [on.isoformat(), "", "", name, "", "", Number(text_of_scaled(fen, places=2)), *[""] * 8]


def _row(cells: Sequence[object]) -> str:
    held = io.StringIO()
    csv.writer(held).writerow([safe_cell(cell) for cell in cells])
    return held.getvalue()
