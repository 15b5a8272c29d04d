"""How far a target is reached against how much of the time has passed; who is behind.

An average is to stand at its target every day; a sum grows with the days.
"""

from dataclasses import dataclass
from fractions import Fraction

from qiao.appraisal.rules.measures import BALANCES, Measure
from qiao.appraisal.rules.performance import completion

BP_ONE = 10_000


@dataclass(frozen=True, slots=True)
class Way:
    """A measure on its way: millionths of a yuan to date, the target, and the part of the time that has passed."""

    measure: Measure
    value_micro: Fraction | None
    target_micro: int | None
    passed: Fraction

    @property
    def done(self) -> Fraction | None:
        """The part of the target that is reached."""
        if self.value_micro is None or self.target_micro is None:
            return None
        return completion(self.value_micro, target=self.target_micro)

    @property
    def due(self) -> Fraction:
        """The part that would be reached by now."""
        return Fraction(1) if self.measure in BALANCES else self.passed

    @property
    def ahead_micro(self) -> Fraction | None:
        """An estimate for the whole period, where it goes on as until now."""
        if self.value_micro is None or not self.passed:
            return None
        return self.value_micro if self.measure in BALANCES else self.value_micro / self.passed

    def behind(self, *, tolerance_bp: int) -> bool:
        """Whether less is reached than is due by more than is tolerated."""
        return self.done is not None and self.done < self.due - Fraction(tolerance_bp, BP_ONE)
