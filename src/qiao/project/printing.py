"""How a command prints: plain lines and aligned tables, the same in both languages."""

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

WIDE = ("W", "F")


def say(words: str, /, **facts: Any) -> None:
    """One line; `words` is already translated and has named placeholders."""
    with _heard():
        sys.stdout.write((words % {name: _plain(fact) for name, fact in facts.items()} if facts else words) + "\n")


def finish() -> None:
    """Hand over what still waits to be written, so that a reader that takes no more is noticed."""
    with _heard():
        sys.stdout.flush()


@contextmanager
def _heard() -> Iterator[None]:
    """An output that takes no more is not a failure of the job, and must not be told as one."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refusal(
            "output.lost",
            _("The answer could not be written to its end (%(cause)s); `qiao status` shows what stands."),
            cause=error.strerror or str(error),
        ) from error


def width(text: str) -> int:
    """How many columns of a terminal a text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in WIDE else 1 for letter in text)


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]], *, right_from: int | None = None) -> None:
    """Rows in columns, at least two blanks between: numbers, and all columns from `right_from` on, to the right."""
    cells = [[_text(cell) for cell in row] for row in rows]
    widths = [max(width(cell) for cell in column) for column in zip(heads, *cells, strict=True)]
    right = [
        (right_from is not None and place >= right_from)
        or (bool(rows) and all(isinstance(row[place], int | float) for row in rows))
        for place in range(len(heads))
    ]
    for line in [list(heads), *cells]:
        say("  ".join(_padded(cell, widths[place], right=right[place]) for place, cell in enumerate(line)).rstrip())


def _text(cell: Any) -> str:
    return "" if cell is None else str(_plain(cell))


def _plain(fact: Any) -> Any:
    """Names and cells of a bank's files may hold anything: what does not print becomes a blank."""
    if not isinstance(fact, str) or fact.isprintable():
        return fact
    return "".join(letter if letter.isprintable() else " " for letter in fact)


def _padded(cell: str, columns: int, *, right: bool) -> str:
    gap = " " * (columns - width(cell))
    return gap + cell if right else cell + gap
