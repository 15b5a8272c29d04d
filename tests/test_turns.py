"""Writers take turns on either database: two at once queue up, and what a killed one's server still commits counts."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from qiao.book.models import Load
from qiao.ground import clock
from qiao.ground.audit import broken_links, note, recorded
from qiao.ground.models import AuditRecord
from qiao.project import writing
from tests.databases.homes import database_of, rows_of
from tests.databases.server import WAITING, is_postgres
from tests.terminal.calling import done
from tests.terminal.stage import at_home

EACH = 40
TOKEN = "f" * 32


@recorded
def say(subject: str, *, actor: str) -> None:
    """An action that changes nothing else."""
    note(subject, new={"said": True})


@recorded
def take_hold(token: str, *, actor: str) -> None:
    """What a load commits, in short."""
    Load.objects.create(
        token=token,
        folder=token,
        directory="x",
        bank="x",
        since=date(2026, 9, 1),
        until=date(2026, 10, 1),
        at=clock.now(),
        actor=actor,
        seconds=1,
        peak_mib=1,
    )
    note("load", new={"token": token})


@pytest.fixture
def home(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    with at_home(tmp_path / "home", django_db_blocker) as made:
        done("status")
        yield made


def test_two_who_write_at_once_queue_up_and_leave_one_chain(home: Path) -> None:
    def speak(who: str) -> None:
        with database_of(home):
            for number in range(EACH):
                say(f"{who} {number}", actor=who)

    with ThreadPoolExecutor(2) as people:
        list(people.map(speak, ("one", "other")))
    assert AuditRecord.objects.count() == 2 * EACH
    assert list(broken_links()) == []


@contextmanager
def load_under_way(home: Path, people: ThreadPoolExecutor) -> Iterator[None]:
    """A load whose commit has been asked for and is done at the end of the block."""
    written, wanted = Event(), Event()

    def work() -> None:
        with database_of(home), transaction.atomic():
            take_hold(TOKEN, actor="one")
            written.set()
            wanted.wait()

    loading = people.submit(work)
    while not written.is_set():
        assert not wait([loading], timeout=0.02).done
    try:
        yield
    finally:
        wanted.set()
        loading.result()


def waits(found: Future[None], home: Path) -> bool:
    """Whether somebody waits for a turn before the answer is there."""
    while not wait([found], timeout=0.02).done:
        if rows_of(home, WAITING) != [(0,)]:
            return True
    return False


def test_a_commit_that_the_server_is_still_making_is_waited_for(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not is_postgres():
        pytest.skip("SQLite commits in the process itself: nothing is under way once that was killed")
    mark = {"what": "load of x", "since": "2026-09-30T12:00:00", "token": TOKEN}
    (home / "pending.json").write_text(json.dumps(mark), encoding="utf-8")

    def look() -> None:
        with database_of(home), translation.override("en"):
            writing.notice()

    with ThreadPoolExecutor(2) as people:
        with load_under_way(home, people):
            looking = people.submit(look)
            assert waits(looking, home)
        looking.result()
    assert "cut off after it had taken hold" in capsys.readouterr().err
