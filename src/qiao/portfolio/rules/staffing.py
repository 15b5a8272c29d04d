"""How a unit is staffed: managers among its people, and what each looks after beside the year before.

Source: piece 2, 2.1 (managers are 11.88 per cent of staff; they were halved while deposits grew to 3.98 times).
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Staffing:
    """A unit's managers among its staff, how they are loaded, and the average deposits each looks after; fen."""

    staff: int
    managers: int
    over: int
    room: int
    deposits_fen: int
    managers_before: int
    deposits_before_fen: int | None

    @property
    def share(self) -> Fraction | None:
        """Managers among staff."""
        return Fraction(self.managers, self.staff) if self.staff else None

    @property
    def deposits_each(self) -> Fraction | None:
        """Average deposits a manager, in fen."""
        return Fraction(self.deposits_fen, self.managers) if self.managers else None

    @property
    def grown(self) -> Fraction | None:
        """Deposits a manager over those of the year before; 3.98 of the source text are 398 per cent."""
        if self.deposits_each is None or not self.managers_before or not self.deposits_before_fen:
            return None
        return self.deposits_each / Fraction(self.deposits_before_fen, self.managers_before)
