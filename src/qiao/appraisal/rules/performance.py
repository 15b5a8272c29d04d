"""A person's figures to date: months added up, averages from balance-days, held against target and earlier spans.

Source: piece 2, 3.4 (line 257); piece 1, section 3 (line 95). An average is the sum of balance-days over the sum of
days, never an average of averages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction

from qiao.appraisal.rules.measures import INDICATORS, Measure
from qiao.contribution.rules.indicators import margin_of


@dataclass(frozen=True, slots=True)
class Figures:
    """A person's figures of one month or of several together: days, millionths of a yuan (of yuan-days), fen."""

    days: int
    deposit_balance_days_micro: int
    loan_balance_days_micro: int
    deposit_margin_micro: int
    loan_margin_micro: int
    expected_loss_micro: int
    fee_micro: int
    npl_days_micro: int
    expense_fen: int
    bonus_fen: int

    @property
    def margin_micro(self) -> int:
        """Deposit and loan margin together."""
        return margin_of(self)

    def value_micro(self, measure: Measure) -> Fraction:
        """A measure in millionths of a yuan; balances as the average of the days."""
        value = INDICATORS[measure].value(self, days=self.days)
        assert value is not None, "a month has days"
        return value


@dataclass(frozen=True, slots=True)
class Held:
    """A measure to date beside its target and the same stretch of earlier spans; millionths of a yuan, exact."""

    measure: Measure
    value_micro: Fraction
    target_micro: int | None
    year_before_micro: Fraction | None
    before_micro: Fraction | None

    @property
    def done(self) -> Fraction | None:
        """How much of the target is reached."""
        return None if self.target_micro is None else completion(self.value_micro, target=self.target_micro)

    @property
    def year_change(self) -> Fraction | None:
        """Against the same months of the year before."""
        return change(self.value_micro, before=self.year_before_micro)

    @property
    def before_change(self) -> Fraction | None:
        """Against as many months of the span before."""
        return change(self.value_micro, before=self.before_micro)


def added(months: Iterable[Figures]) -> Figures | None:
    """Months together; None where there is none."""
    found = list(months)
    if not found:
        return None
    return Figures(**{one.name: sum(getattr(month, one.name) for month in found) for one in fields(Figures)})


def all_of(known: Mapping[str, Figures], months: Sequence[str]) -> Figures | None:
    """Exactly these months together; None where one is missing, as a part is not comparable with a whole."""
    return added(known[month] for month in months) if all(month in known for month in months) else None


def completion(actual: Fraction, *, target: int) -> Fraction | None:
    """What part of a target is reached; below a target under 0 it is 1 + (A - T) / |T|; None for a target of 0."""
    if target == 0:
        return None
    return Fraction(actual) / target if target > 0 else 1 + (Fraction(actual) - target) / abs(target)


def change(now: Fraction, *, before: Fraction | None) -> Fraction | None:
    """By what part a figure has grown; None where there is nothing above 0 to grow from."""
    return None if before is None or before <= 0 else (now - before) / before
