"""When what a record says of a tie held: each value until the next one of the same entry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """A value of an entry that counts: from a day on, in the order in which it was learned; None = ended."""

    party_id: str
    item: str
    entry: str
    since: date
    number: int
    values: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Spell:
    """What held of a customer in [since, until)."""

    party_id: str
    item: str
    values: dict[str, Any]
    since: date
    until: date | None

    def runs(self, *, on: date) -> bool:
        """Whether it holds on the day."""
        return self.since <= on and (self.until is None or self.until > on)


def spells(said: Iterable[Said]) -> Iterator[Spell]:
    """The spells of each entry; of two values from one day on the one learned last holds."""
    rows = sorted(said, key=lambda one: (one.party_id, one.item, one.entry, one.since, one.number))
    for place, one in enumerate(rows):
        after = rows[place + 1] if place + 1 < len(rows) else None
        follows = after is not None and _entry(after) == _entry(one)
        until = after.since if after is not None and follows else None
        if one.values is not None and until != one.since:
            yield Spell(one.party_id, one.item, one.values, one.since, until)


def _entry(one: Said) -> tuple[str, str, str]:
    return one.party_id, one.item, one.entry
