"""Requests, tasks and parameters as the interface answers them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """Something to do: its words, the page where it is done, the day it is due."""

    number: int | None
    words: str
    address: str
    due: date | None
    overdue: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneLine:
    """A task that was ticked off within the week."""

    number: int
    words: str
    done_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """One's tasks, the most urgent first, at most 50, and at most 20 that are done."""

    tasks: list[TaskLine]
    done: list[DoneLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One line of what a request would change."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLine:
    """A request: who asks for what and why, what it changes, who decided it."""

    number: int
    kind: str
    subject: str
    reason: str
    asked_by: str
    asked_at: datetime
    due: date
    state: str
    decided_by: str
    decided_at: datetime | None
    decision: str
    changes: list[ChangeLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """Requests that wait for one's decision (at most 200), one's own and those decided that one may read (50 each)."""

    waiting: list[ApprovalLine]
    own: list[ApprovalLine]
    decided: list[ApprovalLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingLine:
    """A parameter with its value in force as written text, by key where it is a table; `since` null = built in."""

    name: str
    words: str
    unit: str
    values: dict[str, str]
    since: date | None
    reason: str
    least: str
    most: str
    source: str
    article: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLine:
    """A value that a parameter had, has or will have from a day on."""

    since: date
    values: dict[str, str]
    reason: str
    asked_by: str
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingWhole(SettingLine):
    """A parameter with its history, the newest value first, at most 100; `waiting` is the number of an open request."""

    history: list[ValueLine]
    waiting: int | None
