"""The doors: a bank's own files into an extract by a mapping, and the same without writing anything.

What the command `qiao map MAPPING SRC OUT` does. A bank brings its files as they are; a mapping says once how they read
and which select statement makes which table of the contract; after that any month's files go the same way.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

import duckdb

from qiao.book.rules.contract import TABLES
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.mapping import codes, forms, landing, statements, writing
from qiao.project.mapping.macros import MACROS
from qiao.project.mapping.reading import read_mapping
from qiao.project.mapping.records import MappingSpec, MapReport, SourceReport, TableReport
from qiao.project.mapping.sql_text import cause_of

DATABASE_FILE = "mapping.duckdb"
SPILL_FOLDER = "spill"
EXTRACT_FOLDER = "extract"


def map_extract(mapping: Path, source: Path, out: Path, *, strict: bool = False) -> MapReport:
    """Write the extract that a mapping makes of a bank's files into OUT, whole or not at all.

    With `strict` nothing is written if a code is unknown, a required column empty, a key doubled or a check broken.
    """
    spec = _spec(mapping, source)
    out = Path(out).absolute()
    with writing.beside(out) as workspace:
        report = _guarded(spec, source, workspace, strict=strict)
        writing.take_name(workspace / EXTRACT_FOLDER, out)
    return report


def check_mapping(mapping: Path, source: Path) -> MapReport:
    """Say what `map_extract` would read, write and object to; the files it makes are thrown away."""
    spec = _spec(mapping, source)
    with tempfile.TemporaryDirectory(prefix="qiao-map-") as workspace:
        return _guarded(spec, source, Path(workspace), strict=False)


def _spec(mapping: Path, source: Path) -> MappingSpec:
    """The mapping, once its tables are the contract's and the folder of files is one."""
    spec = read_mapping(Path(mapping))
    for table in spec.tables:
        forms.contract_table(table)
    if not source.is_dir():
        raise Refusal(
            "map.source_missing",
            _("%(source)s is not a folder; name the one with the bank's files."),
            source=str(source),
        )
    return spec


def _guarded(spec: MappingSpec, source: Path, workspace: Path, *, strict: bool) -> MapReport:
    """Do the work; a full disk or a file that cannot be opened becomes a refusal."""
    try:
        return _written(spec, source, workspace, strict=strict)
    except (OSError, duckdb.Error) as error:
        cause = cause_of(error) if isinstance(error, duckdb.Error) else str(error)
        raise Refusal(
            "map.stopped", _("The mapping stopped and nothing was written: %(cause)s"), cause=cause
        ) from error


def _written(spec: MappingSpec, source: Path, workspace: Path, *, strict: bool) -> MapReport:
    """Read, run, write; the database is opened a second time for writing, since the first one is locked by then."""
    database = workspace / DATABASE_FILE
    with duckdb.connect(database, config={"temp_directory": str(workspace / SPILL_FOLDER)}) as connection:
        report = _read(connection, spec, source=source, workspace=workspace)
        codes.refuse_unknown(report.unknown, strict=strict)
        statements.lock(connection)
        report = _run(connection, spec, report)
    if strict:
        _refuse_unclean(report)
    folder = workspace / EXTRACT_FOLDER
    folder.mkdir()
    with duckdb.connect(database, config={"temp_directory": str(workspace / SPILL_FOLDER)}) as connection:
        manifest = {}
        for query in sorted(spec.tables, key=lambda query: list(TABLES).index(query.name)):
            table = forms.contract_table(query)
            found = forms.answers(connection, query, table)
            manifest[query.name] = writing.write_table(connection, query, table=table, found=found, folder=folder)
        writing.write_manifest(spec, manifest, folder=folder)
        writing.write_left_out(connection, report, folder=folder)
    return report


def _read(connection: duckdb.DuckDBPyConnection, spec: MappingSpec, *, source: Path, workspace: Path) -> MapReport:
    """Sources, code tables and the words every statement may use."""
    for schema in (landing.SCHEMA, codes.CODES_SCHEMA, statements.EXTRACT_SCHEMA):
        connection.execute(f"CREATE SCHEMA {schema}")
    for macro in MACROS:
        connection.execute(macro)
    codes.lay_codes(connection, tuple(spec.codes.values()))
    report = MapReport(bank=spec.bank, since=spec.since, until=spec.until)
    for one in spec.sources:
        files, rows = landing.land(connection, one, bank=source, workspace=workspace)
        aside = codes.show_source(connection, one, spec)
        counted, unknown = codes.count_codes(connection, one, spec)
        report = replace(
            report,
            sources=(*report.sources, SourceReport(name=one.name, files=files, rows=rows, set_aside=aside)),
            codes=(*report.codes, *counted),
            unknown=(*report.unknown, *unknown),
        )
    return report


def _run(connection: duckdb.DuckDBPyConnection, spec: MappingSpec, report: MapReport) -> MapReport:
    """Steps, tables, checks, each in the order of the mapping."""
    for step in spec.steps:
        statements.make_table(connection, step, spec)
    tables = []
    for query in spec.tables:
        statements.make_table(connection, query, spec)
        table = forms.contract_table(query)
        found = forms.answers(connection, query, table)
        empty = forms.empties(connection, query, found)
        twice = forms.doubled(connection, query, table=table, found=found)
        tables.append(TableReport(name=query.name, rows=forms.rows(connection, query), empty=empty, doubled=twice))
    checks = tuple(statements.check(connection, query, spec) for query in spec.checks)
    return replace(report, tables=tuple(tables), checks=checks)


def _refuse_unclean(report: MapReport) -> None:
    """With --strict: the first objection to a table or check refuses the whole."""
    for table in report.tables:
        for column, rows in table.empty.items():
            words = _("%(column)s of %(table)s is empty in %(rows)s rows, and --strict allows none.")
            raise Refusal("map.strict", words, column=column, table=table.name, rows=rows)
        if table.doubled:
            words = _("%(table)s has %(rows)s rows more than keys, and --strict allows none.")
            raise Refusal("map.strict", words, table=table.name, rows=table.doubled)
    for check in report.checks:
        if check.broken:
            words = _("The check %(check)s has %(column)s = %(value)s, which must be 0.")
            raise Refusal(
                "map.strict", words, check=check.name, column=check.broken[0], value=check.figures[check.broken[0]]
            )
