"""On which line of a TOML file a key stands, so that a refusal can name it.

The standard reader gives values without their lines. This scan knows headers, keys and texts of several lines; where it
is at a loss (an inline table, say) the line of the entry's header stands in.
"""

import re
from collections.abc import Mapping

HEADER = re.compile(r"\s*\[(?P<path>[^\[\]]+)\]\s*(#.*)?")
KEY = re.compile(
    r"\s*(?P<path>(?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=\s*(?P<value>.*)"
)
PART = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")
FENCES = ('"""', "'''")

Path = tuple[str, ...]


def lines_of(text: str) -> Mapping[Path, int]:
    """Line (from 1) of every header and key; of a text between fences, the line on which the text begins."""
    found: dict[Path, int] = {}
    header: Path = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if head := HEADER.fullmatch(line):
            header = _parts(head["path"])
            found.setdefault(header, number)
        elif key := KEY.fullmatch(line):
            path = (*header, *_parts(key["path"]))
            fence = _opened(key["value"])
            found.setdefault(path, number + 1 if fence and key["value"].strip() == fence else number)
    return found


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, else of the nearest entry above it, else 1."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


def _parts(path: str) -> Path:
    """The words of a dotted path, their quotes taken off."""
    return tuple(part.strip("\"'") for part in PART.findall(path))


def _opened(value: str) -> str:
    """The fence that a value opens and does not close on the same line, else ''."""
    for fence in FENCES:
        if value.startswith(fence) and fence not in value[len(fence) :]:
            return fence
    return ""
