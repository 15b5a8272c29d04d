"""A warm process as a test holds it: commands at once, each in a child of its own that can be cut off at any moment."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.databases import homes
from tests.terminal import children


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
        self._process = subprocess.Popen(
            [*wrapped_in, sys.executable, children.__file__],
            env={**os.environ, "QIAO_HOME": str(folder / "none"), "QIAO_THREADS": "1", "QIAO_LANG": "en"},
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
        told = self._answer(**_order(home, arguments), **cut)
        report = Path(told["report"])
        out, err = (_said(report / name) for name in ("out", "err"))
        moments = json.loads((report / children.REPORT).read_text()) if (report / children.REPORT).exists() else []
        return Ended(told["status"], out, err, tuple(moments), told["seconds"])

    def stop_at(self, home: Path, *arguments: str | Path, moment: int) -> None:
        """Run a command until a moment and leave it there, holding what it holds."""
        told = self._answer(**_order(home, arguments), moment=moment, stop=True)
        assert told["status"] == "stopped", told

    def resume(self) -> int:
        """Let the stopped command go on to its end; its exit status."""
        return int(self._answer(resume=True)["status"])

    def copy(self, source: Path, target: Path) -> None:
        """Copy a home with its database, as this process sees the disk; what the target was is gone."""
        self._answer(copy=[str(source), str(target)])
        homes.copy_database(source, target)

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


def _order(home: Path, arguments: Sequence[str | Path]) -> dict[str, Any]:
    return {"home": str(home), "database": homes.name_of(home), "arguments": [str(one) for one in arguments]}


def _said(file: Path) -> str:
    """What a command wrote; nothing where it was killed before it opened the file."""
    return file.read_text(encoding="utf-8") if file.exists() else ""
