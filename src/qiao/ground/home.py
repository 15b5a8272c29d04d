"""The folder of all state (QIAO_HOME), one writer at a time, and what a killed writer left behind.

The database's commit is the only moment at which a load or a settlement takes hold. Files are written into folders
that nobody names yet; a commit names them. So a kill at any moment leaves the old state or the new one.
"""

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qiao.ground import clock
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

LOCK_FILE = "writer.lock"
MARKER_FILE = "pending.json"
PROGRESS_FILE = "progress.json"  # how far the job is; no state, and gone with its mark
SCRATCH_FOLDER = "tmp"
OWNER_ONLY, FILE_OF_OWNER = 0o700, 0o600  # it holds customers and pay
DRAFT_ENDING = ".draft"  # a file on its way to the disk


@dataclass(frozen=True, slots=True)
class Pending:
    """A job that was under way: what it was, since when, and its token."""

    what: str
    since: str
    token: str


def home() -> Path:
    """The folder of all state, made where it is missing."""
    folder = Path(os.environ.get("QIAO_HOME") or "var").absolute()
    try:
        folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            "home.unusable",
            _("The folder of all state %(folder)s cannot be made (%(cause)s); name another one in QIAO_HOME."),
            folder=str(folder),
            cause=error.strerror or str(error),
        ) from error
    return folder


def sync(path: Path) -> None:
    """Have the disk hold a file or a folder's entries before anybody relies on them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Sync every file below a folder, then the folders, deepest first."""
    for place, _folders, files in os.walk(folder, topdown=False):
        for name in files:
            sync(Path(place) / name)
        sync(Path(place))


def lay(place: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner alone; whoever is cut off leaves a draft beside it."""
    place.parent.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    draft = place.with_suffix(DRAFT_ENDING)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_OF_OWNER)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    put(draft, place)


def put(draft: Path, place: Path) -> None:
    """Give a written file its place at once; what stood there goes."""
    sync(draft)
    draft.replace(place)
    sync(place.parent)


def left_behind() -> Pending | None:
    """The job that the last writer did not finish, if any; read it while holding the lock."""
    try:
        marks = json.loads((home() / MARKER_FILE).read_text(encoding="utf-8"))
        return Pending(what=str(marks["what"]), since=str(marks["since"]), token=str(marks["token"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def locked(what: str) -> Iterator[None]:
    """Hold the only pen of this home; Refusal home.busy where another process holds it."""
    with (home() / LOCK_FILE).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            pending = left_behind()
            raise Refusal(
                "home.busy",
                _("%(what)s has to wait: %(other)s is running in %(folder)s since %(since)s; try again afterwards."),
                what=what,
                other=pending.what if pending else "?",
                since=pending.since if pending else "?",
                folder=str(home()),
            ) from error
        yield


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Wait until no other process does the work of this name, and do it; for work that leaves the book alone."""
    with (home() / name).open("a+", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_locked() -> bool:
    """Whether somebody holds the pen now."""
    with (home() / LOCK_FILE).open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


@contextmanager
def marked(what: str) -> Iterator[str]:
    """Leave a mark while a job runs, under the lock; yields the job's token. A kill leaves the mark behind."""
    token = uuid.uuid4().hex
    content = json.dumps({"what": what, "since": clock.now().isoformat(timespec="seconds"), "token": token})
    try:
        lay(home() / MARKER_FILE, content.encode())
        yield token
    finally:
        clear_mark()


def has_marks() -> bool:
    """Whether a job runs or was killed: its mark stands, or the draft of one."""
    return any(mark.exists() for mark in _marks())


def clear_mark() -> None:
    """Forget a job that is over, or that a killed process left, once somebody has been told."""
    progress = home() / PROGRESS_FILE
    for mark in (progress, progress.with_suffix(DRAFT_ENDING), *_marks()):
        mark.unlink(missing_ok=True)


def _marks() -> tuple[Path, Path]:
    marker = home() / MARKER_FILE
    return marker, marker.with_suffix(DRAFT_ENDING)


@contextmanager
def scratch(token: str) -> Iterator[Path]:
    """A fresh folder for work in progress, gone afterwards."""
    folder = home() / SCRATCH_FOLDER / token
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch() -> None:
    """Remove the work in progress of killed processes; call it while holding the lock."""
    shutil.rmtree(home() / SCRATCH_FOLDER, ignore_errors=True)
