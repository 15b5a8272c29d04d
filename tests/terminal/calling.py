"""One call of the command line in this process, and what it said."""

import contextlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from qiao.project import cli


@dataclass(frozen=True, slots=True)
class Said:
    """The exit status and what stood on both outputs."""

    status: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one line of a refusal."""
        assert self.status == 1, self
        assert "Traceback" not in self.err, self.err
        assert self.err.endswith("\n"), self.err
        assert len(self.err.splitlines()) == 1, self.err
        return self.err.rstrip("\n")

    def found(self, pattern: str) -> str:
        """What the group of a pattern found in the output."""
        match = re.search(pattern, self.out, flags=re.MULTILINE)
        assert match is not None, (pattern, self.out)
        return match[1]


def called(*arguments: str | Path, language: str = "en") -> Said:
    """Call it and hear."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as world, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        world.setenv("QIAO_LANG", language)
        try:
            status = cli.main([str(argument) for argument in arguments])
        except SystemExit as left:  # how argparse leaves after a wrong call
            status = int(left.code or 0)
    return Said(status, out.getvalue(), err.getvalue())


def done(*arguments: str | Path) -> Said:
    """Call what has to succeed without a word of complaint."""
    said = called(*arguments)
    assert (said.status, said.err) == (0, ""), said
    return said


def book_digest() -> str:
    """The digest of all that the book holds."""
    return done("status").found(r"^book digest (\w+)$")
