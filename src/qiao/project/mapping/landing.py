"""The bank's files as text: decoded strictly, counted by hand, and read into one table of text columns a source.

Every table gets two columns more: `_file` (the file's name) and `_row` (the record of that file, from 1, the header not
counted), so that any row can be found again and the order of the file can be used. DuckDB drops an unclosed quotation
at the end of a file without a word; so the records are counted here as well, and a difference refuses the file.
"""

import csv
import glob
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.mapping.entries import near, wrong
from qiao.project.mapping.records import SourceSpec
from qiao.project.mapping.sql_text import cause_of, composed, literal, quoted

SCHEMA = "landing"  # of the tables as read; what the statements see is made in codes.py
OWN_COLUMNS = ("_file", "_row")
INSERT = "INSERT INTO {target} SELECT {name}, row_number() OVER (), * FROM {reader}"
BOM = "\ufeff"
HEADER_SHOWN = 120  # letters of a wrong header that a refusal carries


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as UTF-8 text in the workspace."""

    path: Path
    first: str  # its first line, '' if the file is empty
    records: int  # the header among them
    blank: int  # lines between records with nothing on them: a record where there is one column only


def land(connection: duckdb.DuckDBPyConnection, spec: SourceSpec, *, bank: Path, workspace: Path) -> tuple[int, int]:
    """Make the table of a source; returns files and rows."""
    files = _found(spec, bank)
    columns: tuple[str, ...] = ()
    rows = 0
    for name, path in files:
        decoded = _decoded(path, spec, name=name, into=workspace / "decoded.txt")
        of_file = _columns(spec, decoded, name=name)
        if not columns:
            columns = of_file
            made = ", ".join(f"{quoted(column)} VARCHAR" for column in columns)
            connection.execute(f"CREATE TABLE {quoted(SCHEMA, spec.name)} (_file VARCHAR, _row BIGINT, {made})")
        if of_file != columns:
            raise Refusal(
                "map.columns_differ",
                _("%(name)s has other columns than %(first)s; a source is files of one shape."),
                name=name,
                first=files[0][0],
            )
        rows += _inserted(connection, spec, decoded, name=name, columns=columns)
        decoded.path.unlink()
    return len(files), rows


def _found(spec: SourceSpec, bank: Path) -> list[tuple[str, Path]]:
    """The files of a source in order of their names; every name or pattern must find at least one."""
    folder = spec.folder or bank
    files: list[tuple[str, Path]] = []
    for pattern in spec.files:
        named = (folder / pattern).is_file()  # a name may hold letters that mean something in a pattern
        names = [pattern] if named else sorted(glob.glob(pattern, root_dir=folder))  # noqa: PTH207  keeps names relative
        if not names:
            there = [entry.name for entry in folder.iterdir() if entry.is_file()] if folder.is_dir() else []
            words = _("%(file)s, line %(line)s: %(pattern)s is not in %(folder)s%(near)s")
            raise wrong(spec.place, words, pattern=pattern, folder=str(folder), near=near(pattern, there))
        files += [(name, folder / name) for name in names]
    return list(dict.fromkeys(files))


def _decoded(path: Path, spec: SourceSpec, *, name: str, into: Path) -> Decoded:
    """Write the file as UTF-8 and count its records: a line ends a record where the quotes before it are even."""
    first, quotes, records, blank, start, number = "", 0, 0, 0, 0, 0
    try:
        with path.open("rb") as source, into.open("w", encoding="utf-8", newline="\n") as target:
            for number, raw in enumerate(source, start=1):
                line = raw.decode(spec.encoding)
                line = line.removeprefix(BOM) if number == 1 else line
                line = line[:-2] + "\n" if line.endswith("\r\n") else line
                first = first or line
                quotes += line.count(spec.quote) if spec.quote else 0
                records += quotes % 2 == 0 and line != "\n"
                blank += quotes % 2 == 0 and line == "\n"
                start += len(raw)
                target.write(line)
    except UnicodeDecodeError as error:
        raise Refusal(
            "map.not_decoded",
            _("%(name)s, line %(line)s: byte %(at)s of the file is not %(encoding)s; name the right encoding."),
            name=name, line=number, at=start + error.start, encoding=spec.encoding,
        ) from error  # fmt: skip
    if quotes % 2:
        raise Refusal(
            "map.quote_open",
            _(
                "%(name)s: a quoted value is not closed. Either the file is cut off, "
                "or its quotes are plain letters; then write quote = ''."
            ),
            name=name,
        )  # fmt: skip
    return Decoded(path=into, first=first.rstrip("\n"), records=records, blank=blank)


def _columns(spec: SourceSpec, decoded: Decoded, *, name: str) -> tuple[str, ...]:
    """The names of the columns: from the header, where the named ones must be, or from the mapping."""
    columns = _split(decoded.first, spec) if spec.header else spec.columns
    folded = {column.casefold() for column in columns}
    open_quote = spec.header and spec.quote and decoded.first.count(spec.quote) % 2
    if open_quote or not columns or len(folded) < len(columns) or folded & {"", *OWN_COLUMNS}:
        words = _("%(name)s: its columns have no names, or two the same: %(columns)s")
        raise Refusal("map.header_wrong", words, name=name, columns=spec.delimiter.join(columns)[:HEADER_SHOWN] or "-")
    for column in spec.columns:
        if column not in columns:
            words = _("%(file)s, line %(line)s: %(name)s has no column %(column)s%(near)s")
            raise wrong(spec.place, words, name=name, column=column, near=near(column, columns))
    return columns


def _split(line: str, spec: SourceSpec) -> tuple[str, ...]:
    """The values of a header line. The standard reader takes delimiters of one letter; longer ones are cut by hand."""
    if len(spec.delimiter) > 1:
        return tuple(part.strip(spec.quote) if spec.quote else part for part in line.split(spec.delimiter))
    if not spec.quote:
        return tuple(line.split(spec.delimiter))
    return tuple(next(csv.reader([line], delimiter=spec.delimiter, quotechar=spec.quote), ()))


def _inserted(
    connection: duckdb.DuckDBPyConnection, spec: SourceSpec, decoded: Decoded, *, name: str, columns: Sequence[str]
) -> int:
    """Read the rows of one file in its order; their number must be that of its records."""
    shape = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    null = ", ".join(literal(word) for word in ("", *spec.null))
    reader = (
        f"read_csv({literal(str(decoded.path))}, auto_detect = false, header = false, skip = {int(spec.header)}, "
        f"delim = {literal(spec.delimiter)}, quote = {literal(spec.quote)}, escape = {literal(spec.quote)}, "
        f"columns = {{{shape}}}, nullstr = [{null}], parallel = false, strict_mode = true, "
        f"hive_partitioning = false)"
    )
    target = quoted(SCHEMA, spec.name)
    try:
        done = connection.execute(composed(INSERT, target=target, name=literal(name), reader=reader)).fetchall()
    except duckdb.IOException:
        raise  # a full disk is no fault of the file
    except duckdb.Error as error:
        raise Refusal(
            "map.not_read",
            _("%(name)s is not in the form the mapping says: %(cause)s"),
            name=name,
            cause=_shape_of(error),
        ) from error
    rows = int(done[0][0])
    records = decoded.records - int(spec.header) + (decoded.blank if len(columns) == 1 else 0)
    if rows != records:
        raise Refusal(
            "map.rows_lost",
            _("%(name)s has %(records)s records, of which only %(rows)s can be read in the form the mapping says."),
            name=name, records=records, rows=rows,
        )  # fmt: skip
    return rows


def _shape_of(error: duckdb.Error) -> str:
    """What the reader objects to: line, the line itself and the number of columns, without its advice."""
    return cause_of(error).split(" Possible fixes:")[0]
