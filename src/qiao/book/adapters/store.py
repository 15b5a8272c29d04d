"""Facts as Parquet folders: sorted by key, one file a bucket of accounts, never changed once they have their place.

A table's digest is a property of its rows alone: their number and the sum of their MD5 numbers, so neither the order of
an extract nor the way in several loads leaves a trace in it.
"""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

import hashlib
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from duckdb import DuckDBPyConnection

from qiao.book.adapters import duck
from qiao.book.adapters.reading import Read
from qiao.book.adapters.standing import columns_of, keys_of, same_key
from qiao.book.rules.contract import BUCKETS, Table
from qiao.book.rules.layout import file_of
from qiao.book.rules.manifest import Mode
from qiao.engine.sessions import quoted
from qiao.ground import home
from qiao.ground.periods import LAST_DAY_NUMBER

ROW_GROUP_ROWS = (
    16_384  # a page asks for one account: it reads a row group, and a month reads them all as fast as wide ones
)
LOW_BITS = 2**64 - 1
NEVER = LAST_DAY_NUMBER + 1  # the until_day of a value that nothing replaces
# Tables of values that hold until the next row, laid down as spells, so that a month is read without its history:
# day, value, name of the change to the value before ("" for none). They follow from the rows: no digest has them.
CARRIED = {"balance": ("on_day", "balance_fen", "change_fen"), "rate": ("since_day", "annual_rate_ppm", "")}


@dataclass(frozen=True, slots=True)
class FactFolder:
    """A table's new rows on disk, not yet in place; `files` maps a bucket ('' for none) to its number of rows."""

    folder: Path
    rows: int
    digest: str
    files: Mapping[str, int]


def write_facts(con: DuckDBPyConnection, read: Read, folder: Path) -> FactFolder:
    """Write a table as it will be after the load."""
    folder.mkdir(parents=True)
    buckets: Sequence[int | None] = range(BUCKETS) if read.table.bucket_by else (None,)
    written = {bucket: _write(con, read, bucket=bucket, path=folder / file_of(bucket)) for bucket in buckets}
    kept = {bucket: rows for bucket, rows in written.items() if rows}
    digest = _digest(con, read.table, [folder / file_of(bucket) for bucket in kept])
    names = {"" if bucket is None else str(bucket): rows for bucket, rows in kept.items()}
    return FactFolder(folder, sum(kept.values()), digest, names)


def _write(con: DuckDBPyConnection, read: Read, *, bucket: int | None, path: Path) -> int:
    """One file: the file's good rows and the book's that stay, sorted by key; none where there are no rows."""
    table = read.table
    here = "" if bucket is None else f" WHERE bucket = {bucket}"
    query = f"SELECT {columns_of(table)} FROM good_{table.name}{here}"
    if read.landed.entry.mode is not Mode.REPLACE:
        query += (
            f" UNION ALL SELECT {columns_of(table, 'o')} FROM (SELECT * FROM old_{table.name}{here}) AS o "
            f"ANTI JOIN (SELECT * FROM good_{table.name}{here}) AS g ON {same_key(table, 'o', 'g')}"
        )
    laid = _laid(table, query) if table.name in CARRIED else f"SELECT * FROM ({query})"
    if table.name == "account":
        laid = f"SELECT *, row_number() OVER (ORDER BY account_id) * {BUCKETS} + {bucket} AS account_no FROM ({query})"
    con.execute(
        f"COPY ({laid} ORDER BY {keys_of(table)}) TO {quoted(str(path))} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
    )
    rows = duck.number(con, f"SELECT sum(num_rows) FROM parquet_file_metadata({duck.file(path)})")
    if rows == 0:
        path.unlink()
    return rows


def _laid(table: Table, query: str) -> str:
    """The rows with until_day and, where asked for, the change: a row that changes nothing ends on its own day."""
    day, value, change = CARRIED[table.name]
    lag = f"lag({value}) OVER (PARTITION BY account_id ORDER BY {day})"
    turning = (
        f"SELECT *, {value} - coalesce({lag}, 0) AS change, {lag} IS DISTINCT FROM {value} AS turns FROM ({query})"
    )
    until = (
        f"CASE WHEN turns THEN coalesce(lead({day}) OVER (PARTITION BY account_id, turns ORDER BY {day}), {NEVER}) "
        f"ELSE {day} END::INTEGER AS until_day"
    )
    more = f", change AS {change}" if change else ""
    return f"SELECT {columns_of(table)}, {until}{more} FROM ({turning})"


def _digest(con: DuckDBPyConnection, table: Table, files: Sequence[Path]) -> str:
    if not files:
        return hashlib.sha256(table.name.encode()).hexdigest()
    row = ", ',', ".join(_cell(duck.name(column.stored), column.form.stored_type) for column in table.columns)
    [parts] = duck.query(
        con,
        f"SELECT count(*), sum((number & {LOW_BITS}::UHUGEINT)::UBIGINT), sum((number >> 64)::UBIGINT) "
        f"FROM (SELECT md5_number(concat({row})) AS number "
        f"FROM read_parquet([{', '.join(map(duck.file, files))}], hive_partitioning = false))",
    )
    content = "|".join([table.name, *map(str, parts)])
    return hashlib.sha256(content.encode()).hexdigest()


def _cell(column: str, stored_type: str) -> str:
    """A cell so written that no two rows read alike: a text with its length before it, nothing for unknown."""
    return f"length({column}), ':', {column}" if stored_type == "string" else column


def take_place(folder: Path, place: Path) -> None:
    """Move a finished folder to where it stays; the disk holds all of it before anybody may name it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    home.sync_tree(folder)
    folder.rename(place)
    home.sync(place.parent)
    home.sync(place.parent.parent)


def orphans(book: Path, known: Collection[tuple[str, str]]) -> list[Path]:
    """Folders of the book that nothing names."""
    if not book.is_dir():
        return []
    tables = (table for table in book.iterdir() if table.is_dir())
    return [folder for table in tables for folder in table.iterdir() if (table.name, folder.name) not in known]


def remove(folder: Path) -> None:
    """Take a folder away, whatever is in it."""
    shutil.rmtree(folder, ignore_errors=True)
