"""Reads of what is known of customers: one customer's record on any day, its history, the register with its gaps."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, QuerySet

from qiao.customers.queries import Customer
from qiao.ground.money import SHARE_BP_ONE
from qiao.profile.adapters import spreadsheets
from qiao.profile.models import ItemValue, Sheet
from qiao.profile.rules.items import ITEMS, Item
from qiao.profile.rules.sheet import heads_of
from qiao.profile.rules.standing import Known, days_overdue, standing

__all__ = ("Sheet", "known_of", "newest_number", "record_of", "register", "shares_without", "sheets_of")
OF_ONE_MOST = 20_000
SHEETS_MOST = 50
CHUNK_ROWS = 5_000


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


def known_of(party_id: str, *, item: str = "") -> list[Known]:
    """Every value of a customer in the order it was learned, those taken back too; at most 20,000."""
    rows = ItemValue.objects.filter(party_id=party_id)
    if item:
        rows = rows.filter(item=item)
    return [_known(row) for row in rows.order_by("id")[:OF_ONE_MOST]]


def record_of(party_id: str, *, day: date, at: datetime | None = None) -> dict[tuple[str, str], Known]:
    """The customer's record as it stood on a day, as known at a moment (None = now)."""
    return standing(known_of(party_id), day=day, at=at)


def newest_number(party_id: str, item: str, entry: str) -> int:
    """The number of the newest value of an entry, 0 where there is none: what an editor has seen."""
    rows = ItemValue.objects.filter(party_id=party_id, item=item, entry=entry, taken_back_at=None)
    return rows.aggregate(newest=Max("id"))["newest"] or 0


def shares_without(party_id: str, entry: str, *, day: date) -> int:
    """What the other shareholders hold together on a day, ten-thousandths."""
    held = standing(known_of(party_id, item="shareholder"), day=day)
    shares = [int((one.values or {}).get("share", 0)) for (_item, other), one in held.items() if other != entry]
    return min(sum(shares), SHARE_BP_ONE)


def register(parties: "QuerySet[Customer]", *, on: date) -> list[Gap]:
    """Each item of the register over these customers."""
    kinds = dict(parties.order_by().values_list("kind").annotate(number=Count("party_id")))
    rows = ItemValue.objects.filter(taken_back_at=None, party_id__in=parties.order_by().values("party_id"))
    known = dict(rows.order_by().values_list("item").annotate(number=Count("party_id", distinct=True)))
    twice = _twice(rows)
    return [
        Gap(
            item,
            concerned=sum(number for kind, number in kinds.items() if item.concerns(kind)),
            known=known.get(item.code, 0),
            late=_late(rows, item, on=on) if item.every_days and known.get(item.code) else 0,
            twice=twice[item.code],
        )
        for item in ITEMS
    ]


def _late(rows: "QuerySet[ItemValue]", item: Item, *, on: date) -> int:
    since = on - timedelta(days=item.every_days)
    newest = rows.filter(item=item.code).values("party_id").annotate(newest=Max("valid_from"), known=Max("known_at"))
    return newest.filter(newest__lt=since, known__date__lt=since).count()


def _twice(rows: "QuerySet[ItemValue]") -> Counter[str]:
    """By item how many entries were handed over by more than one source from the same day on: collected twice."""
    alike = rows.order_by().values("item", "party_id", "entry", "valid_from")
    doubled = alike.annotate(sources=Count("source", distinct=True)).filter(sources__gt=1)
    return Counter(one["item"] for one in doubled.iterator(chunk_size=CHUNK_ROWS))


def sheets_of(item: str = "") -> list[Sheet]:
    """The sheets that were taken in, the newest first; at most 50."""
    rows = Sheet.objects.filter(item=item) if item else Sheet.objects.all()
    return list(rows.order_by("-id")[:SHEETS_MOST])


def sheet_rows(content: bytes, *, file: str) -> Iterator[Sequence[object]]:
    """The cells of a handed-in file, row by row."""
    return spreadsheets.rows_of(content, file=file)


def template_of(item: Item, *, form: str) -> bytes:
    """The item's empty sheet as xlsx or csv."""
    return spreadsheets.template(heads_of(item), form=form)


def overdue(record: Iterable[Known], items: Sequence[Item], *, on: date) -> dict[str, int]:
    """By item the days by which its newest value is late; absent where it is in time."""
    newest: dict[str, Known] = {}
    for one in record:
        if one.item not in newest or one.valid_from > newest[one.item].valid_from:
            newest[one.item] = one
    late = {item.code: days_overdue(newest.get(item.code), every_days=item.every_days, on=on) for item in items}
    return {code: days for code, days in late.items() if days}


def _known(row: ItemValue) -> Known:
    return Known(
        number=row.pk,
        item=row.item,
        entry=row.entry,
        values=row.values,
        valid_from=row.valid_from,
        known_at=row.known_at,
        actor=row.actor,
        source=row.source,
        taken_back_at=row.taken_back_at,
        taken_back_by=row.taken_back_by,
    )
