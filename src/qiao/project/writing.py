"""The writer's frame around loads and settlements: one at a time, marked while it runs, swept when one was killed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError
from django.utils.translation import gettext as _

from qiao.book import actions as book
from qiao.book import queries as book_queries
from qiao.contribution.actions import sweeping as contribution
from qiao.contribution.queries import runs as contribution_queries
from qiao.ground import audit, home, looks
from qiao.ground.home import Pending
from qiao.ground.progress import Teller
from qiao.ground.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Bench:
    """What a job works on: its token and its own scratch folder."""

    token: str
    scratch: Path
    tell: Teller


@contextmanager
def writing(what: str) -> Iterator[Bench]:
    """Hold the pen and leave a mark, with a fresh scratch folder; a job that fails takes its folders with it."""
    with pen(what), home.marked(what) as token:
        teller = Teller(token)
        try:
            with home.scratch(token) as scratch:
                yield Bench(token=token, scratch=scratch, tell=teller)
        except BaseException:
            with suppress(DatabaseError, OSError):  # the next writer sweeps too; what went wrong is worth more
                audit.take_turn()
                sweep()
            raise
        with suppress(DatabaseError, OSError):  # the job is done; they are taken in with the next look
            looks.take_in()


@contextmanager
def pen(what: str) -> Iterator[None]:
    """Hold the pen: tell what a killed job left and sweep it. By itself it is for short work that needs no mark."""
    with home.locked(what):
        recover()
        yield


def notice() -> None:
    """Tell what a killed job left and sweep it, where no job is running now; for commands that only read."""
    if not home.has_marks():
        return
    try:
        with home.locked(_("a look")):
            recover()
    except Refusal:
        return  # a job is running: its own mark is not a killed one's


def recover() -> None:
    """Under the lock: say whether the killed job took hold, and remove what no commit names."""
    pending = home.left_behind()
    audit.take_turn()  # and so let a killed job's commit end that the database is still making
    if pending is not None:
        sys.stderr.write(said(pending) + "\n")
    sweep()
    home.sweep_scratch()
    home.clear_mark()


def sweep() -> None:
    """Under the lock: remove the folders of the book and of runs that no commit names."""
    book.sweep()
    contribution.sweep()


def said(pending: Pending) -> str:
    """In words: the killed job, and whether the book is the old or the new one."""
    facts = {"what": pending.what, "since": pending.since}
    if book_queries.took_hold(pending.token) or contribution_queries.took_hold(pending.token):
        return (
            _("Notice: %(what)s, begun %(since)s, was cut off after it had taken hold: the book is the new one.")
            % facts
        )
    return _("Notice: %(what)s, begun %(since)s, was cut off before it took hold: the book is the old one.") % facts
