"""Entries of a form or a sheet held against what a customer's record has, so that none is kept under two names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from qiao.customers import queries as customers
from qiao.ground.portions import portions
from qiao.profile.models import ItemValue
from qiao.profile.rules.items import Item
from qiao.profile.rules.placing import Kept, may_be_unsaid
from qiao.profile.rules.reading import Entry
from qiao.profile.rules.sheet import SheetRow

PARTIES_A_QUERY = 1_000


def placed_entry(party_id: str, item: Item, read: Entry) -> Entry:
    """One value under the entry of the record that it is of."""
    if not may_be_unsaid(item):
        return read
    who = customers.survivor_of(party_id)
    kept = _kept(item, [who]).get(who)
    return read if kept is None else kept.placed(read)


def placed_rows(item: Item, rows: Sequence[SheetRow], *, valid_from: date) -> list[SheetRow]:
    """The rows of a sheet under the entries that they are of; those the record has by all that is said come first."""
    if not may_be_unsaid(item):
        return list(rows)
    stands = customers.survivors_of(sorted({row.party_id for row in rows}))
    kept = _kept(item, sorted({stands.get(row.party_id, row.party_id) for row in rows}))
    taken: defaultdict[tuple[str, date], set[str]] = defaultdict(set)
    found: dict[int, SheetRow] = {}
    for row in sorted(
        rows, key=lambda one: one.entry.entry not in kept.get(stands.get(one.party_id, one.party_id), ())
    ):
        who = stands.get(row.party_id, row.party_id)
        named = taken[who, row.valid_from or valid_from]
        own = kept.setdefault(who, Kept(item))
        read = own.placed(row.entry, taken=named)
        named.add(read.entry)
        own.put(read.entry, read.values)
        found[row.line] = replace(row, entry=read)
    return [found[row.line] for row in rows]


def _kept(item: Item, party_ids: Sequence[str]) -> dict[str, Kept]:
    """By customer what was last said of each entry, for customers who stand."""
    ids = customers.with_families(list(party_ids))
    stands = customers.survivors_of(ids)
    rows: Iterable[tuple[str, str, Any]] = (
        row
        for part in portions(ids, PARTIES_A_QUERY)
        for row in ItemValue.objects.filter(party_id__in=part, item=item.code, taken_back_at=None, values__isnull=False)
        .order_by("id")
        .values_list("party_id", "entry", "values")
    )
    found: dict[str, Kept] = {}
    for party_id, entry, values in rows:
        found.setdefault(stands.get(party_id, party_id), Kept(item)).put(entry, values)
    return found
