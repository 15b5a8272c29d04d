"""Cover while somebody is away: from the first day, without credit of its own, given back when the leave ends.

The deputy stands beside the person with a share of 0: whoever serves the customers sees them and works for them, and
the credit stays where it was. Who is to earn meanwhile is agreed to by a cover of the portfolio's own. What a leave
covers is known by the days it wrote for a customer, and follows what the person serves: days are numbers, half-open.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qiao.ground.periods import LAST_DAY_NUMBER
from qiao.portfolio.rules.lines import WHOLE, Line, Lines, in_order
from qiao.portfolio.rules.roles import COVER, REFERRAL

Days = tuple[tuple[int, int], ...]
"""Stretches [since, until), in order and apart from each other."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A leave before a customer: who is away in [since, until), who stands in or is barred, on which days so far."""

    staff_id: str
    deputy: str
    since_day: int
    until_day: int
    days: Days
    barred: bool


def stood_in(lines: Sequence[Line], stands: Sequence[Stand], *, from_day: int) -> tuple[Lines, tuple[Days, ...]]:
    """The lines with the cover of these leaves written anew from a day on, and the days that each leave covers.

    What lies before the day stays. Where two leaves have one deputy, the first has the days that both would have.
    """
    kept = [line for line in lines if not any(is_cover(line, stand) for stand in stands)]
    covered: list[Days] = []
    for stand in stands:
        taken = joined(_days(line) for line in kept if (line.staff_id, line.role) == (stand.deputy, COVER))
        ahead = () if stand.barred else within(wanted(lines, stand), since=from_day, until=LAST_DAY_NUMBER)
        before = within(stand.days, since=stand.since_day, until=from_day)
        days = joined((*before, *without(ahead, taken)))
        kept.extend(Line(WHOLE, stand.deputy, COVER, since, until, 0) for since, until in days)
        covered.append(days)
    return in_order(kept), tuple(covered)


def is_cover(line: Line, stand: Stand) -> bool:
    """Whether a line is one that the cover of a leave wrote."""
    if (line.staff_id, line.role, line.account_id, line.share_bp) != (stand.deputy, COVER, WHOLE, 0):
        return False
    return _lies_within(line, stand.days)


def _lies_within(line: Line, days: Days) -> bool:
    since, until = _days(line)
    return any(first <= since and until <= last for first, last in days)


def moved_along(before: Sequence[Line], after: Sequence[Line], stands: Sequence[Stand]) -> frozenset[Line]:
    """What a change made of a leave's cover: moved with the deputy's own share to somebody who stands in for nobody."""
    gone = [line for line in set(before) - set(after) if any(is_cover(line, stand) for stand in stands)]
    days = joined(_days(line) for line in gone)
    new = (line for line in set(after) - set(before) if line.role == COVER and not line.share_bp)
    return frozenset(line for line in new if line.account_id == WHOLE and _lies_within(line, days))


def wanted(lines: Iterable[Line], stand: Stand) -> Days:
    """The days of a leave on which the person serves the customer by a share of his or her own."""
    own = [line for line in lines if line.staff_id == stand.staff_id and line.role not in {COVER, REFERRAL}]
    return within(joined(_days(line) for line in own), since=stand.since_day, until=stand.until_day)


def _days(line: Line) -> tuple[int, int]:
    return line.since_day, LAST_DAY_NUMBER if line.until_day is None else line.until_day


def joined(days: Iterable[tuple[int, int]]) -> Days:
    """The stretches put together where they meet."""
    found: list[tuple[int, int]] = []
    for since, until in sorted(days):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        elif since < until:
            found.append((since, until))
    return tuple(found)


def within(days: Days, *, since: int, until: int) -> Days:
    """The parts of the stretches in [since, until)."""
    cut = ((max(first, since), min(last, until)) for first, last in days)
    return tuple((first, last) for first, last in cut if first < last)


def without(days: Days, taken: Days) -> Days:
    """The parts of the stretches that the others leave."""
    return tuple(part for stretch in days for part in _left_of(stretch, taken))


def _left_of(stretch: tuple[int, int], taken: Days) -> Iterator[tuple[int, int]]:
    first, last = stretch
    for since, until in taken:
        if first < since < last:
            yield first, since
        if since < last and first < until:
            first = max(first, until)
    if first < last:
        yield first, last


def deputies(shared: Iterable[str], colleagues: Sequence[str], *, staff_id: str) -> list[str]:
    """Who could stand in: first who shares most customers with the person, then the others of the unit."""
    counted: dict[str, int] = {}
    for one in shared:
        if one != staff_id:
            counted[one] = counted.get(one, 0) + 1
    first = sorted(counted, key=lambda one: (-counted[one], one))
    return [*first, *(one for one in colleagues if one != staff_id and one not in counted)]
