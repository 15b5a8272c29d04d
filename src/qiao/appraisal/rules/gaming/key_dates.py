"""Key dates: the last days of months, quarters and half-years, on which balances are read by others."""

from datetime import timedelta

from qiao.ground.periods import MONTHS_A_YEAR, day_number, day_of

QUARTER, HALF_YEAR = 3, 6


def month_end(day: int) -> int:
    """The last day of the month of a day."""
    first = day_of(day).replace(day=1)
    ahead = (
        first.replace(year=first.year + 1, month=1)
        if first.month == MONTHS_A_YEAR
        else first.replace(month=first.month + 1)
    )
    return day_number(ahead - timedelta(days=1))


def ends_before(key_day: int, *, count: int) -> tuple[int, ...]:
    """The month-ends before a month-end, the nearest first."""
    found = []
    for _place in range(count):
        key_day = day_number(day_of(key_day).replace(day=1)) - 1
        found.append(key_day)
    return tuple(found)


def ends_a_quarter(key_day: int) -> bool:
    """Whether a month-end is that of March, June, September or December."""
    return day_of(key_day).month % QUARTER == 0


def ends_a_half_year(key_day: int) -> bool:
    """Whether a month-end is that of June or December."""
    return day_of(key_day).month % HALF_YEAR == 0


def ordinary_ends(key_day: int) -> tuple[int, ...]:
    """The month-ends that tell what is ordinary: at a quarter's end those of the months between quarters."""
    if ends_a_quarter(key_day):
        return tuple(one for one in ends_before(key_day, count=5) if not ends_a_quarter(one))
    return ends_before(key_day, count=3)
