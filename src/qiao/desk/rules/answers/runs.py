"""Settlements, unclaimed credit and units as the interface answers them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A settlement: what it stands on and what it gave."""

    run: int
    month: str
    plan: str
    engine: str
    finished_at: datetime
    seconds: float
    input_hash: str
    result_hash: str
    compared: int
    differing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWhole(RunLine):
    """With the load of its book, the findings of each kind and, for who sees the whole bank, its sums in yuan."""

    day_basis: str
    rule_version: str
    load: int
    rows: int
    findings: dict[str, int]
    steps: dict[str, float]
    totals: dict[str, str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TieoutLine:
    """A day, unit and product on which book and ledger differ, in yuan."""

    on: date
    org_id: str
    product_id: str
    book: str
    ledger: str
    difference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TieoutPage:
    """A page of differences, 50 of them."""

    rows: list[TieoutLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """Something odd that counts as given: the kind, the account, the first day and on how many days."""

    kind: str
    account_id: str
    first: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPage:
    """A page of findings, 50 of them."""

    rows: list[FindingLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclaimedLine:
    """Credit that nobody claims, of one account or of a customer's own fees."""

    party_id: str
    account_id: str
    org_id: str
    side: str
    balance_days: str
    margin: str
    fees: str
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclaimedTotal:
    """All unclaimed credit that one sees."""

    accounts: int
    deposit_balance_days: str
    loan_balance_days: str
    margin: str
    fees: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A unit with the month of its accounts and of all below it; units without a figure have null."""

    org_id: str
    name: str
    kind: str
    depth: int
    deposit_balance_days: str | None
    loan_balance_days: str | None
    margin: str | None
    expected_loss: str | None
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The tree of units one sees, each above those below it."""

    month: str | None
    units: list[UnitLine]
