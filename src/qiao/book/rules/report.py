"""What a check of an extract reports: how many rows of each table load, and how many are set aside."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table's rows. read = loaded + quarantined; `repeated` are loaded rows that the file says again.

    `moved` rows were in the book and left it with this load, because they are in conflict with what came in.
    """

    table: str
    read: int
    loaded: int
    quarantined: int
    repeated: int
    moved: int = 0
