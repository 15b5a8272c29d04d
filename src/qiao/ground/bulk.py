"""Whole tables out of the database and many rows into it, on SQLite and PostgreSQL, without an object a row.

The database joins a block of rows into one text, a column after the other, and the columnar library cuts it again. The
control letters that stand between values are no part of a bank's texts; where a text has one all the same, there are
more pieces than rows, and the table is read value by value.
"""
# ruff: noqa: S608  every name comes from a model and is quoted by its database

import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction

if TYPE_CHECKING:
    import pyarrow as pa
    from django.db.backends.utils import CursorWrapper

BLOCK_ROWS = 10_000  # rows a text: a MiB or two, whatever the table
PLAIN_ROWS = 5_000
CELL_END, COLUMN_END = "\x1f", "\x1e"  # as constants in the statement: SQLite would call a function at every row
EPOCH_JULIAN = 2440587.5  # 1970-01-01 as SQLite counts days
CACHE_KIB = 64 * 1024  # of SQLite while it takes rows in: the pages of a big table's indexes are met in no order
Rows = Sequence[tuple[Any, ...]]


class _EndInValueError(Exception):
    """A value holds a letter that stands between values."""


def read(model: type[models.Model], names: Sequence[str], schema: "pa.Schema") -> "pa.Table":
    """Fields of all rows, in no order, as a columnar table; a date as its day number, an empty text as unknown."""
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads and settlements need it

    try:
        batches = list(_joined(model, names, schema))
    except _EndInValueError:
        batches = list(_one_by_one(model, [_plainly(model, name) for name in names], schema))
    return pa.Table.from_batches(batches, schema=schema)


def _joined(model: type[models.Model], names: Sequence[str], schema: "pa.Schema") -> Iterator["pa.RecordBatch"]:
    statement = _blocks_of_sqlite if connection.vendor == "sqlite" else _blocks_of_postgres
    dated = [connection.vendor == "sqlite" and _is_date(model, name) for name in names]
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement(_table(model), [_as_text(model, name) for name in names]))
        while row := cursor.fetchone():
            if row[0] is not None:  # a stretch of numbers may have no row
                yield _cut(row[0], schema, dated=dated)


def _cut(block: str, schema: "pa.Schema", *, dated: Sequence[bool]) -> "pa.RecordBatch":
    """From a block's text: the number of rows, then each column's values; `dated` are those written as dates."""
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads and settlements need it
    from pyarrow import compute  # noqa: PLC0415  heavy; only loads and settlements need it

    count, *texts = block.split(COLUMN_END)
    columns = [compute.split_pattern(_one_text(text), CELL_END).flatten() for text in texts]
    if len(columns) != len(schema) or any(len(cells) != int(count) for cells in columns):
        raise _EndInValueError
    known = [_known(cells) for cells in columns]
    numbers = [cells.cast("date32") if date else cells for cells, date in zip(known, dated, strict=True)]
    return pa.record_batch([cells.cast(kind) for cells, kind in zip(numbers, schema.types, strict=True)], schema=schema)


def _known(cells: "pa.Array") -> "pa.Array":
    """Texts, none where a text is empty."""
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads and settlements need it
    from pyarrow import compute  # noqa: PLC0415  heavy; only loads and settlements need it

    empty = compute.equal(cells, _one_text("")[0])
    return compute.if_else(empty, pa.nulls(1, cells.type)[0], cells) if empty.true_count else cells


def _one_text(text: str) -> "pa.Array":
    """A column of one text, made of its bytes: for a Python value the library would load pandas, which takes 50 MiB."""
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads and settlements need it

    letters = text.encode()
    bounds = struct.pack("=2i", 0, len(letters))
    return pa.StringArray.from_buffers(1, pa.py_buffer(bounds), pa.py_buffer(letters))


def _blocks_of_sqlite(table: str, values: Sequence[str]) -> str:
    """One text a stretch of row numbers: a stretch is found by its first number and needs no sorting."""
    block = _block(f"group_concat({value}, '{CELL_END}')" for value in values)
    return (
        f"WITH RECURSIVE stretch (first, last) AS (SELECT min(rowid), max(rowid) FROM {table} "
        f"UNION ALL SELECT first + {BLOCK_ROWS}, last FROM stretch WHERE first + {BLOCK_ROWS} <= last) "
        f"SELECT (SELECT {block} FROM {table} WHERE rowid BETWEEN first AND first + {BLOCK_ROWS - 1}) FROM stretch"
    )


def _blocks_of_postgres(table: str, values: Sequence[str]) -> str:
    block = _block(f"string_agg({value}, '{CELL_END}')" for value in values)
    numbered = f"SELECT *, (row_number() OVER () - 1) / {BLOCK_ROWS} AS block_number FROM {table}"
    return f"SELECT {block} FROM ({numbered}) AS numbered GROUP BY block_number"


def _block(columns: Iterable[str]) -> str:
    return f" || '{COLUMN_END}' || ".join(["count(*)", *columns])


def _one_by_one(model: type[models.Model], values: Sequence[str], schema: "pa.Schema") -> Iterator["pa.RecordBatch"]:
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads and settlements need it

    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(values)} FROM {_table(model)}")
        while rows := cursor.fetchmany(PLAIN_ROWS):
            columns = ([None if cell == "" else cell for cell in column] for column in zip(*rows, strict=True))
            arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
            yield pa.record_batch(arrays, schema=schema)


def _as_text(model: type[models.Model], name: str) -> str:
    """A field's value as SQL, never NULL; SQLite joins numbers as they are, and the dates that it keeps as texts."""
    text = _column(model, name) if connection.vendor == "sqlite" else f"{_plainly(model, name)}::text"
    return f"coalesce({text}, '')" if _field(model, name).null else text


def _plainly(model: type[models.Model], name: str) -> str:
    """A field's value as SQL, a date as its days since 1970-01-01."""
    column = _column(model, name)
    if not _is_date(model, name):
        return column
    if connection.vendor == "sqlite":
        return f"CAST(julianday({column}) - {EPOCH_JULIAN} AS INTEGER)"
    return f"({column} - DATE '1970-01-01')"


def _is_date(model: type[models.Model], name: str) -> bool:
    return isinstance(_field(model, name), models.DateField)


def write(model: type[models.Model], names: Sequence[str], batches: Iterable[Rows], *, key: Sequence[str]) -> None:
    """Insert rows, or update those whose key (fields with a unique constraint) is there; dates are given as text.

    Fields that are not named have to be the database's own affair: a number that it counts.
    """
    columns, keys = ([_column(model, name) for name in fields] for fields in (names, key))
    changing = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column not in keys)
    onto = f"INSERT INTO {_table(model)} ({', '.join(columns)})"
    or_else = f"ON CONFLICT ({', '.join(keys)}) DO {f'UPDATE SET {changing}' if changing else 'NOTHING'}"
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _insert(cursor, batches, f"{onto} VALUES ({', '.join(['%s'] * len(columns))}) {or_else}")
        else:
            picked = f"SELECT {', '.join(columns)} FROM"
            cursor.execute(f"CREATE TEMPORARY TABLE taken_in AS {picked} {_table(model)} WITH NO DATA")
            _copy(cursor, batches, "taken_in")
            cursor.execute(f"{onto} {picked} taken_in {or_else}")
            cursor.execute("DROP TABLE taken_in")


def replace(model: type[models.Model], names: Sequence[str], batches: Iterable[Rows]) -> None:
    """Let a table hold exactly these rows; SQLite builds the model's indexes at the end, sorted and not row by row."""
    onto = f"{_table(model)} ({', '.join(_column(model, name) for name in names)})"
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_table(model)}")
        if connection.vendor == "sqlite":
            with _without_indexes(cursor, model):
                _insert(cursor, batches, f"INSERT INTO {onto} VALUES ({', '.join(['%s'] * len(names))})")
        else:
            _copy(cursor, batches, onto)
            cursor.execute(f"ANALYZE {_table(model)}")


@contextmanager
def _without_indexes(cursor: "CursorWrapper", model: type[models.Model]) -> Iterator[None]:
    named = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
    cursor.execute(named, [model._meta.db_table])
    indexes = cursor.fetchall()
    for name, _made in indexes:
        cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    for _name, made in indexes:
        cursor.execute(made)


def _insert(cursor: "CursorWrapper", batches: Iterable[Rows], statement: str) -> None:
    with _wide_cache(cursor):
        for rows in batches:
            cursor.executemany(statement, rows)


def _copy(cursor: "CursorWrapper", batches: Iterable[Rows], onto: str) -> None:
    with connection.wrap_database_errors, cursor.copy(f"COPY {onto} FROM STDIN") as copy:
        for row in chain.from_iterable(batches):
            copy.write_row(row)


@contextmanager
def _wide_cache(cursor: "CursorWrapper") -> Iterator[None]:
    """More of the database in memory for a while."""
    cursor.execute("PRAGMA cache_size")
    (before,) = cursor.fetchone()
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA cache_size = {before}")


def delete(model: type[models.Model], names: Sequence[str], rows: Rows) -> int:
    """Delete the rows that have these values in these fields; returns how many. Dependants are not looked for."""
    if not rows:
        return 0
    condition = " AND ".join(f"{_column(model, name)} = %s" for name in names)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {_table(model)} WHERE {condition}", rows)
        return int(cursor.rowcount)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(model: type[models.Model], name: str) -> str:
    return connection.ops.quote_name(_field(model, name).column or "")


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field), name
    return field
