"""The header row of a table's file: every needed column once, in any order, and no column that nobody knows."""

import csv
from collections.abc import Sequence

from qiao.book.rules.contract import MENDS, Table
from qiao.book.rules.refusing import nearest, shown
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

UNIT_SEPARATOR = "\x1f"


def cells_of(line: str, *, delimiter: str) -> list[str]:
    """One row of text as cells; a delimiter of several characters counts only outside quotes."""
    if '"' not in line:
        return line.split(delimiter)
    single = delimiter if len(delimiter) == 1 else UNIT_SEPARATOR
    rows = list(csv.reader([line.replace(delimiter, single)], delimiter=single))
    return [cell.replace(single, delimiter) for cell in rows[0]] if rows else []


def check_header(header: Sequence[str], *, table: Table, file: str) -> None:
    """Refuse a header with an unknown, doubled or missing column."""
    known = {column.name for column in table.columns} | {MENDS.name}
    for name in header:
        if name not in known:
            raise Refusal(
                "load.header_unknown",
                _("%(file)s has the column %(column)s, which table %(table)s does not know; did you mean %(nearest)s?"),
                file=file,
                table=table.name,
                column=shown(name) or "''",
                nearest=nearest(name, known - set(header) or known),
            )
    doubled = [name for name in header if header.count(name) > 1]
    if doubled:
        raise Refusal(
            "load.header_twice",
            _("%(file)s has the column %(column)s twice; keep one."),
            file=file,
            column=doubled[0],
        )
    missing = [column.name for column in table.columns if column.required and column.name not in header]
    if missing:
        raise Refusal(
            "load.header_missing",
            _("%(file)s lacks the column %(columns)s of table %(table)s; add it to the header and to every row."),
            file=file,
            table=table.name,
            columns=", ".join(missing),
        )
