"""Lists imported, and whom they hit kept for a person to confirm or dismiss; what was decided is remembered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.profile.actions.imports import LISTS, begin_import
from qiao.profile.actions.values import SOURCE_MOST
from qiao.profile.models import ItemValue, ListedParty, Sheet
from qiao.profile.queries import lists
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.lists import Listed
from qiao.profile.rules.reading import entry_of

BATCH_ROWS = 2_000
HIT = "list_hit"


@dataclass(frozen=True, slots=True)
class Matched:
    """How many entries the lists have now, how many customers they hit, how many of these hits are new."""

    entries: int
    hits: int
    fresh: int


@recorded
def take_in_lists(listed: Sequence[Listed], *, file: str, actor: str) -> int:
    """Put each list that the file names in the place of the one before, as the operator of the machine."""
    named, now = sorted({one.list_name for one in listed}), clock.now()
    ours = ListedParty.objects.filter(list_name__in=named)
    ours.exclude(replaced_by=None).delete()
    taken = begin_import(LISTS, file=file, rows=len(listed), actor=actor)
    before = ours.update(replaced_by=taken)
    ListedParty.objects.bulk_create(
        [
            ListedParty(
                list_name=one.list_name,
                name=one.name,
                number=one.number,
                listed_on=one.listed_on,
                taken_by=taken,
                actor=actor,
                at=now,
            )
            for one in listed
        ],
        batch_size=BATCH_ROWS,
    )
    note("lists", old={"rows": before}, new={"file": file[:SOURCE_MOST], "rows": len(listed), "text": named[:50]})
    return len(listed)


@recorded
def match_lists(*, file: str, on: date, actor: str) -> Matched:
    """Hold every customer against the lists: a new hit is kept as to be examined, one that is known is left alone."""
    known, now = lists.known_hits(), clock.now()
    found, fresh = 0, dict[tuple[str, str], dict[str, str]]()
    for hit in lists.found_hits():
        found += 1
        values = {"entry": hit.listed.entry, "by": hit.by, "result": "open"}
        if hit.listed.number:
            values["number"] = hit.listed.number
        key = (hit.party_id, entry_of(BY_CODE[HIT], values))
        if key not in known:
            fresh.setdefault(key, values)
    sheet = Sheet(item=HIT, file=file[:SOURCE_MOST], rows=len(fresh), refused=0, actor=actor, at=now)
    if fresh:  # a night without a new hit leaves no sheet
        sheet.save()
    ItemValue.objects.bulk_create(
        (
            ItemValue(
                party_id=party_id,
                item=HIT,
                entry=entry,
                values=values,
                valid_from=on,
                known_at=now,
                actor=actor,
                source=file[:SOURCE_MOST],
                sheet=sheet,
            )
            for (party_id, entry), values in fresh.items()
        ),
        batch_size=BATCH_ROWS,
    )
    entries = sum(int(str(one["entries"])) for one in lists.lists())
    note(f"sheet {sheet.pk or ''}".strip(), new={"item": HIT, "file": file[:SOURCE_MOST], "rows": len(fresh)})
    return Matched(entries, found, len(fresh))
