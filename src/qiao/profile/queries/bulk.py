"""What is known of all customers at once, for jobs that work through the whole book."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max

from qiao.profile.models import ItemValue
from qiao.profile.rules.sheet import SheetRow

CHUNK_ROWS = 5_000
PARTIES_A_QUERY = 1_000


class Told(NamedTuple):
    """One value of one customer, its number telling which of two is the later one."""

    party_id: str
    item: str
    entry: str
    since: date
    number: int
    values: dict[str, Any] | None


def values_of(items: Sequence[str]) -> Iterator[Told]:
    """Every value of these items that was not taken back, of every customer, under the id it was told by; unordered."""
    rows = ItemValue.objects.filter(item__in=list(items), taken_back_at=None)
    names = ("party_id", "item", "entry", "valid_from", "pk", "values")
    return (Told(*row) for row in rows.values_list(*names).iterator(chunk_size=CHUNK_ROWS))


def newest_value() -> int:
    """The number of the newest value, 0 where there is none."""
    return int(ItemValue.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def unlike_what_stands(code: str, rows: Sequence[SheetRow], *, valid_from: date) -> Iterator[SheetRow]:
    """The rows that say something else than what their entry holds on their day by the same customer's values."""
    for first in range(0, len(rows), PARTIES_A_QUERY):
        part = rows[first : first + PARTIES_A_QUERY]
        told: dict[tuple[str, str], list[tuple[date, int, Any]]] = {}
        kept = ItemValue.objects.filter(item=code, party_id__in={row.party_id for row in part}, taken_back_at=None)
        for party_id, entry, since, number, values in kept.values_list(
            "party_id", "entry", "valid_from", "pk", "values"
        ):
            told.setdefault((party_id, entry), []).append((since, number, values))
        for row in part:
            day = row.valid_from or valid_from
            before = [one for one in told.get((row.party_id, row.entry.entry), ()) if one[0] <= day]
            if not before or max(before, key=lambda one: one[:2])[2] != dict(row.entry.values):
                yield row
