"""Working days: Monday to Friday, but for the days off and the working weekends of the year's arrangement."""

from collections.abc import Mapping
from datetime import date, timedelta

from qiao.ground.periods import MONTHS_A_YEAR
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

SATURDAY = 5
DAYS_OFF = Parameter(
    "people.days_off",
    _("Days off (1) and weekends worked (0), as 10-01 every year or 2026-10-10 of one"),
    _("People and posts"),
    Form.COUNT,
    {"01-01": 1, "05-01": 1, "05-02": 1, "10-01": 1, "10-02": 1, "10-03": 1},
    least=0,
    most=1,
    source=_("State Council's arrangement of public holidays"),
    why=_("Spring Festival and the other movable days are entered for each year once they are announced."),
    verified=False,
    open_keys=True,
)


def is_working_day(day: date, *, days_off: Mapping[str, int]) -> bool:
    """Whether people work on a day; a day of one year goes before a day of every year."""
    said = days_off.get(day.isoformat(), days_off.get(f"{day:%m-%d}"))
    return day.weekday() < SATURDAY if said is None else said == 0


def working_days(since: date, *, until: date, days_off: Mapping[str, int]) -> int:
    """How many working days [since, until) has."""
    days = (since + timedelta(days=ahead) for ahead in range(max((until - since).days, 0)))
    return sum(is_working_day(day, days_off=days_off) for day in days)


def after_working_days(day: date, *, days: int, days_off: Mapping[str, int]) -> date:
    """The last of so many working days after a day."""
    left = days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, days_off=days_off)
    return day


def months_between(day: date, *, on: date) -> int:
    """Whole months from a day to another."""
    return (on.year - day.year) * MONTHS_A_YEAR + on.month - day.month - (on.day < day.day)
