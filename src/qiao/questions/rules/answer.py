"""An answer: groups with their parts, what is left over, and the whole. Parts are added, ratios reckoned afterwards.

The law: the lines and the rest together are the total, part by part. A number of different things (customers) is
counted anew for every line and has no rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiao.engine.indicators import Indicator
from qiao.questions.rules.fields import By

CHART_BARS_MOST, CHART_LINES_MOST = 20, 8


@dataclass(frozen=True, slots=True)
class Group:
    """One line: its keys in the order of the question, the sums of the parts, the counts by code, the days."""

    keys: tuple[str, ...]
    parts: Mapping[str, int]
    counts: Mapping[str, int]
    days: int

    def value(self, one: Indicator) -> Fraction | None:
        """The figure of an indicator; None where there is none."""
        if one.counted:
            return Fraction(self.counts[one.code]) if one.code in self.counts else None
        return one.value(self.parts, days=self.days)


@dataclass(frozen=True, slots=True)
class Answer:
    """The lines in their order, the rest of the groups (None where all are shown), the whole, how many groups."""

    rows: tuple[Group, ...]
    others: Group | None
    total: Group
    groups: int

    @property
    def left_out(self) -> int:
        """How many groups are in the rest."""
        return self.groups - len(self.rows)


def answer_of(rows: Sequence[Group], total: Group, *, groups: int) -> Answer:
    """The answer out of the lines that are shown and the whole: the rest is what the lines leave of it."""
    left = groups - len(rows)
    assert left >= 0, (groups, len(rows))
    return Answer(tuple(rows), _rest(rows, total) if left else None, total, groups)


def _rest(rows: Sequence[Group], total: Group) -> Group:
    parts = {name: whole - sum(row.parts[name] for row in rows) for name, whole in total.parts.items()}
    return Group((), parts, {}, total.days)


class Shape(StrEnum):
    """How an answer is drawn."""

    NONE = "none"
    LINES = "lines"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: names along the axis and one row of values (None = no figure) for each series."""

    shape: Shape
    along: tuple[tuple[str, ...], ...]
    series: tuple[tuple[str, tuple[Fraction | None, ...]], ...]


def picture_of(by: Sequence[By], answer: Answer, one: Indicator) -> Picture:
    """Months make lines, one for each of at most eight groups; anything else makes bars; one figure makes nothing."""
    if not by or not answer.rows:
        return Picture(Shape.NONE, (), ())
    if By.MONTH not in by:
        shown = answer.rows[:CHART_BARS_MOST]
        return Picture(Shape.BARS, tuple(row.keys for row in shown), (("", tuple(row.value(one) for row in shown)),))
    place = list(by).index(By.MONTH)
    months = sorted({row.keys[place] for row in answer.rows})
    found: dict[str, dict[str, Fraction | None]] = {}
    for row in answer.rows:
        other = "".join(row.keys[:place] + row.keys[place + 1 :])
        found.setdefault(other, {})[row.keys[place]] = row.value(one)
    heights = {name: sum(abs(value) for value in row.values() if value is not None) for name, row in found.items()}
    largest = sorted(found, key=lambda name: (-heights[name], name))
    series = tuple((name, tuple(found[name].get(month) for month in months)) for name in largest[:CHART_LINES_MOST])
    return Picture(Shape.LINES, tuple((month,) for month in months), series)
