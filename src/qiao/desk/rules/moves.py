"""What moves: an account that matures soon, a customer taken over or handed over.

Source: piece 2, 2.5 (line 231: a manager finds changes of a customer's deposits and products with ease).
"""

from dataclasses import dataclass
from datetime import date

DAYS_AHEAD = 30
"""So many days, today the first, in which a maturity is worth a line."""


@dataclass(frozen=True, slots=True)
class Maturing:
    """An account that matures within thirty days."""

    account_id: str
    party_id: str
    customer: str
    product_id: str
    on_day: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """A customer whom a person has served since a day, or served until it."""

    party_id: str
    customer: str
    person: str
    on: date
    begins: bool
