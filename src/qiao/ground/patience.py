"""A short wait for another writer: SQLite has one at a time, and a load may be it for half a minute."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

PATIENCE_MS = 100  # for the writer of a moment: a click is longer than that


@contextmanager
def short_wait(milliseconds: int = PATIENCE_MS) -> Iterator[None]:
    """How long a statement waits for another writer; of PostgreSQL nothing is asked, as there nobody waits for one."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def is_taken(error: OperationalError) -> bool:
    """Whether somebody else holds the pen of the database."""
    return "locked" in str(error)
