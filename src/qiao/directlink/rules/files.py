"""A file of orders as it was read: its head, its parts, each payment in them, and what is wrong with it where.

Source: ISO 20022 pain.001 (credit transfers) and pain.008 (collections); directlink.md 0.3: nothing of a file counts
before the whole of it was read, so a reader stages lines and judges at the end. Codes are those of ISO's external code
list of status reasons; the line is the place in the file, from 1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from qiao.ground.words import gettext_noop as _

PAYMENTS_MOST, PARTS_MOST, FAULTS_MOST = 100_000, 1_000, 1_000
FILE_BYTES_MOST = 64 * 2**20
"""A file of 100,000 payments takes some 50 MB."""
TAKEN, REFUSED = "taken", "refused"
"""How a file stands."""


class FileKind(StrEnum):
    """What a file is for."""

    PAYMENTS = "pain.001"
    COLLECTIONS = "pain.008"


class Level(StrEnum):
    """What a fault takes down with it."""

    FILE = "file"
    PART = "part"
    PAYMENT = "payment"


class Code(StrEnum):
    """Reasons of ISO's external status reason list that a file is judged by."""

    SYNTAX = "FF01"
    MESSAGE_TWICE = "DU01"
    DUPLICATE = "AM05"
    CONTROL_SUM = "AM10"
    COUNT = "AM18"
    ZERO = "AM01"
    TOO_MUCH = "AM02"
    CURRENCY = "AM03"
    FUNDS = "AM04"
    AMOUNT = "AM12"
    DEBTOR_ACCOUNT = "AC02"
    ACCOUNT = "AC01"
    CREDITOR_ACCOUNT = "AC03"
    CLOSED = "AC04"
    BLOCKED = "AC06"
    NOT_ALLOWED = "AG01"
    AGENT = "RC01"
    NAME = "BE01"
    DATE = "DT01"
    MANDATE = "MD01"
    SCREENED = "RR04"
    REFUSED = "MS03"
    CANCELLED = "DS02"
    LATE = "TM01"
    OTHER = "NARR"


CODE_WORDS: Mapping[Code, str] = {
    Code.SYNTAX: _("the file is not in the form of its standard"),
    Code.MESSAGE_TWICE: _("a file of this number was taken before"),
    Code.DUPLICATE: _("this number stands twice"),
    Code.CONTROL_SUM: _("the control sum is not the sum of the amounts"),
    Code.COUNT: _("the number of payments is not as declared"),
    Code.ZERO: _("the amount is nothing"),
    Code.TOO_MUCH: _("the amount is more than is allowed"),
    Code.CURRENCY: _("only yuan are paid"),
    Code.FUNDS: _("the available balance is too small"),
    Code.AMOUNT: _("the amount is no sum of money in yuan and fen"),
    Code.DEBTOR_ACCOUNT: _("the payer's account is not open to you"),
    Code.ACCOUNT: _("the account is not in its form"),
    Code.CREDITOR_ACCOUNT: _("there is no such account"),
    Code.CLOSED: _("the account is closed"),
    Code.BLOCKED: _("the account is frozen"),
    Code.NOT_ALLOWED: _("you have no right for this"),
    Code.AGENT: _("the payee's bank is not known"),
    Code.NAME: _("the name is not that of the account"),
    Code.DATE: _("the day is not one on which it can be done"),
    Code.MANDATE: _("the payer has not agreed to this collection"),
    Code.SCREENED: _("stopped by the bank"),
    Code.REFUSED: _("refused by the bank, no more is said"),
    Code.CANCELLED: _("withdrawn by the enterprise"),
    Code.LATE: _("not signed in time"),
    Code.OTHER: _("another reason, told in words"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says of itself: kind and version, its own number, and what it declares of itself, if anything."""

    kind: FileKind
    version: str
    message_id: str
    made: str
    sender: str
    count: int | None = None
    sum_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One account and day within a file; `place` counts from 1. What it declares may be missing."""

    place: int
    number: str
    account: str
    name: str
    wished_on: date | None
    count: int | None = None
    sum_fen: int | None = None
    is_salary: bool = False
    firm: str = ""


class Paid(NamedTuple):
    """One payment of a part: the sender's numbers, the other side, its bank, how much, what for.

    A tuple by name and no record of the usual kind: a file's hundred thousand are made several times over, and this
    takes a tenth of the time.

    `bank_number` is the clearing number of the other side's bank, `bic` its international code; both empty where none
    is named, which says this bank.
    """

    part: int
    line: int
    end_to_end: str
    sender_number: str
    account: str
    name: str
    amount_fen: int
    bank_number: str = ""
    bic: str = ""
    bank_name: str = ""
    purpose: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: the line in the file, the element by its path, the payment by its end-to-end number.

    `words` are marked for translation; where they are a template, `facts` fill it, kept as plain JSON.
    """

    code: Code
    level: Level
    line: int
    element: str
    words: str
    part: int = 0
    end_to_end: str = ""
    facts: Mapping[str, Any] | None = None


class Staged(Protocol):
    """A file that was read to its end: nothing of it is believed before `faults` is asked.

    A fault of the file leaves nothing to be taken; one of a part or a payment takes that down alone. Lines of payments
    with a fault are given too, so that they can be reported; they bear the end-to-end number of their fault.
    """

    @property
    def head(self) -> Head:
        """What it says of itself."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 over its bytes, hex."""
        ...

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its parts in their order."""
        ...

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with it, in the order of the file."""
        ...

    @property
    def count(self) -> int:
        """The payments found in it."""
        ...

    @property
    def sum_fen(self) -> int:
        """Their amounts added up, fen."""
        ...

    def payments(self) -> Iterator[Paid]:
        """The payments in the file's order, by parts; may be asked again."""
        ...
