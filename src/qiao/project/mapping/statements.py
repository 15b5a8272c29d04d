"""Runs the mapping's select statements: one each, reading only, over the sources and nothing else.

A mapping is a trusted person's file, yet a statement is fenced in: by then DuckDB may open no file and no network,
loads no extension and lets nobody change that; and a statement stands in brackets, where none that writes is allowed.
"""

import duckdb

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.mapping.entries import near
from qiao.project.mapping.records import CheckReport, MappingSpec, Parameter, QuerySpec
from qiao.project.mapping.sql_text import cause_of, composed, line_in, quoted

LOCKS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
WRAPPED_TABLE = "CREATE TABLE {name} AS SELECT * FROM (\n{statement}\n)"
WRAPPED_CHECK = "SELECT * FROM (\n{statement}\n) LIMIT 2"
OPENING_LINES = 1  # of the wrappings that stand above the statement
EXTRACT_SCHEMA = "extract"  # later statements may read a table made before as extract.<table>


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """From here on the connection reaches nothing but its own tables."""
    for statement in LOCKS:
        connection.execute(statement)


def make_table(connection: duckdb.DuckDBPyConnection, spec: QuerySpec, mapping: MappingSpec) -> None:
    """Run a step or table into a table of its name; tables of the contract stand in a schema of their own."""
    name = quoted(spec.name) if spec.section == "step" else quoted(EXTRACT_SCHEMA, spec.name)
    used = _used(connection, spec, mapping)
    try:
        connection.execute(composed(WRAPPED_TABLE, name=name, statement=spec.sql), used)
    except duckdb.IOException:
        raise  # a full disk is no fault of the statement
    except duckdb.Error as error:
        raise _said(error, spec, above=OPENING_LINES) from error


def check(connection: duckdb.DuckDBPyConnection, spec: QuerySpec, mapping: MappingSpec) -> CheckReport:
    """Run a check: one row of figures, some of which must be 0."""
    used = _used(connection, spec, mapping)
    try:
        done = connection.execute(composed(WRAPPED_CHECK, statement=spec.sql), used)
        names, rows = [str(column[0]) for column in done.description or ()], done.fetchall()
    except duckdb.Error as error:
        raise _said(error, spec, above=OPENING_LINES) from error
    missing = [name for name in spec.zero if name not in names]
    if len(rows) != 1 or missing:
        words = _(
            "%(file)s, line %(line)s: [%(entry)s] must answer one row, with the columns that must be 0 among its own"
        )
        raise _refused(spec, words)
    figures = dict(zip(names, rows[0], strict=True))
    broken = tuple(name for name in spec.zero if figures[name] != 0)
    return CheckReport(name=spec.name, figures={name: str(value) for name, value in figures.items()}, broken=broken)


def _used(connection: duckdb.DuckDBPyConnection, spec: QuerySpec, mapping: MappingSpec) -> dict[str, Parameter]:
    """The parameters that a statement names, once it is known to be one select statement."""
    try:
        statements = connection.extract_statements(spec.sql)
    except duckdb.Error as error:
        raise _said(error, spec, above=0) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        words = _(
            "%(file)s, line %(line)s: [%(entry)s] is not one select statement; a mapping reads and does nothing else"
        )
        raise _refused(spec, words)
    for name in statements[0].named_parameters:
        if name not in mapping.parameters:
            words = _("%(file)s, line %(line)s: [%(entry)s] uses $%(name)s, which [parameters] does not have%(near)s")
            raise _refused(spec, words, name=name, near=near(name, mapping.parameters))
    return {name: mapping.parameters[name] for name in statements[0].named_parameters}


def _said(error: duckdb.Error, spec: QuerySpec, *, above: int) -> Refusal:
    """DuckDB's objection with the line of the mapping it is about."""
    inside = line_in(error)
    line = spec.place.line + (inside - 1 - above if inside and inside > above else 0)
    words = _("%(file)s, line %(line)s: [%(entry)s] %(cause)s")
    return Refusal(
        "map.statement_wrong", words, file=spec.place.file, line=line, entry=spec.entry, cause=cause_of(error)
    )


def _refused(spec: QuerySpec, words: str, **facts: object) -> Refusal:
    """A refusal of a statement as a whole."""
    return Refusal("map.statement_wrong", words, file=spec.place.file, line=spec.place.line, entry=spec.entry, **facts)
