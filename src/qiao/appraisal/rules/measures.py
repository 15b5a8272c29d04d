"""By what people are told and compared: bonus, margin, balances, fees."""

from enum import StrEnum

from qiao.ground.words import gettext_noop as _


class Measure(StrEnum):
    """What a person's month is told by."""

    BONUS = "bonus"
    MARGIN = "margin"
    DEPOSITS = "deposits"
    LOANS = "loans"
    FEES = "fees"


BALANCES = frozenset({Measure.DEPOSITS, Measure.LOANS})
MEASURE_WORDS = {
    Measure.BONUS: _("Bonus"),
    Measure.MARGIN: _("Margin"),
    Measure.DEPOSITS: _("Average deposits"),
    Measure.LOANS: _("Average loans"),
    Measure.FEES: _("Fees"),
}
