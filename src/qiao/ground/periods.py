"""Days and periods. A day inside is an integer, days since 1970-01-01; a period is half-open: [since, until)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
FIRST_DAY = date(1900, 1, 1)  # the contract, 1: a day before 1900 is out of range
LAST_DAY = date(2199, 12, 31)  # the contract, 1: a day after 2199 is out of range
YEARS = range(1900, 3000)  # beyond, a day has no moment that every database knows
FIRST_DAY_NUMBER = (FIRST_DAY - EPOCH).days
LAST_DAY_NUMBER = (LAST_DAY - EPOCH).days
MONTHS_A_YEAR = 12


def day_number(day: date) -> int:
    """Days since 1970-01-01; negative before it."""
    return (day - EPOCH).days


def day_of_text(text: str | None) -> date | None:
    """A day as browsers write it, 2026-11-25; None for anything else, and for days that not every database knows."""
    try:
        day = date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days [since, until)."""

    since: date
    until: date

    def __post_init__(self) -> None:
        """A period has at least one day."""
        assert self.since < self.until, (self.since, self.until)

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.until - self.since).days

    @property
    def since_day(self) -> int:
        """The first day's number."""
        return day_number(self.since)

    @property
    def until_day(self) -> int:
        """The number of the day after the last."""
        return day_number(self.until)


def month_period(month: str) -> Period:
    """The period of a month written 2026-09; ValueError where it is not one."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month, flags=re.ASCII):
        raise ValueError(month)
    year, number = int(month[:4]), int(month[5:])
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise ValueError(month)
    ahead = date(year + 1, 1, 1) if number == MONTHS_A_YEAR else date(year, number + 1, 1)
    return Period(date(year, number, 1), ahead)


def month_name(period: Period) -> str:
    """The month of a period as text: 2026-09."""
    return f"{period.since:%Y-%m}"
