"""Rotation, leave, draws and exits, as the interface answers them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """What a person is due for: `what` is set, post or leave; `state` is late, soon or fine."""

    staff_id: str
    name: str
    org_id: str
    post: str
    what: str
    last: date
    left_days: int
    state: str
    why: str
    away: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """A page of the calendar on a day, 50 lines; of how many people, and how many went away to learn this year."""

    on: date
    people: int
    learned: int
    due: list[DueLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveLine:
    """A leave [since, until); without a day where it was called off."""

    number: int
    staff_id: str
    kind: str
    since: date
    until: date
    deputy: str
    draw: int | None
    request: int
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavePage:
    """A page of leaves, 50 of them, the newest first."""

    leaves: list[LeaveLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawLine:
    """A draw with what it is repeated from; `whole` says that the repetition names the same people."""

    number: int
    unit: str
    day: date
    seed: str
    count: int
    people: int
    drawn: list[str]
    digest: str
    whole: bool
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPage:
    """A page of draws, 50 of them, the newest first."""

    draws: list[DrawLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitLine:
    """An exit: `state` is open, closed or withdrawn; `signed` are the steps signed so far."""

    number: int
    staff_id: str
    last_day: date
    state: str
    signed: list[str]
    opened_at: datetime
    closed_at: datetime | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPage:
    """A page of exits, 50 of them, the last days first that come first."""

    exits: list[ExitLine]
    more: bool
