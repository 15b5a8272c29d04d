"""On which line of a plan's file each key stands, so that a refusal can name it.

The standard reader of TOML keeps no lines. This scan runs after it, on text it has accepted, and therefore only has
to know strings, brackets and comments apart.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]  # ("bonus", "quality", "steps", 2)

TOKEN = re.compile(
    r"(?P<skip>[ \t\r]+|\#[^\n]*)|(?P<newline>\n)"
    r'|(?P<text>"""(?:\\[\s\S]|(?!""")[\s\S])*"{3,5}'
    r"|'''(?:(?!''')[\s\S])*'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r'|[^\s\[\]{}=,\#"\']+)'
    r"|(?P<sign>[\[\]{}=,])"
)


def lines_of(text: str) -> Mapping[Path, int]:
    """The line, counted from 1, of every table, key and list element of a TOML text that is known to be sound."""
    scan = _Scan()
    line = 1
    for found in TOKEN.finditer(text):
        if found.lastgroup != "skip":
            scan.take(found.group(), kind=str(found.lastgroup), line=line)
        line += found.group().count("\n")
    return scan.lines


def line_of(lines: Mapping[Path, int], *, path: Path) -> int:
    """The line of a key, or of the nearest thing around it that has one; 1 where there is none."""
    return next((lines[part] for part in _upwards(path) if part in lines), 1)


class _Scan:
    """Where the scan stands: the table it is in, the open brackets, the key or value it is reading."""

    def __init__(self) -> None:
        """Start at the top of the file, before a key."""
        self.lines: dict[Path, int] = {}
        self.table: Path = ()
        self.open: list[tuple[str, Path]] = []
        self.key = ""
        self.path: Path | None = None  # the value being read; None while a key is
        self.header = False

    def take(self, piece: str, *, kind: str, line: int) -> None:
        """Take the next piece that is neither blank nor comment."""
        if kind == "newline":
            self._end_line()
        elif self.path is not None:
            self._take_of_value(piece, kind=kind, line=line)
        elif self.header or (not self.open and not self.key and piece == "["):
            self._take_of_header(piece, line=line)
        else:
            self._take_of_key(piece, line=line)

    def _end_line(self) -> None:
        if not self.open:
            self.key, self.path, self.header = "", None, False

    def _take_of_header(self, piece: str, *, line: int) -> None:
        self.header = True
        if piece == "]" and self.key:
            self.table, self.key = _keys(self.key), ""
            self.lines.setdefault(self.table, line)
        elif piece not in ("[", "]"):
            self.key += piece

    def _take_of_key(self, piece: str, *, line: int) -> None:
        if piece == "=":
            around = self.open[-1][1] if self.open else self.table
            self.path, self.key = (*around, *_keys(self.key)), ""
            self.lines.setdefault(self.path, line)
        elif piece == "}":
            self.path = self.open.pop()[1]
        elif piece != ",":
            self.key += piece

    def _take_of_value(self, piece: str, *, kind: str, line: int) -> None:
        assert self.path is not None, piece
        if kind == "text" or piece in ("[", "{"):
            self.lines.setdefault(self.path, line)
        if kind == "text":
            return
        if piece in ("[", "{"):
            self.open.append((piece, self.path))
            self.path = (*self.path, 0) if piece == "[" else None
        elif piece in ("]", "}"):
            self.path = self.open.pop()[1]
        elif self.open[-1][0] == "{":
            self.path = None
        else:
            last = self.path[-1]
            assert isinstance(last, int), self.path
            self.path = (*self.path[:-1], last + 1)


def _keys(text: str) -> Path:
    """A dotted key as its parts, quotes and escapes resolved by the standard reader."""
    found: Any = tomllib.loads(f"{text} = 0")
    parts: list[str] = []
    while isinstance(found, dict):
        part, found = next(iter(found.items()))
        parts.append(part)
    return tuple(parts)


def _upwards(path: Path) -> Iterator[Path]:
    """The path and everything around it, nearest first."""
    return (path[:length] for length in range(len(path), 0, -1))
