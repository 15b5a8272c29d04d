"""The expense quota of a month: what the level gives, what two persons added, what was used, what is left.

Source: piece 1, section 3 (line 87: quotas of marketing expenses); piece 2, 3.4. The quota is shown with who
agreed to more; the settlement takes off what was used by the plan's own factors and never reads it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", flags=re.ASCII)
EXTRA_MOST_FEN = 10**11


@dataclass(frozen=True, slots=True)
class Quota:
    """A person's month; `level_fen` None = no table limits, and nothing is left or over."""

    month: str
    level_fen: int | None
    extra_fen: int
    used_fen: int

    @property
    def left_fen(self) -> int | None:
        """What is left; below zero what was used beyond it."""
        return None if self.level_fen is None else self.level_fen + self.extra_fen - self.used_fen

    @property
    def over(self) -> bool:
        """Whether more was used than there was."""
        return self.left_fen is not None and self.left_fen < 0


def quotas(
    months: Iterable[str],
    *,
    levels: Mapping[str, int],
    extra: Mapping[str, int],
    used: Mapping[str, int],
) -> list[Quota]:
    """A line a month, in the order asked; a month without a level's quota is not limited."""
    return [Quota(month, levels.get(month), extra.get(month, 0), used.get(month, 0)) for month in months]


def subject_of(staff_id: str, month: str) -> str:
    """By what the request for a budget is known."""
    return f"{month} {staff_id}"


def parts_of(subject: str) -> tuple[str, str]:
    """Person and month out of it."""
    month, _blank, staff_id = subject.partition(" ")
    return staff_id, month
