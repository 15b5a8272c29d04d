"""A statement as programs read it: whose account, which days, what it opened with, each line, what it closed with.

Source: directlink.md 1.4 and 5: what was booked adds up, opening and lines come to closing, in fen. A past day never
changes; today's statement is a report of the day so far. A long statement comes in pages, each of which adds up too.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?", re.ASCII)
BALANCE_TAKEN_OVER, FEE = "999", "904"
"""Summary codes of the ledger that stand for another kind of line than a payment's."""


class Nature(StrEnum):
    """What a line is, as far as a code of the standard tells it apart."""

    TRANSFER_HERE = "transfer_here"
    TRANSFER_FAR = "transfer_far"
    PAYROLL = "payroll"
    COLLECTION = "collection"
    FEE = "fee"
    TAKEN_OVER = "taken_over"


@dataclass(frozen=True, slots=True)
class Bank:
    """Who keeps the account: name, international code and number in the payment systems, as far as they are known."""

    name: str
    bic: str = ""
    number: str = ""

    def __post_init__(self) -> None:
        assert not self.bic or BIC.fullmatch(self.bic), self.bic


@dataclass(frozen=True, slots=True)
class Side:
    """The other side of a line, as far as it is known."""

    account: str = ""
    name: str = ""
    bank: str = ""
    bank_number: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The numbers by which the owner of the account ordered a line; all empty where it did not."""

    order: str = ""
    end_to_end: str = ""
    message: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line of the ledger, fen with its sign; `line` is its place there, `summary` a code and `words` its words."""

    line: int
    transfer: str
    amount_fen: int
    on: date
    at: datetime
    nature: Nature
    summary: str
    words: str = ""
    balance_fen: int | None = None
    is_reversal: bool = False
    other: Side = Side()
    sender: Sender = Sender()
    purpose: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many lines came and went, and their sums without a sign, fen."""

    credits: int
    credits_fen: int
    debits: int
    debits_fen: int

    @property
    def count(self) -> int:
        """All lines."""
        return self.credits + self.debits

    @property
    def net_fen(self) -> int:
        """What is left of both, fen."""
        return self.credits_fen - self.debits_fen

    @property
    def turnover_fen(self) -> int:
        """What came and what went together, fen."""
        return self.credits_fen + self.debits_fen


@dataclass(frozen=True, slots=True)
class Paging:
    """A page from 1, and whether it is the last."""

    number: int = 1
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement from `since` to `last`, both within, or a page of it; balances and totals are the page's.

    Lines are asked for once. `sequence` counts days since the account was opened. `available_fen` is what may be paid
    out now: nobody knows it of a past day.
    """

    number: str
    sequence: int
    made_at: datetime
    account: str
    owner: str
    bank: Bank
    since: date
    last: date
    opening_fen: int
    closing_fen: int
    totals: Totals
    lines: Iterable[StatedLine]
    available_fen: int | None = None
    paging: Paging = Paging()


def followed(statement: Stated) -> Iterator[StatedLine]:
    """The lines one by one; our own mistake where they do not lead from the opening to the closing balance."""
    running, count = statement.opening_fen, 0
    for line in statement.lines:
        running, count = running + line.amount_fen, count + 1
        assert line.balance_fen in {None, running}, f"line {line.line} of {statement.account} does not follow"
        yield line
    assert running == statement.closing_fen, f"lines of {statement.account} do not come to the closing balance"
    assert count == statement.totals.count, f"{statement.account} has other lines than were counted"


def before_fen(amount_fen: int, *, after_fen: int) -> int:
    """The balance before a line, from its amount and the balance after it, fen."""
    return after_fen - amount_fen


def nature_of(*, summary: str, is_collection: bool, is_payroll: bool, is_here: bool) -> Nature:
    """What a line is."""
    if summary == BALANCE_TAKEN_OVER:
        return Nature.TAKEN_OVER
    if summary == FEE:
        return Nature.FEE
    if is_collection:
        return Nature.COLLECTION
    if is_payroll:
        return Nature.PAYROLL
    return Nature.TRANSFER_HERE if is_here else Nature.TRANSFER_FAR


def is_creditor(line: StatedLine) -> bool:
    """Whether the other side of a line is the payee; money given back keeps the sides of its payment."""
    return (line.amount_fen < 0) != line.is_reversal
