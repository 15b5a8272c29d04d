"""What a feed says anew: a row that says what stands is left out, and so is what the same file wrote before.

A value that was corrected from the same day, or taken back, was known when that was done; the same file is no news.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from qiao.profile.rules.items import Item
from qiao.profile.rules.reading import entry_of
from qiao.profile.rules.sheet import SheetRow


class Written(NamedTuple):
    """What an earlier taking in of the same file wrote, by whomever it was replaced or taken back."""

    party_id: str
    since: date
    values: Mapping[str, Any]


def not_written(item: Item, rows: Sequence[SheetRow], written: Iterable[Written]) -> list[SheetRow]:
    """The rows that the file did not write before; a row is known by its customer, its entry as told and its day.

    A row without a day of its own was given that of the taking in, so that it is known by what it says.
    """
    days: set[tuple[str, str, date]] = set()
    said: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in written:
        entry = entry_of(item, one.values)
        days.add((one.party_id, entry, one.since))
        said.setdefault((one.party_id, entry), []).append(one.values)
    return [row for row in rows if not _was_written(row, entry_of(item, row.entry.values), days=days, said=said)]


def _was_written(
    row: SheetRow,
    entry: str,
    *,
    days: set[tuple[str, str, date]],
    said: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]],
) -> bool:
    if row.valid_from is not None:
        return (row.party_id, entry, row.valid_from) in days
    return dict(row.entry.values) in said.get((row.party_id, entry), ())


class Line(NamedTuple):
    """What was told of an entry: the one with the latest first day holds, of several the one learned last."""

    since: date
    number: int
    known_on: date
    values: Mapping[str, Any] | None


def held_on(lines: Iterable[Line], *, day: date) -> Line | None:
    """The line that holds on the day."""
    return max((one for one in lines if one.since <= day), key=lambda one: one[:2], default=None)


def is_news(
    row: SheetRow, item: Item, *, own: Iterable[Line], family: Iterable[Line], valid_from: date, on: date
) -> bool:
    """Whether a row says something else than what its entry holds on its day by the same customer's values.

    One that says the same is news too once half of the item's days are over: what a feed confirms is not late. So is
    one that names its day, where merged customers are one and another of them has said something else meanwhile.
    """
    day = row.valid_from or valid_from
    last = held_on(own, day=day)
    if last is None or last.values != dict(row.entry.values):
        return True
    if item.every_days and max(last.since, last.known_on) < on - timedelta(days=item.every_days // 2):
        return True
    if row.valid_from is None or last.since == day:
        return False
    held = held_on(family, day=day)
    return held is not None and held.values != last.values
