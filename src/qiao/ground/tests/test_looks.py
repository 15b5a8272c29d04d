"""Looks while somebody else writes the database: no page waits, and no look is lost, doubled or out of order."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.contrib.sessions.models import Session

from qiao.ground import clock, home, looks
from qiao.ground.models import Look, User
from tests.banks.served import Served
from tests.databases.server import is_postgres

MOMENT = 2.0  # seconds, on a crowded machine; a writer is waited for up to thirty
pytestmark = pytest.mark.skipif(is_postgres(), reason="PostgreSQL has no single writer to wait for")


@contextmanager
def a_long_load() -> Iterator[None]:
    """Somebody else holds the only pen of the database."""
    with closing(sqlite3.connect(home.home() / "qiao.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def keep(*subjects: str) -> None:
    person = User.objects.get(username="RM001")
    for subject in subjects:
        looks.looked(person, kind=looks.OPENED, subject=subject)


def in_table(prefix: str) -> list[str]:
    return list(Look.objects.filter(subject__startswith=prefix).order_by("id").values_list("subject", flat=True))


def spooled() -> list[str]:
    return [one.subject for one in looks.waiting()]


def test_a_look_does_not_wait_for_a_writer_and_comes_in_with_the_next_in_order(served_bank: Served) -> None:
    begun = clock.ticks()
    with a_long_load():
        keep("order 1", "order 2", "order 3")
        assert clock.ticks() - begun < MOMENT
        assert spooled() == ["order 1", "order 2", "order 3"]
        assert in_table("order") == []
    keep("order 4")
    assert in_table("order") == ["order 1", "order 2", "order 3", "order 4"]
    assert spooled() == []


def test_a_page_that_keeps_a_look_opens_while_a_load_writes(served_bank: Served) -> None:
    browser = served_bank.as_role("head")
    browser.get("/customers/C000002/")
    begun = clock.ticks()
    with a_long_load():
        assert browser.get("/customers/C000003/").status_code == 200
        assert clock.ticks() - begun < MOMENT
        browser.get("/customers/C000003/")
        assert spooled() == ["customer C000003"]  # once a day, in the file as in the table
    looks.take_in()


def test_the_audit_pages_show_what_still_waits_and_take_it_in_when_they_can(served_bank: Served) -> None:
    auditor = served_bank.as_role("auditor")
    auditor.get("/audit/looks/")
    with a_long_load():
        keep("waits 1", "waits 2")
        page = auditor.get("/audit/looks/?subject=waits").content.decode()
        assert page.index("waits 2") < page.index("waits 1")
        assert "waits" not in auditor.get("/audit/looks/?subject=other").content.decode().split("<table", 1)[-1]
        assert spooled() == ["waits 1", "waits 2"]
    assert "waits 2" in auditor.get("/audit/looks/?subject=waits").content.decode()
    assert in_table("waits") == ["waits 1", "waits 2"]
    assert spooled() == []


def test_lines_taken_in_before_a_crash_are_not_doubled_and_a_torn_one_is_left(served_bank: Served) -> None:
    with a_long_load():
        keep("crash 1", "crash 2")
    spool = home.home() / looks.SPOOL_FILE
    before = spool.read_bytes()
    looks.take_in()
    spool.write_bytes(before + b'{"torn": ')
    with a_long_load():
        keep("crash 3")
    looks.take_in()
    assert in_table("crash") == ["crash 1", "crash 2", "crash 3"]


def test_limits_count_what_waits(served_bank: Served) -> None:
    person = User.objects.get(username="LEAD01")
    before = looks.looks_today(person, kind=looks.REVEALED)
    with a_long_load():
        looks.looked(person, kind=looks.REVEALED, subject="customer C000001", reason="call")
        assert looks.looks_today(person, kind=looks.REVEALED) == before + 1
    looks.take_in()
    assert looks.looks_today(person, kind=looks.REVEALED) == before + 1


def test_a_page_a_minute_later_waits_for_nobody_and_the_next_one_notes_the_use(served_bank: Served) -> None:
    browser = served_bank.as_role("head")
    session = browser.session
    long_ago = session["qiao_seen"] - 61
    row = Session.objects.get(session_key=session.session_key)
    row.session_data = session.encode(dict(session.items()) | {"qiao_seen": long_ago})
    row.save()
    begun = clock.ticks()
    with a_long_load():
        assert browser.get("/tasks/").status_code == 200
        assert clock.ticks() - begun < MOMENT
    assert browser.session["qiao_seen"] == long_ago
    assert browser.get("/tasks/").status_code == 200
    assert browser.session["qiao_seen"] > long_ago
