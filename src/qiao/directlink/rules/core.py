"""The door to the bank's core system: book under a number, and ask what became of a number.

Whoever stands behind it books a number once. A reply that never came is `NoReply`, and says neither yes nor no.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class NoReply(Exception):  # noqa: N818  it is no fault of ours: nobody answered
    """The core was asked and its answer never came."""


class Verdict(StrEnum):
    """What the core says of a number."""

    BOOKED = "booked"
    REFUSED = "refused"
    PENDING = "pending"
    UNHEARD = "unheard"


@dataclass(frozen=True, slots=True)
class Answer:
    """The core's word, with its reason where it refused."""

    verdict: Verdict
    words: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """One payment as the core is told it, fen."""

    number: str
    debit: str
    credit: str
    amount_fen: int
    fee_fen: int
    route: str
    name: str
    bank_number: str
    purpose: str


class Core(Protocol):
    """The bank's core system; `keeps_here` says that this system's own ledger is the book for accounts of this bank."""

    keeps_here: bool

    def book(self, booking: Booking) -> Answer:
        """Book under the number, once; NoReply where nothing came back."""
        ...

    def ask(self, number: str) -> Answer:
        """What became of a number: UNHEARD where it never arrived; NoReply where nothing came back."""
        ...
