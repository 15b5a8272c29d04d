"""The months the made-up bank lives through, with their working days.

Working days are Monday to Friday; public holidays are left out: no rule knows those of a coming year.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from qiao.ground.periods import MONTHS_A_YEAR, day_of, month_period

DAYS_A_WEEK = 7
SATURDAY = 5
EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday; Monday is 0
MONTHS_A_QUARTER = 3
DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Month:
    """One month [since_day, until_day); `index` counts from 0 in the span, `number` is 1 to 12."""

    index: int
    number: int
    since_day: int
    until_day: int
    working_days: tuple[int, ...]

    @property
    def ends_a_quarter(self) -> bool:
        """March, June, September and December."""
        return self.number % MONTHS_A_QUARTER == 0

    def day(self, of_month: int) -> int:
        """The day number of the n-th of this month, 1 being the first; never past the month's last day."""
        return min(self.since_day + of_month - 1, self.until_day - 1)

    def working_day(self, of_month: int) -> int:
        """The last working day at or before the n-th; the first working day where there is none before."""
        return self.working_days[max(bisect_right(self.working_days, self.day(of_month)) - 1, 0)]


@dataclass(frozen=True, slots=True)
class Span:
    """The months of the extract, oldest first."""

    months: tuple[Month, ...]

    @property
    def since_day(self) -> int:
        """The first day of the first month."""
        return self.months[0].since_day

    @property
    def until_day(self) -> int:
        """The day after the last."""
        return self.months[-1].until_day

    def back(self, months: int) -> Month:
        """The month that many before the last; 0 is the last month itself."""
        return self.months[-1 - months]


def span_of(until_month: str, *, months: int) -> Span:
    """The span of that many months, the last one being `until_month` (written 2026-09); ValueError where it is none."""
    last = month_period(until_month).since
    first_count = last.year * MONTHS_A_YEAR + last.month - months
    return Span(tuple(_month(index, count=first_count + index) for index in range(months)))


def _month(index: int, *, count: int) -> Month:
    """The month `count` months after the first of the year 0."""
    year, number = divmod(count, MONTHS_A_YEAR)
    period = month_period(f"{year:04d}-{number + 1:02d}")
    days = range(period.since_day, period.until_day)
    working = tuple(day for day in days if (day + EPOCH_WEEKDAY) % DAYS_A_WEEK < SATURDAY)
    return Month(
        index=index, number=number + 1, since_day=period.since_day, until_day=period.until_day, working_days=working
    )


def name_of(month: Month) -> str:
    """The month as text: 2026-09."""
    return text_of_day(month.since_day)[: len("2026-09")]


@cache
def text_of_day(day: int) -> str:
    """A day number as 2026-09-30."""
    return day_of(day).isoformat()
