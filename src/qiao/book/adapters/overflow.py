"""Entries of a quarantine file, read back: all of a load's, or those beyond what the database keeps."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qiao.book.rules.layout import ENTRIES_KEPT_MOST
from qiao.engine.sessions import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BATCH_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One entry as the quarantine file has it."""

    table_name: str
    number: int
    line: int | None
    column: str | None
    value: str | None
    code: str
    detail: dict[str, Any]
    given: str
    key: str | None
    lost_account: str | None
    lost_party: str | None
    lost_price: str | None
    lost_from: int | None


@dataclass(frozen=True, slots=True)
class Beyond:
    """The open entries of one load and table that only the quarantine file has; later loads' files name the closed."""

    load_id: int
    table: str
    path: Path
    closed: tuple[Path, ...]

    def source(self, columns: str) -> str:
        """These entries as a SELECT."""
        from qiao.book.adapters import duck  # noqa: PLC0415  brings the engine, which pages do not need

        mine = f"table_name = {quoted(self.table)}"
        settled = " UNION ALL ".join(
            f"SELECT number FROM {duck.parquet(path)} WHERE load_id = {self.load_id} AND {mine}"  # noqa: S608  our own names
            for path in self.closed
        )
        rest = f" AND number NOT IN ({settled})" if settled else ""
        return f"SELECT {columns} FROM {duck.parquet(self.path)} WHERE {mine} AND number > {ENTRIES_KEPT_MOST}{rest}"  # noqa: S608  our own names


COLUMNS = ", ".join(FileEntry.__slots__).replace("column,", "column_name,")


@contextmanager
def _reader(path: Path) -> "Iterator[tuple[DuckDBPyConnection, str]]":
    from qiao.book.adapters import duck  # noqa: PLC0415  brings the engine, which pages do not need

    with duck.in_memory() as con:
        yield con, duck.parquet(path)


def kept(path: Path) -> Iterator[list[FileEntry]]:
    """The entries that the database keeps, batch by batch."""
    return _entries(path, f"number <= {ENTRIES_KEPT_MOST}")


def beyond(entries: Beyond) -> Iterator[FileEntry]:
    """A table's open entries that only the file has."""
    for batch in _batches(entries.source(COLUMNS)):
        yield from batch


def _entries(path: Path, condition: str) -> Iterator[list[FileEntry]]:
    from qiao.book.adapters import duck  # noqa: PLC0415  brings the engine, which pages do not need

    return _batches(f"SELECT {COLUMNS} FROM {duck.parquet(path)} WHERE {condition}")  # noqa: S608  our own names


def _batches(select: str) -> Iterator[list[FileEntry]]:
    from qiao.book.adapters import duck  # noqa: PLC0415  brings the engine, which pages do not need

    with duck.in_memory() as con:
        answer = con.execute(f"{select} ORDER BY table_name, number")
        while batch := answer.fetchmany(BATCH_ROWS):
            yield [_entry(row) for row in batch]


def _entry(row: tuple[Any, ...]) -> FileEntry:
    values = dict(zip(FileEntry.__slots__, row, strict=True))
    return FileEntry(**{**values, "detail": json.loads(values["detail"] or "{}")})


def counts(path: Path) -> dict[str, int]:
    """How many entries each table has."""
    with _reader(path) as (con, source):
        return dict(con.execute(f"SELECT table_name, count(*) FROM {source} GROUP BY table_name").fetchall())  # noqa: S608  our own names


def lost(entries: Beyond, *, before_day: int) -> set[tuple[str, str]]:
    """Whose figures the entries beyond the database's lack: pairs of kind and key."""
    names = {"account": "lost_account", "party": "lost_party", "price": "lost_price"}
    with _reader(entries.path) as (con, _source):
        return {
            (kind, key)
            for kind, column in names.items()
            for (key,) in con.execute(
                f"SELECT DISTINCT {column} FROM ({entries.source(f'{column}, lost_from')}) "  # noqa: S608  our own names
                f"WHERE {column} IS NOT NULL AND coalesce(lost_from < ?, TRUE)",
                [before_day],
            ).fetchall()
        }
