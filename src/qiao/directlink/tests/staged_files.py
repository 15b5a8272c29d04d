"""Files of orders as a reader would have staged them, made up for tests of what becomes of them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qiao.directlink.rules.files import Fault, FileKind, Head, Paid, Part
from qiao.directlink.tests.cast import FAR_ACCOUNT, FAR_BANK, A, B


@dataclass
class Listed:
    """A staged file whose payments lie in memory."""

    head: Head
    parts: tuple[Part, ...]
    rows: Sequence[Paid]
    faults: tuple[Fault, ...] = ()
    digest: str = field(default="")

    def __post_init__(self) -> None:
        """Its digest is that of all it says, as a file's is that of its bytes."""
        self.digest = hashlib.sha256(repr((self.head, self.parts, list(self.rows))).encode()).hexdigest()

    @property
    def count(self) -> int:
        """Payments in the file."""
        return len(self.rows)

    @property
    def sum_fen(self) -> int:
        """Their sum."""
        return sum(paid.amount_fen for paid in self.rows)

    def payments(self) -> Iterator[Paid]:
        """The payments in their order."""
        return iter(self.rows)


def paid(number: str, *, fen: int = 100_00, to: str = B, name: str = "白桦物流", part: int = 1, **said: Any) -> Paid:
    """One payment; to the far account by the number of its bank."""
    bank = FAR_BANK if to == FAR_ACCOUNT else ""
    return Paid(
        part,
        7,
        number,
        str(said.pop("sender_number", "")),
        to,
        name,
        fen,
        **{"bank_number": bank, "purpose": "运费", **said},
    )


def part(place: int = 1, *, account: str = A, wished_on: date | None = None, **said: Any) -> Part:
    """One part, of the company's first account."""
    return Part(place, f"PART-{place}", account, "云杉贸易", wished_on, **said)


def file_of(
    message_id: str,
    *rows: Paid,
    parts: tuple[Part, ...] = (),
    kind: FileKind = FileKind.PAYMENTS,
    faults: tuple[Fault, ...] = (),
) -> Listed:
    """A file of payments, in one part unless others are given."""
    return Listed(Head(kind, "09", message_id, "2030-05-08T10:00:00", "云杉贸易"), parts or (part(),), rows, faults)
