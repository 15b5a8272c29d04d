"""Taking in the bank's tables of the link: banks of the payment systems, fees, names to look out for.

A table comes in whole or not at all. What stands already is changed, what is new is added; nothing goes by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiao.directlink.adapters.sheets import rows_of
from qiao.directlink.models import ClearingBank, FeeRow, WatchedName
from qiao.directlink.rules.tables import (
    Bank,
    Fee,
    Read,
    Trouble,
    Watched,
    check_whole,
    read_banks,
    read_fees,
    read_watched,
)
from qiao.ground.audit import note, recorded
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BANKS, FEES, WATCH = "banks", "fees", "watch"
TABLE_WORDS: Mapping[str, str] = {
    BANKS: _("banks of the payment systems"),
    FEES: _("fees of the routes"),
    WATCH: _("names to look out for"),
}
BYTES_MOST = 64 * 2**20
ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in of a table: how many rows, and how many of them had not been there."""

    rows: int
    fresh: int


def troubles_in(kind: str, content: bytes, *, file: str) -> Sequence[Trouble]:
    """What cannot be read of a table, row by row; nothing where it can be taken in."""
    return _read(kind, content, file=file).troubles


def take_in(kind: str, content: bytes, *, file: str, at: datetime, actor: str) -> Taken:
    """Take a table in."""
    rows: tuple[Any, ...] = check_whole(_read(kind, content, file=file), file=file)
    return KEEPERS[kind](rows, file=file, at=at, actor=actor)


def _read(kind: str, content: bytes, *, file: str) -> Read[Any]:
    readers: Mapping[str, Callable[..., Read[Any]]] = {BANKS: read_banks, FEES: read_fees, WATCH: read_watched}
    if kind not in readers:
        raise Refusal("table.unknown", _("There is no table %(kind)s."), kind=kind[:20])
    if len(content) > BYTES_MOST:
        raise Refusal("table.huge", _("%(file)s is larger than any such table."), file=file)
    return readers[kind](rows_of(content, file=file), file=file)


@recorded
def take_in_banks(rows: Sequence[Bank], *, file: str, at: datetime, actor: str) -> Taken:
    """Keep banks by number."""
    before = ClearingBank.objects.count()
    ClearingBank.objects.bulk_create(
        (
            ClearingBank(number=one.number, name=one.name, city=one.city, head_office=one.head_office, imported_at=at)
            for one in rows
        ),
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name", "city", "head_office", "imported_at"],
    )
    taken = Taken(len(rows), ClearingBank.objects.count() - before)
    note("link banks", new={"file": file, "rows": taken.rows, "new": taken.fresh})
    return taken


@recorded
def take_in_fees(rows: Sequence[Fee], *, file: str, at: datetime, actor: str) -> Taken:
    """Keep fees by route, day and step."""
    fresh = 0
    for one in rows:
        _row, made = FeeRow.objects.update_or_create(
            route=one.route, since=one.since, up_to_fen=one.up_to_fen, defaults={"fee_fen": one.fee_fen}
        )
        fresh += made
    note("link fees", new={"file": file, "rows": len(rows), "new": fresh})
    return Taken(len(rows), fresh)


@recorded
def take_in_watched(rows: Sequence[Watched], *, file: str, at: datetime, actor: str) -> Taken:
    """Keep names at which a payment stops."""
    fresh = 0
    for one in rows:
        said = {"why": one.why, "added_at": at, "added_by": actor}
        _row, made = WatchedName.objects.update_or_create(name=one.name, defaults=said)
        fresh += made
    note("link names", new={"file": file, "rows": len(rows), "new": fresh})
    return Taken(len(rows), fresh)


KEEPERS: Mapping[str, Callable[..., Taken]] = {BANKS: take_in_banks, FEES: take_in_fees, WATCH: take_in_watched}
