"""Faults that one row alone does not show: one key with two contents, keys that nobody knows, circles of org units.

Source: the book's contract, 1. Rows in conflict are held together; references are asked of the book as it will be after
the load. Whatever is held goes to `held_<table>` (ordinal, column, code, detail).
"""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

import json
from collections.abc import Mapping

import pyarrow as pa
from duckdb import DuckDBPyConnection

from qiao.book.adapters import duck
from qiao.book.adapters.quarantining import set_down
from qiao.book.adapters.reading import Read
from qiao.book.adapters.standing import after, hold, keys_of, lay_good, same_key, staying
from qiao.book.rules import reasons
from qiao.book.rules.contract import TABLES, Column, Table
from qiao.book.rules.manifest import Mode
from qiao.book.rules.reasons import reason_of
from qiao.book.rules.tree import faults
from qiao.engine.sessions import quoted
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _


def hold_conflicts(con: DuckDBPyConnection, table: Table) -> None:
    """Hold rows with one key and different contents; note rows said again in `repeated_<table>`."""
    name, keys = table.name, keys_of(table)
    con.execute(f"CREATE TEMP TABLE repeated_{name} (ordinal BIGINT)")
    if _keys_rise(con, table):
        lay_good(con, table)
        return
    con.execute(
        f"CREATE TEMP TABLE twins AS SELECT hashed FROM (SELECT hash({keys}) AS hashed FROM read_{name} WHERE NOT bad) "
        f"GROUP BY hashed HAVING count(*) > 1"
    )
    content = ", ".join(duck.name(column.stored) for column in table.columns)
    con.execute(
        f"CREATE TEMP TABLE same_keys AS SELECT {keys}, count(*) AS row_count, min(ordinal) AS first_ordinal, "
        f"count(DISTINCT content) AS contents FROM (SELECT rowid AS ordinal, row({content}) AS content, {keys} "
        f"FROM read_{name} WHERE NOT bad AND hash({keys}) IN (SELECT hashed FROM twins)) "
        f"GROUP BY {keys} HAVING count(*) > 1"
    )
    pairs = f"FROM read_{name} AS r JOIN same_keys AS s ON {same_key(table, 'r', 's')} WHERE NOT r.bad"
    con.execute(f"INSERT INTO repeated_{name} SELECT r.rowid {pairs} AND contents = 1 AND r.rowid <> first_ordinal")
    hold(
        con,
        table,
        f"SELECT r.rowid, NULL, {quoted(reasons.CONFLICT)}, json_object('rows', row_count)::VARCHAR {pairs} "
        f"AND contents > 1",
    )
    con.execute("DROP TABLE twins; DROP TABLE same_keys")


def _keys_rise(con: DuckDBPyConnection, table: Table) -> bool:
    """Whether each row's key lies above the one before, so that none stands twice; most files are sorted by key."""
    keys = [_never_null(column) for column in table.key_columns]
    *first, last = [(key, f"lag({key}) OVER ()") for key in keys]
    falls = f"{last[0]} <= {last[1]}"
    for key, before in reversed(first):
        falls = f"({key} < {before} OR ({key} = {before} AND {falls}))"
    found = con.execute(
        f"SELECT 1 FROM (SELECT {falls} AS falls FROM read_{table.name} WHERE NOT bad) WHERE falls LIMIT 1"
    )
    return not found.fetchall()


def _never_null(column: Column) -> str:
    """A key's cell to compare by; no cell is empty, so an empty text stands for one that is not given."""
    cell = duck.name(column.stored)
    return cell if column.required else f"coalesce({cell}, '')"


def lay_keys(con: DuckDBPyConnection, name: str, reads: Mapping[str, Read]) -> None:
    """Make `keys_<table>`: the keys a table will have; for accounts with their parties."""
    party = ", party_id" if name == "account" else ""
    keys = keys_of(TABLES[name])
    con.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS keys_{name} AS SELECT {keys} AS known{party} FROM {after(name, reads)}"
    )


def hold_unknown(con: DuckDBPyConnection, table: Table, reads: Mapping[str, Read]) -> None:
    """Hold rows that name a key of another table that will not be there."""
    asked = []
    for column in table.references:
        lay_keys(con, column.references, reads)
        asked.append(_unknown(table, column))
    if asked:
        con.execute(f"CREATE TEMP TABLE unknown AS {' UNION ALL '.join(asked)}")
        hold(con, table, "SELECT * FROM unknown")
        con.execute("DROP TABLE unknown")


def _unknown(table: Table, column: Column) -> str:
    return (
        f"SELECT g.ordinal, {quoted(column.name)}, {quoted(reasons.UNKNOWN)}, NULL FROM good_{table.name} AS g "
        f"ANTI JOIN keys_{column.references} AS k ON g.{column.stored} = k.known WHERE g.{column.stored} IS NOT NULL"
    )


def hold_tree_faults(con: DuckDBPyConnection, read: Read) -> None:
    """Hold org units that close a circle, and those whose parent will not be there."""
    given = {org: (parent, ordinal) for org, parent, ordinal in _orgs(con, "good_org", "ordinal")}
    replacing = read.landed.entry.mode is Mode.REPLACE
    held = {} if replacing else {org: parent for org, parent, _none in _orgs(con, "old_org", "0")}
    found = faults({org: parent for org, (parent, _ordinal) in given.items()}, held=held)
    rows = [
        (given[org][1], "parent_id", fault.code, json.dumps({"path": fault.path}) if fault.path else None)
        for org, fault in found.items()
    ]
    insert_held(con, "org", rows)


def _orgs(con: DuckDBPyConnection, view: str, ordinal: str) -> list[tuple[str, str | None, int]]:
    return con.execute(f"SELECT org_id, parent_id, {ordinal} FROM {view}").fetchall()


def insert_held(con: DuckDBPyConnection, name: str, rows: list[tuple[int, str, str, str | None]]) -> None:
    """Hold rows that Python found."""
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    kinds = (pa.int64(), pa.string(), pa.string(), pa.string())
    arrays = [pa.array(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    con.register("found", pa.table(arrays, names=["ordinal", "column_name", "code", "detail"]))
    hold(con, TABLES[name], "SELECT * FROM found")
    con.unregister("found")


def refuse_lost_keys(con: DuckDBPyConnection, reads: Mapping[str, Read]) -> None:
    """Refuse a replacement that takes out a key which rows staying in the book still name."""
    for name, read in reads.items():
        naming = _naming(name)
        if read.landed.entry.mode is not Mode.REPLACE or not naming:
            continue
        lay_keys(con, name, reads)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE gone AS SELECT {keys_of(TABLES[name])} AS lost FROM old_{name} "
            f"ANTI JOIN keys_{name} ON {keys_of(TABLES[name])} = known"
        )
        if duck.number(con, "SELECT count(*) FROM gone") > 0:
            for table, column in naming:
                _refuse_lost_key(con, read, reads, naming=(table, column))


def _naming(name: str) -> list[tuple[Table, Column]]:
    others = (table for table in TABLES.values() if table.name != name)
    return [(table, column) for table in others for column in table.references if column.references == name]


def _refuse_lost_key(
    con: DuckDBPyConnection, read: Read, reads: Mapping[str, Read], *, naming: tuple[Table, Column]
) -> None:
    table, column = naming
    rows = staying(reads[table.name]) if table.name in reads else f"SELECT * FROM old_{table.name}"
    [(count, example)] = duck.query(
        con, f"SELECT count(*), min(lost) FROM ({rows}) AS s JOIN gone ON s.{column.stored} = lost"
    )
    if count:
        _refuse_broken_key(con, read, key=str(example), rows=count, other=table.name)
        raise Refusal(
            "load.replace_takes_named",
            _(
                "Replacing %(table)s would take out %(key)s, which %(rows)s rows of %(other)s in the book still name: "
                "it is not among the good rows of %(file)s. Add it there, or hand over %(other)s as a replacement too."
            ),
            table=read.table.name,
            key=example,
            rows=count,
            other=table.name,
            file=read.landed.entry.file,
        )


def _refuse_broken_key(con: DuckDBPyConnection, read: Read, *, key: str, rows: object, other: str) -> None:
    """Refuse with the fault of the row, where the key stands in the file and its row is set aside."""
    name = read.table.name
    set_down(con, read)
    found = duck.query(
        con,
        f"SELECT line, column_name, code, detail FROM quarantine WHERE table_name = {quoted(name)} "
        f"AND key = to_json([{quoted(key)}])::VARCHAR ORDER BY line, column_name LIMIT 1",
    )
    for line, column, code, detail in found:
        reason = reason_of(str(code), table=name, column=str(column or ""), detail=json.loads(str(detail or "{}")))
        raise Refusal(
            "load.replace_takes_named",
            _(
                "Replacing %(table)s would take out %(key)s, which %(rows)s rows of %(other)s in the book still name: "
                "line %(line)s of %(file)s has it, but is set aside (%(column)s: %(reason)s). Put that line right, or "
                "hand over %(other)s as a replacement too."
            ),
            table=name,
            key=key,
            rows=rows,
            other=other,
            line=line,
            file=read.landed.entry.file,
            column=column or read.table.key[0],
            reason=fill(reason.words, reason.facts),
        )
