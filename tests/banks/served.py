"""A small made-up bank, loaded and settled once a session, behind the pages: fixtures for tests that look at them.

The bank lives in a home folder and a database of its own; a test that asks for it sees that database in the place of
the test database, so that tests which want an empty book are left alone.
"""

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import translation

from qiao.appraisal.actions import settling as appraisal
from qiao.contribution.queries.runs import Run, folder_of
from qiao.ground.models import User
from qiao.ground.periods import month_period
from qiao.project import demonstration, loading
from qiao.project.demo.facts import BankFacts
from qiao.project.demo.write import write_bank
from qiao.project.writing import writing
from qiao.ties.actions.computing import work_out
from tests.crawl.altered import alter_elsewhere
from tests.databases.homes import copy, database_of, furnish, remove_database

CUSTOMERS, MONTHS, SETTLED = 200, 6, 2
STRANGER, NOBODY = "RM048", "nobody"
"""A manager of another branch, and a log-in that belongs to no person of the bank."""
CAST = {
    "manager": "RM001",
    "stranger": STRANGER,
    "lead": "LEAD01",
    "head": "HEAD01",
    "hr": "HR01",
    "auditor": "AUD01",
    "admin": "ADM01",
    "nobody": NOBODY,
}


@dataclass(frozen=True)
class Served:
    """The bank behind the pages: what is known of it, and browsers logged in by role."""

    facts: BankFacts
    months: tuple[str, ...]

    def as_role(self, role: str, *, language: str = "en") -> Client:
        """A browser of a person of the cast; errors of the program are answered by a page, as to a person."""
        browser = Client(raise_request_exception=False)
        browser.force_login(User.objects.get(username=CAST[role]))
        browser.cookies["django_language"] = language
        return browser


@dataclass(frozen=True)
class Kept:
    """Where the bank is kept between tests."""

    home: Path
    facts: BankFacts
    untouched: Path | None = None
    """A copy of the home from before any test: tests and journeys log in, make tokens, keep views at `home`."""


@pytest.fixture(scope="session")
def kept_bank(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Iterator[Kept]:
    """Make, load and settle the bank once."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own
        made = _kept(tmp_path_factory.mktemp("served"), alter=lambda _extract: None)
        untouched = tmp_path_factory.mktemp("untouched") / "home"
        copy(made.home, untouched)
    yield replace(made, untouched=untouched)
    remove_database(made.home)
    remove_database(untouched)


@pytest.fixture(scope="session")
def untouched_bank(kept_bank: Kept) -> Kept:
    """The bank as it was made, for a test that compares whole pages."""
    assert kept_bank.untouched is not None
    return Kept(kept_bank.untouched, kept_bank.facts)


@pytest.fixture(scope="session")
def altered_bank(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Iterator[Kept]:
    """The same bank with other figures wherever the branch of the cast's head does not look."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own
        kept = _kept(tmp_path_factory.mktemp("altered"), alter=alter_elsewhere)
    yield kept
    remove_database(kept.home)


def _kept(home: Path, *, alter: Callable[[Path], object]) -> Kept:
    patch = pytest.MonkeyPatch()
    patch.setenv("QIAO_HOME", str(home))
    furnish(home)
    with database_of(home), translation.override("en"):
        facts = write_bank(home / "extract", customers=CUSTOMERS, months=MONTHS)
        alter(home / "extract")
        loading.load(home / "extract", strict=False, actor="test")
        for month in facts.months[-SETTLED:]:
            _settle(month)
        work_out(on=month_period(facts.months[-1]).until, actor="test")
        demonstration.make_logins(facts.logins, actor="test")
        User.objects.create_user(username=STRANGER, staff_id=STRANGER, post="rm")
        User.objects.create_user(username=NOBODY, post="rm")
    patch.undo()
    shutil.rmtree(home / "extract")
    return Kept(home, facts)


def _settle(month: str) -> None:
    with writing(f"settlement of {month}") as bench:
        appraisal.settle(
            month_period(month),
            plan=None,
            scratch=bench.scratch,
            token=bench.token,
            actor="test",
            tell=bench.tell,
        )


@pytest.fixture
def served_bank(kept_bank: Kept, django_db_blocker: object) -> Iterator[Served]:
    """The bank behind the pages for one test."""
    with django_db_blocker.unblock(), opened(kept_bank) as served:  # type: ignore[attr-defined]  # pytest-django's own
        yield served


@contextmanager
def opened(kept: Kept) -> Iterator[Served]:
    """A kept bank behind the pages, for as long as it lasts."""
    patch = pytest.MonkeyPatch()
    patch.setenv("QIAO_HOME", str(kept.home))
    try:
        with database_of(kept.home):
            yield Served(kept.facts, kept.facts.months[-SETTLED:])
    finally:
        patch.undo()


def sheet_rows(answer: HttpResponseBase) -> list[dict[str, str]]:
    """The lines of a list taken as CSV, below the row that says who took it."""
    assert isinstance(answer, HttpResponse)
    _mark, lines = answer.content.decode("utf-8-sig").split("\n", 1)
    return list(csv.DictReader(io.StringIO(lines, newline="")))


@contextmanager
def lost(run: Run, **keys: str) -> Iterator[None]:
    """Mark figures of a run as having lost a row to quarantine (account=, party=, staff=), for as long as it lasts."""
    path = folder_of(run) / "flag.parquet"
    before = path.read_bytes()
    schema = pq.read_schema(path)
    pq.write_table(pa.table({"kind": list(keys), "key": list(keys.values())}, schema=schema), path)
    try:
        yield
    finally:
        path.write_bytes(before)
