"""Four literal readings of the source formula's deposit leg, D (IL - IC) * 360 P, and which one is ours.

Source: the first piece gives the formula without units, so that the 360 can be read in four ways. The loan leg is
read in the same way. Rates here are fractions of a year's rate (0.0240 = 2.40 %), money is in yuan, results are
exact.

For 50,000,000 at 2.40 % against 1.15 % and P of 4 %: reading A gives 25,000.00; readings A' and B 25,347.22 in a year
of 365 days and 25,416.67 in one of 366; reading C gives 9,000,000.00, 360 times too much, and is rejected. Ours is
A': it is the only one that stays right when a balance, a rate or a person changes within the year. A plan with
FIXED_360 makes A of it.
"""

from fractions import Fraction

DAYS_A_YEAR = 360  # the trade's year: a daily rate is a 360th of the yearly one


def reading_a(amount: Fraction, *, spread: Fraction, share: Fraction) -> Fraction:
    """Compute A: rates are daily, and 360 makes a year of one day's spread, however many days the year has."""
    daily = spread / DAYS_A_YEAR
    return amount * daily * DAYS_A_YEAR * share


def reading_a_by_day(amount: Fraction, *, spread: Fraction, share: Fraction, days: int) -> Fraction:
    """Compute A', ours: every real day accrues a 360th of the yearly spread."""
    return share * sum((amount * spread / DAYS_A_YEAR for _ in range(days)), Fraction())


def reading_b(amount: Fraction, *, spread: Fraction, share: Fraction, days: int) -> Fraction:
    """Compute B: rates are yearly, '*360' is a misprint of '/360', and D is the sum of the daily balances."""
    balance_days = amount * days
    return balance_days * spread / DAYS_A_YEAR * share


def reading_c(amount: Fraction, *, spread: Fraction, share: Fraction) -> Fraction:
    """Compute C: as it stands with yearly rates; a bonus 360 times as large, and so absurd."""
    return amount * spread * DAYS_A_YEAR * share
