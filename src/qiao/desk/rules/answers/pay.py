"""Pay runs, lines, deferred parts and recovery cases, as the interface answers them; money as decimal text in yuan."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRunLine:
    """A run: `state` is reckoned, reviewed, approved, paid or dropped; `pay` is told to whoever sees all of it."""

    number: int
    period: str
    unit: str
    state: str
    people: int
    troubles: int
    pay: str | None
    pay_day: date
    value_day: date | None
    digest: str
    payroll_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRunPage:
    """A page of runs, 50 of them, the newest first."""

    runs: list[PayRunLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPerson:
    """A person's line of a run."""

    staff_id: str
    name: str
    org_id: str
    scheme: str
    variable: str
    deferred: str
    due: str
    held: str
    recovered: str
    pay: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPersonPage:
    """A page of a run's lines, 50 of them, the largest first."""

    run: int
    people: list[PayPerson]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PayStepLine:
    """A step: its kind, what it is in words, of what, its signed sum."""

    kind: str
    words: str
    of: str
    sum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayLater:
    """A part deferred, or due and kept back with the reasons."""

    due: date
    sum: str
    why: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayStatement:
    """A statement: the steps add up to `pay`. `paper` is the digest of the PDF, once it was set."""

    run: int
    period: str
    staff_id: str
    name: str
    state: str
    pay: str
    steps: list[PayStepLine]
    later: list[PayLater]
    kept_back: list[PayLater]
    digest: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """A deferred part: `state` is waiting, held, paid, forfeited or taken_back."""

    number: int
    staff_id: str
    org_id: str
    period: str
    part: int
    of: int
    due: date
    amount: str
    left: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """A page of parts, 50 of them, the first due first."""

    parts: list[PartLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A recovery case: `basis` is may or must; `state` is proposed, agreed, settled or dropped."""

    number: int
    staff_id: str
    org_id: str
    cause: str
    basis: str
    account_id: str
    since: date
    until: date
    ratio_bp: int
    paid: str
    open: str
    state: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A page of cases, 50 of them, the newest first."""

    cases: list[CaseLine]
    more: bool
