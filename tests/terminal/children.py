"""A warm process that runs each command in a child of its own, which can be cut off at any moment.

Run as a script it loads everything once, then reads orders, one JSON line each, and answers each with how its child
ended. A child is a true process with the true command line; what it did to files and database is counted moment by
moment, and at the moment that an order names it kills itself as `kill -9` would, or stops. The product knows nothing
of this.
"""

import importlib
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

FILE_EVENTS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "open"})
REPORT = "report.json"
BALLAST = "ballast"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit status (-9 if killed), what it said, its moments where it came to its end."""

    status: int
    out: str
    err: str
    moments: tuple[str, ...] = field(repr=False)
    seconds: float


class Warm:
    """The warm process, as a test holds it; one order at a time."""

    def __init__(self, folder: Path, *, wrapped_in: Sequence[str] = ()) -> None:
        """`folder` is for its own reports; `wrapped_in` is put before the call, to run it in a world of its own."""
        folder.mkdir()
        self._folder = folder
        world = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self._process = subprocess.Popen(
            [*wrapped_in, sys.executable, __file__],
            env={**world, "QIAO_HOME": str(folder / "none"), "QIAO_THREADS": "1", "QIAO_LANG": "en"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()  # the end of its orders is the end of its work

    def run(self, home: Path, *arguments: str | Path, **cut: Any) -> Ended:
        """Run a command; `moment=n` kills it at its n-th moment, `after` in seconds, `file_bytes` bounds every file."""
        told = self._answer(home=str(home), arguments=[str(one) for one in arguments], **cut)
        report = Path(told["report"])
        out, err = ((report / name).read_text(encoding="utf-8") for name in ("out", "err"))
        moments = json.loads((report / REPORT).read_text()) if (report / REPORT).exists() else []
        return Ended(told["status"], out, err, tuple(moments), told["seconds"])

    def stop_at(self, home: Path, *arguments: str | Path, moment: int) -> None:
        """Run a command until a moment and leave it there, holding what it holds."""
        told = self._answer(home=str(home), arguments=[str(one) for one in arguments], moment=moment, stop=True)
        assert told["status"] == "stopped", told

    def resume(self) -> int:
        """Let the stopped command go on to its end; its exit status."""
        return int(self._answer(resume=True)["status"])

    def copy(self, source: Path, target: Path) -> None:
        """Copy a home, as this process sees the disk."""
        self._answer(copy=[str(source), str(target)])

    def fill(self, disk: Path, *, free_bytes: int | None) -> None:
        """Leave only so much room on a disk; None makes room again."""
        self._answer(fill=str(disk), free_bytes=free_bytes)

    def folders(self, home: Path) -> list[str]:
        """What lies below a home, as this process sees it."""
        return [str(name) for name in self._answer(listing=str(home))["names"]]

    def _answer(self, **order: Any) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({**order, "reports": str(self._folder)}) + "\n")
        stdin.flush()
        line = stdout.readline()
        assert line, "the warm process has ended"
        told: dict[str, Any] = json.loads(line)
        return told


@dataclass
class Moments:
    """What a child has done so far, and the moment at which it ends or stops."""

    home: str
    last: int | None
    signal: signal.Signals
    seen: list[str] = field(default_factory=list)

    def reached(self, name: str) -> None:
        """One more moment; at the last one the process is gone before it does what it was about to do."""
        self.seen.append(name)
        if len(self.seen) == self.last:
            os.kill(os.getpid(), self.signal)

    def watch(self) -> None:
        """Count files made, moved and removed, syncs, statements and commits."""
        from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: PLC0415  the script's own world
        from django.db.backends.sqlite3.base import SQLiteCursorWrapper  # noqa: PLC0415  the script's own world

        sys.addaudithook(self._file_event)
        self._around(os, "fsync", before="sync")
        self._around(SQLiteCursorWrapper, "execute", before="statement")
        self._around(SQLiteCursorWrapper, "executemany", before="statement")
        self._around(BaseDatabaseWrapper, "_commit", before="commit", behind="committed")

    def _file_event(self, name: str, arguments: tuple[Any, ...]) -> None:
        if name not in FILE_EVENTS:
            return
        place = str(arguments[0])
        below = place.startswith(self.home + "/")
        if below or name in {"os.remove", "os.rmdir"}:  # these are also told by a bare name
            self.reached(f"{name} {place.removeprefix(self.home)}")

    def _around(self, owner: Any, name: str, *, before: str, behind: str | None = None) -> None:
        inner: Callable[..., Any] = getattr(owner, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            self.reached(before)
            outcome = inner(*arguments, **named)
            if behind:
                self.reached(behind)
            return outcome

        setattr(owner, name, counted)


def serve() -> None:
    """Load everything, then follow orders until there are no more."""
    _load_everything()
    stopped: int | None = None
    for line in sys.stdin:
        order = json.loads(line)
        if "copy" in order:
            shutil.rmtree(order["copy"][1], ignore_errors=True)
            shutil.copytree(*order["copy"])
            told: dict[str, Any] = {}
        elif "fill" in order:
            _fill(Path(order["fill"]), free_bytes=order["free_bytes"])
            told = {}
        elif "listing" in order:
            told = {"names": [str(path) for path in sorted(Path(order["listing"]).rglob("*"))]}
        elif "resume" in order:
            assert stopped is not None
            os.kill(stopped, signal.SIGCONT)
            told = {"status": os.waitstatus_to_exitcode(os.waitpid(stopped, 0)[1])}
        else:
            told, stopped = _run(order)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _load_everything() -> None:
    import django  # noqa: PLC0415  the script's own world
    import ibis.backends.duckdb  # noqa: F401, PLC0415  loaded before the first child is made
    import pyarrow.parquet  # noqa: F401, PLC0415  loaded before the first child is made

    importlib.import_module("pandas")  # the engine's own, without types
    os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.project.settings"
    django.setup()
    from qiao.project.commands import load_command, settle_command, status_command  # noqa: F401, PLC0415  as above


def _run(order: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    begun = time.monotonic()
    report = Path(order["reports"]) / f"{begun}"
    report.mkdir()
    ended, alive = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ended)
        _be_the_command(order, report)
    os.close(alive)
    if order.get("after") is not None and not select.select([ended], [], [], order["after"])[0]:
        os.kill(child, signal.SIGKILL)
    os.close(ended)
    status = os.waitpid(child, os.WUNTRACED)[1]
    told = {"report": str(report), "seconds": time.monotonic() - begun}
    if os.WIFSTOPPED(status):
        return {**told, "status": "stopped"}, child
    return {**told, "status": os.waitstatus_to_exitcode(status)}, None


def _be_the_command(order: dict[str, Any], report: Path) -> None:
    """The child: the command line with its own home, its words in files."""
    from django.db import connections  # noqa: PLC0415  the script's own world

    from qiao.project import cli  # noqa: PLC0415  the script's own world

    status = 70
    try:
        out: IO[str]
        for name, number in (("out", 1), ("err", 2)):
            with (report / name).open("w", encoding="utf-8") as out:
                os.dup2(out.fileno(), number)
        Path(order["home"]).mkdir(parents=True, exist_ok=True)  # as the settings do when they are read
        os.environ["QIAO_HOME"] = order["home"]
        connections["default"].settings_dict["NAME"] = str(Path(order["home"]) / "qiao.sqlite3")
        if order.get("file_bytes"):
            resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_bytes"], order["file_bytes"]))
        moments = Moments(order["home"], order.get("moment"), signal.SIGSTOP if order.get("stop") else signal.SIGKILL)
        moments.watch()
        status = cli.main(order["arguments"])
        (report / REPORT).write_text(json.dumps(moments.seen))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _fill(disk: Path, *, free_bytes: int | None) -> None:
    ballast = disk / BALLAST
    ballast.unlink(missing_ok=True)
    if free_bytes is not None:
        ballast.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - free_bytes)))


if __name__ == "__main__":
    serve()
