"""What customers who belong together bring and owe together: each customer once, whatever ties it.

Source: piece 2, 2.5 (line 231: related parties). Sums are over customers whom the reader sees; of the others only their
number is told, so that no figure of theirs follows by subtraction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from qiao.contribution.rules.indicators import CONTRIBUTION, LOANS
from qiao.ground.words import gettext_noop as _


class Sums(Protocol):
    """A customer's month: millionths of a yuan and of yuan-days."""

    @property
    def deposit_balance_days_micro(self) -> int:
        """Deposits."""

    @property
    def loan_balance_days_micro(self) -> int:
        """Loans."""

    @property
    def contribution_micro(self) -> int:
        """Margin and fees less the expected loss."""


@dataclass(frozen=True, slots=True)
class Together:
    """What several customers have together in a month."""

    customers: int = 0
    deposit_balance_days_micro: int = 0
    loan_balance_days_micro: int = 0
    contribution_micro: int = 0


class Order(StrEnum):
    """By what groups and circles are listed, the largest first."""

    LOANS = "loans"
    CONTRIBUTION = "contribution"
    CUSTOMERS = "customers"


ORDER_WORDS = {
    Order.LOANS: LOANS.name,
    Order.CONTRIBUTION: CONTRIBUTION.name,
    Order.CUSTOMERS: _("Customers"),
}


def order_of(text: str | None) -> Order:
    """What the address asks for; loans where it asks for nothing known."""
    return Order(text) if text in {one.value for one in Order} else Order.LOANS


def largest_of(keys: Iterable[str], sums: Mapping[str, Sums]) -> str:
    """Who of these has most loans, else brings most, else stands first; '' of nobody."""

    def rank(key: str) -> tuple[int, int, str]:
        one = sums.get(key)
        return (-one.loan_balance_days_micro, -one.contribution_micro, key) if one else (0, 0, key)

    return min(keys, key=rank, default="")


def together(keys: Iterable[str], sums: Mapping[str, Sums]) -> Together:
    """The sum over distinct customers; one without account and fee counts as a customer."""
    once = set(keys)
    known = [sums[key] for key in once if key in sums]
    return Together(
        customers=len(once),
        deposit_balance_days_micro=sum(one.deposit_balance_days_micro for one in known),
        loan_balance_days_micro=sum(one.loan_balance_days_micro for one in known),
        contribution_micro=sum(one.contribution_micro for one in known),
    )


def of_bank(sums: Sums, bank_loans_micro: int) -> Fraction | None:
    """What these customers owe of all the bank has lent; None where it has lent nothing."""
    return _part(sums.loan_balance_days_micro, bank_loans_micro)


def largest_part(sums: Sums, largest_micro: int) -> Fraction | None:
    """What the customer that owes most has of the loans of all; None where nobody owes."""
    return _part(largest_micro, sums.loan_balance_days_micro)


def _part(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole > 0 else None
