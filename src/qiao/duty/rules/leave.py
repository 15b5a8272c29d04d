"""A leave: its days, who stands in, whose access rests, and what is looked at meanwhile.

Source: rules of banks on forced leave: the post-holder stops at once, somebody else does the work, and the work is
looked at. Half-open days: [since, until).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.rules.workdays import is_working_day, working_days

DAYS_MOST, AHEAD_MOST = 184, 366
FINDING_LETTERS_MOST = 500
DAY = timedelta(days=1)


class LeaveKind(StrEnum):
    """Forced: unannounced, access rests. Planned: wished for, access stays."""

    FORCED = "forced"
    PLANNED = "planned"


KIND_WORDS = {LeaveKind.FORCED: _("forced leave"), LeaveKind.PLANNED: _("planned leave")}
CHECKS: Mapping[str, str] = {
    "cash": _("Cash, seals, vouchers, keys: counted and locked away with two people"),
    "accounts": _("Statements of the largest accounts: sent to the customer and answered"),
    "visits": _("Customers called: whether they know of every deposit, loan and product"),
    "loans": _("Loans of the last year: use of funds, pledges, papers in the original"),
    "ties": _("Money between customers and the person or the family"),
    "fees": _("Expenses: receipts, who took part, what for"),
    "complaints": _("Complaints and promises that are written nowhere"),
}
"""What is looked at while somebody is away; a proposal, in no supervisor's words."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Leave as it is asked for."""

    kind: LeaveKind
    since: date
    until: date
    deputy: str
    draw: int | None = None


def read_kind(text: str) -> LeaveKind:
    """The kind that somebody chose."""
    if text not in set(LeaveKind):
        raise Refusal("leave.kind", _("Choose forced or planned leave."))
    return LeaveKind(text)


def read_wish(
    kind: str, since: date | None, last: date | None, *, deputy: str, draw: int | None = None, on: date
) -> Wish:
    """The leave that somebody typed, by its first and its last day."""
    first, until = check_days(since, last + DAY if last is not None else None, on=on)
    return Wish(read_kind(kind), first, until, deputy.strip(), draw)


def check_days(since: date | None, until: date | None, *, on: date) -> tuple[date, date]:
    """The days [since, until) of a leave: not in the past, half a year long at most."""
    if since is None or not on <= since <= on + timedelta(days=AHEAD_MOST):
        raise Refusal("leave.since", _("The first day is today or later, and within a year."))
    if until is None or not since < until <= since + timedelta(days=DAYS_MOST):
        raise Refusal("leave.until", _("The last day is not before the first one, and at most half a year later."))
    return since, until


def check_deputy(staff_id: str, deputy: str, *, away: bool) -> None:
    """Refuse a deputy who is the person, or is away on one of the days."""
    if not deputy or deputy == staff_id:
        raise Refusal("leave.deputy", _("Name somebody else who stands in."))
    if away:
        raise Refusal("leave.deputy_away", _("%(person)s is away on some of these days; name another."), person=deputy)


def check_free(met: tuple[date, date] | None) -> None:
    """Refuse a leave on days that another one has."""
    if met is not None:
        raise Refusal(
            "leave.met",
            _("There is a leave from %(since)s to %(last)s already; end it or choose other days."),
            since=met[0].isoformat(),
            last=(met[1] - DAY).isoformat(),
        )


def until_after(since: date, *, days: int, days_off: Mapping[str, int]) -> date:
    """The day after so many working days from a day on."""
    day, left = since, days
    while left > 0:
        left -= is_working_day(day, days_off=days_off)
        day += DAY
    return day


def told_from(since: date, *, notice_days: int) -> date:
    """From which day on the person is told of a forced leave."""
    return since - timedelta(days=notice_days)


def taken_days(periods: list[tuple[date, date]], *, days_off: Mapping[str, int]) -> int:
    """Working days of these periods."""
    return sum(working_days(since, until=until, days_off=days_off) for since, until in periods)


def check_end(on: date, *, since: date, until: date) -> date:
    """The first day back, where a leave ends before its day; its first day where it did not begin yet."""
    if on >= until:
        raise Refusal("leave.over", _("This leave is over already; %(day)s was its last day."), day=str(until - DAY))
    return max(on, since)


def begun(since: date, until: date, *, on: date) -> bool:
    """Whether a leave has had a day; one that was called off never has."""
    return since <= on and since < until


def read_finding(code: str, text: str) -> str:
    """What was found at a point of the checklist; it is never empty: that nothing was found is said too."""
    found = " ".join(text.split())[:FINDING_LETTERS_MOST]
    if code not in CHECKS:
        raise Refusal("leave.check", _("The checklist has no such point."))
    if not found:
        raise Refusal("leave.finding", _("Say what was found, or that nothing was."))
    return found
