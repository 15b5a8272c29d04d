"""The contract described for the people who write extracts: one page of Markdown and an example of a manifest."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from qiao.book.rules.contract import ID_LENGTH_MOST, TABLES, VERSION, Column, Kind, Table
from qiao.ground.periods import FIRST_DAY, LAST_DAY
from qiao.ground.words import gettext_noop as _

Say = Callable[[str, Mapping[str, Any]], str]
FORM_WORDS: Mapping[Kind, str] = {
    Kind.ID: _("text, at most %(most)s characters"),
    Kind.TEXT: _("text"),
    Kind.CHOICE: _("one of %(choices)s"),
    Kind.DATE: _("date YYYY-MM-DD, %(first)s to %(last)s"),
    Kind.MONEY: _("decimal text, at most 2 decimals, at most %(most)s in absolute value"),
    Kind.RATE: _("decimal text a year (0.0240 = 2.40 %%), at most 6 decimals, -1 to 1"),
    Kind.PROBABILITY: _("decimal text, at most 6 decimals, 0 to 1"),
    Kind.SHARE: _("decimal text, at most 4 decimals, 0 to 1"),
    Kind.WHOLE: _("whole number, 0 or more"),
    Kind.SERIAL: _("whole number"),
    Kind.DECIMAL: _("decimal text"),
}


def header_line(table: Table) -> str:
    """The header of a table's file, with its line end."""
    return ",".join(column.name for column in table.columns) + "\n"


def manifest_text(*, bank: str, period: tuple[str, str], currency: str, tables: Mapping[str, Mapping[str, Any]]) -> str:
    """A manifest of this contract for UTF-8 files with commas; `tables` is what the manifest says of each table."""
    content = {
        "contract": VERSION,
        "bank": bank,
        "period": list(period),
        "encoding": "utf-8",
        "delimiter": ",",
        "currency": currency,
        "tables": dict(tables),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def description(say: Say) -> str:
    """The contract in Markdown, in the language of `say`."""
    lines = [
        "# " + say(_("An extract: contract %(version)s"), {"version": VERSION}),
        "",
        say(
            _("A folder with manifest.json and a file a table: CSV with a header, or Parquet. Empty means unknown."),
            {},
        ),
        say(_("Columns may stand in any order; a column marked with ? may be left out or left empty."), {}),
        say(_("A file may also have the column mends: the number of the row set aside that a row puts right."), {}),
    ]
    for table in TABLES.values():
        lines += ["", *_table_lines(table, say)]
    return "\n".join(lines) + "\n"


def _table_lines(table: Table, say: Say) -> list[str]:
    need = say(_("may be missing"), {}) if table.optional else say(_("needed by the first load"), {})
    head = [say(word, {}) for word in (_("column"), _("key"), _("form"), _("names a row of"))]
    return [
        f"## {table.name} ({need})",
        "",
        "| " + " | ".join(head) + " |",
        "|---|---|---|---|",
        *(_column_line(column, table, say) for column in table.columns),
    ]


def _column_line(column: Column, table: Table, say: Say) -> str:
    mark = "" if column.required else "?"
    key = "×" if column.name in table.key else ""
    return f"| {column.name}{mark} | {key} | {say(FORM_WORDS[column.kind], _facts(column))} | {column.references} |"


def _facts(column: Column) -> dict[str, Any]:
    most = ID_LENGTH_MOST if column.kind is Kind.ID else column.form.most // 10**column.form.places
    return {
        "choices": ", ".join(column.choices),
        "first": FIRST_DAY.isoformat(),
        "last": LAST_DAY.isoformat(),
        "most": most,
    }
