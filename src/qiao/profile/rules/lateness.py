"""When a record has to be looked at again: the one rule of the record, the tasks, the register and the ask page.

Source: piece 2, 2.5 (line 233: how often what is known is renewed). What counts is what stands on the day: an entry
that ended or begins later is neither late nor known. Of several entries each is looked at; of happenings, such as
contacts, the newest one tells, for late means that another one is due.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.profile.rules.items import Item
from qiao.profile.rules.standing import Known


@dataclass(frozen=True, slots=True)
class Late:
    """An item that should have been looked at again: by which day, and by how many days it is late."""

    item: Item
    due: date
    days: int


def is_timed(item: Item) -> bool:
    """Whether anybody is asked to look at it again at all."""
    return item.asked and item.every_days > 0


def looked_on(one: Known) -> date:
    """The day on which an entry was last looked at: from which it holds, or on which the book learned it."""
    return max(one.valid_from, one.known_at.date())


def last_fresh(item: Item, *, on: date) -> date:
    """The first day on which somebody must have looked for the item to be in time."""
    return on - timedelta(days=item.every_days)


def days_late(item: Item, one: Known | None, *, on: date) -> int:
    """By how many days one entry should have been looked at again; 0 where it is in time or nothing is known."""
    if one is None or not is_timed(item):
        return 0
    return max(0, (last_fresh(item, on=on) - looked_on(one)).days)


def lateness(item: Item, own: Iterable[Known], *, on: date) -> Late | None:
    """How late the item's standing entries make it; None where it is in time."""
    days = [days_late(item, one, on=on) for one in own]
    late = (min(days) if item.is_happening else max(days)) if days else 0
    return Late(item, on - timedelta(days=late), late) if late else None


def late_items(record: Mapping[tuple[str, str], Known], items: Sequence[Item], *, on: date) -> dict[str, Late]:
    """By code what is late of a record as it stands on the day."""
    own: dict[str, list[Known]] = {}
    for (code, _entry), one in record.items():
        own.setdefault(code, []).append(one)
    found = {item.code: lateness(item, own.get(item.code, ()), on=on) for item in items}
    return {code: late for code, late in found.items() if late}
