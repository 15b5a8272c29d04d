"""Rows read and written by statements that are put together once: where a payment waits for every microsecond.

The framework's own way composes each statement anew, which takes ten times as long as the database needs to answer it.
What is read and written here are the same models by the same fields, converted by the framework's own converters; a
statement is made at its first use and kept for each kind of database.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState
from django.db.models.expressions import Col

M = TypeVar("M", bound=models.Model)
Convert = Callable[[Any], Any]


class Select(Generic[M]):
    """Rows of a model by one condition, with the columns that are asked for; the others are fetched when touched."""

    def __init__(self, model: type[M], columns: Iterable[str], where: str, *, more: str = "") -> None:
        """`where` names columns and has `%s` for what is given; `{places}` in it stands for a list of them."""
        self.model, self.columns, self.where, self.more = model, tuple(columns), where, more
        self.names: list[str] = []
        self._made: dict[tuple[str, int, bool], tuple[str, list[tuple[int, Col, list[Any]]]]] = {}

    def all(self, *given: Any, lock: bool = False) -> list[M]:
        """The rows; `lock` keeps them until the end of the transaction."""
        statement, converters = self._statement(len(given), lock=lock)
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            found = cursor.fetchall()
        return [self._row(list(row), converters) for row in found]

    def first(self, *given: Any, lock: bool = False) -> M | None:
        """The first row, None where there is none."""
        found = self.all(*given, lock=lock)
        return found[0] if found else None

    def _statement(self, count: int, *, lock: bool) -> tuple[str, list[tuple[int, Col, list[Any]]]]:
        place = (connection.vendor, count, lock)
        if place not in self._made:
            self._made[place] = self._make(count, lock=lock)
        return self._made[place]

    def _make(self, count: int, *, lock: bool) -> tuple[str, list[tuple[int, Col, list[Any]]]]:
        meta, quote = self.model._meta, connection.ops.quote_name
        fields: list[Any] = [meta.get_field(name) for name in self.columns]
        self.names = [field.attname for field in fields]
        listed = ", ".join(quote(field.column) for field in fields)
        where = self.where.replace("{places}", ", ".join(["%s"] * count))
        locked = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
        statement = f"SELECT {listed} FROM {quote(meta.db_table)} WHERE {where} {self.more}{locked}"  # noqa: S608  names of our own columns; values are given apart
        found = [(place, *_converters(meta.db_table, field)) for place, field in enumerate(fields)]
        return statement, [one for one in found if one[2]]

    def _row(self, values: list[Any], converters: list[tuple[int, Col, list[Any]]]) -> M:
        """A model's row as the framework would make it, without its asking each field; nothing listens to that here."""
        for place, column, chain in converters:
            for convert in chain:
                values[place] = convert(values[place], column, connection)
        row, state = self.model.__new__(self.model), ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        row.__dict__.update(zip(self.names, values, strict=True), _state=state)
        return row


def _converters(table: str, field: Any) -> tuple[Col, list[Any]]:
    column = Col(table, field)
    return column, [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


class Writer:
    """One field's value on its way to one kind of database."""

    def __init__(self, field: Any) -> None:
        """Plain kinds of values are found out once."""
        self.field, self.name = field, field.attname
        self.plain = _plain(getattr(field, "target_field", field))

    def __call__(self, row: models.Model) -> Any:
        """The value of a row as the database takes it."""
        value = row.__dict__[self.name]
        convert = self.plain.get(type(value))
        return convert(value) if convert else self.field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])


def _plain(field: Any) -> dict[type, Convert]:
    """How values of exactly these types go to the database, where the framework would do no more than that."""
    ops = connections[DEFAULT_DB_ALIAS].ops
    if isinstance(field, models.AutoField | models.BigAutoField):
        return {}
    kinds: tuple[tuple[Any, type, Convert], ...] = (
        (models.CharField | models.TextField, str, _same),
        (models.BooleanField, bool, _same),
        (models.IntegerField, int, partial(ops.adapt_integerfield_value, internal_type=field.get_internal_type())),
        (models.DateTimeField, datetime, ops.adapt_datetimefield_value),
        (models.DateField, date, ops.adapt_datefield_value),
    )
    return next(({kind: convert} for of, kind, convert in kinds if isinstance(field, of)), {})


def _same(value: Any) -> Any:
    return value


@lru_cache(maxsize=64)
def _insert(model: type[models.Model], vendor: str, count: int) -> tuple[str, list[Writer]]:
    """The statement that adds so many rows, and the values it wants, without a key that the database counts."""
    assert vendor == connection.vendor
    meta, quote = model._meta, connection.ops.quote_name
    key: Any = meta.pk
    columns: tuple[Any, ...] = meta.concrete_fields
    fields = tuple(field for field in columns if not isinstance(field, models.AutoField))
    listed = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * count)
    returned = f" RETURNING {quote(key.column)}" if key not in fields else ""
    statement = f"INSERT INTO {quote(meta.db_table)} ({listed}) VALUES {places}{returned}"  # noqa: S608  names of our own columns; values are given apart
    return statement, [Writer(field) for field in fields]


def insert(rows: Sequence[models.Model]) -> None:
    """Add rows of one model; each has its key afterwards."""
    if not rows:
        return
    model = type(rows[0])
    statement, writers = _insert(model, connection.vendor, len(rows))
    given = [write(row) for row in rows for write in writers]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        keys = cursor.fetchall() if " RETURNING " in statement else []
    for row, (key,) in zip(rows, keys, strict=False):
        row.pk = key
    for row in rows:
        row._state.adding = False  # noqa: SLF001  as the framework marks a row that stands
        row._state.db = "default"  # noqa: SLF001  the same


@lru_cache(maxsize=64)
def _update(model: type[models.Model], vendor: str, names: tuple[str, ...]) -> tuple[str, list[Writer]]:
    assert vendor == connection.vendor
    meta, quote = model._meta, connection.ops.quote_name
    fields: tuple[Any, ...] = tuple(meta.get_field(name) for name in names)
    key: Any = meta.pk
    told = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(meta.db_table)} SET {told} WHERE {quote(key.column)} = %s"  # noqa: S608  the same
    return statement, [Writer(field) for field in (*fields, key)]


def update(row: models.Model, *names: str) -> None:
    """Write some fields of a row that stands."""
    statement, writers = _update(type(row), connection.vendor, names)
    given = [write(row) for write in writers]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def update_many(rows: Sequence[models.Model], *names: str) -> None:
    """Write some fields of rows of one model that stand, by one prepared statement."""
    if not rows:
        return
    statement, writers = _update(type(rows[0]), connection.vendor, names)
    given = [[write(row) for write in writers] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, given)


def is_there(statement: str, *given: Any) -> bool:
    """Whether a statement of our own finds anything."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone() is not None
