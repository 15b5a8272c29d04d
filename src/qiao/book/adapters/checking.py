"""An extract against the contract and the book: what loads, what is set aside, and what the book will be.

Nothing of the book or the database changes here; the outcome lies in the scratch folder until it takes hold.
"""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from qiao.book.adapters import duck, sharing
from qiao.book.adapters.judging import hold_conflicts, hold_tree_faults, hold_unknown, refuse_lost_keys
from qiao.book.adapters.landing import Landed, check_unchanged
from qiao.book.adapters.mending import Open, Settled, settle
from qiao.book.adapters.quarantining import lay_quarantine, set_down, set_down_moved, write_quarantine
from qiao.book.adapters.reading import Read, stage
from qiao.book.adapters.standing import Standing, columns_of, keys_of, lay_old, lay_out, same_key
from qiao.book.adapters.store import FactFolder, write_facts
from qiao.book.adapters.totals import check_sums
from qiao.book.rules.contract import TABLES, Table
from qiao.book.rules.layout import CLOSED_FILE, QUARANTINE_FILE
from qiao.book.rules.manifest import Manifest, Mode
from qiao.book.rules.report import TableReport

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load would bring: rows for the owners of masters, new folders of facts, and the quarantine's file."""

    tables: tuple[TableReport, ...]
    upserts: "Mapping[str, pa.Table]"
    removed: "Mapping[str, pa.Table]"
    facts: Mapping[str, FactFolder]
    quarantine_file: Path
    entries: int
    settled: Settled
    named: frozenset[str] = frozenset()


def check(
    files: Mapping[str, Landed],
    manifest: Manifest,
    *,
    standing: Standing,
    before: Open,
    workspace: Path,
    watched: Collection[str] = (),
) -> Outcome:
    """Read, judge and write down the outcome, in the order of the contract's tables."""
    workspace.mkdir(parents=True, exist_ok=True)
    with duck.watched(workspace), duck.connected(workspace) as con:
        lay_old(con, standing)
        lay_quarantine(con)
        reads = {name: stage(con, files[name], delimiter=manifest.delimiter) for name in TABLES if name in files}
        for read in reads.values():
            _judge(con, read, reads)
        sharing.set_aside(con, reads)
        refuse_lost_keys(con, reads)
        reports = tuple(_reports(con, reads))
        for read in reads.values():
            check_sums(con, read)
            check_unchanged(read.landed)
        changes = {name: read for name, read in reads.items() if TABLES[name].master}
        quarantine_file = workspace / "quarantine" / QUARANTINE_FILE
        quarantine_file.parent.mkdir()
        return Outcome(
            tables=reports,
            upserts={name: _upserts(con, read.table, standing) for name, read in changes.items()},
            removed=_removed(con, changes),
            facts={
                name: write_facts(con, read, workspace / "facts" / name)
                for name, read in reads.items()
                if name not in changes
            },
            settled=settle(con, reads, before, closed_file=quarantine_file.parent / CLOSED_FILE),
            entries=write_quarantine(con, quarantine_file),
            quarantine_file=quarantine_file,
            named=_named(con, reads, watched),
        )


def _named(con: DuckDBPyConnection, reads: Mapping[str, Read], watched: Collection[str]) -> frozenset[str]:
    """Which of these customers the file of assignments speaks of; one that replaces the table speaks of all."""
    if "assignment" not in reads or not watched:
        return frozenset()
    if reads["assignment"].landed.entry.mode is Mode.REPLACE:
        return frozenset(watched)
    found = con.execute(
        "SELECT DISTINCT party_id FROM good_assignment WHERE party_id IN (SELECT unnest(?))", [sorted(watched)]
    )
    return frozenset(party_id for (party_id,) in found.fetchall())


def _judge(con: DuckDBPyConnection, read: Read, reads: Mapping[str, Read]) -> None:
    """Everything that one table's rows can be held for, but for shares."""
    hold_conflicts(con, read.table)
    if read.table.name == "org":
        hold_tree_faults(con, read)
    else:
        hold_unknown(con, read.table, reads)
    lay_out(con, read)


def _reports(con: DuckDBPyConnection, reads: Mapping[str, Read]) -> Iterator[TableReport]:
    moved = set_down_moved(con)
    for name, read in reads.items():
        quarantined = set_down(con, read)
        yield TableReport(
            table=name,
            read=read.rows,
            loaded=read.rows - quarantined,
            quarantined=quarantined,
            repeated=duck.number(con, f"SELECT count(*) FROM repeated_{name}"),
            moved=moved if name == "assignment" else 0,
        )
    if moved and "assignment" not in reads:
        yield TableReport("assignment", read=0, loaded=0, quarantined=0, repeated=0, moved=moved)


def _upserts(con: DuckDBPyConnection, table: Table, standing: Standing) -> "pa.Table":
    """Rows of a master that are new or differ from the book's, sorted by key."""
    columns = columns_of(table)
    rows = f"SELECT {columns} FROM good_{table.name}"
    if standing.holds(table.name):
        rows += f" EXCEPT SELECT {columns} FROM old_{table.name}"
    return con.sql(f"SELECT * FROM ({rows}) ORDER BY {keys_of(table)}").to_arrow_table()


def _removed(con: DuckDBPyConnection, changes: Mapping[str, Read]) -> "Mapping[str, pa.Table]":
    """Keys that masters lose, by replacement or because assignments are in conflict; a table may lose none."""
    found: dict[str, pa.Table] = {}
    for table in (table for table in TABLES.values() if table.master):
        parts = []
        if table.name in changes and changes[table.name].landed.entry.mode is Mode.REPLACE:
            parts.append(
                f"SELECT {keys_of(table, 'o')} FROM old_{table.name} AS o ANTI JOIN good_{table.name} AS g "
                f"ON {same_key(table, 'o', 'g')}"
            )
        if table.name == "assignment":
            parts.append(f"SELECT {keys_of(table)} FROM moved_assignment")
        if parts:
            keys = con.sql(f"SELECT * FROM ({' UNION '.join(parts)}) ORDER BY {keys_of(table)}").to_arrow_table()
            found |= {table.name: keys} if keys.num_rows else {}
    return found
