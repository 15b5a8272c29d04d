"""What a change of a customer's lines does, stretch by stretch of days on which one and the same differs.

Source: piece 2, 3.1. Who signs reads everything that would be different, not the first day alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qiao.portfolio.rules.lines import Line, edges

Key = tuple[str, str, str]
"""Account, person, role."""
Row = tuple[Key, int | None, int | None]
"""Who, the share before and the share after; None = no line."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days [since_day, until_day) on which the same rows differ; `until_day` None = from then on."""

    since_day: int
    until_day: int | None
    rows: tuple[Row, ...]


def stretches(before: Sequence[Line], after: Sequence[Line], *, since_day: int) -> tuple[Stretch, ...]:
    """The stretches from a day on on which the lines differ, in order; neighbours that differ alike are one."""
    days = [since_day, *(day for day in edges((*before, *after)) if day > since_day)]
    ends: list[int | None] = [*days[1:], None]
    found: list[Stretch] = []
    for first, last in zip(days, ends, strict=True):
        rows = _differing(shares_on(before, first), shares_on(after, first))
        if found and found[-1].rows == rows:
            first = found.pop().since_day  # noqa: PLW2901  the stretch goes on
        found.append(Stretch(first, last, rows))
    return tuple(one for one in found if one.rows)


def shares_on(lines: Iterable[Line], day: int) -> dict[Key, int]:
    """Each person's share by account and role on a day."""
    found: dict[Key, int] = {}
    for line in lines:
        if line.runs_on(day):
            key = (line.account_id, line.staff_id, line.role)
            found[key] = found.get(key, 0) + line.share_bp
    return found


def _differing(old: dict[Key, int], new: dict[Key, int]) -> tuple[Row, ...]:
    keys = [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
    keys.sort(key=lambda key: (key[0], -(new.get(key) or -1), key))
    return tuple((key, old.get(key), new.get(key)) for key in keys)
