"""Month, quarter and year to date: which months a span has so far, and which months it is held against.

Source: piece 2, 3.4 (line 257: appraisal by period). A span's name is 2026-09, 2026-Q3 or 2026.
"""

import re
from datetime import date
from enum import StrEnum

from qiao.ground.periods import MONTHS_A_YEAR, Period, month_period

MONTHS_A_QUARTER = 3
NAME = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?", re.ASCII)


class Span(StrEnum):
    """How far back a figure to date reaches."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Span.MONTH: 1, Span.QUARTER: MONTHS_A_QUARTER, Span.YEAR: MONTHS_A_YEAR}


def shifted(month: str, *, by: int) -> str:
    """The month so many months later (earlier where negative)."""
    number = int(month[:4]) * MONTHS_A_YEAR + int(month[5:]) - 1 + by
    year, place = divmod(number, MONTHS_A_YEAR)
    return f"{year:04}-{place + 1:02}"


def to_date(span: Span, *, month: str) -> tuple[str, ...]:
    """The months of the span up to this one, oldest first."""
    behind = (int(month[5:]) - 1) % MONTHS[span]
    return tuple(shifted(month, by=-back) for back in range(behind, -1, -1))


def moved(months: tuple[str, ...], *, by: int) -> tuple[str, ...]:
    """The same months, so many months later."""
    return tuple(shifted(month, by=by) for month in months)


def name_of(span: Span, *, month: str) -> str:
    """The span's name, as targets are set for it."""
    year, number = month[:4], int(month[5:])
    quarter = f"{year}-Q{(number - 1) // MONTHS_A_QUARTER + 1}"
    return {Span.MONTH: month, Span.QUARTER: quarter, Span.YEAR: year}[span]


def period_of_name(name: str) -> Period:
    """All days of a month, quarter or year by its name; ValueError where it is none."""
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    if found["month"]:
        return month_period(name)
    first = (int(found["quarter"]) - 1) * MONTHS_A_QUARTER + 1 if found["quarter"] else 1
    last = first + (MONTHS_A_QUARTER if found["quarter"] else MONTHS_A_YEAR) - 1
    return Period(since_of(found["year"], first), month_period(f"{found['year']}-{last:02}").until)


def since_of(year: str, number: int) -> date:
    """The first day of a month; ValueError outside of the contract's days."""
    return month_period(f"{year}-{number:02}").since
