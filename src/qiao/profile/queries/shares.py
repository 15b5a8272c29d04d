"""Whose shareholders would hold more than the whole, asked for one customer or for all of a sheet at once."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.portions import portions
from qiao.profile.models import ItemValue
from qiao.profile.queries.record import known_from
from qiao.profile.rules.items import Item
from qiao.profile.rules.shares import SHAREHOLDER, goes_beyond, most_held
from qiao.profile.rules.sheet import SheetRow
from qiao.profile.rules.standing import Known

PARTIES_A_QUERY = 1_000
LATER = 1 << 62  # the number of what is not kept yet: it was learned last


def told_of(party_ids: Sequence[str]) -> dict[str, list[Known]]:
    """What is told of the shareholders of these customers, merged ones under who stands for them."""
    found: dict[str, list[Known]] = {}
    for part in portions(customers.with_families(list(party_ids)), PARTIES_A_QUERY):
        stands = customers.survivors_of(part)
        for row in ItemValue.objects.filter(party_id__in=part, item=SHAREHOLDER, taken_back_at=None).order_by("id"):
            found.setdefault(stands.get(row.party_id, row.party_id), []).append(known_from(row))
    return found


def held_as_one(party_ids: Sequence[str], *, since: date) -> int:
    """The most that the shareholders of these would hold from a day on, were they one customer; ten-thousandths."""
    known = [one for rows in told_of(party_ids).values() for one in rows]
    return most_held(known, since=since)


def beyond_with(party_id: str, entry: str, values: dict[str, object] | None, *, since: date) -> bool:
    """Whether one value more lets the shareholders hold more than the whole from its day on."""
    who = customers.survivor_of(party_id)
    known = told_of([who]).get(who, [])
    return goes_beyond(known, [*known, _new(party_id, entry, values, since=since, at=clock.now())], since=since)


def beyond_without(gone: Iterable[ItemValue]) -> frozenset[str]:
    """The customers whose shareholders would hold more than the whole, were these values taken back."""
    by_party: dict[str, list[ItemValue]] = {}
    rows = [row for row in gone if row.item == SHAREHOLDER]
    stands = customers.survivors_of(sorted({row.party_id for row in rows}))
    for row in rows:
        by_party.setdefault(stands.get(row.party_id, row.party_id), []).append(row)
    told = told_of(list(by_party))
    over = set()
    for who, taken in by_party.items():
        numbers, since = {row.pk for row in taken}, min(row.valid_from for row in taken)
        known = told.get(who, [])
        if goes_beyond(known, [one for one in known if one.number not in numbers], since=since):
            over.add(who)
    return frozenset(over)


def beyond_in(item: Item, rows: Sequence[SheetRow], *, valid_from: date) -> frozenset[str]:
    """The customers of a sheet whose shareholders would hold more than the whole with it, by the ids of the sheet."""
    if item.code != SHAREHOLDER:
        return frozenset()
    now = clock.now()
    by_party: dict[str, list[SheetRow]] = {}
    for row in rows:
        by_party.setdefault(row.party_id, []).append(row)
    stands = customers.survivors_of(sorted(by_party))
    told = told_of([stands.get(one, one) for one in by_party])
    over = set()
    for party_id, lines in by_party.items():
        known = told.get(stands.get(party_id, party_id), [])
        new = [
            _new(party_id, row.entry.entry, dict(row.entry.values), since=row.valid_from or valid_from, at=now)
            for row in lines
        ]
        if goes_beyond(known, [*known, *new], since=min(one.valid_from for one in new)):
            over.add(party_id)
    return frozenset(over)


def _new(party_id: str, entry: str, values: dict[str, object] | None, *, since: date, at: datetime) -> Known:
    return Known(
        number=LATER,
        item=SHAREHOLDER,
        entry=entry,
        values=values,
        valid_from=since,
        known_at=at,
        actor="",
        source="",
        party_id=party_id,
    )
