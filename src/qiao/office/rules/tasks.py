"""Tasks with clocks: what a person has to do, until when, and the way there; from many sources in one list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

TASKS_MOST = 50


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One thing to do. `words` is an English template marked for translation with `facts`, or a person's own text.

    `number` is that of a stored task, which can be ticked off; other tasks end when the thing itself is done.
    """

    words: str
    address: str
    due: date | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    number: int | None = None
    source: str = ""

    def overdue(self, *, on: date) -> bool:
        """Whether the day it was due has passed."""
        return self.due is not None and self.due < on


def in_order(lines: Iterable[TaskLine], *, most: int = TASKS_MOST) -> list[TaskLine]:
    """The most urgent first: by the day they are due, those without a day last; at most `most`."""
    return sorted(lines, key=lambda line: (line.due is None, line.due or date.max, line.words))[:most]
