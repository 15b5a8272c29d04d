"""Careers, levels and what each may do, and expense quotas, as the interface answers them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityLine:
    """What a level may do; `propose` None = up to the bank's own limit, `segments` empty = every one. Money in yuan."""

    segments: list[str]
    customers_most: int
    price_bp: int
    quota_month: str
    propose: str | None
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """A level of a ladder; `rank_order` is the only order, higher is more senior."""

    code: str
    label: str
    rank_order: int
    min_tenure_months: int
    is_probation: bool
    staff_grade: str
    certificates: list[str]
    authority: AuthorityLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderWhole:
    """A ladder in force; `mark` says what it rests on: read, believed or proposal."""

    scheme: str
    name: str
    sector: str
    source: str
    mark: str
    posts: list[str]
    levels: list[LevelLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaddersInForce:
    """The ladders in force on a day."""

    on: date
    ladders: list[LadderWhole]


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerLine:
    """An event of a career; taken back, it counts no more."""

    number: int
    kind: str
    since: date
    until: date | None
    scheme: str
    level: str
    known_at: datetime
    reason: str
    request: int | None
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateLine:
    """A certificate that holds."""

    kind: str
    number: str
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CareerWhole:
    """A person's file on a day: level, what it allows, what bars new customers, and every event, the newest first."""

    staff_id: str
    on: date
    scheme: str
    level: str
    suspended: bool
    bars: list[str]
    authority: AuthorityLine | None
    certificates: list[CertificateLine]
    events: list[CareerLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaLine:
    """A month's quota in yuan; `level` and `left` None = no table limits. `left` below zero was used beyond it."""

    month: str
    level: str | None
    extra: str
    used: str
    left: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaPage:
    """The months of a person in which anything was used, and this one, the newest first; 50 a page."""

    staff_id: str
    months: list[QuotaLine]
    more: bool
