"""What the book holds today and what it will hold after the load, as views of the engine.

`old_<table>` is the book; `good_<table>` the file's rows that stand; `out_<table>` the book after the load. All have
the stored columns of the contract.
"""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from qiao.book.adapters import duck
from qiao.book.adapters.reading import Read
from qiao.book.rules.contract import TABLES, Table
from qiao.book.rules.manifest import Mode

if TYPE_CHECKING:
    import pyarrow as pa

SQL_TYPES = {"string": "VARCHAR", "int32": "INTEGER", "int64": "BIGINT"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The book as it stands: rows of the masters, Parquet files of the facts; a table without rows may be absent."""

    masters: Mapping[str, "pa.Table"] = field(default_factory=dict)
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def holds(self, table: str) -> bool:
        """Whether the book has rows of this table."""
        return bool(self.facts.get(table)) or (table in self.masters and self.masters[table].num_rows > 0)


def columns_of(table: Table, alias: str = "") -> str:
    """The stored columns, for a SELECT."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(prefix + duck.name(column) for column in table.stored_schema)


def keys_of(table: Table, alias: str = "") -> str:
    """The stored columns of the key, for a SELECT or an ORDER BY."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(prefix + duck.name(column.stored) for column in table.key_columns)


def same_key(table: Table, one: str, other: str) -> str:
    """The condition that two rows have one key; an empty account is a value of its own."""
    names = [duck.name(column.stored) for column in table.key_columns]
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in names)


def lay_old(con: DuckDBPyConnection, standing: Standing) -> None:
    """Make `old_<table>` for every table of the contract."""
    for name, table in TABLES.items():
        con.execute(f"CREATE TEMP VIEW old_{name} AS SELECT {columns_of(table)} FROM {_source(con, table, standing)}")


def _source(con: DuckDBPyConnection, table: Table, standing: Standing) -> str:
    if not standing.holds(table.name):
        columns = ", ".join(
            f"NULL::{SQL_TYPES[kind]} AS {duck.name(name)}" for name, kind in table.stored_schema.items()
        )
        return f"(SELECT {columns} LIMIT 0)"
    if table.master:
        con.register(f"master_{table.name}", standing.masters[table.name])
        return f"master_{table.name}"
    files = ", ".join(duck.file(Path(path)) for path in standing.facts[table.name])
    return f"read_parquet([{files}], hive_partitioning = false)"


def hold(con: DuckDBPyConnection, table: Table, rows: str) -> None:
    """Hold the rows of a SELECT (ordinal, column_name, code, detail): `good_<table>` no longer has them."""
    con.execute(f"INSERT INTO held_{table.name} {rows}")
    lay_good(con, table)


def lay_good(con: DuckDBPyConnection, table: Table) -> None:
    """Make `good_<table>`: rows of the file that keep the form, are not held, and are not said twice.

    Where there are none of a sort nobody looks for them; so this is made anew when rows are held.
    """
    name = table.name
    unwanted = [f"{sort}_{name}" for sort in ("held", "repeated")]
    known = [sort for sort in unwanted if duck.number(con, f"SELECT count(*) FROM {sort}")]
    without = "".join(f" AND rowid NOT IN (SELECT ordinal FROM {sort})" for sort in known)
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW good_{name} AS SELECT rowid AS ordinal, {columns_of(table)}, mends "
        f"FROM read_{name} WHERE NOT bad{without}"
    )


def lay_out(con: DuckDBPyConnection, read: Read) -> None:
    """Make `out_<table>`: the file's good rows, and the book's that they do not replace."""
    table = read.table
    good = f"SELECT {columns_of(table)} FROM good_{table.name}"
    con.execute(f"CREATE TEMP VIEW out_{table.name} AS {good} UNION ALL {staying(read)}")


def staying(read: Read) -> str:
    """The book's rows of a table that the file leaves as they are."""
    table = read.table
    if read.landed.entry.mode is Mode.REPLACE:
        return f"SELECT {columns_of(table)} FROM old_{table.name} WHERE FALSE"
    return (
        f"SELECT {columns_of(table, 'o')} FROM old_{table.name} AS o ANTI JOIN good_{table.name} AS g "
        f"ON {same_key(table, 'o', 'g')}"
    )


def after(name: str, reads: Mapping[str, Read]) -> str:
    """The view that holds a table after the load."""
    return f"out_{name}" if name in reads else f"old_{name}"
