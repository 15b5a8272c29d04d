"""Timeline: what happened to a customer, the newest first; and who served it from when to when, as bars.

Source: piece 2, 2.5 (line 231: a manager finds changes of a customer's deposits and products with ease).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from qiao.ground.words import gettext_noop as _

EVENTS_MOST = 40
BAR_WIDTH, BAR_HEIGHT = 1_000, 20  # units of a drawing
SHARE_WHOLE_BP = 10_000


class What(StrEnum):
    """What can happen."""

    OPENED = "opened"
    CLOSED = "closed"
    MATURES = "matures"
    RATE = "rate"
    SERVED = "served"
    LEFT = "left"


WHAT_WORDS = {
    What.OPENED: _("Account opened"),
    What.CLOSED: _("Account closed"),
    What.MATURES: _("Account matures"),
    What.RATE: _("Rate changed"),
    What.SERVED: _("Taken over"),
    What.LEFT: _("Handed over"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day: of an account, or (`staff_id`) of a person who serves; rates a year in ppm."""

    on_day: int
    what: What
    account_id: str = ""
    product_id: str = ""
    staff_id: str = ""
    before_ppm: int | None = None
    after_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time as a rectangle of a drawing: as high as the share, from left to right as long as it lasts."""

    left: int
    width: int
    top: int
    height: int


def newest_first(events: Iterable[Event], *, since_day: int, until_day: int) -> tuple[Event, ...]:
    """The events of [since_day, until_day), at most 40; of one day by kind and account."""
    within = [one for one in events if since_day <= one.on_day < until_day]
    within.sort(key=lambda one: (-one.on_day, one.what, one.account_id, one.staff_id))
    return tuple(within[:EVENTS_MOST])


def rate_changes(rates: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Of an account's rates (day, ppm) in order of days those that differ from the one before: day, before, after."""
    return [(day, before, after) for (_day, before), (day, after) in pairwise(rates) if before != after]


def bar_of(since_day: int, until_day: int | None, *, first_day: int, end_day: int, share_bp: int) -> Bar:
    """The rectangle of [since_day, until_day) in a drawing of [first_day, end_day); None = runs on."""
    assert first_day < end_day, (first_day, end_day)
    starts = min(max(since_day, first_day), end_day)
    ends = max(starts, min(end_day if until_day is None else until_day, end_day))
    left = (starts - first_day) * BAR_WIDTH // (end_day - first_day)
    right = (ends - first_day) * BAR_WIDTH // (end_day - first_day)
    height = max(2, share_bp * BAR_HEIGHT // SHARE_WHOLE_BP)
    return Bar(left, max(right - left, 4), BAR_HEIGHT - height, height)
