"""What is known of all customers at once, for jobs that work through the whole book."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max

from qiao.profile.models import ItemValue

CHUNK_ROWS = 5_000


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
