"""Small reads of Parquet files for pages: an embedded engine, bound parameters, bounded rows.

Ids of a bank are hostile text: they only ever travel as parameters. A statement's own text is made of constants of this
code. Files of the book and of runs never change, so nothing is remembered between two reads.
"""

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

THREADS = 2  # a page is not a settlement: it leaves cores to others
MEMORY_LIMIT = "512MB"
ROWS_MOST = 1_000_000  # no read of a page or of a bonus is larger
_making = threading.Lock()


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


def select(
    files: Sequence[str | Path],
    *,
    columns: Sequence[str],
    where: str = "true",
    values: Sequence[Any] = (),
    group_by: Sequence[str] = (),
    order: Sequence[str] = (),
    most: int,
    skip: int = 0,
) -> list[dict[str, Any]]:
    """At most `most` rows of the files as dictionaries, empty where there is no file.

    columns: names or expressions with a name ("sum(fee_micro) AS fee_micro"). where: a condition with `?` for values.
    """
    assert 0 < most <= ROWS_MOST, most
    text = _text(columns, where=where, group_by=group_by, order=order) + f" LIMIT {int(most)} OFFSET {int(skip)}"
    return list(_rows(files, text, values))


def stream(
    files: Sequence[str | Path],
    *,
    columns: Sequence[str],
    where: str = "true",
    values: Sequence[Any] = (),
    group_by: Sequence[str] = (),
    order: Sequence[str] = (),
) -> Iterator[dict[str, Any]]:
    """All rows, one after the other, for jobs that go through every row; pages use `select`."""
    return _rows(files, _text(columns, where=where, group_by=group_by, order=order), values)


def _text(columns: Sequence[str], *, where: str, group_by: Sequence[str], order: Sequence[str]) -> str:
    text = f"SELECT {', '.join(columns)} FROM read_parquet(?, hive_partitioning = false) WHERE {where}"
    text += f" GROUP BY {', '.join(group_by)}" if group_by else ""
    return text + (f" ORDER BY {', '.join(order)}" if order else "")


def _rows(files: Sequence[str | Path], text: str, values: Sequence[Any]) -> Iterator[dict[str, Any]]:
    import duckdb  # noqa: PLC0415  heavy; pages that read no figures do not need it

    if not files:
        return
    with duckdb.connect(config={"threads": THREADS, "autoinstall_known_extensions": False}) as connection:
        cursor = connection.execute(text, [[str(file) for file in files], *values])
        names = [column[0] for column in cursor.description]
        while chunk := cursor.fetchmany(CHUNK_ROWS):
            for row in chunk:
                yield dict(zip(names, row, strict=True))
