"""By what people are told and compared: bonus, margin, balances, fees, each an indicator of the register."""

from enum import StrEnum

from qiao.appraisal.rules.indicators import BONUS
from qiao.contribution.rules.indicators import DEPOSITS, FEES, LOANS, MARGIN


class Measure(StrEnum):
    """What a person's month is told by."""

    BONUS = "bonus"
    MARGIN = "margin"
    DEPOSITS = "deposits"
    LOANS = "loans"
    FEES = "fees"


BALANCES = frozenset({Measure.DEPOSITS, Measure.LOANS})
INDICATORS = {
    Measure.BONUS: BONUS,
    Measure.MARGIN: MARGIN,
    Measure.DEPOSITS: DEPOSITS,
    Measure.LOANS: LOANS,
    Measure.FEES: FEES,
}
MEASURE_WORDS = {measure: one.name for measure, one in INDICATORS.items()}
