"""What the world can do to a job, in words: a full disk, a database that does not answer, too little memory, Ctrl-C.

The engine is never loaded to find this out: an engine that was not loaded has not failed.
"""

import errno
import os
import re
import sqlite3
import sys
import zoneinfo
from typing import Any

from django.db import DatabaseError

from qiao.ground import home, stopping
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FULL_WORDS = ("No space left on device", "Disk quota exceeded", "File too large")  # the same, as the engine tells them
SQLITE_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE")
SPILL_WORDS = ("spill", "max_temp_directory_size")
CAUSE_LENGTH_MOST = 200
WORLD = {  # variables of the environment that go to engine and clock unread: their form, and how they are written
    "QIAO_THREADS": (r"[1-9][0-9]{0,2}", "4"),
    "QIAO_MEMORY_LIMIT": (r"[1-9][0-9]{0,6}(\.[0-9])? ?[KMGT]i?B", "3GB"),
    "QIAO_SPARK_MEMORY": (r"[1-9][0-9]{0,6}[kmgt]", "4g"),
}


def check_environment() -> None:
    """Refuse a variable whose value neither engine nor clock could read."""
    for name, (form, example) in WORLD.items():
        value = os.environ.get(name)
        if value and not re.fullmatch(form, value, flags=re.ASCII | re.IGNORECASE):
            raise _unreadable(name, example)
    zone = os.environ.get("QIAO_TIME_ZONE")
    if zone and zone not in zoneinfo.available_timezones():
        raise _unreadable("QIAO_TIME_ZONE", "Asia/Shanghai")


def _unreadable(name: str, example: str) -> Refusal:
    return Refusal(
        "environment.unreadable",
        _("The variable %(name)s cannot be read: %(value)s; write it as %(example)s, or leave it away."),
        name=name,
        value=ascii(os.environ.get(name)),
        example=example,
    )


def is_interrupt(error: Exception) -> bool:
    """Whether an error is what Ctrl-C became on its way through an engine."""
    return stopping.was_asked() or (isinstance(error, RuntimeError) and str(error) == "Query interrupted")


def refusal_of(error: Exception) -> Refusal | None:
    """The refusal that an error of the world amounts to; None where it is a mistake of our own, or nobody listens."""
    if isinstance(error, DatabaseError):
        return _of_database(error)
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
        return disk_full(error) if error.errno in FULL else _of_file(error)
    engine = sys.modules.get("duckdb")
    return _of_engine(error, engine) if engine is not None and isinstance(error, engine.Error) else None


def disk_full(error: Exception) -> Refusal:
    """What a full disk means for the person at the terminal; the cause names the file."""
    return Refusal(
        "disk.full",
        _(
            "The disk is full or takes no larger file (%(cause)s); nothing was changed. "
            "Make room, or name another folder in QIAO_HOME (now %(folder)s)."
        ),
        cause=_first_line(error),
        folder=str(home.home()),
    )


def _of_database(error: DatabaseError) -> Refusal:
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error) and getattr(cause, "sqlite_errorname", "") in SQLITE_FULL:
        return disk_full(error)
    return Refusal(
        "database.failed",
        _("The database did not answer (%(cause)s); nothing was changed. Check DATABASE_URL and the server."),
        cause=_first_line(error),
    )


def _of_file(error: OSError) -> Refusal:
    return Refusal(
        "file.failed",
        _("%(file)s cannot be used: %(cause)s. Check the name and the rights."),
        file=str(error.filename or home.home()),
        cause=error.strerror or _first_line(error),
    )


def _of_engine(error: Exception, engine: Any) -> Refusal | None:
    """Only what is not our own mistake: room, memory, a file that is gone or broken."""
    text = str(error)
    if any(words in text for words in (*FULL_WORDS, *SPILL_WORDS)):
        return disk_full(error)
    if isinstance(error, engine.OutOfMemoryException):
        return Refusal(
            "memory.full",
            _("The job needs more memory than it may take (%(cause)s); allow it more in QIAO_MEMORY_LIMIT, as in 3GB."),
            cause=_first_line(error),
        )
    if isinstance(error, engine.IOException):
        return Refusal(
            "file.failed",
            _("%(file)s cannot be used: %(cause)s. Check the name and the rights."),
            file=str(home.home()),
            cause=_first_line(error),
        )
    return None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:CAUSE_LENGTH_MOST]
