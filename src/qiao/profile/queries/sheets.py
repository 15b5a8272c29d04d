"""Sheets: their cells, templates, which rows fit the book, and those that were taken in."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.words import gettext_noop as _
from qiao.profile.adapters import spreadsheets
from qiao.profile.models import ItemValue, Sheet
from qiao.profile.queries.placing import placed_rows
from qiao.profile.queries.shares import beyond_in
from qiao.profile.rules.again import Written
from qiao.profile.rules.items import Item
from qiao.profile.rules.reading import Trouble
from qiao.profile.rules.sheet import PARTY, TROUBLES_MOST, CellTrouble, ReadSheet, SheetRow, heads_of

__all__ = (
    "Sheet",
    "digest_of",
    "empty_sheet",
    "fitting",
    "reaches_beyond",
    "sheet_of",
    "sheet_rows",
    "sheets_of",
    "taken_before",
    "template_of",
    "written_by",
)
SHEETS_MOST = 50
CHUNK_ROWS = 5_000


def sheets_of(item: str = "") -> list[Sheet]:
    """The sheets that were taken in, the newest first; at most 50."""
    rows = Sheet.objects.filter(item=item) if item else Sheet.objects.all()
    return list(rows.order_by("-id")[:SHEETS_MOST])


def sheet_of(number: int) -> Sheet | None:
    """A sheet by its number."""
    return Sheet.objects.filter(pk=number).first()


def reaches_beyond(sheet: Sheet, parties: "QuerySet[customers.Customer]") -> bool:
    """Whether a value came by the sheet of whom is not among these customers."""
    told = ItemValue.objects.filter(sheet=sheet).annotate(who=customers.standing_id("party_id"))
    return told.exclude(who__in=parties.order_by().values("party_id")).exists()


def sheet_rows(content: bytes, *, file: str) -> Iterator[Sequence[object]]:
    """The cells of a handed-in file, row by row."""
    return spreadsheets.rows_of(content, file=file)


def template_of(item: Item, *, form: str) -> bytes:
    """The item's empty sheet as xlsx or csv."""
    return spreadsheets.template(heads_of(item), form=form)


def empty_sheet(heads: Sequence[str], *, form: str) -> bytes:
    """An empty sheet with any heads as xlsx or csv."""
    return spreadsheets.template(heads, form=form)


def digest_of(item: str, content: bytes) -> str:
    """By what a file of an item is known again."""
    return hashlib.sha256(item.encode() + b"\0" + content).hexdigest()


def taken_before(digest: str) -> Sheet | None:
    """The sheet of the same content that still counts: the one of which nothing was refused, if there is one."""
    same = Sheet.objects.filter(digest=digest, taken_back_at=None)
    return same.order_by("refused", "id").first() if digest else None


def written_by(digest: str) -> Iterator[Written]:
    """What earlier sheets of this content wrote, standing, replaced or taken back; not those taken back as a whole."""
    rows = ItemValue.objects.filter(sheet__digest=digest, sheet__taken_back_at=None, values__isnull=False)
    columns = rows.values_list("party_id", "valid_from", "values")
    return (Written(who, day, values or {}) for who, day, values in columns.iterator(chunk_size=CHUNK_ROWS))


def fitting(
    item: Item, read: ReadSheet, *, seen: Collection[str] | None = None, troubles_most: int = TROUBLES_MOST
) -> ReadSheet:
    """The sheet with those rows among the troubles whose customer the book lacks or does not keep such an item of.

    seen: whom the reader may see, None = everybody; anybody else is as unknown as whom the book lacks.
    """
    read = replace(read, rows=tuple(placed_rows(item, read.rows, valid_from=clock.today())))
    asked = {row.party_id for row in read.rows}
    kinds = customers.kinds_of(sorted(asked if seen is None else asked.intersection(seen)))
    over = beyond_in(item, read.rows, valid_from=clock.today())
    good: list[SheetRow] = []
    troubles: list[CellTrouble] = []
    for row in read.rows:
        words = _misfit(item, row, kinds.get(row.party_id), over=over)
        if words:
            troubles.append(CellTrouble(row.line, PARTY, Trouble(PARTY, words, (("text", row.party_id[:40]),))))
        else:
            good.append(row)
    told = sorted([*read.troubles, *troubles], key=lambda one: one.line)[:troubles_most]
    return replace(read, rows=tuple(good), troubles=tuple(told), refused=read.refused + len(troubles))


def _misfit(item: Item, row: SheetRow, kind: str | None, *, over: frozenset[str]) -> str:
    if kind is None:
        return _("the book does not know the customer %(text)s")
    if not item.concerns(kind):
        return _("this item is not kept of customers of the kind of %(text)s")
    return _("the shareholders of %(text)s hold more than 100 %% together") if row.party_id in over else ""
