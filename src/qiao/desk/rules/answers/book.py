"""Loads, rows set aside and products as the interface answers them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLine:
    """An extract that took hold."""

    load: int
    bank: str
    since: date
    until: date
    at: datetime
    actor: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """What became of one table of an extract: read = loaded + quarantined."""

    table: str
    file: str
    mode: str
    read: int
    loaded: int
    quarantined: int
    repeated: int
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadWhole(LoadLine):
    """A load table by table."""

    contract: str
    currency: str
    manifest_sha256: str
    peak_mib: int
    tables: list[TableLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """A row set aside with its reason; values are null for a post that may not read them."""

    number: int
    load: int
    table: str
    line: int | None
    column: str
    reason: str
    state: str
    value: str | None
    key: list[str] | None
    given: dict[str, str | None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """A page of the quarantine, 50 entries, of how many."""

    entries: list[EntryLine]
    total: int
    pages: int
    open: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """A product: side, pricing, tenor in days."""

    product_id: str
    name: str
    side: str
    pricing: str
    tenor_days: int
