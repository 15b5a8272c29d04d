"""The register on a day: built-in items with what two persons changed, the bank's own; and its gaps over customers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, QuerySet

from qiao.customers.queries import Customer, standing_id
from qiao.ground.once import once
from qiao.profile.models import ItemValue, ItemVersion
from qiao.profile.rules.items import Item
from qiao.profile.rules.standing import Known, days_overdue
from qiao.profile.rules.stewarding import Version, items_by, terms_from

CHUNK_ROWS = 5_000
VERSIONS_MOST = 5_000


@once
def items_on(on: date) -> tuple[Item, ...]:
    """The register as it holds on a day."""
    return items_by(_versions(), on=on)


def item_on(code: str, *, on: date) -> Item | None:
    """One item as it holds on a day, None where the register has no such code."""
    return next((item for item in items_on(on) if item.code == code), None)


@once
def items_ever(on: date) -> dict[str, Item]:
    """By code every item there is or is to come, for words of what was kept before or is agreed for later."""
    latest = max((one.since for one in _versions()), default=on)
    return {item.code: item for item in items_on(max(on, latest))}


def versions_of(code: str) -> list[ItemVersion]:
    """How an item was and will be kept, the newest first; at most 100."""
    return list(ItemVersion.objects.filter(code=code).select_related("approval").order_by("-since")[:100])


@once
def _versions() -> list[Version]:
    rows = ItemVersion.objects.order_by("since", "id")[:VERSIONS_MOST]
    return [Version(row.code, row.since, terms_from(row.terms), row.own) for row in rows]


@dataclass(frozen=True, slots=True)
class Gap:
    """An item of the register over many customers: how many have it, how many are late, how many have none."""

    item: Item
    concerned: int
    known: int
    late: int
    twice: int

    @property
    def lacking(self) -> int:
        """Customers of whom nobody has collected it."""
        return max(0, self.concerned - self.known)


def register(parties: "QuerySet[Customer]", *, on: date) -> list[Gap]:
    """Each item of the register over these customers; what was told under a merged one's id counts for who stands."""
    kinds = dict(parties.order_by().values_list("kind").annotate(number=Count("party_id")))
    told = ItemValue.objects.filter(taken_back_at=None).annotate(who=standing_id("party_id"))
    rows = told.filter(who__in=parties.order_by().values("party_id"))
    known = dict(rows.order_by().values_list("item").annotate(number=Count("who", distinct=True)))
    twice = _twice(rows)
    return [
        Gap(
            item,
            concerned=sum(number for kind, number in kinds.items() if item.concerns(kind)),
            known=known.get(item.code, 0),
            late=_late(rows, item, on=on) if item.asked and item.every_days and known.get(item.code) else 0,
            twice=twice[item.code],
        )
        for item in items_on(on)
    ]


def _late(rows: "QuerySet[Any, Any]", item: Item, *, on: date) -> int:
    since = on - timedelta(days=item.every_days)
    newest = rows.filter(item=item.code).values("who").annotate(newest=Max("valid_from"), known=Max("known_at"))
    return int(newest.filter(newest__lt=since, known__date__lt=since).count())


def _twice(rows: "QuerySet[Any, Any]") -> Counter[str]:
    """By item how many entries were handed over by more than one source from the same day on: collected twice."""
    alike = rows.order_by().values("item", "who", "entry", "valid_from")
    doubled = alike.annotate(sources=Count("source", distinct=True)).filter(sources__gt=1)
    return Counter(one["item"] for one in doubled.iterator(chunk_size=CHUNK_ROWS))


def overdue(record: Iterable[Known], items: Sequence[Item], *, on: date) -> dict[str, int]:
    """By item the days by which its newest value is late; absent where it is in time."""
    newest: dict[str, Known] = {}
    for one in record:
        if one.item not in newest or one.valid_from > newest[one.item].valid_from:
            newest[one.item] = one
    late = {
        item.code: days_overdue(newest.get(item.code), every_days=item.every_days, on=on)
        for item in items
        if item.asked
    }
    return {code: days for code, days in late.items() if days}
