"""Closing a month: which may be closed, which reopened, and which closed months something known later concerns.

Source: piece 1, section 3 (what was paid can be followed up); features 2.4 and 2.5: a closed month never changes, what
was wrong is booked in the open. Months are closed in their order and reopened from the newest back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.ground.periods import MONTHS_A_YEAR, Period, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Standing:
    """How the bank's months stand: those settled and those closed, each in order."""

    settled: tuple[str, ...]
    closed: tuple[str, ...]


def check_close(month: str, standing: Standing) -> None:
    """Refuse to close a month that is closed, not settled, or comes after a settled one that is open."""
    if month in standing.closed:
        raise Refusal("month.closed_already", _("%(month)s is closed already; nothing is left to do."), month=month)
    if month not in standing.settled:
        raise Refusal("month.not_settled", _("%(month)s has not been settled; settle it, then close it."), month=month)
    open_before = [one for one in standing.settled if one < month and one not in standing.closed]
    if open_before:
        raise Refusal(
            "month.open_before",
            _("%(before)s is settled and still open; months are closed in their order, that one first."),
            month=month,
            before=open_before[0],
        )
    behind = [one for one in standing.closed if one > month]
    if behind:
        raise Refusal(
            "month.closed_behind",
            _("%(behind)s is closed already; a month before it can no longer be closed on its own."),
            month=month,
            behind=behind[0],
        )


def check_reopen(month: str, standing: Standing, *, deltas: int, paid: str) -> None:
    """Refuse to reopen a month that is not the newest closed one, has a delta, or was paid from (`paid` says how)."""
    if month not in standing.closed:
        raise Refusal("month.not_closed", _("%(month)s is not closed; there is nothing to reopen."), month=month)
    if month != standing.closed[-1]:
        raise Refusal(
            "month.newest_first",
            _("%(newest)s is closed behind %(month)s; the newest closed month is reopened first."),
            month=month,
            newest=standing.closed[-1],
        )
    if deltas:
        raise Refusal(
            "month.has_deltas",
            _("%(count)s corrections are booked for %(month)s; it stays closed, and what is wrong is booked likewise."),
            month=month,
            count=deltas,
        )
    if paid:
        raise Refusal(
            "month.paid",
            _("%(month)s was paid from (%(paid)s); it stays closed, and what is wrong is booked in an open month."),
            month=month,
            paid=paid,
        )


def check_open(month: str, closed: Iterable[str]) -> None:
    """Refuse to settle a closed month, naming what is done instead."""
    if month in set(closed):
        raise Refusal(
            "month.closed",
            _(
                "%(month)s is closed and is not settled again. What became known since is booked as differences in "
                "the open month: qiao deltas %(month)s lists them, qiao deltas %(month)s --book books them."
            ),
            month=month,
        )


def next_month(month: str) -> str:
    """The month after one: 2026-12 is followed by 2027-01."""
    return f"{month_period(month).until:%Y-%m}"


def months_between(earlier: str, later: str) -> int:
    """How many months lie from one to another: 2026-09 to 2026-11 are 2."""
    one, other = month_period(earlier).since, month_period(later).since
    return (other.year - one.year) * MONTHS_A_YEAR + other.month - one.month


def is_beyond(month: str, *, booked_in: str, months_back: int) -> bool:
    """Whether a closed month lies further back from the open one than the limit allows."""
    return months_between(month, booked_in) > months_back


def concerned(closed: Sequence[str], *, first_day: date | None) -> list[str]:
    """The closed months that have a day at or after the first one that something changes; None = all of them."""
    return [month for month in closed if first_day is None or month_period(month).until > first_day]


def span_of(months: Sequence[str]) -> Period:
    """The days from the first month's first to the last month's last."""
    return Period(month_period(min(months)).since, month_period(max(months)).until)
