"""Looks that could not be written at once: a line each in a file of the home, taken into the table at the next chance.

SQLite has one writer at a time, and a load may be it for half a minute; a page does not wait for it. Who keeps a look
holds the file's lock, so lines and rows are in one order. A line that is in the table already is known by its content.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

from django.db import OperationalError, connection, transaction

from qiao.ground import home
from qiao.ground.models import Look
from qiao.ground.patience import PATIENCE_MS, is_taken, short_wait

SPOOL_FILE = "looks.jsonl"
FIELDS = ("actor", "post", "kind", "subject", "reason", "detail")


def keep(look: Look) -> None:
    """Write a look, those that wait before it; where somebody else is writing, let it wait with them."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:  # no single writer, or that is ourselves
        look.save(force_insert=True)
        return
    with _held() as spool:
        before = _lines(spool)
        if not _written(spool, before, look):
            spool.seek(0, os.SEEK_END)
            spool.write(_line(look))
            spool.flush()
            os.fsync(spool.fileno())


def take_in() -> None:
    """Take what waits into the table, where nobody else is writing now."""
    if not _any() or connection.in_atomic_block:
        return
    with _held() as spool:
        before = _lines(spool)
        if before:
            _written(spool, before)


def waiting() -> list[Look]:
    """What waits, the oldest first."""
    if not _any():
        return []
    with _held() as spool:
        return _lines(spool)


def _written(spool: IO[bytes], before: Sequence[Look], *more: Look) -> bool:
    """Whether looks came into the table; the first to find the pen taken waits a moment, those behind it do not."""
    try:
        with short_wait(0 if before else PATIENCE_MS), transaction.atomic():
            for look in (*(one for one in before if not _known(one)), *more):
                look.save(force_insert=True)
    except OperationalError as error:
        if not is_taken(error):
            raise
        return False
    if before:
        spool.truncate(0)
        os.fsync(spool.fileno())
    return True


def _known(look: Look) -> bool:
    """Whether a line is in the table: its process was killed between the commit and the end of the line."""
    return Look.objects.filter(at=look.at, actor=look.actor, kind=look.kind, subject=look.subject).exists()


def _any() -> bool:
    place = home.home() / SPOOL_FILE
    return place.is_file() and place.stat().st_size > 0


@contextmanager
def _held() -> Iterator[IO[bytes]]:
    """The file, held by this one alone."""
    with (home.home() / SPOOL_FILE).open("a+b") as spool:
        fcntl.flock(spool, fcntl.LOCK_EX)
        yield spool


def _lines(spool: IO[bytes]) -> list[Look]:
    """The whole lines; one that was cut off while it was written was never kept, and goes."""
    spool.seek(0)
    content = spool.read()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        spool.truncate(len(whole))
    return [_look(json.loads(line)) for line in whole.splitlines()]


def _line(look: Look) -> bytes:
    told: dict[str, Any] = {"at": look.at.isoformat(), **{name: getattr(look, name) for name in FIELDS}}
    return (json.dumps(told, ensure_ascii=False) + "\n").encode()


def _look(told: dict[str, Any]) -> Look:
    return Look(at=datetime.fromisoformat(told["at"]), **{name: told[name] for name in FIELDS})
