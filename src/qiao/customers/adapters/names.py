"""Customers in the order of their names, letter by letter alike on SQLite and PostgreSQL, whatever its collation."""
# ruff: noqa: S608  every name is a constant of this code, every value a parameter

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection

from qiao.customers.rules.search import NAME_LETTERS_SORTED

if TYPE_CHECKING:
    from django.db.models import QuerySet

TABLE = "customers_party"
LAST = "\U0010ffff"  # no letter sorts behind it
ORDER = {
    "sqlite": (f"substr(name, 1, {NAME_LETTERS_SORTED})", "party_id"),
    "postgresql": (f'"left"(name, {NAME_LETTERS_SORTED}) COLLATE "C"', 'party_id COLLATE "C"'),
}
HAS = {"sqlite": "instr(name, %s) > 0", "postgresql": "strpos(name, %s) > 0"}
AMONG = {"sqlite": "party_id IN (SELECT value FROM json_each(%s))", "postgresql": "party_id = ANY(%s)"}
MAKE = f"CREATE INDEX {TABLE}_letters ON {TABLE} ({', '.join(f'({one})' for one in ORDER['postgresql'])})"
UNMAKE = f"DROP INDEX {TABLE}_letters"


class Row(NamedTuple):
    """What of a customer is looked for."""

    party_id: str
    name: str
    kind: str
    id_no: str
    phone: str


def begun(part: str, *, most: int) -> dict[str, str]:
    """The names that begin with the letters, in order, by id."""
    name, key = ORDER[connection.vendor]
    where = f"{name} >= %s AND {name} < %s"
    return dict(
        _asked(
            f"SELECT party_id, name FROM {TABLE} WHERE {where} ORDER BY {name}, {key} LIMIT %s",
            [part, part + LAST, most],
        )
    )


def walked(part: str, *, within: int, most: int) -> dict[str, str]:
    """The first names that have the letters, among the first `within` of all, in order, by id."""
    name, key = ORDER[connection.vendor]
    first = f"SELECT party_id, name FROM {TABLE} ORDER BY {name}, {key} LIMIT %s"
    return dict(
        _asked(
            f"SELECT party_id, name FROM ({first}) AS first WHERE {HAS[connection.vendor]} LIMIT %s",
            [within, part, most],
        )
    )


def names_of(party_ids: Sequence[str]) -> dict[str, str]:
    """The names of these customers by id, in no order."""
    if not party_ids:
        return {}
    return dict(_asked(f"SELECT party_id, name FROM {TABLE} WHERE {AMONG[connection.vendor]}", [_list(party_ids)]))


def rows_of(party_ids: Sequence[str]) -> list[Row]:
    """These customers, in no order."""
    columns = ", ".join(Row._fields)
    return [
        Row(*row)
        for row in _asked(f"SELECT {columns} FROM {TABLE} WHERE {AMONG[connection.vendor]}", [_list(party_ids)])
    ]


def stretch(after: Row | None, *, most: int) -> list[Row]:
    """The next customers in the order of names behind one of them, or the first of all."""
    name, key = ORDER[connection.vendor]
    behind = f"WHERE ({name}, {key}) > (%s, %s)" if after else ""
    place = [after.name[:NAME_LETTERS_SORTED], after.party_id] if after else []
    found = _asked(
        f"SELECT {', '.join(Row._fields)} FROM {TABLE} {behind} ORDER BY {name}, {key} LIMIT %s", [*place, most]
    )
    return [Row(*row) for row in found]


def first_of(rows: "QuerySet[Any, Any]") -> list[str]:
    """The first column of what a question brings, read at once: Django reads many by the hundred."""
    try:
        statement, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    return [row[0] for row in _asked(statement, values)]


def _list(party_ids: Sequence[str]) -> object:
    return json.dumps(list(party_ids)) if connection.vendor == "sqlite" else list(party_ids)


def _asked(statement: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
