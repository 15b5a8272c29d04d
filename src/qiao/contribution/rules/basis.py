"""Day basis: what part of a year one day of a month is, and the whole number a leaf is divided by.

Source: the book's contract, 2. A leaf multiplies balance-days in fen, a share in ten-thousandths and a rate in
millionths and wants millionths of a yuan, so one unit of the product is worth

    (1/100 yuan) x (1/10,000) x (1/1,000,000) x basis  =  basis / 1,000,000 millionths of a yuan.

With a basis of 1/360 the product is therefore divided by M = 360,000,000; with 1/365 by 365,000,000; with 30/(360 n),
which is 1/(12 n) in a month of n days, by 12 n 1,000,000. The expected loss has its rate in hundred-millionths, a
hundred times as fine, and is divided by 100 M. Every M is even, so that a half can be told exactly.
"""

from enum import StrEnum
from fractions import Fraction

from qiao.ground.words import gettext_noop as _

MICRO = 1_000_000  # the product's unit, against millionths of a yuan, is a millionth of the basis
LOSS_FINER = 100  # the expected loss rate is kept in 10^-8, rates in 10^-6
DAYS_ACT_360 = 360
DAYS_ACT_365 = 365
MONTHS_A_YEAR = 12
MONTH_DAYS = range(28, 32)  # a fixed basis means something for a month only


class DayBasis(StrEnum):
    """How a plan counts a day: its one place in a run's reckoning."""

    ACT_360 = "ACT_360"  # every real day 1/360 of a year
    ACT_365 = "ACT_365"  # every real day 1/365 of a year
    FIXED_360 = "FIXED_360"  # every month 30/360 of a year, spread over its real days


BASIS_WORDS = {
    DayBasis.ACT_360: _("each day counts 1/360 of a year"),
    DayBasis.ACT_365: _("each day counts 1/365 of a year"),
    DayBasis.FIXED_360: _("each month counts 30 days of 360, spread evenly over its days"),
}


def margin_divisor(basis: DayBasis, *, days: int) -> int:
    """M of a month of `days` days: balance-days (fen) x share (bp) x rate (ppm) / M = millionths of a yuan."""
    if basis is DayBasis.ACT_360:
        return DAYS_ACT_360 * MICRO
    if basis is DayBasis.ACT_365:
        return DAYS_ACT_365 * MICRO
    assert days in MONTH_DAYS, days
    return MONTHS_A_YEAR * days * MICRO


def expected_loss_divisor(basis: DayBasis, *, days: int) -> int:
    """100 M: the rate of expected loss has two decimals more than other rates."""
    return LOSS_FINER * margin_divisor(basis, days=days)


def day_fraction(basis: DayBasis, *, days: int) -> Fraction:
    """What part of a year one day of a month of `days` days is, exactly."""
    return Fraction(MICRO, margin_divisor(basis, days=days))


def basis_text(basis: DayBasis, *, days: int) -> str:
    """How a person writes the basis in the arithmetic: '/ 360' or, for a fixed month, 'x 30 / (360 x 31)'."""
    if basis is DayBasis.FIXED_360:
        assert days in MONTH_DAYS, days
        return f"× 30 / ({DAYS_ACT_360} × {days})"
    return f"/ {DAYS_ACT_360 if basis is DayBasis.ACT_360 else DAYS_ACT_365}"
