"""A person before and after the moves of a proposal: each part held, the load as the worst part of its norm.

Source: piece 2, 2.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.portfolio.rules.balancing import WHOLE_BP, Amounts, Branch, Move, used_bp


@dataclass(frozen=True, slots=True)
class Side:
    """A person with what is held before and after, what is given and taken; ten-thousandths of the norm."""

    person_id: str
    name: str
    bars: tuple[str, ...]
    before: Amounts
    after: Amounts
    norm: tuple[int | None, ...]
    before_bp: int | None
    after_bp: int | None
    given: int
    taken: int

    @property
    def over_before(self) -> bool:
        """Whether the norm was exceeded."""
        return self.before_bp is not None and self.before_bp > WHOLE_BP

    @property
    def over_after(self) -> bool:
        """Whether it still is."""
        return self.after_bp is not None and self.after_bp > WHOLE_BP


def sides_of(
    branch: Branch, moves: Sequence[Move], *, before: Mapping[str, Amounts], after: Mapping[str, Amounts]
) -> list[Side]:
    """Everybody of a branch, the heaviest before first."""
    found = [
        Side(
            person_id=who.person_id,
            name=who.name,
            bars=who.bars,
            before=before[who.person_id],
            after=after[who.person_id],
            norm=who.norm,
            before_bp=_worst(before[who.person_id], who.norm),
            after_bp=_worst(after[who.person_id], who.norm),
            given=sum(move.giver == who.person_id for move in moves),
            taken=sum(move.taker == who.person_id for move in moves),
        )
        for who in branch.people
    ]
    return sorted(found, key=lambda one: (-(one.before_bp or 0), one.person_id))


def _worst(load: Amounts, norm: Sequence[int | None]) -> int | None:
    """The worst part; of a norm of nothing none is told, since every load is beyond it."""
    if all(most == 0 for most in norm):
        return None
    return max((one for one in used_bp(load, norm) if one is not None), default=None)
