"""A statement held against itself: opening balance, each line's balance after it, closing balance.

Source: features.md 8 (e): opening and moves come to closing, and no line is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.ground.words import gettext_noop as _


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


SUMMARY_WORDS: Mapping[str, str] = {
    "231": _("remittance"),
    "904": _("bank fee"),
    "235": _("money sent back"),
    "999": _("balance taken over"),
}
"""Summary codes in words, as far as the ledger sets them itself."""


def summed(opening_fen: int, *, moves: tuple[int, int], closing_fen: int, lines: int) -> Opened:
    """The check of sums alone: what came (above zero) and what went (below zero) between two balances, fen.

    Where they do not agree, the gap is said to be at line 0: somewhere.
    """
    came_fen, went_fen = moves
    holds = opening_fen + came_fen + went_fen == closing_fen
    return Opened(opening_fen, came_fen, -went_fen, closing_fen, lines, None if holds else 0)


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
