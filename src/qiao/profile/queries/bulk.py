"""What is known of all customers at once, for jobs that work through the whole book."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Max
from django.utils.timezone import localtime

from qiao.customers import queries as customers
from qiao.ground.portions import portions
from qiao.profile.models import ItemValue
from qiao.profile.rules.again import Line, is_news
from qiao.profile.rules.items import Item
from qiao.profile.rules.sheet import SheetRow
from qiao.profile.rules.standing import Said

CHUNK_ROWS = 5_000
PARTIES_A_QUERY = 1_000
Lines = dict[tuple[str, str], list[Line]]


def values_of(items: Sequence[str]) -> Iterator[Said]:
    """Every value of these items that was not taken back, of every customer, under the id it was told by; unordered."""
    rows = ItemValue.objects.filter(item__in=list(items), taken_back_at=None)
    names = ("party_id", "item", "entry", "valid_from", "pk", "values", "sheet_id")
    return (Said(*row) for row in rows.values_list(*names).iterator(chunk_size=CHUNK_ROWS))


def newest_value() -> int:
    """The number of the newest value, 0 where there is none."""
    return int(ItemValue.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def values_stamp() -> tuple[int, str, str]:
    """The newest value and the last taking back: what was reckoned of values under another stamp may be old.

    Writers take turns, so that no value with a lesser number comes later.
    """
    newest = ItemValue.objects.order_by("-pk").values_list("pk", "known_at").first()
    back = ItemValue.objects.filter(taken_back_at__isnull=False).aggregate(last=Max("taken_back_at"))["last"]
    number, known_at = newest or (0, "")
    return number, str(known_at), str(back or "")


def unlike_what_stands(item: Item, rows: Sequence[SheetRow], *, valid_from: date, on: date) -> Iterator[SheetRow]:
    """The rows that are news, held against what is told of their customers and of who is one with them."""
    for part in portions(rows, PARTIES_A_QUERY):
        own, family, stands = _told_of(item, sorted({row.party_id for row in part}))
        for row in part:
            entry, who = row.entry.entry, stands.get(row.party_id, row.party_id)
            said, together = own.get((row.party_id, entry), ()), family.get((who, entry), ())
            if is_news(row, item, own=said, family=together, valid_from=valid_from, on=on):
                yield row


def _told_of(item: Item, party_ids: Sequence[str]) -> tuple[Lines, Lines, dict[str, str]]:
    """What is told of an item by customer and entry; the same by who stands for the customer; and who that is."""
    everybody = customers.with_families(party_ids)
    own, family, stands = Lines(), Lines(), customers.survivors_of(everybody)
    kept = ItemValue.objects.filter(item=item.code, party_id__in=everybody, taken_back_at=None)
    columns = kept.values_list("party_id", "entry", "valid_from", "pk", "known_at", "values")
    for party_id, entry, since, number, known_at, values in columns:
        line = Line(since, number, localtime(known_at).date(), values)
        own.setdefault((party_id, entry), []).append(line)
        family.setdefault((stands.get(party_id, party_id), entry), []).append(line)
    return own, family, stands
