"""The index of search tokens: FTS5 on SQLite, a text vector with GIN on PostgreSQL; the same tokens and answers."""
# ruff: noqa: S608  every name is a constant of this code, every value a parameter

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from qiao.customers.rules.search import Term

TABLE = "customers_search"
MAKE = {
    "sqlite": [f"CREATE VIRTUAL TABLE {TABLE} USING fts5(party_id UNINDEXED, tokens, detail=none, columnsize=0)"],
    "postgresql": [
        f"CREATE TABLE {TABLE} (party_id varchar(64) PRIMARY KEY, tokens tsvector NOT NULL)",
        f"CREATE INDEX {TABLE}_tokens ON {TABLE} USING gin (tokens)",
    ],
}
Row = tuple[str, set[str]]
BATCH_ROWS = 5_000


def put(rows: Iterable[list[Row]]) -> None:
    """Write customers' tokens, in the place of those they had; batches of (customer, tokens)."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for batch in rows:
            if connection.vendor == "sqlite":
                # FTS5 begins a new stretch on disk at each row whose number is below the one before.
                values = sorted((_number(party_id), party_id, " ".join(tokens)) for party_id, tokens in batch)
                statement = f"INSERT OR REPLACE INTO {TABLE} (rowid, party_id, tokens) VALUES (%s, %s, %s)"
            else:
                values = [(party_id, list(tokens)) for party_id, tokens in batch]  # type: ignore[misc]  # by vendor
                statement = (
                    f"INSERT INTO {TABLE} (party_id, tokens) VALUES (%s, array_to_tsvector(%s)) "
                    "ON CONFLICT (party_id) DO UPDATE SET tokens = EXCLUDED.tokens"
                )
            cursor.executemany(statement, values)


def take_out(party_ids: Sequence[str]) -> None:
    """Forget customers."""
    key = "rowid" if connection.vendor == "sqlite" else "party_id"
    keys = [(_number(one),) if connection.vendor == "sqlite" else (one,) for one in party_ids]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE {key} = %s", keys)


def clear() -> None:
    """Forget everybody."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")


def count() -> int:
    """How many customers the index knows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")
        return int(cursor.fetchone()[0])


def candidates(question: Sequence[Sequence[Term]], *, most: int) -> list[str]:
    """Customers that have one term of each group, in no order, at most `most`."""
    write = _fts if connection.vendor == "sqlite" else _tsquery
    asked = write(question)
    condition = f"{TABLE} MATCH %s" if connection.vendor == "sqlite" else "tokens @@ %s::tsquery"
    return [row[0] for row in _rows(f"SELECT party_id FROM {TABLE} WHERE {condition} LIMIT %s", [asked, most])]


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _fts(question: Sequence[Sequence[Term]]) -> str:
    groups = (" OR ".join(f'"{term.token}"{"*" if term.beginning else ""}' for term in group) for group in question)
    return " AND ".join(f"({group})" for group in groups)


def _tsquery(question: Sequence[Sequence[Term]]) -> str:
    groups = (" | ".join(f"'{term.token}'{':*' if term.beginning else ''}" for term in group) for group in question)
    return " & ".join(f"({group})" for group in groups)


def _number(party_id: str) -> int:
    """The row's number in FTS5, which finds a row by number only: 63 bits of a digest of the key."""
    return int.from_bytes(hashlib.blake2b(party_id.encode(), digest_size=8).digest()) >> 1
