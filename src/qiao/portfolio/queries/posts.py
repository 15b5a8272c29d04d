"""Reads of who is out of the post: one answer for who signs, what can be claimed and who is credited.

An extract may say it, a post that ended here, or an exit that was opened here, whichever names the earliest last day.
"""

from collections.abc import Collection
from datetime import date, timedelta

from qiao.ground.periods import day_number
from qiao.people.queries.careers import careers_of, days_in_post
from qiao.people.rules.career import Career
from qiao.portfolio.queries.sources import sources

__all__ = ("last_day_numbers", "last_days")


def last_days(staff_ids: Collection[str], *, on: date) -> dict[str, date]:
    """By person the last day in the post, past or to come; absent = none is known, or the person came back by a day."""
    careers, exits = careers_of(staff_ids), sources.exits(staff_ids)
    found: dict[str, date] = {}
    for staff_id, (hired_on, left_on) in days_in_post(staff_ids).items():
        career = careers.get(staff_id, Career())
        told = [exits.get(staff_id), _last_of(career)]
        days = [day for day in told if day is not None and not _came_back(day, career, hired_on=hired_on, on=on)]
        if left_on is not None:
            days.append(left_on)
        if days:
            found[staff_id] = min(days)
    return found


def last_day_numbers(staff_ids: Collection[str], *, on: date) -> dict[str, int]:
    """The same as numbers of days."""
    return {staff_id: day_number(day) for staff_id, day in last_days(staff_ids, on=on).items()}


def _last_of(career: Career) -> date | None:
    """The day before the newest end of the post."""
    end = max(career.ends, default=None)
    return None if end is None else end - timedelta(days=1)


def _came_back(last: date, career: Career, *, hired_on: date | None, on: date) -> bool:
    """Whether somebody was hired or appointed again after a last day and by the day that is asked about."""
    begun = [one.since for one in career.spells] + ([hired_on] if hired_on is not None else [])
    return any(last < day <= on for day in begun)
