"""A statement held against itself: opening balance, each line's balance after it, closing balance.

Source: features.md 8 (e): opening and moves come to closing, and no line is missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opened:
    """Opening and closing balance, what came and went, fen; `gap_at` is the first line that does not follow."""

    opening_fen: int
    credits_fen: int
    debits_fen: int
    closing_fen: int
    lines: int
    gap_at: int | None

    @property
    def holds(self) -> bool:
        """Whether every line follows from the one before it."""
        return self.gap_at is None


def opened(opening_fen: int, lines: Sequence[tuple[int, int, int | None]]) -> Opened:
    """The check of lines (id, amount, balance after it; fen) in their order."""
    running, gap_at = opening_fen, None
    for number, amount_fen, after_fen in lines:
        running += amount_fen
        if gap_at is None and after_fen is not None and after_fen != running:
            gap_at = number
        running = running if after_fen is None else after_fen
    came = sum(amount_fen for _number, amount_fen, _after in lines if amount_fen > 0)
    went = sum(amount_fen for _number, amount_fen, _after in lines if amount_fen < 0)
    return Opened(opening_fen, came, -went, running, len(lines), gap_at)
