"""Reads of leaves: who is away, who stands in for whom, what is to be looked at, whose access rests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from qiao.duty.models import LeaveCheck, LeaveCover, StaffExit, StaffLeave
from qiao.duty.rules.covering import deputies
from qiao.duty.rules.exits import ExitState
from qiao.duty.rules.leave import LeaveKind
from qiao.ground.authority import Scope
from qiao.ground.models import User
from qiao.ground.once import once
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.people.queries.careers import careers_of
from qiao.people.queries.staff import listed_staff, staff_by_id, staff_of, visible_staff
from qiao.people.rules.career import Career
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.roles import COVER, REFERRAL

LEAVES_MOST = 500
PARTIES_MOST, DEPUTIES_MOST = 20_000, 50
STANDING_IN = ("rm", "lead")

__all__ = ("LeaveCheck", "LeaveCover", "StaffLeave", "closed_to", "leave_of", "leaves_in", "met_by")


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A leave that asks something of who leads: `unchecked` points of its checklist, `bare` customers."""

    number: int
    staff_id: str
    deputy: str
    since: date
    until: date
    unchecked: bool
    bare: bool


def leave_of(number: int) -> StaffLeave | None:
    """One leave."""
    return StaffLeave.objects.select_related("draw").filter(pk=number).first() if number < 2**63 else None


def leaves_in(scope: Scope, *, running_on: date | None = None) -> "QuerySet[StaffLeave]":
    """The leaves of the people a scope sees, the newest first; only those not over on a day where one is named."""
    rows = StaffLeave.objects.order_by("-since", "-id")
    if not scope.everything:
        rows = rows.filter(staff_id__in=visible_staff(scope).values("staff_id"))
    return rows if running_on is None else rows.filter(until__gt=running_on)


def leaves_of(staff_id: str) -> list[StaffLeave]:
    """A person's leaves, the newest first, at most 500."""
    return list(StaffLeave.objects.filter(staff_id=staff_id).order_by("-since", "-id")[:LEAVES_MOST])


def met_by(staff_id: str, since: date, until: date) -> tuple[date, date] | None:
    """The days of a leave of the person that meets these days."""
    rows = StaffLeave.objects.filter(staff_id=staff_id, since__lt=until, until__gt=since).filter(since__lt=F("until"))
    found = rows.order_by("since").first()
    return None if found is None else (found.since, found.until)


@once
def concerning(staff_id: str, on: date) -> list[StaffLeave]:
    """The leaves not over in which somebody is away or stands in, the first that ends first; at most 500."""
    rows = StaffLeave.objects.filter(Q(staff_id=staff_id) | Q(deputy=staff_id), until__gt=on, since__lt=F("until"))
    return list(rows.order_by("until", "id")[:LEAVES_MOST])


def to_look_at(scope: Scope, *, on: date) -> list[ToLookAt]:
    """Leaves in sight with an open point of their checklist or, while not over, a customer whom nobody covers.

    The oldest first, at most 500.
    """
    unchecked = Exists(LeaveCheck.objects.filter(leave=OuterRef("pk"), finding="")) & Q(since__lte=on)
    bare = Exists(LeaveCover.objects.filter(leave=OuterRef("pk")).exclude(code="")) & Q(until__gt=on)
    rows = leaves_in(scope).filter(since__lt=F("until")).annotate(unchecked=_told(unchecked), bare=_told(bare))
    found = rows.filter(Q(unchecked=True) | Q(bare=True)).order_by("since", "id")
    names = ("pk", "staff_id", "deputy", "since", "until", "unchecked", "bare")
    return [ToLookAt(*row) for row in found.values_list(*names)[:LEAVES_MOST]]


def _told(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def covers_of(leave: StaffLeave) -> list[LeaveCover]:
    """The customers of a leave: those nobody covers first, by number."""
    return list(leave.covers.order_by("-code", "party_id")[:PARTIES_MOST])


def begun_leaves(on: date) -> list[StaffLeave]:
    """The leaves that run on a day, the first that began first; at most 500."""
    rows = StaffLeave.objects.filter(since__lte=on, until__gt=on).select_related("approval")
    return list(rows.order_by("since", "id")[:LEAVES_MOST])


def is_known(made: StaffLeave, *, on: date) -> bool:
    """Whether a leave may show in the portfolio on a day: a forced one from its first day on."""
    return made.kind != LeaveKind.FORCED or made.since <= on


def left_bare(made: StaffLeave, *, on: date) -> bool:
    """Whether the person serves a customer on a day of whom the leave knows nothing: an extract brought it."""
    served = served_in(made.staff_id, on, on + timedelta(days=1))
    return not set(served) <= set(made.covers.values_list("party_id", flat=True)[:PARTIES_MOST])


def stands_of(party_id: str, *, on: date) -> list[tuple[StaffLeave, LeaveCover | None]]:
    """The leaves not over before a day that concern a customer, by their first day, with what each covers so far.

    Those of whoever serves the customer, and those that have covered it.
    """
    rows = {row.leave_id: row for row in LeaveCover.objects.filter(party_id=party_id, leave__until__gte=on)}
    holders = {line.staff_id for line in portfolio.lines_of(party_id) if line.role not in {COVER, REFERRAL}}
    concerned = Q(pk__in=list(rows)) | Q(staff_id__in=holders, covered_on__isnull=False, until__gt=on)
    found = StaffLeave.objects.filter(concerned).order_by("since", "id")[:LEAVES_MOST]
    return [(one, rows.get(one.pk)) for one in found]


def checks_of(leave: StaffLeave) -> list[LeaveCheck]:
    """The checklist of a leave."""
    return list(leave.checks.order_by("id")[:100])


def served_in(staff_id: str, since: date, until: date) -> list[str]:
    """The customers somebody serves by his or her own share on a day of [since, until), by number."""
    scope = Scope(everything=False, staff_ids=frozenset({staff_id}), org_ids=frozenset())
    rows = portfolio.visible_assignments(scope, period=Period(since, until)).exclude(role__in=[COVER, REFERRAL])
    return list(rows.order_by("party_id").values_list("party_id", flat=True).distinct()[:PARTIES_MOST])


def deputies_of(staff_id: str, *, on: date) -> list[tuple[str, str]]:
    """Who could stand in for somebody, number and name: who shares most customers first; at most 50."""
    person = staff_of(staff_id)
    if person is None:
        return []
    served = served_in(staff_id, on, on + timedelta(days=1))
    shared = portfolio.running(on).filter(party_id__in=served[: portfolio.LINES_MOST]).exclude(role=REFERRAL)
    scope = Scope(everything=False, staff_ids=frozenset(), org_ids=frozenset({person.org_id}))
    colleagues = listed_staff(scope).filter(left_on=None, post__in=STANDING_IN).values_list("staff_id", flat=True)
    ids = deputies(
        shared.values_list("staff_id", flat=True)[:PARTIES_MOST], list(colleagues[:DEPUTIES_MOST]), staff_id=staff_id
    )
    known = staff_by_id(ids[:DEPUTIES_MOST])
    return [(one, known[one].name) for one in ids[:DEPUTIES_MOST] if one in known and known[one].left_on is None]


def bars_of(staff_id: str, *, on: date) -> tuple[str, ...]:
    """Why somebody may not be given a customer on a day, in words: on forced leave then. Credit stays where it is."""
    last = _forced_until(staff_id, on=on)
    if last is None:
        return ()
    return (fill(_("on forced leave until %(last)s"), {"last": last.isoformat()}),)


def _forced_until(staff_id: str, *, on: date) -> date | None:
    """The last day of the forced leave that somebody is on."""
    return next(
        (
            one.until - timedelta(days=1)
            for one in concerning(staff_id, on)
            if one.staff_id == staff_id and one.kind == LeaveKind.FORCED and one.since <= on
        ),
        None,
    )


@once
def closed_to(person: User, on: date) -> Refusal | None:
    """Why the house is closed to a log-in on a day: on forced leave, or gone; None where it is open.

    Asked once of every page, so it is one statement.
    """
    if not person.staff_id:
        return None
    leaves = StaffLeave.objects.filter(
        staff_id=person.staff_id, kind=LeaveKind.FORCED.value, since__lte=on, until__gt=on
    )
    gone = StaffExit.objects.filter(staff_id=person.staff_id, last_day__lt=on)
    gone = gone.exclude(state=ExitState.WITHDRAWN.value)
    found = list(leaves.values_list("kind", "until").union(gone.values_list("state", "last_day")))
    back = max((day for kind, day in found if kind == LeaveKind.FORCED), default=None)
    if back is not None:
        words = _("Your access rests until %(last)s: you are on leave and somebody stands in for you. HR can help.")
        return Refusal("authority.on_leave", words, last=(back - timedelta(days=1)).isoformat())
    last = max((day for kind, day in found if kind != LeaveKind.FORCED), default=None)
    if last is None or _came_back(person.staff_id, last, on=on):
        return None
    words = _("Your access ended: %(last)s was your last day in the post. HR can help.")
    return Refusal("authority.gone", words, last=last.isoformat())


def _came_back(staff_id: str, last_day: date, *, on: date) -> bool:
    """Whether somebody was hired or appointed again after the last day of an exit."""
    person = staff_of(staff_id)
    if person is not None and person.hired_on is not None and last_day < person.hired_on <= on:
        return True
    spell = careers_of([staff_id]).get(staff_id, Career()).spell_on(on)
    return spell is not None and spell.since > last_day


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """Names by number."""
    return {key: one.name for key, one in staff_by_id(sorted(set(ids))).items()}
