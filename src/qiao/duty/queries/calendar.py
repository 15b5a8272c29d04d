"""The calendar: of every person in sight what is due until when, from the portfolio, the career and leaves had."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.duty.queries.people import away_on, learned_in, leave_taken, rotated_since, staff_in
from qiao.duty.rules import parameters
from qiao.duty.rules.due import Due, Limits, begun, due_leave, due_post, due_set, held_since, post_since
from qiao.ground.authority import Scope
from qiao.ground.periods import FIRST_DAY, Period
from qiao.office import queries as office
from qiao.people.queries.careers import careers_of
from qiao.people.queries.staff import Staff
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.roles import COVER, REFERRAL

Periods = dict[tuple[str, str], list[tuple[date, date | None]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A person with one thing that is due; `away` says that he or she is on leave or will be."""

    person: Staff
    due: Due
    away: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Everybody's lines, the nearest first; how many people there are, and how many went away to learn this year."""

    lines: tuple[Line, ...]
    people: int
    learned: int


def limits_on(on: date) -> Limits:
    """The numbers in force on a day."""
    numbers = (
        parameters.SET_MONTHS,
        parameters.SET_WARNING_MONTHS,
        parameters.SET_SHARE,
        parameters.POST_MONTHS,
        parameters.POST_WARNING_MONTHS,
        parameters.LEAVE_DAYS,
        parameters.LEAVE_WARNING_DAYS,
    )
    return Limits(*(office.parameter(one.name, on=on) for one in numbers))


def calendar_of(scope: Scope, *, org_ids: Collection[str] | None, on: date, reader: str = "") -> Calendar:
    """The calendar of the people a scope sees in these units (None = all), as `reader` may read it."""
    staff = staff_in(scope, org_ids=org_ids, on=on)
    away, learned = away_on(on, reader=reader), learned_in(on.year)
    lines = [Line(one, due, one.staff_id in away) for one, due in _dues(staff, on=on, reader=reader)]
    lines.sort(key=lambda line: (line.due.last, line.person.staff_id, line.due.what))
    return Calendar(tuple(lines), len(staff), sum(one.staff_id in learned for one in staff))


def dues_of(staff: Sequence[Staff], *, on: date, reader: str = "") -> dict[str, list[Due]]:
    """By person what is due, for pages of single people; who has nothing is absent."""
    found: dict[str, list[Due]] = {}
    for one, due in _dues(staff, on=on, reader=reader):
        found.setdefault(one.staff_id, []).append(due)
    return found


def _dues(staff: Sequence[Staff], *, on: date, reader: str) -> Iterator[tuple[Staff, Due]]:
    limits, taken, rotated = limits_on(on), leave_taken(on, reader=reader), rotated_since()
    ids = [one.staff_id for one in staff]
    careers, served = careers_of(ids), served_days(ids, on=on)
    for one in staff:
        career = careers.get(one.staff_id)
        appointed = begun([(spell.since, spell.until) for spell in career.spells]) if career else []
        since = post_since(appointed, hired_on=one.hired_on, rotated_on=rotated.get(one.staff_id), on=on)
        found = (
            due_set(served.get(one.staff_id, []), limits, on=on),
            due_post(since, limits, on=on),
            due_leave(taken.get(one.staff_id, 0), limits, on=on),
        )
        yield from ((one, due) for due in found if due is not None)


def served_days(staff_ids: Collection[str], *, on: date) -> dict[str, list[date]]:
    """By person the first day of service without a break of each of today's customers; cover and referral are none."""
    wanted, periods = frozenset(staff_ids), Periods()
    everybody = Scope(everything=False, staff_ids=wanted, org_ids=frozenset())
    many = len(wanted) > portfolio.LINES_MOST
    scope = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset()) if many else everybody
    rows = portfolio.visible_assignments(scope, period=Period(FIRST_DAY, date.fromordinal(on.toordinal() + 1)))
    rows = rows.exclude(role__in=[COVER, REFERRAL])
    for staff_id, party_id, since, until in rows.values_list("staff_id", "party_id", "since", "until").iterator():
        if staff_id in wanted:
            periods.setdefault((staff_id, party_id), []).append((since, until))
    found: dict[str, list[date]] = {}
    for (staff_id, _party), held in periods.items():
        first = held_since(held, on=on)
        if first is not None:
            found.setdefault(staff_id, []).append(first)
    return found
