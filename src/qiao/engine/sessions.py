"""A columnar session: tables from Parquet files, steps kept under a name, results written as Parquet.

One session serves one job on one machine with DuckDB; its memory is bounded and what does not fit spills to the scratch
folder. Other engines take the same expressions behind the same door.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qiao.ground import clock

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends.duckdb import Backend

MEMORY_LIMIT = "1GB"  # a batch is cut to fit; QIAO_MEMORY_LIMIT names another bound
ROW_GROUP_ROWS = 100_000
Schema = Mapping[str, str]


class Session:
    """One job's tables. Names are the job's own; `keep` replaces what stood under a name."""

    def __init__(self, backend: "Backend") -> None:
        """Wrap a connected backend."""
        self._backend = backend
        self.seconds: dict[str, float] = {}

    def read(self, name: str, files: Sequence[str], *, schema: Schema) -> "ir.Table":
        """A table over Parquet files; where there are none, an empty table of the schema (column -> Ibis type)."""
        import ibis  # noqa: PLC0415  heavy; loaded when a job runs

        if not files:
            return self._backend.create_table(name, schema=ibis.schema(dict(schema)), temp=True, overwrite=True)
        table = self._backend.read_parquet(list(files), table_name=name, hive_partitioning=False)
        return table.select(**{column: table[column].cast(kind) for column, kind in schema.items()})

    def put(self, name: str, table: "pa.Table") -> "ir.Table":
        """A table from columns in memory."""
        return self._backend.create_table(name, obj=table, temp=True, overwrite=True)

    def keep(self, name: str, expression: "ir.Table") -> "ir.Table":
        """Run a step and keep its rows under a name; the time it took is added to `seconds`."""
        begun = clock.ticks()
        kept = self._backend.create_table(name, obj=expression, temp=True, overwrite=True)
        self.seconds[name] = self.seconds.get(name, 0.0) + clock.ticks() - begun
        return kept

    def drop(self, *names: str) -> None:
        """Forget steps that nobody needs any more."""
        for name in names:
            self._backend.raw_sql(f'DROP TABLE IF EXISTS "{name}"')

    def write(self, expression: "ir.Table", path: Path, *, order: Sequence[str]) -> None:
        """Write rows as one Parquet file, sorted, so that the same rows give the same bytes."""
        begun = clock.ticks()
        query = self._backend.compile(expression.order_by(list(order)))
        self._backend.raw_sql(
            f"COPY ({query}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
        )
        self.seconds["write"] = self.seconds.get("write", 0.0) + clock.ticks() - begun

    def rows(self, expression: "ir.Table", *, most: int) -> list[dict[str, Any]]:
        """At most `most` rows as dictionaries of plain values."""
        query = self._backend.compile(expression.limit(most))
        cursor = self._backend.raw_sql(query)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def digest(self, expression: "ir.Table") -> str:
        """A digest of the rows that does not depend on their order: their number and the sum of their MD5 numbers."""
        text = f"SELECT md5_number(CAST(r AS VARCHAR)) AS m FROM ({self._backend.compile(expression)}) AS r"  # noqa: S608  constants of this code
        low = (1 << 64) - 1
        sums = f"SELECT count(*), sum((m & {low})::UBIGINT), sum((m >> 64)::UBIGINT) FROM ({text})"  # noqa: S608  constants of this code
        content = "|".join(str(part or 0) for part in self._backend.raw_sql(sums).fetchone())
        return hashlib.sha256(content.encode()).hexdigest()

    def count(self, expression: "ir.Table") -> int:
        """How many rows an expression has."""
        return int(self.rows(expression.count().as_table(), most=1)[0].popitem()[1])

    @property
    def connection(self) -> "duckdb.DuckDBPyConnection":
        """The engine's own connection, for writing text files."""
        connection: duckdb.DuckDBPyConnection = self._backend.con
        return connection


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def duckdb_session(scratch: Path) -> Iterator[Session]:
    """A session on this machine: bounded memory, all cores, spilling to the scratch folder."""
    import ibis  # noqa: PLC0415  heavy; loaded when a job runs

    backend = ibis.duckdb.connect(
        threads=int(os.environ.get("QIAO_THREADS") or os.cpu_count() or 1),
        memory_limit=os.environ.get("QIAO_MEMORY_LIMIT") or MEMORY_LIMIT,
        temp_directory=str(scratch / "spill"),
        preserve_insertion_order=False,
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )
    try:
        yield Session(backend)
    finally:
        backend.disconnect()
