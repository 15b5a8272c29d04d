"""What several answers share: a customer's and a person's month, who serves."""

from dataclasses import dataclass
from datetime import date

Point = tuple[date, str]
"""A balance in yuan that holds from a day on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A customer's month: balance-days in yuan-days, the rest in yuan."""

    deposit_balance_days: str
    loan_balance_days: str
    margin: str
    fees: str
    expected_loss: str
    contribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLine:
    """A customer in a list; figures are null before the first settlement and for customers without any."""

    party_id: str
    name: str
    kind: str
    industry: str
    region: str
    figures: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPage:
    """A page of customers; `after` asks for the next one, null at the end."""

    month: str | None
    customers: list[CustomerLine]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingLine:
    """Who serves a customer, or one account of it, in [since, until), with which share in ten-thousandths."""

    staff_id: str
    name: str
    role: str
    account_id: str
    since: date
    until: date | None
    share_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLine:
    """A person's month: bonus and R in yuan, N as a fraction of one; `flagged` where a row was lost to quarantine."""

    staff_id: str
    name: str
    org_id: str
    post: str
    bonus: str
    raw: str
    margin: str
    fees: str
    deposit_balance_days: str
    loan_balance_days: str
    quality: str
    flagged: bool
