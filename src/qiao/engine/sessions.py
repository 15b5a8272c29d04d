"""A columnar session: tables from Parquet files, steps kept under a name, results written as Parquet.

One session serves one job. A step is a table expression over named tables; it is put into the engine's words once and
may then run for many batches, since every batch lays its tables under the same names. DuckDB is the engine of one
machine: its memory is bounded and what does not fit spills to the scratch folder. `qiao.engine.postgres` and
`qiao.engine.spark` take the same expressions behind the same door.
"""

import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from qiao.ground import clock

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    import pyarrow as pa

MEMORY_LIMIT = "350MB"  # for a job that names no other bound; QIAO_MEMORY_LIMIT goes before both
ROW_GROUP_ROWS = 100_000
Schema = Mapping[str, str]
SQL_TYPES: Mapping[str, str] = {  # of a column as Ibis calls it -> as SQL does; alike for all engines
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "decimal(38, 0)": "DECIMAL(38, 0)",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A table expression in an engine's own words, and the columns it gives."""

    text: str
    schema: Schema


class Session(ABC):
    """One job's tables. Names are the job's own; `keep` replaces what stood under a name."""

    name: ClassVar[str]  # of the engine, as `--engine` says it
    dialect: ClassVar[str]  # of its SQL, as Ibis calls it

    def __init__(self) -> None:
        """Nothing has run yet."""
        self.seconds: dict[str, float] = {}

    def step(self, expression: "ir.Table") -> Step:
        """An expression put into words, to be run as often as wanted."""
        import ibis  # noqa: PLC0415  heavy; loaded when a job runs

        columns = {name: plain_type(str(kind)) for name, kind in expression.schema().items()}
        return Step(str(ibis.to_sql(expression, dialect=self.dialect, pretty=False)), columns)

    def keep(self, name: str, expression: "ir.Table | Step") -> "ir.Table":
        """Run a step and keep its rows under a name; the time it took is added to `seconds`."""
        step = self._stepped(expression)
        begun = clock.ticks()
        self._keep(name, step)
        self.seconds[name] = self.seconds.get(name, 0.0) + clock.ticks() - begun
        return named(name, step.schema)

    def write(
        self, expression: "ir.Table | Step", path: Path, *, order: Sequence[str] = (), group: int = ROW_GROUP_ROWS
    ) -> None:
        """Write rows as one Parquet file on this machine, sorted by `order` as bytes: the same rows, the same bytes.

        group: rows a row group; small ones where pages ask for a key (`qiao.engine.lookup`).
        """
        begun = clock.ticks()
        self._write(self._stepped(expression), path, order=order, group=group)
        self.seconds["write"] = self.seconds.get("write", 0.0) + clock.ticks() - begun

    def count(self, expression: "ir.Table") -> int:
        """How many rows an expression has."""
        return int(self.rows(expression.count().as_table(), most=1)[0].popitem()[1])

    def _stepped(self, expression: "ir.Table | Step") -> Step:
        return expression if isinstance(expression, Step) else self.step(expression)

    @abstractmethod
    def read(self, name: str, files: Sequence[str], *, schema: Schema) -> "ir.Table":
        """A table over Parquet files; where there are none, an empty table of the schema (column -> Ibis type)."""

    @abstractmethod
    def put(self, name: str, table: "pa.Table") -> "ir.Table":
        """A table from columns in memory."""

    @abstractmethod
    def drop(self, *names: str) -> None:
        """Forget steps that nobody needs any more."""

    @abstractmethod
    def rows(self, expression: "ir.Table | Step", *, most: int) -> list[dict[str, Any]]:
        """At most `most` rows as dictionaries of plain values."""

    @abstractmethod
    def _keep(self, name: str, step: Step) -> None: ...

    @abstractmethod
    def _write(self, step: Step, path: Path, *, order: Sequence[str], group: int) -> None: ...


class DuckSession(Session):
    """DuckDB within this process."""

    name = "duckdb"
    dialect = "duckdb"

    def __init__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        """Wrap a connection; it stays the caller's to close."""
        super().__init__()
        self.connection = connection

    def read(self, name: str, files: Sequence[str], *, schema: Schema) -> "ir.Table":
        """A view over Parquet files; where there are none, no rows."""
        columns = cast_columns(schema, known=bool(files))
        source = f"FROM read_parquet([{', '.join(map(quoted, files))}], hive_partitioning = false)"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {identifier(name)} AS SELECT {columns} {source if files else 'WHERE false'}"
        )
        return named(name, schema)

    def put(self, name: str, table: "pa.Table") -> "ir.Table":
        """A table from columns in memory."""
        self.connection.register("put_columns", table)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {identifier(name)} AS SELECT * FROM put_columns")  # noqa: S608  a quoted name
        self.connection.unregister("put_columns")
        return named(name, {field.name: ARROW_TYPES[str(field.type)] for field in table.schema})

    def drop(self, *names: str) -> None:
        """Forget steps that nobody needs any more."""
        for name in names:
            self.connection.execute(f"DROP TABLE IF EXISTS {identifier(name)}")

    def rows(self, expression: "ir.Table | Step", *, most: int) -> list[dict[str, Any]]:
        """At most `most` rows as dictionaries of plain values."""
        answer = self.connection.execute(f"SELECT * FROM ({self._stepped(expression).text}) LIMIT {int(most)}")  # noqa: S608  constants of this code
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def digest(self, expression: "ir.Table") -> str:
        """A digest of the rows that does not depend on their order: their number and the sum of their MD5 numbers."""
        text = f"SELECT md5_number(CAST(r AS VARCHAR)) AS m FROM ({self.step(expression).text}) AS r"  # noqa: S608  constants of this code
        low = (1 << 64) - 1
        sums = f"SELECT count(*), sum((m & {low})::UBIGINT), sum((m >> 64)::UBIGINT) FROM ({text})"  # noqa: S608  constants of this code
        [parts] = self.connection.execute(sums).fetchall()
        content = "|".join(str(part or 0) for part in parts)
        return hashlib.sha256(content.encode()).hexdigest()

    def _keep(self, name: str, step: Step) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {identifier(name)} AS {typed(step)}")

    def _write(self, step: Step, path: Path, *, order: Sequence[str], group: int) -> None:
        self.copy(f"{typed(step)}{_ordered(order)}", path, group=group)

    def write_from(
        self, source: str, path: Path, *, schema: Schema, order: Sequence[str], group: int = ROW_GROUP_ROWS
    ) -> None:
        """Write what another engine left in files, named as DuckDB calls them, as `write` does."""
        self.copy(f"SELECT {cast_columns(schema)} FROM {source}{_ordered(order)}", path, group=group)  # noqa: S608  constants of this code

    def copy(self, text: str, path: Path, *, group: int) -> None:
        """Write what a statement gives as one Parquet file; `group` rows a row group."""
        self.connection.execute(
            f"COPY ({text}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {int(group)})"
        )


ARROW_TYPES = {"string": "string", "int32": "int32", "int64": "int64", "decimal128(38, 0)": "decimal(38, 0)"}


def _ordered(order: Sequence[str]) -> str:
    return f" ORDER BY {', '.join(map(identifier, order))}" if order else ""


def named(name: str, schema: Schema) -> "ir.Table":
    """A table known by its name, to be built upon."""
    import ibis  # noqa: PLC0415  heavy; loaded when a job runs

    return ibis.table(dict(schema), name=name)


def plain_type(kind: str) -> str:
    """A column's type without the mark that it is never empty; small whole numbers of literals are int64."""
    bare = kind.removeprefix("!")
    return "int64" if bare in {"int8", "int16"} else bare


def cast_columns(schema: Schema, *, known: bool = True) -> str:
    """The columns of a schema in their types, as a list of SELECT; without rows to take them from, empty ones."""
    return ", ".join(
        f"CAST({identifier(column) if known else 'NULL'} AS {SQL_TYPES[kind]}) AS {identifier(column)}"
        for column, kind in schema.items()
    )


def typed(step: Step) -> str:
    """The step's rows in the types it names: engines answer a sum of 64 bits in wider ones of their own."""
    return f"SELECT {cast_columns(step.schema)} FROM ({step.text}) AS given"  # noqa: S608  constants of this code


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name of a table or column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def duckdb_session(scratch: Path, *, memory: str = MEMORY_LIMIT) -> Iterator[DuckSession]:
    """A session on this machine: bounded memory ("350MB"), all cores, spilling to the scratch folder."""
    import duckdb  # noqa: PLC0415  heavy; loaded when a job runs

    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": int(os.environ.get("QIAO_THREADS") or os.cpu_count() or 1),
            "memory_limit": os.environ.get("QIAO_MEMORY_LIMIT") or memory,
            "temp_directory": str(scratch / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    try:
        yield DuckSession(connection)
    finally:
        connection.close()
