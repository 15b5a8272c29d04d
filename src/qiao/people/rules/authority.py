"""What a level lets its holder do: whom to serve, how many, how far off the price list, which expense, which proposal.

Source: piece 2, 3.4 (rights of a manager by level); piece 1, section 9. A manager has no power of credit: `propose_fen`
is what may be proposed, never decided. The matrix shipped is a proposal; a bank adopts its own by two persons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Authority:
    """The terms of a level. `segments` empty = every one; `propose_fen` None = up to the bank's own limit.

    `alone` False: only beside a colleague, as the second person of a customer.
    """

    segments: tuple[str, ...]
    customers_most: int
    price_bp: int
    quota_fen_month: int
    propose_fen: int | None
    alone: bool


NOTHING = Authority((), 0, 0, 0, 0, alone=False)
"""Of somebody who is suspended, or whose post has ended."""


def plain(matrix: Mapping[str, Authority]) -> dict[str, Any]:
    """A matrix as plain JSON, by level."""
    return {
        code: {
            "segments": list(one.segments),
            "customers_most": one.customers_most,
            "price_bp": one.price_bp,
            "quota_fen_month": one.quota_fen_month,
            "propose_fen": one.propose_fen,
            "alone": one.alone,
        }
        for code, one in matrix.items()
    }


def from_plain(rows: Mapping[str, Any]) -> dict[str, Authority]:
    """A matrix out of plain JSON as we wrote it."""
    return {code: Authority(**{**one, "segments": tuple(one["segments"])}) for code, one in rows.items()}
