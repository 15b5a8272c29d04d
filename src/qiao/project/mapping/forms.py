"""What a statement answers, held against the contract: which columns, of which type, with how many decimals.

A floating-point number never becomes money or a rate: DuckDB makes one out of decimal / decimal and of avg(), and
afterwards nobody can tell which exact number it stood for. Text passes as it is, so that a value nobody could read goes
on to the load, which sets its row aside with the bank's own writing in the reason.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

from qiao.book.rules.contract import TABLES, Column, Kind, Table
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.mapping.entries import near
from qiao.project.mapping.records import QuerySpec
from qiao.project.mapping.sql_text import composed, quoted
from qiao.project.mapping.statements import EXTRACT_SCHEMA

WHOLE = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "UHUGEINT",
)
DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
UNTYPED = '"NULL"'  # DuckDB's type of a bare NULL
WIDEST = 38  # digits of DuckDB's widest decimal
TEXT_TYPES: Final = ("VARCHAR", *WHOLE)


@dataclass(frozen=True, slots=True)
class Answer:
    """A column that a statement answers, with the SQL that writes it as the contract's text."""

    column: Column
    type: str  # DuckDB's
    written: str


def contract_table(spec: QuerySpec) -> Table:
    """The contract's table of an entry [table.<name>]."""
    if spec.name in TABLES:
        return TABLES[spec.name]
    raise _wrong(
        spec,
        _("%(file)s, line %(line)s: the contract has no table %(name)s%(near)s"),
        name=spec.name,
        near=near(spec.name, TABLES),
    )


def answers(connection: duckdb.DuckDBPyConnection, spec: QuerySpec, table: Table) -> tuple[Answer, ...]:
    """The columns in the contract's order; a Refusal for one too many, one missing, or one of the wrong type."""
    described = connection.execute(composed("DESCRIBE {table}", table=_made(spec))).fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    _known(spec, table, types)
    return tuple(
        _answer(connection, spec, column, kind=types[column.name]) for column in table.columns if column.name in types
    )


def _known(spec: QuerySpec, table: Table, types: Mapping[str, str]) -> None:
    """Every answered column is the contract's, and every column the contract needs is answered."""
    names = [column.name for column in table.columns]
    for name in types:
        if name not in names:
            words = _(
                "%(file)s, line %(line)s: [%(entry)s] answers %(name)s, which the contract does not have there%(near)s"
            )
            raise _wrong(spec, words, name=name, near=near(name, names))
    for column in table.columns:
        if column.required and column.name not in types:
            words = _("%(file)s, line %(line)s: [%(entry)s] does not answer %(name)s, which the contract needs")
            raise _wrong(spec, words, name=column.name)


def _answer(connection: duckdb.DuckDBPyConnection, spec: QuerySpec, column: Column, *, kind: str) -> Answer:
    """One column: its type fits its kind, and a decimal has no digit beyond the contract's."""
    if kind != UNTYPED and not _fits(column, kind):
        words = _(
            "%(file)s, line %(line)s: %(name)s of [%(entry)s] is %(type)s, "
            "where the contract has %(wanted)s; %(advice)s"
        )
        raise _wrong(spec, words, name=column.name, type=kind, wanted=column.kind.value, advice=_advice(kind))
    name = quoted(column.name)
    places = column.form.places
    if places and (kind in WHOLE or DECIMAL.fullmatch(kind)):
        _exact(connection, spec, column, places=places)
        return Answer(column, kind, f"CAST(CAST({name} AS DECIMAL({WIDEST}, {places})) AS VARCHAR)")
    return Answer(column, kind, f"nullif(CAST({name} AS VARCHAR), '')")


def _fits(column: Column, kind: str) -> bool:
    """Whether a DuckDB type can stand for a kind of the contract."""
    if column.kind is Kind.DATE:
        return kind in {"DATE", "VARCHAR"}
    if column.form.places or column.kind is Kind.DECIMAL:
        return kind in TEXT_TYPES or DECIMAL.fullmatch(kind) is not None
    return kind in TEXT_TYPES


def _advice(kind: str) -> str:
    """What to write instead."""
    if kind in {"DOUBLE", "FLOAT"}:
        return _("it is floating point, which is not exact; keep to decimals, which a division does not")
    return _("cast it in the statement")


def _exact(connection: duckdb.DuckDBPyConnection, spec: QuerySpec, column: Column, *, places: int) -> None:
    """A Refusal where a figure has more decimals than the contract takes: nothing is rounded in silence."""
    finer = composed(
        "SELECT count(*), min({name}) FROM {table} "
        "WHERE {name} IS DISTINCT FROM TRY_CAST({name} AS DECIMAL({digits}, {places}))",
        name=quoted(column.name), table=_made(spec), digits=str(WIDEST), places=str(places),
    )  # fmt: skip
    finer_rows, example = connection.execute(finer).fetchall()[0]
    if finer_rows:
        words = _(
            "%(file)s, line %(line)s: %(name)s of [%(entry)s] has more than %(places)s decimals "
            "in %(rows)s rows (%(example)s); round in the statement"
        )
        raise _wrong(spec, words, name=column.name, places=places, rows=finer_rows, example=example)


def rows(connection: duckdb.DuckDBPyConnection, spec: QuerySpec) -> int:
    """How many rows a statement answered."""
    return int(connection.execute(composed("SELECT count(*) FROM {table}", table=_made(spec))).fetchall()[0][0])


def empties(connection: duckdb.DuckDBPyConnection, spec: QuerySpec, found: Sequence[Answer]) -> dict[str, int]:
    """Required columns that are empty somewhere, and in how many rows."""
    needed = [answer for answer in found if answer.column.required]
    counted = ", ".join(f"count(*) - count({answer.written})" for answer in needed)
    select = composed("SELECT {counted} FROM {table}", counted=counted, table=_made(spec))
    counts = connection.execute(select).fetchall()[0]
    return {answer.column.name: int(count) for answer, count in zip(needed, counts, strict=True) if count}


def doubled(connection: duckdb.DuckDBPyConnection, spec: QuerySpec, *, table: Table, found: Sequence[Answer]) -> int:
    """Rows beyond the first of their key."""
    there = {answer.column.name for answer in found}
    key = ", ".join(quoted(name) for name in table.key if name in there)
    select = "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM {table} GROUP BY {key})"
    return int(connection.execute(composed(select, table=_made(spec), key=key)).fetchall()[0][0])


def _made(spec: QuerySpec) -> str:
    """The table that a statement's answer was put into."""
    return quoted(EXTRACT_SCHEMA, spec.name)


def _wrong(spec: QuerySpec, words: str, **facts: object) -> Refusal:
    """A refusal of what a statement answers."""
    return Refusal("map.answer_wrong", words, file=spec.place.file, line=spec.place.line, entry=spec.entry, **facts)
