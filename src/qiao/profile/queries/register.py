"""The register on a day: built-in items with what two persons changed, and the bank's own."""

from datetime import date

from qiao.ground.once import once
from qiao.profile.models import ItemVersion
from qiao.profile.rules.items import Item
from qiao.profile.rules.stewarding import Version, items_by, terms_from

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
