"""A queue before SQLite's one writer: who waits is woken when it is free, in place of sleeping longer and longer.

SQLite lets a second writer sleep up to a tenth of a second between two tries, and with a dozen of them the unlucky one
waits for seconds. Here a thread waits for the other threads of its process, and the process for the others of the link
by a lock on a file; PostgreSQL has its own queues and needs nothing.
"""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.db import OperationalError, connection, transaction

BROKEN_OFF = frozenset({"40P01", "40001"})
"""States of SQL that end a transaction for others' sake: a deadlock, an order of writing that cannot be kept up."""
TRIES = 4
T = TypeVar("T")
_threads = threading.Lock()


@cache
def _file(database: str, process: int) -> int:
    """The lock's file beside the database, opened once by a process; a child opens its own."""
    assert process == os.getpid()
    return os.open(Path(f"{database}-link"), os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def ones_turn() -> Iterator[None]:
    """Wait to be the one that writes; within a transaction, or where the database queues by itself, at once."""
    database = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or connection.in_atomic_block or "memory" in database:
        yield
        return
    with _threads:
        file = _file(database, os.getpid())
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def at_once() -> Iterator[None]:
    """One transaction that writes, begun when it is its turn; within another one, a part of it that fails alone."""
    with ones_turn(), transaction.atomic():
        yield


def whole(work: Callable[[], T]) -> T:
    """What work gives, all of it in one transaction; begun anew where the database broke it off for others' sake.

    Whoever takes several locks one after the other may meet somebody who has taken them in another order. The database
    then lets one of the two go on and writes nothing of the other.
    """
    for _ in range(TRIES - 1):
        try:
            with at_once():
                return work()
        except OperationalError as fault:
            if connection.in_atomic_block or getattr(fault.__cause__, "sqlstate", "") not in BROKEN_OFF:
                raise
    with at_once():
        return work()
