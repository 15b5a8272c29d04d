"""An account as the interface answers it: shares by days, who earns what, the balances."""

from dataclasses import dataclass
from datetime import date

from qiao.desk.rules.answers.figures import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """A part of a share: to whom it goes (empty = nobody), how much in ten-thousandths, whose row it is and why."""

    credited_to: str
    share_bp: int
    staff_id: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceLine:
    """The days [since, until) on which the same shares hold, and whose rows decide: account, party or nobody."""

    since: date
    until: date
    scope: str
    parts: list[PartLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """What a person, or nobody (empty id), earns on the account in the month."""

    staff_id: str
    balance_days: str
    margin: str
    expected_loss: str
    fees: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountWhole:
    """An account of a run; `withheld` says that others earn too, whose figures are not for the person who asks."""

    month: str
    run: int
    account_id: str
    party_id: str
    product_id: str
    org_id: str
    side: str
    opened_on: date
    closed_on: date | None
    maturity_on: date | None
    flagged: bool
    shares: list[PieceLine]
    earning: list[CreditLine]
    withheld: bool
    curve: list[Point]
