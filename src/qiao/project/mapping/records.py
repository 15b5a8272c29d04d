"""What a mapping says, and what became of it: values that the other modules here hand to one another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

Parameter = bool | int | Decimal | date | str


class Unknown(StrEnum):
    """What happens to a row whose code the table does not name; it is reported in every case."""

    SET_ASIDE = "set_aside"  # the row is left out of the source and listed
    EMPTY = "empty"  # the row stays, its word is empty
    REFUSE = "refuse"  # nothing is written


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a mapping file, counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """Text files of one shape that become one table of text columns."""

    name: str
    folder: Path | None  # None: the folder of the bank's files; else the folder of the mapping
    files: tuple[str, ...]  # relative paths or patterns
    delimiter: str
    encoding: str
    quote: str  # '' where quotes are letters like any other
    header: bool
    columns: tuple[str, ...]  # with a header: those that must be there; without: all, in order
    null: tuple[str, ...]  # texts that mean unknown; the empty text always does
    codes: Mapping[str, str]  # column -> name of the code table
    place: Place


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """A code table: the bank's word -> the mapping's word."""

    name: str
    words: Mapping[str, str]
    unknown: Unknown
    place: Place


@dataclass(frozen=True, slots=True)
class QuerySpec:
    """One select statement: a step, a table of the contract, or a check."""

    name: str
    section: str  # step, table or check
    sql: str
    place: Place  # of the first line of the statement
    mode: str = "upsert"  # of a table
    zero: tuple[str, ...] = ()  # of a check: columns that must come out as 0

    @property
    def entry(self) -> str:
        """The entry as it stands in the mapping: table.balance."""
        return f"{self.section}.{self.name}"


@dataclass(frozen=True, slots=True)
class MappingSpec:
    """A whole mapping, its base merged in."""

    path: Path
    bank: str
    since: date
    until: date  # exclusive
    currency: str
    parameters: Mapping[str, Parameter]
    sources: tuple[SourceSpec, ...]
    codes: Mapping[str, CodeSpec]
    steps: tuple[QuerySpec, ...]
    tables: tuple[QuerySpec, ...]
    checks: tuple[QuerySpec, ...]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What was read of one source."""

    name: str
    files: int
    rows: int
    set_aside: int  # rows whose code nobody knows


@dataclass(frozen=True, slots=True)
class CodeReport:
    """How many rows of a coded column had a word in the code table, and how many had none."""

    source: str
    column: str
    codes: str
    known: int
    unknown: int


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code that the code table does not name: where it was first seen, and how often in all."""

    source: str
    column: str
    codes: str
    value: str
    rows: int
    file: str
    row: int  # of that file, the header not counted, from 1
    unknown: Unknown


@dataclass(frozen=True, slots=True)
class TableReport:
    """What was written of one table of the contract, and what the load will object to."""

    name: str
    rows: int
    empty: Mapping[str, int]  # required column -> rows in which it is empty, where there are any
    doubled: int  # rows beyond the first of their key


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The figures of a check, as text, and which of those that must be 0 are not."""

    name: str
    figures: Mapping[str, str]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapReport:
    """What a mapping read, wrote and could not answer."""

    bank: str
    since: date
    until: date
    sources: tuple[SourceReport, ...] = ()
    codes: tuple[CodeReport, ...] = ()
    unknown: tuple[UnknownCode, ...] = ()
    tables: tuple[TableReport, ...] = ()
    checks: tuple[CheckReport, ...] = ()

    @property
    def clean(self) -> bool:
        """Nothing unknown, empty, doubled or broken."""
        return not (
            self.unknown or any(t.empty or t.doubled for t in self.tables) or any(c.broken for c in self.checks)
        )
