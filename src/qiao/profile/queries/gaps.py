"""The register's gaps over many customers: of how many an item is known, late, collected twice; and of whom it is late.

The rule of lateness told to the database: the same entries stand as in `rules.standing`, the same are late as in
`rules.lateness`; a test holds both equal.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Lag, RowNumber

from qiao.customers.queries import Customer, standing_id
from qiao.ground.looks import midnight
from qiao.profile.models import ItemValue
from qiao.profile.queries.record import known_from
from qiao.profile.rules.items import Item
from qiao.profile.rules.lateness import Late, is_timed, last_fresh, lateness
from qiao.profile.rules.standing import Known

CHUNK_ROWS = 5_000
LATE_MOST = 20_000
WHO = "who"


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


def register(parties: "QuerySet[Customer]", items: Sequence[Item], *, on: date) -> list[Gap]:
    """Each item of the register over these customers; what was told under a merged one's id counts for who stands."""
    kinds = dict(parties.order_by().values_list("kind").annotate(number=Count("party_id")))
    told = _told().filter(who__in=parties.order_by().values("party_id"))
    stale = _stale(items, on=on)
    rows = _standing(told, on=on).order_by().values("item")
    counted = rows.annotate(
        known=Count(WHO, distinct=True),
        stale=Count(WHO, distinct=True, filter=stale),
        fresh=Count(WHO, distinct=True, filter=~stale),
    )
    by_code: dict[str, dict[str, Any]] = {one["item"]: one for one in counted}
    twice = _twice(told, items)
    return [
        Gap(
            item,
            concerned=sum(number for kind, number in kinds.items() if item.concerns(kind)),
            known=by_code.get(item.code, {}).get("known", 0),
            late=_late(item, by_code.get(item.code, {})),
            twice=twice[item.code],
        )
        for item in items
    ]


def late_of(parties: Sequence[str], items: Sequence[Item], *, on: date) -> dict[str, list[Late]]:
    """By customer the items that are late; merged customers are one. Of at most 20,000 late entries."""
    timed = [item for item in items if is_timed(item)]
    told = _told().filter(party_id__in=parties, item__in=[item.code for item in timed])
    stands, stale = _standing(told, on=on), _stale(timed, on=on)
    happenings = [item.code for item in timed if item.is_happening]
    fresh = set(stands.filter(~stale, item__in=happenings).values_list(WHO, "item")) if happenings else set()
    own: defaultdict[tuple[str, str], list[Known]] = defaultdict(list)
    for row in stands.filter(stale).order_by("id")[:LATE_MOST]:
        if (row.who, row.item) not in fresh:
            own[row.who, row.item].append(known_from(row))
    by_code = {item.code: item for item in timed}
    found: defaultdict[str, list[Late]] = defaultdict(list)
    for (who, code), entries in own.items():
        late = lateness(by_code[code], entries, on=on)
        if late:
            found[who].append(late)
    return dict(found)


def _told() -> "QuerySet[Any, Any]":
    """Values that count, each with who stands for its customer."""
    return ItemValue.objects.filter(taken_back_at=None).annotate(who=standing_id("party_id"))


def _standing(told: "QuerySet[Any, Any]", *, on: date) -> "QuerySet[Any, Any]":
    """Those of them that stand on the day."""
    latest = [F("valid_from").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=[F(WHO), F("item"), F("entry")], order_by=latest)
    first = told.filter(valid_from__lte=on).annotate(place=place).filter(place=1)
    return _told().filter(pk__in=first.values("pk"), values__isnull=False)


def _stale(items: Sequence[Item], *, on: date) -> Q:
    """Entries that nobody looked at within their item's days."""
    codes: defaultdict[date, list[str]] = defaultdict(list)
    for item in items:
        if is_timed(item):
            codes[last_fresh(item, on=on)].append(item.code)
    stale = Q(pk__in=[])
    for day, named in codes.items():
        stale |= Q(item__in=named, valid_from__lt=day, known_at__lt=midnight(day))
    return stale


def _late(item: Item, counted: dict[str, Any]) -> int:
    if not counted or not is_timed(item):
        return 0
    return int(counted["known"] - counted["fresh"] if item.is_happening else counted["stale"])


def _twice(told: "QuerySet[Any, Any]", items: Sequence[Item]) -> Counter[str]:
    """By item how many entries were collected again, by somebody else and from elsewhere, before it was time.

    What one person, or one feed, renews is renewed; where nothing is to be renewed, the same first day tells.
    """
    follows = told.filter(values__isnull=False).annotate(
        last_source=_before("source"), last_actor=_before("actor"), last_day=_before("valid_from")
    )
    again = follows.filter(~Q(source=F("last_source")), ~Q(actor=F("last_actor")), last_day__isnull=False)
    days, found = {item.code: item.every_days for item in items}, set()
    rows = again.order_by().values_list("item", WHO, "entry", "valid_from", "last_day")
    for code, who, entry, since, last in rows.iterator(chunk_size=CHUNK_ROWS):
        if since - last <= timedelta(days=days.get(code, 0)):
            found.add((code, who, entry))
    return Counter(code for code, _who, _entry in found)


def _before(column: str) -> Window:
    return Window(
        Lag(column),
        partition_by=[F(WHO), F("item"), F("entry")],
        order_by=[F("valid_from").asc(), F("pk").asc()],
    )
