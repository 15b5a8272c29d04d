"""Tasks with clocks: what a person has to do, until when, and the way there; from many sources in one list."""

from collections.abc import Iterable, Mapping, Sequence
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


def first_few(lines: Sequence[TaskLine], *, most: int) -> list[TaskLine]:
    """The most urgent of lines in their order, with the first of every source among them where there is room.

    What many of one source wait for, the oldest of them first, would otherwise hide that another source has anything.
    """
    few = list(lines[:most])
    firsts: dict[str, TaskLine] = {}
    for line in lines:
        firsts.setdefault(line.source, line)
    for line in firsts.values():
        again = [one for one in few if [each.source for each in few].count(one.source) > 1]
        if line.source not in {one.source for one in few} and again:
            few.remove(again[-1])
            few.append(line)
    return few


def in_order(lines: Iterable[TaskLine], *, most: int = TASKS_MOST) -> list[TaskLine]:
    """The most urgent first: by the day they are due, those without a day last; at most `most`."""
    return sorted(lines, key=lambda line: (line.due is None, line.due or date.max, line.words))[:most]
