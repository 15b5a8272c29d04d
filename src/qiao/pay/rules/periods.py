"""The period of a pay run: a month, a quarter or a year by its name, with its months.

Source: piece 2, 3.4 (line 257: appraisal by period).
"""

from dataclasses import dataclass

from qiao.appraisal.rules.scheme.scheme import Rhythm
from qiao.appraisal.rules.spans import period_of_name, shifted
from qiao.ground.periods import Period, month_name
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MONTHS_OF = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.YEAR: 12}
LETTERS = {7: Rhythm.MONTH, 4: Rhythm.YEAR}


@dataclass(frozen=True, slots=True)
class RunPeriod:
    """A run's period by its name: 2026-09, 2026-Q3 or 2026."""

    name: str
    rhythm: Rhythm
    period: Period
    months: tuple[str, ...]


def read_period(text: str) -> RunPeriod:
    """The period somebody named; refused where it is none."""
    name = text.strip()
    try:
        period = period_of_name(name)
    except ValueError as error:
        words = _("%(name)s is no month, quarter or year; write 2026-09, 2026-Q3 or 2026.")
        raise Refusal("pay.period", words, name=name[:20] or "-") from error
    rhythm = Rhythm.QUARTER if "Q" in name else LETTERS[len(name)]
    first = month_name(period)
    return RunPeriod(name, rhythm, period, tuple(shifted(first, by=step) for step in range(MONTHS_OF[rhythm])))
