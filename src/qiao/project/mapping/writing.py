"""Writes the extract: the contract's CSV files in a fixed order of rows, the manifest with counts, digests and sums.

Everything is written beside OUT under a name of its own and takes OUT's name at the end, after the disk holds it: an
OUT that is there is whole. What was set aside and which codes are unknown is written as well, in files that the
manifest does not name and the load therefore does not read.
"""

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import duckdb

from qiao.book.rules.contract import VERSION, Kind, Table
from qiao.ground.home import sync, sync_tree
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.mapping.forms import DECIMAL, Answer
from qiao.project.mapping.forms import rows as rows_of
from qiao.project.mapping.landing import SCHEMA
from qiao.project.mapping.records import MappingSpec, MapReport, QuerySpec
from qiao.project.mapping.sql_text import composed, literal, quoted
from qiao.project.mapping.statements import EXTRACT_SCHEMA

COPY = "COPY (SELECT {columns} FROM {made} t ORDER BY {order}) TO {file} (FORMAT csv, HEADER true, DELIMITER ',')"
ASIDE = """
    SELECT l._file, l._row, to_json(l)
    FROM {landed} l SEMI JOIN {view} v ON l._file = v._file AND l._row = v._row ORDER BY 1, 2
"""
MANIFEST_FILE = "manifest.json"
SET_ASIDE_FILE = "set_aside.csv"
UNKNOWN_FILE = "unknown_codes.csv"


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A fresh folder next to OUT on the same disk, gone afterwards; a Refusal where OUT is taken."""
    if out.is_symlink() or (out.exists() and not (out.is_dir() and not any(out.iterdir()))):
        raise Refusal(
            "map.out_taken", _("%(out)s is there and not an empty folder; name another one or clear it."), out=str(out)
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise Refusal(
            "map.out_unusable",
            _("%(out)s cannot be made (%(cause)s)."),
            out=str(out),
            cause=error.strerror or str(error),
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def take_name(written: Path, out: Path) -> None:
    """Give a finished folder its name, once the disk holds every byte of it."""
    sync_tree(written)
    written.rename(out)
    sync(out.parent)


def write_table(
    connection: duckdb.DuckDBPyConnection, spec: QuerySpec, *, table: Table, found: Sequence[Answer], folder: Path
) -> dict[str, object]:
    """Write one CSV in the order of its key; returns its part of the manifest."""
    file = folder / f"{spec.name}.csv"
    columns = ", ".join(f"{answer.written} AS {quoted(answer.column.name)}" for answer in found)
    ordered = [*table.key, *(answer.column.name for answer in found if answer.column.name not in table.key)]
    there = {answer.column.name for answer in found}
    order = ", ".join(f"t.{quoted(name)} NULLS FIRST" for name in ordered if name in there)
    made = quoted(EXTRACT_SCHEMA, spec.name)
    connection.execute(composed(COPY, columns=columns, made=made, order=order, file=literal(str(file))))
    return {
        "file": file.name,
        "rows": rows_of(connection, spec),
        "sha256": digest(file),
        "sum": _sums(connection, spec, found),
        "mode": spec.mode,
    }


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_manifest(mapping: MappingSpec, tables: Mapping[str, Mapping[str, object]], *, folder: Path) -> None:
    """Write what the extract is, for which days, with the control figures of each file."""
    manifest = {
        "contract": VERSION,
        "bank": mapping.bank,
        "period": [mapping.since.isoformat(), mapping.until.isoformat()],
        "encoding": "utf-8",
        "delimiter": ",",
        "currency": mapping.currency,
        "tables": tables,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")


def write_left_out(connection: duckdb.DuckDBPyConnection, report: MapReport, *, folder: Path) -> None:
    """List unknown codes, and every row set aside for one, each file only if there is something to list."""
    if report.unknown:
        names = ("source", "column", "codes", "value", "rows", "file", "row", "unknown")
        rows = [[str(getattr(code, name)) for name in names] for code in report.unknown]
        _write_rows(folder / UNKNOWN_FILE, names, rows)
    aside = [source.name for source in report.sources if source.set_aside]
    if aside:
        content = chain.from_iterable(_aside(connection, name) for name in aside)
        _write_rows(folder / SET_ASIDE_FILE, ("source", "file", "row", "content"), content)


def _aside(connection: duckdb.DuckDBPyConnection, source: str) -> Iterator[list[str]]:
    """The rows of a source that were set aside, as they were read."""
    landed, view = quoted(SCHEMA, source), quoted(source + "_set_aside")
    cursor = connection.execute(composed(ASIDE, landed=landed, view=view))
    while rows := cursor.fetchmany(10_000):
        yield from ([source, *map(str, row)] for row in rows)


def _write_rows(file: Path, names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A small CSV."""
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def _sums(connection: duckdb.DuckDBPyConnection, spec: QuerySpec, found: Sequence[Answer]) -> dict[str, str]:
    """Exact totals of the columns of money that came as decimals."""
    money = [answer for answer in found if answer.column.kind is Kind.MONEY and DECIMAL.fullmatch(answer.type)]
    if not money:
        return {}
    sums = ", ".join(f"coalesce(sum({quoted(answer.column.name)}), 0)" for answer in money)
    select = composed("SELECT {sums} FROM {made}", sums=sums, made=quoted(EXTRACT_SCHEMA, spec.name))
    totals = connection.execute(select).fetchall()[0]
    return {answer.column.name: format(total, "f") for answer, total in zip(money, totals, strict=True)}
