"""Names and texts as SQL writes them, and what DuckDB says as one line for a person."""

import re

import duckdb

LINE = re.compile(r"^LINE (\d+):", re.MULTILINE)
LONGEST = 400  # letters of DuckDB's own words that a refusal carries
SPACES = re.compile(r"\s+")


def quoted(*names: str) -> str:
    """A name of parts as an identifier: extract."balance"."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def composed(template: str, **parts: str) -> str:
    """A statement of ours with its parts filled in, each made by `quoted`, `literal` or out of these."""
    return template.format(**parts)


def cause_of(error: duckdb.Error) -> str:
    """DuckDB's words without the drawing of the place, in one line."""
    words = str(error).split("\n\nLINE ", maxsplit=1)[0]
    return SPACES.sub(" ", words).strip()[:LONGEST]


def line_in(error: duckdb.Error) -> int | None:
    """The line of the statement that DuckDB points at, from 1."""
    found = LINE.search(str(error))
    return int(found[1]) if found else None
