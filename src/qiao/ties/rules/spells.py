"""When what a record says of a tie held: each value until the next one of the same entry.

Source: piece 2, 3.5 (line 263: one book for the whole bank). Whoever was merged is told as who stands for it, so that
a customer's spells are its record's, whichever of its numbers a value came under.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.profile.rules.standing import Said


@dataclass(frozen=True, slots=True)
class Spell:
    """What held of a customer in [since, until); `number`: that of the value."""

    party_id: str
    item: str
    entry: str
    values: dict[str, Any]
    since: date
    until: date | None
    number: int

    def runs(self, *, on: date) -> bool:
        """Whether it holds on the day."""
        return self.since <= on and (self.until is None or self.until > on)


def spells(said: Iterable[Said], *, survivors: Mapping[str, str]) -> Iterator[Spell]:
    """The spells of each entry of who stands; of two values from one day on the one learned last holds."""
    placed = (((survivors.get(one.party_id, one.party_id), one.item, one.entry), one) for one in said)
    rows = sorted(placed, key=lambda row: (row[0], row[1].since, row[1].number))
    for place, (entry, one) in enumerate(rows):
        after = rows[place + 1] if place + 1 < len(rows) else None
        until = after[1].since if after is not None and after[0] == entry else None
        if one.values is not None and until != one.since:
            yield Spell(*entry, one.values, one.since, until, one.number)
