"""Reads of Parquet files for pages, slips and jobs: an embedded engine and bound parameters.

Ids of a bank are hostile text: they only ever travel as parameters. A statement's own text is made of constants of this
code. Files of the book and of runs never change, so nothing is remembered between two reads.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

THREADS = 2  # a page is not a settlement: it leaves cores to others
MEMORY_LIMIT = "512MB"
ROWS_MOST = 1_000_000  # no read of a page is larger
CHUNK_ROWS = 2_000
AMONG = "IN (SELECT unnest(CAST(? AS VARCHAR[])))"
"""A condition on a text: one of a list bound as one value, taken as a set and not walked through for every row."""
Files = Sequence[str | Path]


@cache
def _engine() -> "duckdb.DuckDBPyConnection":
    import duckdb  # noqa: PLC0415  heavy; loaded with the first page that needs it

    return duckdb.connect(
        ":memory:",
        config={
            "threads": THREADS,
            "memory_limit": MEMORY_LIMIT,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


def warm() -> None:
    """Load what pages read with, before the first of them: a second or two of the processor."""
    import pyarrow.compute  # noqa: PLC0415  heavy; a process that answers pages loads it at its start
    import pyarrow.parquet  # noqa: F401, PLC0415  the same

    _engine().execute("SELECT 1")


def select(
    files: Files,
    *,
    columns: Sequence[str],
    where: str = "true",
    values: Sequence[Any] = (),
    group_by: Sequence[str] = (),
    order: Sequence[str] = (),
    most: int = ROWS_MOST,
    skip: int = 0,
) -> list[dict[str, Any]]:
    """At most `most` rows of the files as dictionaries, empty where there is no file.

    columns: names or expressions with a name ("sum(fee_micro) AS fee_micro"). where: a condition with `?` for values.
    """
    assert 0 < most <= ROWS_MOST, most
    if not files:
        return []
    text = _text(columns, where=where, group_by=group_by, order=order) + f" LIMIT {int(most)} OFFSET {int(skip)}"
    return list(_fetched(text, [_paths(files), *values]))


def stream(
    files: Files,
    *,
    columns: Sequence[str],
    where: str = "true",
    values: Sequence[Any] = (),
    group_by: Sequence[str] = (),
    order: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:
    """All rows, one after the other, for jobs that go through every row; pages use `select`."""
    if files:
        yield from _fetched(_text(columns, where=where, group_by=group_by, order=order), [_paths(files), *values])


def rows(
    statement: str, values: Mapping[str, Any], *, tables: Mapping[str, "pa.Table"] | None = None, seconds: int = 0
) -> list[dict[str, Any]]:
    """The rows of a statement with `$name` for values; its text is made of constants and has a LIMIT of its own.

    tables: rows of the database under the names by which the statement calls them. seconds: after them it is given up.
    """
    return list(_fetched(statement, dict(values), tables=tables or {}, seconds=seconds))


def columns_of(
    statement: str, values: Mapping[str, Any], *, tables: Mapping[str, "pa.Table"] | None = None
) -> "pa.Table":
    """The same as columns in memory, for jobs that go on by column; the statement has a LIMIT of its own."""
    with _engine().cursor() as cursor:
        for name, table in (tables or {}).items():
            cursor.register(name, table)
        return cursor.sql(statement, params=dict(values)).to_arrow_table()


def source(name: str, files: Files, kinds: Mapping[str, str]) -> str:
    """A place in FROM over files bound under `name`; where there are none, no rows with these columns."""
    if files:
        return f"read_parquet(${name}, hive_partitioning = false) AS {name}"
    columns = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in kinds.items())
    return f"(SELECT {columns} WHERE false) AS {name}"


def bound(**files: Files) -> dict[str, list[str]]:
    """The values for `source`: each name with its files, where it has any."""
    return {name: _paths(paths) for name, paths in files.items() if paths}


def _text(columns: Sequence[str], *, where: str, group_by: Sequence[str], order: Sequence[str]) -> str:
    text = f"SELECT {', '.join(columns)} FROM read_parquet(?, hive_partitioning = false) WHERE {where}"  # noqa: S608  constants of this code
    text += f" GROUP BY {', '.join(group_by)}" if group_by else ""
    return text + (f" ORDER BY {', '.join(order)}" if order else "")


def _fetched(
    text: str,
    values: Sequence[Any] | Mapping[str, Any],
    *,
    tables: Mapping[str, "pa.Table"] | None = None,
    seconds: int = 0,
) -> Iterator[dict[str, Any]]:
    with _engine().cursor() as cursor, _patience(cursor, seconds):
        for name, table in (tables or {}).items():
            cursor.register(name, table)
        answer = cursor.execute(text, values)
        names = [column[0] for column in answer.description]
        while chunk := answer.fetchmany(CHUNK_ROWS):
            for row in chunk:
                yield dict(zip(names, row, strict=True))


@contextmanager
def _patience(cursor: "duckdb.DuckDBPyConnection", seconds: int) -> Iterator[None]:
    """Give up after so many seconds, 0 = never: one question must not hold up everybody's pages.

    What asks for more memory than a page has, or for figures beyond any bank's, is refused in words too.
    """
    if not seconds:
        yield
        return
    import duckdb  # noqa: PLC0415  heavy; loaded with the first page that needs it

    bell = Timer(seconds, cursor.interrupt)
    bell.start()
    try:
        yield
    except duckdb.InterruptException as error:
        words = _("The answer takes longer than %(seconds)s seconds. Ask for fewer months, or narrow it by a filter.")
        raise Refusal("reading.long", words, seconds=seconds) from error
    except duckdb.OutOfMemoryException as error:
        words = _("The answer takes more memory than a page has. Ask for fewer months, or narrow it by a filter.")
        raise Refusal("reading.large", words) from error
    except duckdb.OutOfRangeException as error:
        raise Refusal("reading.range", _("A figure of the answer is larger than can be reckoned exactly.")) from error
    finally:
        bell.cancel()


def _paths(files: Files) -> list[str]:
    return [str(file) for file in files]
