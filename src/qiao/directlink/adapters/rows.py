"""Rows read and written by statements that are put together once: where a payment waits for every microsecond.

The framework's own way composes each statement anew, which takes ten times as long as the database needs to answer it.
What is read and written here are the same models by the same fields, converted by the framework's own converters; a
statement is made at its first use and kept for each kind of database.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.expressions import Col

M = TypeVar("M", bound=models.Model)


class Select(Generic[M]):
    """Rows of a model by one condition, with the columns that are asked for; the others are fetched when touched."""

    def __init__(self, model: type[M], columns: Iterable[str], where: str, *, more: str = "") -> None:
        """`where` names columns and has `%s` for what is given; `{places}` in it stands for a list of them."""
        self.model, self.columns, self.where, self.more = model, tuple(columns), where, more
        self.names: list[str] = []
        self._made: dict[tuple[str, int, bool], tuple[str, tuple[Any, ...]]] = {}

    def all(self, *given: Any, lock: bool = False) -> list[M]:
        """The rows; `lock` keeps them until the end of the transaction."""
        statement, converters = self._statement(len(given), lock=lock)
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            found = cursor.fetchall()
        return [self._row(row, converters) for row in found]

    def first(self, *given: Any, lock: bool = False) -> M | None:
        """The first row, None where there is none."""
        found = self.all(*given, lock=lock)
        return found[0] if found else None

    def _statement(self, count: int, *, lock: bool) -> tuple[str, tuple[Any, ...]]:
        place = (connection.vendor, count, lock)
        if place not in self._made:
            self._made[place] = self._make(count, lock=lock)
        return self._made[place]

    def _make(self, count: int, *, lock: bool) -> tuple[str, tuple[Any, ...]]:
        meta, quote = self.model._meta, connection.ops.quote_name
        fields: list[Any] = [meta.get_field(name) for name in self.columns]
        self.names = [field.attname for field in fields]
        listed = ", ".join(quote(field.column) for field in fields)
        where = self.where.replace("{places}", ", ".join(["%s"] * count))
        locked = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
        statement = f"SELECT {listed} FROM {quote(meta.db_table)} WHERE {where} {self.more}{locked}"  # noqa: S608  names of our own columns; values are given apart
        return statement, tuple(_converters(meta.db_table, field) for field in fields)

    def _row(self, row: Sequence[Any], converters: tuple[Any, ...]) -> M:
        values = []
        for value, (column, chain) in zip(row, converters, strict=True):
            for convert in chain:
                value = convert(value, column, connection)  # noqa: PLW2901  one converter after the other
            values.append(value)
        return self.model.from_db("default", self.names, values)


def _converters(table: str, field: Any) -> tuple[Col, list[Any]]:
    column = Col(table, field)
    return column, [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


@lru_cache(maxsize=64)
def _insert(model: type[models.Model], vendor: str, count: int) -> tuple[str, tuple[Any, ...]]:
    """The statement that adds so many rows, and the fields it wants, without a key that the database counts."""
    assert vendor == connection.vendor
    meta, quote = model._meta, connection.ops.quote_name
    key: Any = meta.pk
    columns: tuple[Any, ...] = meta.concrete_fields
    fields = tuple(field for field in columns if not isinstance(field, models.AutoField))
    listed = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * count)
    returned = f" RETURNING {quote(key.column)}" if key not in fields else ""
    statement = f"INSERT INTO {quote(meta.db_table)} ({listed}) VALUES {places}{returned}"  # noqa: S608  names of our own columns; values are given apart
    return statement, fields


def insert(rows: Sequence[models.Model]) -> None:
    """Add rows of one model; each has its key afterwards."""
    if not rows:
        return
    model = type(rows[0])
    statement, fields = _insert(model, connection.vendor, len(rows))
    given = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        keys = cursor.fetchall() if " RETURNING " in statement else []
    for row, (key,) in zip(rows, keys, strict=False):
        row.pk = key
    for row in rows:
        row._state.adding = False  # noqa: SLF001  as the framework marks a row that stands
        row._state.db = "default"  # noqa: SLF001  the same


@lru_cache(maxsize=64)
def _update(model: type[models.Model], vendor: str, names: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    assert vendor == connection.vendor
    meta, quote = model._meta, connection.ops.quote_name
    fields: tuple[Any, ...] = tuple(meta.get_field(name) for name in names)
    key: Any = meta.pk
    told = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(meta.db_table)} SET {told} WHERE {quote(key.column)} = %s"  # noqa: S608  the same
    return statement, (*fields, key)


def update(row: models.Model, *names: str) -> None:
    """Write some fields of a row that stands."""
    statement, fields = _update(type(row), connection.vendor, names)
    given = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def update_many(rows: Sequence[models.Model], *names: str) -> None:
    """Write some fields of rows of one model that stand, by one prepared statement."""
    if not rows:
        return
    statement, fields = _update(type(rows[0]), connection.vendor, names)
    given = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, given)


def is_there(statement: str, *given: Any) -> bool:
    """Whether a statement of our own finds anything."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone() is not None
