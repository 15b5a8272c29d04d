"""Line numbers of rows, as an editor shows them, for files in which a row is not simply a line.

Only a file with quotes or blank lines comes here, and only when rows of it are set aside.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

BLANK = frozenset({b"\n", b"\r\n", b"\r"})


@dataclass(frozen=True, slots=True)
class Places:
    """Lines found: of well-formed rows in the order asked for, and of misshapen rows by their first byte."""

    of_rows: list[int]
    of_misshapen: dict[int, int]


def places(path: Path, *, delimiter: str, rows: Sequence[int], misshapen: Collection[int]) -> Places:
    """`rows` are rising numbers among the well-formed rows, from 0; `misshapen` are byte offsets."""
    of_rows: list[int] = []
    of_misshapen: dict[int, int] = {}
    well_formed = -1
    for offset, line in _records(path, delimiter.encode()):
        if offset in misshapen:
            of_misshapen[offset] = line
            continue
        well_formed += 1
        if len(of_rows) < len(rows) and rows[len(of_rows)] == well_formed:
            of_rows.append(line)
    assert len(of_rows) == len(rows), (path, len(rows), len(of_rows))
    return Places(of_rows, of_misshapen)


@dataclass(frozen=True, slots=True)
class Count:
    """Rows below the header, and the line of a quote that is open where the file ends (0: none)."""

    rows: int
    open_line: int


def count_rows(path: Path, *, delimiter: str, exactly: bool = False) -> Count:
    """Rows by the file's own quotes and line ends, to hold against what the engine found.

    An even number of quotes in a line is taken for closed cells; `exactly` looks at each, where that misleads.
    """
    rows, cut, inside, begun = -1, delimiter.encode(), False, 0
    with path.open("rb") as stream:
        for line, content in enumerate(stream, start=1):
            if not inside and content in BLANK:
                continue
            if not inside:
                rows, begun = rows + 1, line
            if inside or content.count(b'"') & 1 or (exactly and b'"' in content):
                inside = open_after(content, delimiter=cut, inside=inside)
    return Count(rows=max(rows, 0), open_line=begun if inside else 0)


def line_of_byte(path: Path, *, offset: int) -> int:
    """The line, from 1, that the byte at this offset stands in."""
    line, left = 1, offset
    with path.open("rb") as stream:
        while left > 0 and (chunk := stream.read(min(left, 1 << 20))):
            line += chunk.count(b"\n")
            left -= len(chunk)
    return line


def _records(path: Path, delimiter: bytes) -> Iterator[tuple[int, int]]:
    """First byte and line of every row below the header; blank lines are no rows."""
    offset, inside, begun, header = 0, False, (0, 1), True
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if not inside:
                begun = (offset, number)
            blank = not inside and line in BLANK
            offset += len(line)
            if b'"' in line or inside:
                inside = open_after(line, delimiter=delimiter, inside=inside)
            if blank or inside:
                continue
            if not header:
                yield begun
            header = False
    if inside:
        yield begun


def open_after(line: bytes, *, delimiter: bytes, inside: bool) -> bool:
    """Whether a quoted cell is still open at the end of a line; quotes count only where a cell begins."""
    at = 0
    while True:
        if inside or line.startswith(b'"', at):
            at = _after_closing(line, at if inside else at + 1)
            if at < 0:
                return True
            inside = False
        found = line.find(delimiter, at)
        if found < 0:
            return False
        at = found + len(delimiter)


def _after_closing(line: bytes, at: int) -> int:
    """The place behind the quote that closes a cell, or -1; a doubled quote is a letter."""
    while (found := line.find(b'"', at)) >= 0:
        if not line.startswith(b'"', found + 1):
            return found + 1
        at = found + 2
    return -1
