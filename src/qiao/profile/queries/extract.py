"""What is known of all customers on a day, as files: one an item with the heads of its sheet, and a manifest."""

import csv
import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from qiao.profile.models import ItemValue
from qiao.profile.queries.record import known_from
from qiao.profile.queries.register import items_on
from qiao.profile.rules.extract import MANIFEST, Part, Told, manifest_text, typed
from qiao.profile.rules.items import Item
from qiao.profile.rules.sheet import FROM, PARTY, heads_of
from qiao.profile.rules.standing import Known, standing

CHUNK_ROWS = 5_000
OWNER_ONLY = 0o600  # identity numbers stand in it in full


def write_known(folder: Path, *, on: date, bank: str) -> Told:
    """Write every item as it stood on a day; the manifest comes last, so that a folder with one is whole."""
    (folder / MANIFEST).unlink(missing_ok=True)
    told = Told(bank, on, tuple(_written(folder, item, on=on) for item in items_on(on)))
    (folder / MANIFEST).write_text(manifest_text(told), encoding="utf-8")
    return told


def _written(folder: Path, item: Item, *, on: date) -> Part:
    place, rows = folder / f"{item.code}.csv", 0
    heads = heads_of(item)
    place.touch(mode=OWNER_ONLY)
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for party_id, one in _standing(item, on=on):
            texts = {PARTY: party_id, FROM: one.valid_from.isoformat(), **typed(item, one.values or {})}
            writer.writerow([texts.get(head, "") for head in heads])
            rows += 1
    with place.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return Part(item.code, place.name, rows, digest)


def _standing(item: Item, *, on: date) -> Iterator[tuple[str, Known]]:
    rows = ItemValue.objects.filter(item=item.code, taken_back_at=None, valid_from__lte=on).order_by("party_id", "id")
    for party_id, own in groupby(rows.iterator(chunk_size=CHUNK_ROWS), key=lambda row: row.party_id):
        for _key, one in sorted(standing(map(known_from, own), day=on).items()):
            yield party_id, one
