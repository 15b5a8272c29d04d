"""Rows between the database and columnar tables, both ways, a batch at a time.

A field spec says which column of a columnar table stands for which field of a model; day columns hold day numbers.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from qiao.ground import bulk

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 5_000  # rows a statement; keeps memory flat and statements below the databases' bounds
DAY_SUFFIX = "_day"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the columnar table, the model's field, and its columnar type (pyarrow alias)."""

    name: str
    field: str
    kind: str  # "string", "int32" or "int64"

    @property
    def is_day(self) -> bool:
        """Whether the table holds a day number where the model holds a date."""
        return self.name.endswith(DAY_SUFFIX)


def arrow_of(model: type[models.Model], columns: Sequence[Column]) -> "pa.Table":
    """Read all rows, in no order, into a columnar table with exactly these columns."""
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads and settlements need it

    schema = pa.schema([(column.name, pa.type_for_alias(column.kind)) for column in columns])
    return bulk.read(model, [column.field for column in columns], schema)


def put_rows(
    model: type[models.Model], table: "pa.Table | None", *, columns: Sequence[Column], key: Sequence[str]
) -> int:
    """Insert or update by key, batch by batch; returns how many rows. `key` names fields with a unique constraint."""
    if table is None:
        return 0
    bulk.write(model, [column.field for column in columns], _rows(model, table, columns), key=key)
    return int(table.num_rows)


def take_out(model: type[models.Model], keys: "pa.Table | None", *, columns: Sequence[Column]) -> int:
    """Delete the rows with these keys (all columns of `keys` are key columns); returns how many.

    There is no walk over dependants: the load's check has made it.
    """
    if keys is None:
        return 0
    by_name = {column.name: column for column in columns}
    named = [by_name[name] for name in keys.column_names]
    return sum(bulk.delete(model, [column.field for column in named], rows) for rows in _rows(model, keys, named))


def _rows(model: type[models.Model], table: "pa.Table", columns: Sequence[Column]) -> Iterator[list[tuple[Any, ...]]]:
    """Batches of rows as the database takes them: dates as text, an unknown text as the model's field holds it."""
    for batch in table.select([column.name for column in columns]).to_batches(max_chunksize=BATCH_ROWS):
        values = (_inward(array, column, model) for array, column in zip(batch.columns, columns, strict=True))
        yield list(zip(*values, strict=True))


def _inward(array: "pa.Array", column: Column, model: type[models.Model]) -> list[Any]:
    if column.is_day:
        array = array.cast("date32").cast("string")
    elif column.kind == "string" and not model._meta.get_field(column.field).null:
        array = array.fill_null("")
    values: list[Any] = array.to_pylist()
    return values


def digest_of(table: "pa.Table") -> str:
    """SHA-256 over the number of rows and the sum of the rows' own digests: the order of rows changes nothing."""
    total = 0
    for batch in table.to_batches(max_chunksize=BATCH_ROWS):
        for row in batch.to_pylist():
            total += int.from_bytes(hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).digest())
    return hashlib.sha256(f"{table.num_rows}|{total}".encode()).hexdigest()
