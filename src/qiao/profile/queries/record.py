"""One customer's record on any day, and its history."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.timezone import localtime

from qiao.customers import queries as customers
from qiao.ground.money import SHARE_BP_ONE
from qiao.profile.models import ItemValue
from qiao.profile.rules.standing import Known, standing

OF_ONE_MOST = 20_000


def known_of(party_id: str, *, item: str = "", at: datetime | None = None) -> list[Known]:
    """Every value of a customer and of those merged into it, in the order it was learned; the newest 20,000.

    at: by the merges as they were at that moment, None = now.
    """
    family = customers.family_of(party_id) if at is None else customers.family_at(party_id, at=at)
    rows = ItemValue.objects.filter(party_id__in=family)
    if item:
        rows = rows.filter(item=item)
    return [known_from(row) for row in reversed(rows.order_by("-id")[:OF_ONE_MOST])]


def record_of(party_id: str, *, day: date, at: datetime | None = None) -> dict[tuple[str, str], Known]:
    """The customer's record as it stood on a day, as known at a moment (None = now), by the merges of that moment."""
    return standing(known_of(party_id, at=at), day=day, at=at)


def size_of(party_id: str, *, day: date) -> str:
    """The size of a company on a day as the register has it: large, medium, small, micro; '' where nobody knows it."""
    found = list(standing(known_of(party_id, item="size"), day=day).values())
    return str((found[0].values or {}).get("size", "")) if found else ""


def newest_number(party_id: str, item: str, entry: str) -> int:
    """The number of the newest value of an entry, 0 where there is none: what an editor has seen."""
    family = customers.family_of(party_id)
    rows = ItemValue.objects.filter(party_id__in=family, item=item, entry=entry, taken_back_at=None)
    return rows.aggregate(newest=Max("id"))["newest"] or 0


def shares_without(party_id: str, entry: str, *, day: date) -> int:
    """What the other shareholders hold together on a day, ten-thousandths."""
    held = standing(known_of(party_id, item="shareholder"), day=day)
    shares = [int((one.values or {}).get("share", 0)) for (_item, other), one in held.items() if other != entry]
    return min(sum(shares), SHARE_BP_ONE)


def known_from(row: ItemValue) -> Known:
    """A row as the rules read it; the moment it was learned on the house's clock, so that its day is the house's."""
    return Known(
        number=row.pk,
        item=row.item,
        entry=row.entry,
        values=row.values,
        valid_from=row.valid_from,
        known_at=localtime(row.known_at),
        actor=row.actor,
        source=row.source,
        taken_back_at=row.taken_back_at,
        taken_back_by=row.taken_back_by,
        party_id=row.party_id,
    )
