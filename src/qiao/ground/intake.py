"""Rows between the database and columnar tables, both ways, a batch at a time.

A field spec says which column of a columnar table stands for which field of a model; day columns hold day numbers.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from qiao.ground.periods import day_number, day_of

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


def arrow_of(rows: models.QuerySet[Any], columns: Sequence[Column]) -> "pa.Table":
    """Read a queryset into a columnar table with exactly these columns."""
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads and settlements need it

    schema = pa.schema([(column.name, pa.type_for_alias(column.kind)) for column in columns])
    fields = [column.field for column in columns]
    batches = []
    for chunk in _chunks(rows.values_list(*fields).iterator(chunk_size=BATCH_ROWS)):
        arrays = [
            pa.array(_outward(values, column), type=pa.type_for_alias(column.kind))
            for column, values in zip(columns, zip(*chunk, strict=True), strict=True)
        ]
        batches.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def _outward(values: Iterable[Any], column: Column) -> list[Any]:
    if column.is_day:
        return [None if value is None else day_number(value) for value in values]
    if column.kind == "string":
        return [None if value is None or value == "" else value for value in values]
    return list(values)


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    chunk: list[tuple[Any, ...]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == BATCH_ROWS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def put_rows(
    model: type[models.Model], table: "pa.Table | None", *, columns: Sequence[Column], key: Sequence[str]
) -> int:
    """Insert or update by key, batch by batch; returns how many rows. `key` names fields with a unique constraint."""
    if table is None:
        return 0
    fields = [column.field for column in columns]
    changing = [field for field in fields if field not in key]
    for batch in table.select([column.name for column in columns]).to_batches(max_chunksize=BATCH_ROWS):
        values = [
            _inward(array.to_pylist(), column, model) for array, column in zip(batch.columns, columns, strict=True)
        ]
        model._default_manager.bulk_create(
            [model(**dict(zip(fields, row, strict=True))) for row in zip(*values, strict=True)],
            update_conflicts=bool(changing),
            ignore_conflicts=not changing,
            unique_fields=list(key) if changing else None,
            update_fields=changing or None,
            batch_size=BATCH_ROWS,
        )
    return int(table.num_rows)


def _inward(values: list[Any], column: Column, model: type[models.Model]) -> list[Any]:
    if column.is_day:
        return [None if value is None else day_of(value) for value in values]
    if column.kind == "string" and not model._meta.get_field(column.field).null:
        return ["" if value is None else value for value in values]
    return values


def take_out(model: type[models.Model], keys: "pa.Table | None", *, columns: Sequence[Column]) -> int:
    """Delete the rows with these keys (all columns of `keys` are key columns); returns how many."""
    by_name = {column.name: column for column in columns}
    taken = 0
    for row in keys.to_pylist() if keys is not None else ():
        values = {by_name[name].field: _inward([value], by_name[name], model)[0] for name, value in row.items()}
        matching = model._default_manager.filter(**values)
        taken += matching._raw_delete(matching.db)  # noqa: SLF001  no walk over dependants: the load's check has made it
    return taken


def digest_of(table: "pa.Table") -> str:
    """SHA-256 over the number of rows and the sum of the rows' own digests: the order of rows changes nothing."""
    total = 0
    for batch in table.to_batches(max_chunksize=BATCH_ROWS):
        for row in batch.to_pylist():
            total += int.from_bytes(hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).digest())
    return hashlib.sha256(f"{table.num_rows}|{total}".encode()).hexdigest()
