"""What one account's month is reckoned from, as the book has it: all in integers, days as day numbers.

Source: the book's contract, 1 and 2. Dated values are pairs (day from which it holds, value), in any order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DatedValue = tuple[int, int]  # (day from which it holds, value)


class Side(StrEnum):
    """Which side of the balance sheet a product stands on; fee products carry no margin."""

    DEPOSIT = "deposit"
    LOAN = "loan"
    FEE = "fee"


class PriceMethod(StrEnum):
    """How a product reads the transfer price."""

    POOL = "pool"  # the curve on each day
    MATCHED = "matched"  # the curve on the day the account was opened, kept for life


class RiskClass(StrEnum):
    """The five classes of a loan."""

    NORMAL = "normal"
    SPECIAL = "special"
    SUBSTANDARD = "substandard"
    DOUBTFUL = "doubtful"
    LOSS = "loss"


NON_PERFORMING = frozenset({RiskClass.SUBSTANDARD, RiskClass.DOUBTFUL, RiskClass.LOSS})


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A loan's class and loss rates from a day on; unknown rates are None."""

    since_day: int
    risk_class: RiskClass
    pd_ppm: int | None = None
    lgd_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class FeeRow:
    """A fee of one day; negative where it is given back."""

    fee_id: str
    on_day: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """A person's share [since_day, until_day) in a customer or in one account; no until_day = still running.

    `barred_bp` is what the person would have but for a bar on these days: the share is 0 then, and it is unclaimed.
    """

    staff_id: str
    role: str
    since_day: int
    until_day: int | None
    share_bp: int
    barred_bp: int = 0

    def runs_on(self, day: int) -> bool:
        """Whether the row runs on a day; a row whose end is its beginning never does."""
        return self.since_day <= day and (self.until_day is None or day < self.until_day)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Everything that bears on one account's credit."""

    account_id: str
    party_id: str
    side: Side
    method: PriceMethod
    tenor_days: int
    opened_on_day: int
    closed_on_day: int | None = None  # the last day, itself included
    balances: tuple[DatedValue, ...] = ()  # fen, signed, end of day
    rates: tuple[DatedValue, ...] = ()  # ppm a year, the customer's
    prices: tuple[DatedValue, ...] = ()  # ppm a year, the curve of exactly this side and tenor
    risks: tuple[RiskRow, ...] = ()
    fees: tuple[FeeRow, ...] = ()  # those that name the account
    account_rows: tuple[AssignmentRow, ...] = ()  # assignment rows that name the account
    party_rows: tuple[AssignmentRow, ...] = ()  # the customer's, without account
    left_on_days: Mapping[str, int] = field(default_factory=dict)  # person -> last day in the post
