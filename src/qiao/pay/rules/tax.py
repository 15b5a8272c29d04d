"""The fields payroll needs to reckon income tax: code of the income, period, gross sum, and how a bonus is taxed.

Source: 2.1 (17: payroll export). What is deducted is payroll's: here the fields stand empty. Codes are the tax
authority's names of items as they are usually exported; to be verified.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiao.appraisal.rules.scheme.scheme import Rhythm
from qiao.ground.words import gettext_noop as _


class IncomeKind(StrEnum):
    """How a sum is taxed."""

    WAGES = "wages"
    ONE_OFF = "one_off"


INCOME_CODES = {IncomeKind.WAGES: "0101", IncomeKind.ONE_OFF: "0103"}
INCOME_WORDS = {
    IncomeKind.WAGES: _("wages of the month"),
    IncomeKind.ONE_OFF: _("one-off annual bonus"),
}
DEDUCTIONS = (
    _("Basic pension"),
    _("Basic medical insurance"),
    _("Unemployment insurance"),
    _("Housing fund"),
    _("Enterprise annuity"),
    _("Other deductions"),
)
"""Columns left empty for payroll."""


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """Period and kind under which a run is taxed."""

    kind: IncomeKind
    since: date
    last: date


def tax_terms(rhythm: Rhythm, *, pay_day: date, one_off: bool) -> TaxTerms:
    """Pay is taxed in the month it is paid in; a yearly run may be a one-off annual bonus."""
    kind = IncomeKind.ONE_OFF if one_off and rhythm is Rhythm.YEAR else IncomeKind.WAGES
    since = pay_day.replace(day=1)
    ahead = (since + timedelta(days=32)).replace(day=1)
    return TaxTerms(kind, since, ahead - timedelta(days=1))
