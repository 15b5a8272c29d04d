"""What stood on a day as it was known at a moment: values are only ever added, and taken back by a mark.

Two times: `valid_from`, the day from which a value holds in the world; `known_at`, the moment the book learned it. A
value taken back counts as known until the moment it was taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Known:
    """One value of an entry as the book keeps it; values None = from that day the entry is no more."""

    number: int
    item: str
    entry: str
    values: dict[str, Any] | None
    valid_from: date
    known_at: datetime
    actor: str
    source: str
    taken_back_at: datetime | None = None
    taken_back_by: str = ""
    party_id: str = ""

    def counts(self, *, at: datetime | None) -> bool:
        """Whether the book knew it at the moment; None = now."""
        if at is None:
            return self.taken_back_at is None
        return self.known_at <= at and (self.taken_back_at is None or self.taken_back_at > at)


class Said(NamedTuple):
    """A value that counts, for who reads those of all customers: None = ended; of two, the larger number is later.

    `sheet`: the number of the sheet it came by, if by one.
    """

    party_id: str
    item: str
    entry: str
    since: date
    number: int
    values: dict[str, Any] | None
    sheet: int | None = None


def standing(known: Iterable[Known], *, day: date, at: datetime | None = None) -> dict[tuple[str, str], Known]:
    """By item and entry the value that held on the day, as known at the moment; ended entries are absent.

    The one with the latest first day holds, of several of one day the one that was learned last; customers who were
    merged are one, whoever of them it was told of: a late correction of last spring does not displace what holds since.
    """
    held: dict[tuple[str, str], Known] = {}
    for one in known:
        if one.valid_from > day or not one.counts(at=at):
            continue
        before = held.get((one.item, one.entry))
        if before is None or (one.valid_from, one.number) > (before.valid_from, before.number):
            held[one.item, one.entry] = one
    return {key: one for key, one in held.items() if one.values is not None}
