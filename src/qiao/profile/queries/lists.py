"""Imported lists, and whom of the customers they hit."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Count, Max

from qiao.customers.queries import alias_pairs, customers_by_id, listed_customers
from qiao.profile.adapters import sounds
from qiao.profile.models import ItemValue, ListedParty
from qiao.profile.rules.lists import Hit, Listed, Looked, hits

LISTS_MOST = 500
CHUNK_ROWS = 5_000
NUMBERS = {"registration": "credit_code", "id_card": "number"}
"""By item the field that holds a number of a document."""


def lists() -> list[Mapping[str, object]]:
    """Each imported list with how many entries it has and since when; at most 500."""
    rows = (
        ListedParty.objects.filter(replaced_by=None)
        .values("list_name")
        .annotate(entries=Count("id"), taken_in=Max("at"))
    )
    return [dict(row) for row in rows.order_by("list_name")[:LISTS_MOST]]


def found_hits() -> Iterator[Hit]:
    """Every customer that an entry of a list fits; for jobs, it walks through all customers."""
    rows = ListedParty.objects.filter(replaced_by=None).order_by("id").iterator(chunk_size=CHUNK_ROWS)
    listed = [Listed(row.list_name, row.name, row.number, row.listed_on) for row in rows]
    return hits(listed, _customers(), sound=sounds.sound) if listed else iter(())


def known_hits() -> set[tuple[str, str]]:
    """Customer and entry of every hit that was ever kept, decided or not; of merged customers under who stands."""
    rows = ItemValue.objects.filter(item="list_hit", taken_back_at=None).values_list("party_id", "entry")
    stands = dict(alias_pairs())
    return {(stands.get(party_id, party_id), entry) for party_id, entry in rows.iterator(chunk_size=CHUNK_ROWS)}


def _customers() -> Iterator[Looked]:
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    kept = ItemValue.objects.filter(item__in=list(NUMBERS), taken_back_at=None).values_list(
        "party_id", "item", "values"
    )
    for party_id, item, values in kept.iterator(chunk_size=CHUNK_ROWS):
        if values and values.get(NUMBERS[item]):
            numbers[party_id].add(str(values[NUMBERS[item]]))
    rows = listed_customers(None).order_by().values_list("party_id", "name", "id_no")
    for party_id, name, id_no in rows.iterator(chunk_size=CHUNK_ROWS):
        yield Looked(party_id, name, (id_no, *sorted(numbers.get(party_id, ()))))
    pairs = alias_pairs()  # one that was merged is looked for by its own name and number, and hits who stands for it
    merged = customers_by_id([absorbed for absorbed, _survivor in pairs])
    for absorbed, survivor in pairs:
        if absorbed in merged:
            yield Looked(survivor, merged[absorbed].name, (merged[absorbed].id_no, *sorted(numbers.get(absorbed, ()))))
