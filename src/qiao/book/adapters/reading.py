"""A landed file into the engine: typed columns, a mark on every row that breaks the form, and the rows of wrong shape.

Two passes at most. The first keeps only values, in the file's order (a row's number is its place in the table). The
second runs where rows are set aside, and fetches these few as they were given.
"""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
from duckdb import DuckDBPyConnection

from qiao.book.adapters import cells, duck
from qiao.book.adapters.landing import Landed
from qiao.book.adapters.lines import count_rows, line_of_byte
from qiao.book.rules import reasons
from qiao.book.rules.contract import MENDS, Table
from qiao.engine.sessions import quoted
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BUFFER_BYTES = 16_000_000  # a piece of file that one thread parses
QUOTES_ERROR = "UNQUOTED VALUE"
CODE_OF_ERROR = {
    "MISSING COLUMNS": reasons.TOO_FEW,
    "TOO MANY COLUMNS": reasons.TOO_MANY,
    QUOTES_ERROR: reasons.BAD_QUOTES,
    "LINE SIZE OVER MAXIMUM": reasons.TOO_LONG,
}
BINARY = ("DOUBLE", "FLOAT")
FLOATING = ("DECIMAL", *BINARY)
WRITTEN_OUT = "DECIMAL(38, 20)"  # holds every number that the contract's bounds and decimals allow
MIDNIGHT = " 00:00:00"


@dataclass(frozen=True, slots=True)
class Read:
    """A file's rows in the engine: how many are well formed (by cells a row), how many are not."""

    landed: Landed
    delimiter: str
    well_formed: int
    misshapen: int

    @property
    def table(self) -> Table:
        """The contract's table."""
        return self.landed.entry.table

    @property
    def rows(self) -> int:
        """All rows of the file."""
        return self.well_formed + self.misshapen


def stage(con: DuckDBPyConnection, landed: Landed, *, delimiter: str) -> Read:
    """Make `read_<table>` (stored columns, mends, bad, bucket), `misshapen_<table>` and an empty `held_<table>`."""
    name = landed.entry.name
    with _readable(landed):
        con.execute(f"CREATE TABLE read_{name} AS {_typed(con, landed, delimiter)}")
        con.execute(f"CREATE TEMP TABLE misshapen_{name} AS {_misshapen(landed)}")
    con.execute(f"CREATE TEMP TABLE held_{name} (ordinal BIGINT, column_name VARCHAR, code VARCHAR, detail VARCHAR)")
    con.execute(
        f"CREATE TEMP VIEW aside_{name} AS "
        f"SELECT rowid AS ordinal FROM read_{name} WHERE bad UNION SELECT ordinal FROM held_{name}"
    )
    read = Read(
        landed=landed,
        delimiter=delimiter,
        well_formed=duck.number(con, f"SELECT count(*) FROM read_{name}"),
        misshapen=duck.number(con, f"SELECT count(*) FROM misshapen_{name}"),
    )
    _refuse_open_quotes(con, read)
    _check_every_row_found(read)
    _check_rows(read)
    return read


@contextmanager
def _readable(landed: Landed) -> Iterator[None]:
    try:
        yield
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException) as error:
        if duck.is_full(error):
            raise
        raise Refusal(
            "load.unreadable",
            _("%(file)s of table %(table)s cannot be read as rows (%(cause)s); have the bank write it again."),
            file=landed.entry.file,
            table=landed.entry.name,
            cause=str(error).splitlines()[0][:200],
        ) from error


def _typed(con: DuckDBPyConnection, landed: Landed, delimiter: str) -> str:
    """The file's rows in the stored form, step by step, so that the engine does nothing twice."""
    table = landed.entry.table
    columns = (*table.columns, MENDS)
    parsed = ", ".join(f"{cells.parsed(column, _given(column.name))} AS {_parsed(column.name)}" for column in columns)
    values = ", ".join(
        f"{cells.value(column, _given(column.name), _parsed(column.name))} AS {duck.name(column.stored)}"
        for column in columns
    )
    broken = [cells.is_broken(column, given=_given(column.name), stored=duck.name(column.stored)) for column in columns]
    turned = [cells.is_upside_down(*_span(table, *span)) for span in table.spans]
    stored = ", ".join(duck.name(column.stored) for column in columns)
    bucket = f", {_bucket(table)} AS bucket" if table.bucket_by else ""
    inner = f"SELECT *, {values} FROM (SELECT *, {parsed} FROM ({given(con, landed, delimiter)}))"
    return f"SELECT {stored}, ({' OR '.join(broken + turned)}) AS bad{bucket} FROM ({inner})"


def _span(table: Table, first: str, last: str) -> tuple[str, str]:
    return duck.name(table.column(first).stored), duck.name(table.column(last).stored)


def _bucket(table: Table) -> str:
    """The first hexadecimal digit of the MD5 of the id that decides it; the engine's number has the last byte first."""
    known = ", ".join(duck.name(table.column(name).stored) for name in table.bucket_by)
    return f"((md5_number(coalesce({known})) & 255) >> 4)::INTEGER"


def _given(name: str) -> str:
    return duck.name(f"given_{name}")


def _parsed(name: str) -> str:
    return duck.name(f"parsed_{name}")


def given(con: DuckDBPyConnection, landed: Landed, delimiter: str, *, numbered: bool = False) -> str:
    """The file's well-formed rows as text, columns `given_<name>`; NULL for an empty cell or a column left out."""
    parquet = landed.entry.is_parquet
    kinds = _parquet_kinds(con, landed) if parquet else {}
    picked = []
    for column in (*landed.entry.table.columns, MENDS):
        cell = duck.name(column.name)
        text = _plain(cell, kinds[column.name]) if column.name in kinds else cell
        picked.append(f"{text if column.name in landed.header else 'NULL::VARCHAR'} AS {_given(column.name)}")
    number = "row_number() OVER () - 1 AS ordinal, " if numbered else ""
    source = duck.parquet(landed.path) if parquet else _csv(landed, delimiter, keep_rejects=not numbered)
    return f"SELECT {number}{', '.join(picked)} FROM {source}"


def _csv(landed: Landed, delimiter: str, *, keep_rejects: bool) -> str:
    columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in landed.header)
    name = landed.entry.name
    rejects = f", store_rejects = true, rejects_table = 'rejects_{name}', rejects_scan = 'scans_{name}'"
    return (
        f"read_csv({duck.file(landed.path)}, delim = {quoted(delimiter)}, quote = '\"', escape = '\"', "
        f"header = true, auto_detect = false, columns = {{{columns}}}, max_line_size = {reasons.LINE_BYTES_MOST}, "
        f"buffer_size = {BUFFER_BYTES}, parallel = {str(not landed.quoted).lower()}, "
        f"hive_partitioning = false, ignore_errors = true{rejects if keep_rejects else ''})"
    )


def _parquet_kinds(con: DuckDBPyConnection, landed: Landed) -> dict[str, str]:
    rows = duck.query(con, f"DESCRIBE SELECT * FROM {duck.parquet(landed.path)}")
    return {str(name): str(kind) for name, kind, *_rest in rows}


def _plain(cell: str, kind: str) -> str:
    """A Parquet value as the text a CSV would give: no zeros that only the type brings, no midnight after a day."""
    text = f"{cell}::VARCHAR"
    if kind.startswith(BINARY):
        text = _written_out(cell, kind)
    if kind.startswith(FLOATING):
        text = f"CASE WHEN contains({text}, '.') THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"
    elif kind.startswith("TIMESTAMP"):
        text = f"regexp_replace({text}, '{MIDNIGHT}$', '')"
    return f"nullif({text}, '')"


def _written_out(cell: str, kind: str) -> str:
    """A binary number without exponent where its decimals give the very number again, else as the engine writes it."""
    text = f"{cell}::VARCHAR"
    plain = f"TRY_CAST({text} AS {WRITTEN_OUT})::VARCHAR"
    return f"(CASE WHEN contains({text}, 'e') AND {plain}::{kind} = {cell} THEN {plain} ELSE {text} END)"


def _misshapen(landed: Landed) -> str:
    """Of each: line (rows and blank lines counted from the header), first byte, last byte, code, and the row's text."""
    empty = "NULL::BIGINT AS line, NULL::BIGINT AS first_byte, NULL::BIGINT AS end_byte, NULL::VARCHAR AS code"
    if landed.entry.is_parquet:
        return f"SELECT {empty}, NULL::VARCHAR AS given LIMIT 0"
    codes = " ".join(f"WHEN {quoted(error)} THEN {quoted(code)}" for error, code in CODE_OF_ERROR.items())
    row = "ltrim(csv_line, chr(10) || chr(13))"
    return (
        f"SELECT line, first_byte, first_byte + strlen(given) AS end_byte, given, "
        f"CASE error WHEN '' THEN '' {codes} ELSE {quoted(reasons.BAD_QUOTES)} END AS code FROM ("
        f"SELECT line, any_value(line_byte_position - 1 + strlen(csv_line) - strlen({row})) AS first_byte, "
        f"any_value({row}) AS given, arg_min(error_type::VARCHAR, byte_position) AS error "
        f"FROM rejects_{landed.entry.name} GROUP BY line) ORDER BY line"
    )


def _refuse_open_quotes(con: DuckDBPyConnection, read: Read) -> None:
    """A quote that is never closed swallows the rows behind it: nobody can say where the next row begins."""
    swallowing = (
        f"SELECT min(first_byte) FROM misshapen_{read.table.name} WHERE code = {quoted(reasons.BAD_QUOTES)} "
        f"AND (contains(rtrim(given, chr(10) || chr(13)), chr(10)) OR end_byte >= {read.landed.path.stat().st_size})"
    )
    [(first_byte,)] = duck.query(con, swallowing)
    if isinstance(first_byte, int):
        raise _open_quotes(read, line_of_byte(read.landed.path, offset=first_byte))


def _open_quotes(read: Read, line: int) -> Refusal:
    return Refusal(
        "load.quotes_open",
        _(
            "%(file)s of table %(table)s opens a quote in line %(line)s that does not close properly: the file was "
            "cut off there, or a quote inside a text was not doubled."
        ),
        file=read.landed.entry.file,
        table=read.table.name,
        line=line,
    )


def _check_every_row_found(read: Read) -> None:
    """The engine drops a last row without a word where the file ends inside quotes; so rows are counted by hand."""
    landed = read.landed
    if landed.entry.is_parquet or (landed.line_is_row and landed.rows == read.rows):
        return
    counted = count_rows(landed.path, delimiter=read.delimiter)
    if counted.open_line or counted.rows != read.rows:
        counted = count_rows(landed.path, delimiter=read.delimiter, exactly=True)
    if counted.open_line:
        raise _open_quotes(read, counted.open_line)
    if counted.rows != read.rows:
        raise Refusal(
            "load.rows_unclear",
            _(
                "%(file)s of table %(table)s cannot be cut into rows: its lines make %(lines)s rows, its cells "
                "%(cells)s; see that quotes inside texts are doubled and that every line ends alike."
            ),
            file=landed.entry.file,
            table=read.table.name,
            lines=counted.rows,
            cells=read.rows,
        )


def _check_rows(read: Read) -> None:
    told = read.landed.entry.rows
    if told is not None and told != read.rows:
        raise Refusal(
            "load.rows",
            _("%(file)s of table %(table)s has %(found)s rows, manifest.json says %(told)s; fetch the file again."),
            file=read.landed.entry.file,
            table=read.table.name,
            found=read.rows,
            told=told,
        )
