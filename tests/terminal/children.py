"""The script of a warm process that runs each command in a child of its own, which can be cut off at any moment.

It loads everything once, then reads orders, one JSON line each, and answers each with how its child ended. A child is a
true process with the true command line; what it did to files and database is counted moment by moment, and at the
moment that an order names it kills itself as `kill -9` would, or stops. The product knows nothing of this.
"""

import importlib
import json
import os
import resource
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

FILE_EVENTS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "open"})
REPORT = "report.json"
BALLAST = "ballast"


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
        from django.db.backends.utils import CursorWrapper  # noqa: PLC0415  the script's own world

        sys.addaudithook(self._file_event)
        self._around(os, "fsync", before="sync")
        self._around(CursorWrapper, "execute", before="statement")
        self._around(CursorWrapper, "executemany", before="statement")
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
        connections["default"].settings_dict["NAME"] = order["database"]
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
