"""Reads of cycles and their people: which exist, who is in them, who may see and lead whom."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from qiao.cycle.models import Cycle, CycleMember, CycleMove
from qiao.cycle.rules.cycle import MEMBER_POSTS, MEMBERS_MOST, CyclePeriod, Stage, read_cycle_period
from qiao.ground.authority import KIND_ALL, KIND_ORG, KIND_STAFF, Scope, closed, scope_of
from qiao.ground.models import User, Visibility
from qiao.office import queries as office
from qiao.people.actions.quota import leads
from qiao.people.queries import staff as people
from qiao.people.queries.staff import Staff

__all__ = (
    "Cycle",
    "CycleMember",
    "cycle_of",
    "cycles_in",
    "member_of",
    "members_in",
    "members_of",
    "moves_of",
    "newcomers_of",
    "own_members",
)
READING = frozenset({"lead", "head", "hr", "auditor"})
LEADING = {"lead": frozenset({"rm"}), "head": frozenset({"rm", "lead"})}
"""Whom a post leads in a cycle."""
NUMBER_MOST, OWN_MOST, MOVES_MOST = 2**62, 24, 50


def cycle_of(number: int) -> Cycle | None:
    """One cycle by its number."""
    return Cycle.objects.filter(pk=number).first() if number < NUMBER_MOST else None


def period_of(one: Cycle) -> CyclePeriod:
    """The period of a cycle."""
    return read_cycle_period(one.period)


def cycles_in(scope: Scope) -> QuerySet[Cycle]:
    """The cycles that have somebody of the units in sight, the newest first; the caller cuts."""
    rows = Cycle.objects.order_by("-id")
    if scope.everything:
        return rows
    seen = CycleMember.objects.filter(org_id__in=scope.org_ids).values("cycle_id")
    return rows.filter(Q(pk__in=seen) | Q(org_id__in=scope.org_ids))


def sees_cycle(person: User, one: Cycle, *, on: date) -> bool:
    """Who reads cycles and has somebody of it in sight; whoever is in it sees that it is there."""
    if person.staff_id and one.members.filter(staff_id=person.staff_id).exists():
        return True
    return person.post in READING and cycles_in(scope_of(person, on=on)).filter(pk=one.pk).exists()


def members_in(one: Cycle, person: User, *, on: date) -> QuerySet[CycleMember]:
    """Those of a cycle whom a person leads or may see, by unit and id; oneself among them."""
    rows, scope = one.members.order_by("org_id", "staff_id"), scope_of(person, on=on)
    own = Q(staff_id=person.staff_id) & ~Q(staff_id="")
    if person.post not in READING:
        return rows.filter(own)
    seen = Q() if scope.everything else Q(staff_id__in=people.visible_staff(scope).values("staff_id"))
    if person.post in LEADING:
        seen &= Q(post__in=sorted(LEADING[person.post]))
    return rows.filter(own | seen) if seen else rows


def members_of(one: Cycle) -> list[CycleMember]:
    """Everybody in a cycle, at most 5,000."""
    return list(one.members.order_by("org_id", "staff_id")[:MEMBERS_MOST])


def member_of(one: Cycle, staff_id: str) -> CycleMember | None:
    """Somebody in a cycle."""
    return one.members.select_related("cycle").filter(staff_id=staff_id).first()


def member_by(subject: object) -> CycleMember | None:
    """The member whom the subject of a request names, alone or before a colon."""
    number = str(subject).partition(":")[0]
    if not (number.isascii() and number.isdigit() and int(number) < NUMBER_MOST):
        return None
    return CycleMember.objects.select_related("cycle").filter(pk=int(number)).first()


def own_members(staff_id: str) -> list[CycleMember]:
    """A person's places in cycles, the newest first, at most 24."""
    rows = (
        CycleMember.objects.select_related("cycle").filter(staff_id=staff_id)
        if staff_id
        else CycleMember.objects.none()
    )
    return list(rows.order_by("-id")[:OWN_MOST])


def sees_member(person: User, member: CycleMember) -> bool:
    """The person, those who lead the unit, human resources, auditors."""
    if person.staff_id and person.staff_id == member.staff_id:
        return True
    if person.post in LEADING:
        return leads_member(person, member)
    return person.post in READING and leads(person, member.staff_id)


def leads_member(person: User, member: CycleMember) -> bool:
    """Who leads somebody in a cycle: a lead the managers of the team, a head the managers and leads of the branch."""
    return member.post in LEADING.get(person.post, ()) and leads(person, member.staff_id)


def unled(members: Collection[CycleMember], *, on: date) -> set[str]:
    """Those whom nobody leads on a day: no lead and no head who sees them is there with the house open to them."""
    orgs = {row.staff_id: row.org_id for row in people.staff_by_id([one.staff_id for one in members]).values()}
    sight = Visibility.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on).filter(
        Q(kind=KIND_ALL)
        | Q(kind=KIND_ORG, key__in=set(orgs.values()))
        | Q(kind=KIND_STAFF, key__in={one.staff_id for one in members})
    )
    rows = User.objects.filter(is_active=True, post__in=sorted(LEADING), staff_id__in=sight.values("staff_id"))
    able = {user.staff_id: user.post for user in rows if closed(user) is None}
    seen: dict[tuple[str, str], set[str]] = {}
    for staff_id, kind, key in sight.filter(staff_id__in=able).values_list("staff_id", "kind", "key"):
        seen.setdefault((kind, key), set()).add(staff_id)
    found = set()
    for one in members:
        sees = seen.get((KIND_ALL, ""), set()) | seen.get((KIND_ORG, orgs.get(one.staff_id, "")), set())
        sees |= seen.get((KIND_STAFF, one.staff_id), set())
        if not any(one.post in LEADING[able[staff_id]] for staff_id in sees - {one.staff_id}):
            found.add(one.staff_id)
    return found


def reads_talk(person: User, member: CycleMember, *, noted_by: str) -> bool:
    """Who reads an interview: both who had it, human resources, auditors; a lead who did not have it does not."""
    if person.staff_id and person.staff_id == member.staff_id:
        return True
    return person.username == noted_by or (person.post in {"hr", "auditor"} and leads(person, member.staff_id))


def staff_in(org_id: str, *, on: date) -> list[Staff]:
    """The managers and leads of a unit and below it who have not left, one more than a cycle may have."""
    rows = Staff.objects.filter(org_id__in=people.orgs_below(org_id), post__in=MEMBER_POSTS)
    rows = rows.filter(Q(left_on=None) | Q(left_on__gte=on))
    return list(rows.order_by("staff_id")[: MEMBERS_MOST + 1])


def newcomers_of(one: Cycle, *, on: date) -> list[Staff]:
    """Who has come to the units of a cycle and is not in it yet."""
    known = set(one.members.values_list("staff_id", flat=True))
    return [found for found in staff_in(one.org_id, on=on) if found.staff_id not in known]


def taken_elsewhere(
    period: CyclePeriod, measures: Collection[str], staff_ids: Collection[str], *, but: int
) -> CycleMember | None:
    """Somebody of these people in another cycle that is not closed, shares days with the period and a measure."""
    others = [
        other.pk
        for other in Cycle.objects.exclude(stage=Stage.CLOSED.value).exclude(pk=but).order_by("-id")
        if set(other.measures) & set(measures)
        and period_of(other).period.since < period.period.until
        and period.period.since < period_of(other).period.until
    ]
    rows = CycleMember.objects.select_related("cycle").filter(cycle__in=others, staff_id__in=list(staff_ids))
    return rows.order_by("staff_id").first() if others else None


def moves_of(one: Cycle) -> list[CycleMove]:
    """The moves of a cycle in their order."""
    return list(one.moves.order_by("id")[:MOVES_MOST])


def units_of(one: Cycle) -> dict[str, str | None]:
    """The units of a cycle with the unit above each."""
    below = people.orgs_below(one.org_id)
    return dict(people.OrgUnit.objects.filter(org_id__in=below).values_list("org_id", "parent_id"))


def number_on(name: str, *, on: date) -> int:
    """A number of the house on a day."""
    return office.parameter(name, on=on)
