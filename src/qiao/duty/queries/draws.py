"""Reads of draws: the list that one would be made from, one draw with its repetition, all that were made."""

from datetime import date

from django.db.models import F

from qiao.duty.models import LeaveDraw, StaffLeave
from qiao.duty.queries.people import ROWS_MOST, away_on, leave_taken, staff_in
from qiao.duty.rules import parameters
from qiao.duty.rules.draw import Eligible, Person, digest_of, draw, eligible, rooms
from qiao.duty.rules.leave import LeaveKind
from qiao.ground.authority import Scope
from qiao.office import queries as office
from qiao.people.queries.staff import orgs_below, staff_by_id

__all__ = ("LeaveDraw", "draw_of", "draws", "is_whole", "repeated")
DRAWS_MOST, YEAR_MOST = 200, 10_000
EVERYBODY = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())


def drawable(unit: str, *, but_not: str, on: date) -> tuple[tuple[Eligible, ...], dict[str, int]]:
    """Who of a unit and the units below can be drawn on a day, and how many each unit can spare.

    Whoever draws is not among them. Whom an earlier draw of the year named takes a unit's room until the leave is had.
    """
    taken, away = leave_taken(on), away_on(on) | owing(on).keys()
    people = [
        Person(one.staff_id, one.org_id, taken.get(one.staff_id, 0), one.staff_id in away)
        for one in staff_in(EVERYBODY, org_ids=orgs_below(unit), on=on)
    ]
    days = office.parameter(parameters.LEAVE_DAYS.name, on=on)
    share = office.parameter(parameters.UNIT_SHARE.name, on=on)
    found = eligible([one for one in people if one.staff_id != but_not], leave_days=days)
    return found, rooms(people, share_bp=share)


def owing(on: date) -> dict[str, date]:
    """Whom a draw of the year named, taken back or not, who was not sent away since; with the draw's day."""
    named: dict[str, date] = {}
    rows = LeaveDraw.objects.filter(day__year=on.year, day__lte=on).order_by("day", "id")
    for day, drawn in rows.values_list("day", "drawn")[:YEAR_MOST]:
        named |= dict.fromkeys(drawn, day)
    gone = StaffLeave.objects.filter(kind=LeaveKind.FORCED.value, since__lt=F("until"), since__year__gte=on.year)
    sent = dict(gone.order_by("since").values_list("staff_id", "since")[:ROWS_MOST])
    there = staff_by_id(named)
    return {
        key: day
        for key, day in named.items()
        if key in there and (there[key].left_on or on) >= on and sent.get(key, date.min) < day
    }


def listed_in(made: LeaveDraw) -> list[Eligible]:
    """The list that a draw was made from."""
    return [Eligible(staff_id, unit) for staff_id, unit in made.listed]


def repeated(made: LeaveDraw) -> tuple[str, ...]:
    """The draw made again from what is kept of it."""
    return draw(listed_in(made), seed=made.seed, count=made.count, room=made.room)


def is_whole(made: LeaveDraw) -> bool:
    """Whether what it was made from is what was kept when it was made, and gives the same people."""
    kept = digest_of(listed_in(made), seed=made.seed, count=made.count, room=made.room)
    return made.digest == kept and list(repeated(made)) == made.drawn


def draw_of(number: int) -> LeaveDraw | None:
    """One draw."""
    return LeaveDraw.objects.filter(pk=number).first() if number < 2**63 else None


def draws() -> list[LeaveDraw]:
    """All draws, the newest first, at most 200."""
    return list(LeaveDraw.objects.order_by("-id")[:DRAWS_MOST])


def draw_on(unit: str, *, day: date) -> LeaveDraw | None:
    """The draw of a unit that counts on a day."""
    return LeaveDraw.objects.filter(unit=unit, day=day, taken_back_at=None).first()


def leaves_after(made: LeaveDraw) -> dict[str, int]:
    """By person drawn the leave that followed."""
    return dict(made.leaves.values_list("staff_id", "pk")[: len(made.drawn) * 5])


def names_in(made: LeaveDraw) -> dict[str, str]:
    """The names of everybody on the list."""
    return {key: one.name for key, one in staff_by_id(staff_id for staff_id, _unit in made.listed).items()}
