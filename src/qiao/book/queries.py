"""Reads of the book: the version in force, its files, what the quarantine took away, and short lists for pages."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from qiao.book.adapters import overflow
from qiao.book.adapters.handing_out import GivenRow
from qiao.book.adapters.overflow import Beyond, FileEntry
from qiao.book.models import BookVersion, Load, LoadedTable, QuarantinedRow, State
from qiao.book.rules import layout
from qiao.book.rules.layout import BOOK_FOLDER, CLOSED_FILE, QUARANTINE_FILE, QUARANTINE_FOLDER, file_of
from qiao.book.rules.reasons import MORE, Reason, reason_of
from qiao.engine.lookup import ROWS_MOST, rows_of
from qiao.ground import home
from qiao.ground.once import once
from qiao.ground.periods import Period

if TYPE_CHECKING:
    import pyarrow as pa

Version = BookVersion  # what others call the book's versions and loads: models are no door
LoadRecord = Load
LOADS_MOST = 200
PAGE_ROWS_MOST = 200
BATCH_ROWS = 1_000
LOST_KINDS = (("account", "lost_account"), ("party", "lost_party"), ("price", "lost_price"))


@once
def current() -> BookVersion | None:
    """The book: the newest version; None before the first load."""
    return BookVersion.objects.select_related("load").order_by("-id").first()


def currency() -> str | None:
    """The book's currency; None before the first load."""
    version = current()
    return version.load.currency if version else None


def bank_name() -> str | None:
    """The bank's name as the newest extract gives it; None before the first load."""
    version = current()
    return version.load.bank if version else None


def took_hold(token: str) -> bool:
    """Whether a load with this job token was committed."""
    return Load.objects.filter(token=token).exists()


def fact_files(version: BookVersion, table: str, buckets: Iterable[int] | None = None) -> list[str]:
    """The Parquet files of a table, of some buckets or of all; none where there are no rows.

    A table without buckets (ftp, expense, ledger) has one file, whichever buckets are asked for.
    """
    entry = version.tables.get(table)
    if not entry:
        return []
    folder = home.home() / BOOK_FOLDER / table / entry["folder"]
    wanted = None if buckets is None else {str(bucket) for bucket in buckets} | {""}
    names = (name for name in entry["files"] if wanted is None or name in wanted)
    return [str(folder / file_of(int(name) if name else None)) for name in names]


def bucket_of(account_id: str) -> int:
    """The bucket in which an account's facts lie (a fee without account: its party's)."""
    return layout.bucket_of(account_id)


def account_rows(
    version: BookVersion, table: str, account_ids: Sequence[str], *, columns: Sequence[str] = (), most: int = ROWS_MOST
) -> list[dict[str, Any]]:
    """The rows of a table by account that are about these accounts, of each bucket at most `most`, in their order."""
    by_bucket: dict[int, list[str]] = {}
    for account_id in account_ids:
        by_bucket.setdefault(bucket_of(account_id), []).append(account_id)
    asked = [(file, by_bucket[one]) for one in sorted(by_bucket) for file in fact_files(version, table, [one])]
    return [row for file, ids in asked for row in rows_of(file, "account_id", ids, columns=columns, most=most)]


def coverage(version: BookVersion) -> list[Period]:
    """The periods for which the extracts with balances up to this version speak, in the order of loading.

    An extract that brings no table `balance` (products alone, rows to mend) says nothing about a month's days.
    """
    loads = Load.objects.filter(pk__lte=version.load_id, tables__table="balance").order_by("id")
    return [Period(since, until) for since, until in loads.values_list("since", "until")]


@dataclass(frozen=True, slots=True)
class Lost:
    """Whose figures lack something: kind account, party or price (key side:tenor_days)."""

    kind: str
    key: str


def lost(version: BookVersion, before_day: int) -> list[Lost]:
    """Accounts, parties and prices that lack a balance, rate, price or share dated before this day: open rows only."""
    rows = QuarantinedRow.objects.filter(Q(lost_from=None) | Q(lost_from__lt=before_day), state=State.OPEN)
    rows = rows.filter(load_id__lte=version.load_id)
    found = {
        Lost(kind, key)
        for kind, field in LOST_KINDS
        for key in rows.exclude(**{field: None}).values_list(field, flat=True).distinct().iterator()
    }
    for row in rows.filter(code=MORE).select_related("load"):
        found |= {Lost(*pair) for pair in overflow.lost(_beyond(row), before_day=before_day)}
    return sorted(found, key=lambda row: (row.kind, row.key))


def quarantine_file(load: Load) -> Path:
    """Where all entries of a load's quarantine are kept."""
    return home.home() / BOOK_FOLDER / QUARANTINE_FOLDER / load.folder / QUARANTINE_FILE


def _beyond(row: QuarantinedRow) -> Beyond:
    """The open entries that a row `row.more` stands for."""
    path = quarantine_file(row.load)
    closed = (path.parent.parent / folder / CLOSED_FILE for folder in row.detail.get("closed", []))
    return Beyond(row.load_id, row.table, path, tuple(closed))


def open_beyond() -> list[Beyond]:
    """The open entries that only quarantine files have."""
    rows = QuarantinedRow.objects.filter(state=State.OPEN, code=MORE).select_related("load").order_by("id")
    return [_beyond(row) for row in rows]


def loads(*, most: int = 50, skip: int = 0) -> list[Load]:
    """Loads with their tables, newest first, at most 200 at once; `skip` leaves out as many of the newest."""
    found = Load.objects.prefetch_related("tables").order_by("-id")
    return list(found[skip : skip + min(most, LOADS_MOST)])


def load(number: int) -> Load | None:
    """One load with its tables; None where no load has this number."""
    return Load.objects.prefetch_related("tables").filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the quarantine for a page; `given` is the row's cells, or its one text under the key ''.

    `reason` has words and the facts that fill them; `note` says why it was dismissed.
    """

    pk: int
    load_id: int
    table: str
    line: int | None
    column: str
    value: str
    reason: Reason
    key: tuple[str, ...]
    given: Mapping[str, str | None]
    state: str
    note: str

    @property
    def words(self) -> str:
        """The reason in the language of the moment."""
        return _said(self.reason)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of entries, how many there are of all, and on which page of how many we are (from 1)."""

    entries: tuple[Entry, ...]
    total: int
    number: int
    pages: int


def quarantine(
    *,
    table: str | None = None,
    state: str | None = "open",
    load: int | None = None,
    search: str = "",
    page: int = 1,
    size: int = 50,
) -> Page:
    """Entries of the quarantine, at most 200 a page, newest load first, in the order of lines; filters may be empty."""
    rows = QuarantinedRow.objects.order_by("-load_id", "table", "number")
    rows = _filtered(rows, table=table, state=state, load=load, search=search)
    size = max(1, min(size, PAGE_ROWS_MOST))
    total = rows.count()
    pages = max(1, -(-total // size))
    number = max(1, min(page, pages))
    shown = rows[(number - 1) * size : number * size]
    return Page(entries=tuple(map(_entry, shown)), total=total, number=number, pages=pages)


def quarantine_entries(
    *, table: str | None = None, state: str | None = "open", load: int | None = None, search: str = ""
) -> Iterator[Entry]:
    """Every entry of the quarantine in the order of `quarantine`, one after the other, for a sheet."""
    rows = QuarantinedRow.objects.order_by("-load_id", "table", "number")
    rows = _filtered(rows, table=table, state=state, load=load, search=search)
    yield from map(_entry, rows.iterator(chunk_size=PAGE_ROWS_MOST))


def _filtered(
    rows: QuerySet[QuarantinedRow], *, table: str | None, state: str | None, load: int | None, search: str
) -> QuerySet[QuarantinedRow]:
    rows = rows.filter(table=table) if table else rows
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(load_id=load) if load is not None else rows
    return rows.filter(Q(key__contains=search) | Q(value__contains=search)) if search else rows


def _entry(row: QuarantinedRow) -> Entry:
    return Entry(
        pk=row.pk,
        load_id=row.load_id,
        table=row.table,
        line=row.line,
        column=row.column,
        value=row.value or "",
        reason=reason_of(row.code, table=row.table, column=row.column, detail=row.detail),
        key=tuple(part or "" for part in json.loads(row.key or "[]")),
        given=json.loads(row.given or "{}"),
        state=row.state,
        note=row.reason,
    )


def words_of(code: str, *, table: str, column: str, detail: Mapping[str, Any]) -> str:
    """A reason in the language of the moment."""
    return _said(reason_of(code, table=table, column=column, detail=detail))


def _said(reason: Reason) -> str:
    """Facts stay as they are: names of tables and values of a bank are no words of ours."""
    return gettext(reason.words) % reason.facts


def open_quarantine() -> int:
    """How many rows are set aside and open."""
    return QuarantinedRow.objects.filter(state=State.OPEN).values("row").distinct().count()


def open_counts() -> dict[str, int]:
    """How many entries are open, by table; tables without any are absent."""
    names = QuarantinedRow.objects.filter(state=State.OPEN).values_list("table", flat=True).distinct()
    return {name: QuarantinedRow.objects.filter(state=State.OPEN, table=name).count() for name in names}


def open_rows() -> "pa.Table":
    """Every open entry as a table: id, row (the same for all entries of one row), table_name, key."""
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads need it

    rows = QuarantinedRow.objects.filter(state=State.OPEN).values_list("id", "row", "table", "key")
    schema = pa.schema([("id", pa.int64()), ("row", pa.string()), ("table_name", pa.string()), ("key", pa.string())])
    columns = list(zip(*rows.iterator(), strict=True))
    if not columns:
        return schema.empty_table()
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


def known_folders() -> Iterator[tuple[str, str]]:
    """Every (table, folder) that a version or load names; the rest of the book's folders are orphans."""
    for tables in BookVersion.objects.order_by("id").values_list("tables", flat=True).iterator():
        yield from ((table, entry["folder"]) for table, entry in tables.items())
    for folder in Load.objects.values_list("folder", flat=True).iterator():
        yield QUARANTINE_FOLDER, folder


def newest_load_of(rows: QuerySet[QuarantinedRow]) -> Load:
    """The newest load among some entries, of which there is at least one."""
    return Load.objects.get(pk=rows.order_by("-load_id").values_list("load_id", flat=True)[0])


def facts_of(version: BookVersion | None) -> dict[str, list[str]]:
    """All files of every table of facts."""
    return {table: fact_files(version, table) for table in version.tables} if version else {}


def rows_to_mend(rows: QuerySet[QuarantinedRow]) -> Iterator[GivenRow]:
    """Entries gathered into rows as they were given, table by table; those that only a file has among them."""
    headers = {(row.load_id, row.table): tuple(row.header) for row in LoadedTable.objects.all()}
    ordered = rows.select_related("load").order_by("table", "load_id", "number")
    for (table, _row), group in groupby(ordered.iterator(chunk_size=BATCH_ROWS), key=lambda row: (row.table, row.row)):
        found = list(group)
        header = headers.get((found[0].load_id, table), ())
        if found[0].code != MORE:
            yield _given_row(table, found[0].load, found, header=header, mends=str(found[0].pk))
        else:
            beyond = overflow.beyond(_beyond(found[0]))
            for _place, entries in groupby(beyond, key=lambda entry: (entry.line, entry.line is None and entry.key)):
                yield _given_row(table, found[0].load, list(entries), header=header, mends="")


def _given_row(
    table: str, load: Load, entries: Sequence[QuarantinedRow | FileEntry], *, header: tuple[str, ...], mends: str
) -> GivenRow:
    said = []
    for entry in entries:
        words = words_of(entry.code, table=table, column=entry.column or "", detail=entry.detail)
        said.append((entry.column or "", entry.value or "", entry.code, words))
    return GivenRow(
        table=table,
        mends=mends,
        load=load.pk,
        line=entries[0].line,
        given=json.loads(entries[0].given),
        header=header,
        delimiter=load.delimiter,
        reasons=tuple(said),
    )
