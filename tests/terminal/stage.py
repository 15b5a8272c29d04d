"""A loaded and settled home that many tests start from, each on a copy of its own, database and all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.banks.writer import write_extract
from tests.databases import homes
from tests.terminal.calling import book_digest, called, done
from tests.terminal.story import MONTH, story_bank


@dataclass(frozen=True, slots=True)
class Stage:
    """The prepared home, and the digest of its book."""

    home: Path
    digest: str


@contextmanager
def at_home(home: Path, blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A home with its own database, as a person at the terminal has it; a new one has its tables."""
    home.mkdir(exist_ok=True)
    with blocker.unblock():
        if not any(home.iterdir()):
            homes.furnish(home)
        with homes.database_of(home), pytest.MonkeyPatch.context() as world:
            world.setenv("QIAO_HOME", str(home))
            yield home


def prepared(folder: Path, blocker: DjangoDbBlocker) -> Stage:
    """The bank of the story, loaded and settled; for a fixture of a module."""
    with at_home(folder / "home", blocker) as home:
        done("load", write_extract(story_bank(), folder / "extract"))
        done("settle", MONTH)
        return Stage(home, book_digest())


@contextmanager
def on_a_copy(stage: Stage, home: Path, blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A copy of the prepared home; for a fixture of each test."""
    homes.copy(stage.home, home)
    with at_home(home, blocker):
        yield home
    homes.remove_database(home)


def refused(stage: Stage, home: Path, *arguments: str | Path) -> str:
    """The one line of a refusal that changed nothing and left nothing behind."""
    line = called(*arguments).refusal
    assert line.startswith("qiao: ")
    assert book_digest() == stage.digest
    assert not (home / "pending.json").exists()
    assert [path.name for path in home.glob("tmp/*")] == []
    for place in ("book/*/*", "runs/*"):
        assert {path.name for path in home.glob(place)} == {path.name for path in stage.home.glob(place)}
    return line
