"""Values of the profile that tell ties, of all customers, as they count now.

The profile's doors answer for one customer; the job needs all, in the order of nothing, and so asks its table by name.
"""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db.models import Max

from qiao.ties.rules.spells import Said

CHUNK_ROWS = 5_000


def said_of(items: Sequence[str]) -> Iterator[Said]:
    """Every value of these items that was not taken back."""
    rows = apps.get_model("profile", "ItemValue")._default_manager.filter(item__in=list(items), taken_back_at=None)
    names = ("party_id", "item", "entry", "valid_from", "pk", "values")
    for party_id, item, entry, since, number, values in rows.values_list(*names).iterator(chunk_size=CHUNK_ROWS):
        yield Said(party_id, item, entry, since, number, values)


def newest_value() -> int:
    """The number of the newest value, 0 where there is none."""
    rows = apps.get_model("profile", "ItemValue")._default_manager.all()
    return int(rows.aggregate(newest=Max("pk"))["newest"] or 0)
