"""Whom rotation and leave are for, and what stands of them: in the post on a day, in a post that the rules name."""

from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, QuerySet

from qiao.duty.models import StaffLeave, StaffRotation
from qiao.duty.rules.draw import leave_days_in
from qiao.duty.rules.due import Rotation
from qiao.duty.rules.leave import LeaveKind, taken_days
from qiao.duty.rules.parameters import POSTS
from qiao.ground.authority import Scope
from qiao.office import queries as office
from qiao.people.queries.staff import Staff, visible_staff
from qiao.people.rules.workdays import DAYS_OFF

PEOPLE_MOST = 20_000
ROWS_MOST = 100_000


def posts_on(on: date) -> frozenset[str]:
    """The posts that the rules are for."""
    return frozenset(post for post, counts in office.parameter_table(POSTS.name, on=on).items() if counts)


def staff_in(scope: Scope, *, org_ids: Collection[str] | None, on: date) -> list[Staff]:
    """The people of a scope in these units (None = all) and in a post of the rules on a day, by id."""
    rows = visible_staff(scope).filter(Q(left_on=None) | Q(left_on__gte=on), post__in=posts_on(on))
    if org_ids is not None:
        rows = rows.filter(org_id__in=list(org_ids))
    return list(rows.order_by("staff_id")[:PEOPLE_MOST])


def leave_taken(on: date, *, reader: str = "") -> dict[str, int]:
    """By person the working days of forced leave of the day's year that were had or are agreed; who has none is absent.

    Whoever reads it reads nothing of a forced leave of one's own that is still to come.
    """
    first, last = date(on.year, 1, 1), date(on.year + 1, 1, 1)
    rows = _readable(reader, on=on).filter(kind=LeaveKind.FORCED.value, since__lt=last, until__gt=first)
    found: dict[str, list[tuple[date, date]]] = {}
    for staff_id, since, until in rows.values_list("staff_id", "since", "until")[:ROWS_MOST]:
        found.setdefault(staff_id, []).append((since, until))
    days_off = office.parameter_table(DAYS_OFF.name, on=on) if found else {}
    return {
        staff_id: taken_days(leave_days_in(on.year, periods), days_off=days_off) for staff_id, periods in found.items()
    }


def _readable(reader: str, *, on: date) -> "QuerySet[StaffLeave]":
    own = Q(staff_id=reader, kind=LeaveKind.FORCED.value, since__gt=on)
    return StaffLeave.objects.exclude(own) if reader else StaffLeave.objects.all()


def away_on(day: date, *, reader: str = "") -> frozenset[str]:
    """Who is on leave on a day, or will be: nobody is sent away twice; `reader` as in `leave_taken`."""
    rows = _readable(reader, on=day).filter(since__lt=F("until"), until__gt=day)
    return frozenset(rows.values_list("staff_id", flat=True)[:ROWS_MOST])


def rotated_since() -> dict[str, date]:
    """By person the last day on which a rotation for control began."""
    rows = StaffRotation.objects.filter(kind=Rotation.CONTROL.value, taken_back_at=None).order_by("since")
    return dict(rows.values_list("staff_id", "since")[:ROWS_MOST])


def learned_in(year: int) -> frozenset[str]:
    """Who has been away to learn on a day of the year."""
    rows = StaffRotation.objects.filter(
        kind=Rotation.LEARNING.value,
        taken_back_at=None,
        since__lt=date(year + 1, 1, 1),
        until__gt=date(year, 1, 1),
    )
    return frozenset(rows.values_list("staff_id", flat=True)[:ROWS_MOST])


def rotations_of(staff_id: str) -> list[StaffRotation]:
    """A person's rotations, the newest first, at most 100."""
    return list(StaffRotation.objects.filter(staff_id=staff_id).order_by("-since", "-id")[:100])


def rotation_of(number: int) -> StaffRotation | None:
    """One rotation."""
    return StaffRotation.objects.filter(pk=number).first() if number < 2**63 else None
