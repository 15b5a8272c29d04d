"""Who is due for what, until when and why: another set of customers, another post, the year's forced leave.

Source: piece 2, 3.4; the house's numbers stand in `parameters`. A rotation for learning is kept apart: it moves none of
these days. A day is the last one on which the rule is still kept.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from qiao.ground.money import SHARE_BP_ONE
from qiao.ground.periods import MONTHS_A_YEAR
from qiao.ground.words import gettext_noop as _

DAY = timedelta(days=1)
DECEMBER, NEW_YEARS_EVE = 12, 31


class What(StrEnum):
    """What somebody is due for."""

    SET = "set"
    POST = "post"
    LEAVE = "leave"


class State(StrEnum):
    """How near the day is."""

    LATE = "late"
    SOON = "soon"
    FINE = "fine"


WHAT_WORDS = {What.SET: _("other customers"), What.POST: _("another post"), What.LEAVE: _("forced leave")}
STATE_WORDS = {State.LATE: _("overdue"), State.SOON: _("due soon"), State.FINE: _("not yet due")}
WHY_WORDS = {
    What.SET: _("%(part)s of %(served)s customers served since %(since)s or before; %(months)s months at most"),
    What.POST: _("in the post since %(since)s; %(months)s months at most"),
    What.LEAVE: _("%(taken)s of %(wanted)s working days in %(year)s"),
}


class Rotation(StrEnum):
    """Why somebody works elsewhere: to be looked at, or to learn. The two are never added up."""

    CONTROL = "control"
    LEARNING = "learning"


ROTATION_WORDS = {Rotation.CONTROL: _("rotation for control"), Rotation.LEARNING: _("rotation for learning")}


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers in force on a day."""

    set_months: int
    set_warning_months: int
    set_share_bp: int
    post_months: int
    post_warning_months: int
    leave_days: int
    leave_warning_days: int


@dataclass(frozen=True, slots=True)
class Due:
    """The last day on which a rule is kept, whether that is near, and the facts of why."""

    what: What
    last: date
    state: State
    left_days: int
    facts: tuple[tuple[str, str], ...]


def months_after(day: date, *, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def held_since(periods: Iterable[tuple[date, date | None]], *, on: date) -> date | None:
    """Since when without a break the periods [since, until) hold that hold on the day; None where none does."""
    first: date | None = on + DAY
    found: date | None = None
    for since, until in sorted(periods, key=lambda one: one[1] or date.max, reverse=True):
        if first is not None and since < first and (until is None or until >= first):
            first = found = since
    return found if found is not None and found <= on else None


def set_since(days: Sequence[date], *, share_bp: int) -> tuple[date, int] | None:
    """The day since which the set of customers is the same, and how many are served since then or before.

    `days` has for each of today's customers the first day of service without a break. None without customers.
    """
    if not days:
        return None
    assert 0 < share_bp <= SHARE_BP_ONE, share_bp
    needed = -(-len(days) * share_bp // SHARE_BP_ONE)
    since = sorted(days)[needed - 1]
    return since, sum(day <= since for day in days)


def due_set(days: Sequence[date], limits: Limits, *, on: date) -> Due | None:
    """Until when the customers may stay the same."""
    found = set_since(days, share_bp=limits.set_share_bp)
    if found is None:
        return None
    since, part = found
    facts = (
        ("part", str(part)),
        ("served", str(len(days))),
        ("since", since.isoformat()),
        ("months", str(limits.set_months)),
    )
    return _by_months(What.SET, since, months=(limits.set_months, limits.set_warning_months), facts=facts, on=on)


def due_post(since: date | None, limits: Limits, *, on: date) -> Due | None:
    """Until when somebody may stay in the post; None where nobody knows since when."""
    if since is None or since > on:
        return None
    facts = (("since", since.isoformat()), ("months", str(limits.post_months)))
    return _by_months(What.POST, since, months=(limits.post_months, limits.post_warning_months), facts=facts, on=on)


def _by_months(
    what: What, since: date, *, months: tuple[int, int], facts: tuple[tuple[str, str], ...], on: date
) -> Due:
    most, warning = months
    last = months_after(since, months=most) - DAY
    near = on >= months_after(since, months=min(warning, most))
    return _due(what, last, facts, near=near, on=on)


def due_leave(taken: int, limits: Limits, *, on: date) -> Due | None:
    """Until when the year's forced leave has to be over; None once it was had."""
    if taken >= limits.leave_days:
        return None
    last = date(on.year, DECEMBER, NEW_YEARS_EVE)
    facts = (("taken", str(taken)), ("wanted", str(limits.leave_days)), ("year", str(on.year)))
    return _due(What.LEAVE, last, facts, near=(last - on).days < limits.leave_warning_days, on=on)


def _due(what: What, last: date, facts: tuple[tuple[str, str], ...], *, near: bool, on: date) -> Due:
    left = (last - on).days
    state = State.LATE if left < 0 else State.SOON if near else State.FINE
    return Due(what, last, state, left, facts)


def post_since(spells: Sequence[date], *, hired_on: date | None, rotated_on: date | None, on: date) -> date | None:
    """Since when somebody is in the post: appointed, else hired, unless rotated for control since."""
    begun = max((day for day in spells if day <= on), default=None) or hired_on
    rotated = rotated_on if rotated_on is not None and rotated_on <= on else None
    return max((day for day in (begun, rotated) if day is not None), default=None)


def begun(spells: Sequence[tuple[date, date | None]]) -> list[date]:
    """The days on which somebody came into the post: a spell that follows another without a break begins nothing."""
    first = [spells[0][0]] if spells else []
    return [*first, *(since for (_before, until), (since, _until) in pairwise(spells) if until != since)]
