"""Closed months, booked differences and schemes, as the interface answers them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLine:
    """A settled month: its newest settlement, who closed it when, what waits, what is booked for it and in it."""

    month: str
    run: int
    closed_at: datetime | None
    closed_by: str
    waiting: int
    booked_for: int
    booked_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A page of settled months, 50 of them, the newest first."""

    months: list[MonthLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaPerson:
    """What a difference is to one person; `delta` opens it, `kind` and `cause` name what brought it about."""

    delta: int
    staff_id: str
    for_month: str
    in_month: str
    kind: str
    cause: str
    before: str
    after: str
    difference: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaPage:
    """A page of booked differences by person, 50 of them, the newest first."""

    differences: list[DeltaPerson]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaRow:
    """An account (or a customer's own fees) and person; '' as person is what nobody is credited with."""

    party_id: str
    account_id: str
    staff_id: str
    measures: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeltaWhole:
    """One event for one closed month: its state, the digests of the running book round it, the rows one may see."""

    delta: int
    month: str
    in_month: str
    kind: str
    cause: str
    request: int | None
    known_at: datetime
    by: str
    state: str
    trouble: str
    digest_before: str
    digest_after: str
    rows: list[DeltaRow]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeLine:
    """A scheme on file; `state` is draft or published."""

    number: int
    code: str
    name: str
    since: date
    until: date | None
    state: str
    written_by: str
    published_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePage:
    """A page of schemes, 50 of them, the newest first."""

    schemes: list[SchemeLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """What the linter finds; `waived` is the reason for which it does not keep the scheme back, '' where none."""

    key: str
    severity: str
    words: str
    waived: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeWhole:
    """A scheme with its text, as it stands in its file, and what the linter finds in it."""

    scheme: SchemeLine
    text: str
    findings: list[FindingLine]
