"""The columnar engine for one load: bounded memory, spilling into the scratch folder, the file's order kept."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from qiao.engine.sessions import quoted
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MEMORY_LIMIT = "1500MB"  # QIAO_MEMORY_LIMIT names another bound
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def connected(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose tables lie in a file of the folder, gone afterwards with the folder."""
    connection = duckdb.connect(
        str(folder / "load.duckdb"),
        config={
            "memory_limit": os.environ.get("QIAO_MEMORY_LIMIT") or MEMORY_LIMIT,
            "threads": int(os.environ.get("QIAO_THREADS") or os.cpu_count() or 1),
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def in_memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for a short look into a file."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    try:
        yield connection
    finally:
        connection.close()


def query(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    """Every row of an answer that is known to be short."""
    return connection.execute(sql).fetchall()


def number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """An answer of one whole number; nothing to count is 0."""
    rows = connection.execute(sql).fetchall()
    return int(rows[0][0] or 0)


def name(identifier: str) -> str:
    """A name as SQL writes it."""
    return '"' + identifier.replace('"', '""') + '"'


def file(path: Path) -> str:
    """A file to read, as SQL writes it; letters that the engine takes for a pattern stand for themselves."""
    return quoted(re.sub(r"([\[*?])", r"[\1]", str(path)))


def parquet(path: Path) -> str:
    """A Parquet file as a source of rows; a folder called `on=2026-09-30` is no column of it."""
    return f"read_parquet({file(path)}, hive_partitioning = false)"


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Say in words that the disk is full or the memory too small, instead of failing in the engine's."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise _full(folder, error) from error
        raise
    except duckdb.OutOfMemoryException as error:
        if "spill" in str(error) or "max_temp_directory_size" in str(error):
            raise _full(folder, error) from error
        raise Refusal(
            "load.memory",
            _("The load needs more memory than %(limit)s; allow it more in QIAO_MEMORY_LIMIT (such as 3GB)."),
            limit=os.environ.get("QIAO_MEMORY_LIMIT") or MEMORY_LIMIT,
        ) from error
    except duckdb.Error as error:
        if is_full(error):
            raise _full(folder, error) from error
        raise


def is_full(error: duckdb.Error) -> bool:
    """Whether the engine's error says that a disk has no room left."""
    return any(os.strerror(number) in str(error) for number in FULL)


def _full(folder: Path, error: Exception) -> Refusal:
    return Refusal(
        "disk.full",
        _("The disk of %(folder)s is full (%(cause)s); the book is unchanged. Make room there and load again."),
        folder=str(folder),
        cause=str(error).splitlines()[0][:200],
    )
