"""When a kept question is due to be written to a file: each working day, week, month, or after each settlement.

Source: piece 2, 2.5 (statistics by hand). A day counts where it is a working day; a question that was missed is due on
the next one, once.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiao.ground.words import gettext_noop as _

SATURDAY = 5

SUSPENDED = _("The owner has left the post or the log-in is closed; the question is suspended.")


class Rhythm(StrEnum):
    """How often."""

    NEVER = ""
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    SETTLED = "settled"


RHYTHM_WORDS = {
    Rhythm.NEVER: _("only when I ask"),
    Rhythm.DAILY: _("each working day"),
    Rhythm.WEEKLY: _("each week, on its first working day"),
    Rhythm.MONTHLY: _("each month, on its first working day"),
    Rhythm.SETTLED: _("after each settlement"),
}


@dataclass(frozen=True, slots=True)
class Before:
    """The last time a file was written: on which day, at which settlement (0 = none)."""

    on: date
    run: int


def is_working_day(day: date) -> bool:
    """Monday to Friday: public holidays are no part of the book yet."""
    return day.weekday() < SATURDAY


def due(rhythm: Rhythm, before: Before | None, *, on: date, newest_run: int) -> bool:
    """Whether a file is due on a day; newest_run: the number of the newest settlement, 0 = none."""
    if rhythm is Rhythm.NEVER:
        return False
    if rhythm is Rhythm.SETTLED:
        return newest_run > (before.run if before else 0)
    if not is_working_day(on):
        return False
    return before is None or _stretch(rhythm, before.on) < _stretch(rhythm, on)


def _stretch(rhythm: Rhythm, day: date) -> tuple[int, int]:
    """The day, week or month in which one file is written, as numbers that grow."""
    if rhythm is Rhythm.DAILY:
        return (day.toordinal(), 0)
    return day.isocalendar()[:2] if rhythm is Rhythm.WEEKLY else (day.year, day.month)


def file_name(name: str, *, on: date, form: str) -> str:
    """The question's name as a file's: what a folder or a disk would take amiss becomes a dash."""
    safe = "".join(sign if sign.isalnum() or sign in " _·" else "-" for sign in name).strip(" -.")[:60]
    return f"{safe or 'question'}-{on:%Y-%m-%d}.{form}"
