"""Reads of appeals: who sees and who decides which, lists, the history, and what was booked since. All bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from qiao.appeals.models import Appeal, AppealStep
from qiao.appeals.queries.sources import Asked
from qiao.appeals.rules.appeal import AT_ONCE, DECIDING, GRANTING, OPEN, OUTCOMES, READING, AppealState, why_not_decide
from qiao.appeals.rules.precedents import Alike, Case, alike
from qiao.appraisal.queries import deltas
from qiao.appraisal.queries.deltas import DeltaBonus
from qiao.customers import queries as customers
from qiao.ground.authority import Scope, may, scope_of
from qiao.ground.models import User
from qiao.office.papers import Attachment, attachments_of
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio

__all__ = (
    "Appeal",
    "AppealStep",
    "appeal_of",
    "appeals_in",
    "asked_of",
    "booked_since",
    "decides",
    "key_cases",
    "likes_of",
    "papers_of",
    "papers_subject",
    "sees",
    "sees_customer",
    "steps_of",
    "to_decide",
    "waiting_effects",
    "why_not",
)
COMPARED_MOST = 500
OPEN_MOST = 500
STEPS_MOST = 500


def appeal_of(number: int) -> Appeal | None:
    """One appeal by its number."""
    return Appeal.objects.select_related("first").filter(pk=number).first() if number < 2**62 else None


def papers_subject(number: int) -> str:
    """The subject under which the papers of an appeal are kept."""
    return f"appeal {number}"


def papers_of(appeal: Appeal) -> list[Attachment]:
    """The papers of an appeal and of its first instance, the newest first."""
    numbers = [appeal.pk, *([appeal.first_id] if appeal.first_id else [])]
    return attachments_of([papers_subject(number) for number in numbers])


def steps_of(appeal: Appeal) -> list[AppealStep]:
    """The history, oldest first, at most 500."""
    return list(appeal.steps.order_by("id")[:STEPS_MOST])


def _in_sight(scope: Scope) -> Q:
    return Q() if scope.everything else Q(staff_id__in=people.visible_staff(scope).values("staff_id"))


def sees(person: User, appeal: Appeal, *, on: date) -> bool:
    """The person whose it is; heads, human resources and auditors of the people they see."""
    if person.staff_id and person.staff_id == appeal.staff_id:
        return True
    if person.post not in READING:
        return False
    scope = scope_of(person, on=on)
    return scope.everything or people.visible_staff(scope).filter(staff_id=appeal.staff_id).exists()


def why_not(person: User, appeal: Appeal) -> str:
    """Why a person may not decide of an appeal; '' where nothing stands against it but sight."""
    return _why_not(person, appeal, org_id=_unit_of(person))


def _unit_of(person: User) -> str:
    own = people.staff_of(person.staff_id) if person.staff_id else None
    return own.org_id if own else ""


def _why_not(person: User, appeal: Appeal, *, org_id: str) -> str:
    barred = set(appeal.barred)
    if appeal.first is not None:
        barred |= {appeal.first.decided_by, appeal.first.heard_by}
    return why_not_decide(
        post=person.post,
        username=person.username,
        staff_id=person.staff_id,
        org_id=org_id,
        appellant=appeal.staff_id,
        appellant_org=appeal.org_id,
        barred=barred,
    )


def decides(person: User, appeal: Appeal, *, on: date) -> bool:
    """Whether the person may hear and decide the appeal."""
    return sees(person, appeal, on=on) and not why_not(person, appeal)


def appeals_in(scope: Scope, *, own: str, reads: bool, state: str = "", kind: str = "") -> QuerySet[Appeal]:
    """One's own appeals and, for who reads them, those of the people in sight; open ones first; the caller cuts."""
    rows = Appeal.objects.all()
    if not (reads and scope.everything):  # a condition that asks nothing would leave the other one alone of the two
        mine = Q(staff_id=own) if own else Q(pk__in=[])
        rows = rows.filter(mine | _in_sight(scope) if reads else mine)
    if state == "open":
        rows = rows.filter(state__in=OPEN)
    elif state:
        rows = rows.filter(state=state)
    rows = rows.filter(kind=kind) if kind else rows
    return rows.order_by("-id")


def to_decide(person: User, *, on: date) -> list[Appeal]:
    """The open appeals that the person may decide, the first due first, out of at most 500."""
    if person.post not in DECIDING:
        return []
    rows = Appeal.objects.filter(_in_sight(scope_of(person, on=on)), state__in=OPEN).select_related("first")
    unit = _unit_of(person)
    return [one for one in rows.order_by("due", "id")[:OPEN_MOST] if not _why_not(person, one, org_id=unit)]


def waiting_effects(scope: Scope) -> QuerySet[Appeal]:
    """What was granted and is not put right yet, the oldest first; the caller cuts."""
    rows = Appeal.objects.filter(_in_sight(scope), state__in=GRANTING, difference=None)
    return rows.exclude(effect__in=[*AT_ONCE, ""]).order_by("decided_at")


def asked_of(appeal: Appeal) -> Asked:
    """What a hearing of the appeal is about."""
    return Asked(appeal.key, appeal.staff_id, appeal.month, appeal.party_id, appeal.account_id)


def sees_customer(person: User, party_id: str, *, on: date) -> bool:
    """Whether the person may read who serves a customer."""
    if not may(person, "customers.see") or customers.customer_of(party_id) is None:
        return False
    return portfolio.serves_or_sees(person, party_id, on=on)


@dataclass(frozen=True, slots=True)
class Like:
    """A like case as the decider reads it: of people out of sight only what it came to."""

    found: Alike
    in_sight: bool
    decision: str


def case_of(appeal: Appeal) -> Case:
    """An appeal as it is compared."""
    return Case(
        number=appeal.pk,
        kind=appeal.kind,
        cause=appeal.cause,
        stated=appeal.stated,
        expected=appeal.expected,
        marks=frozenset(appeal.marks),
        outcome=appeal.state,
        granted=appeal.granted if appeal.granted is not None else appeal.stated,
    )


def key_cases(appeal: Appeal) -> tuple[Alike, ...]:
    """The decided cases most alike, out of the newest 500 of the kind; an earlier instance of the same is none."""
    rows = Appeal.objects.filter(kind=appeal.kind, state__in=OUTCOMES, second=None).exclude(pk=appeal.first_id or 0)
    return alike(case_of(appeal), map(case_of, rows.order_by("-id")[:COMPARED_MOST]))


def likes_of(appeal: Appeal, person: User, *, on: date) -> list[Like]:
    """The like cases for somebody who may decide."""
    found = key_cases(appeal)
    rows = Appeal.objects.in_bulk([one.case.number for one in found])
    told = []
    for one in found:
        row = rows[one.case.number]
        seen = sees(person, row, on=on)
        told.append(Like(one, seen, row.decision if seen else ""))
    return told


def booked_since(appeal: Appeal) -> Sequence[DeltaBonus]:
    """The differences that put right what was granted: the linked one, or those of the correction that was asked."""
    booked = deltas.booked_for(appeal.month, appeal.staff_id) if appeal.month else []
    if appeal.difference_id is not None:
        return [one for one in booked if one.pk == appeal.difference_id]
    if appeal.correction_id is not None:
        return [one for one in booked if one.run.event.approval_id == appeal.correction_id]
    return []


def to_link(appeal: Appeal) -> Sequence[DeltaBonus]:
    """The differences booked for the person and month after the decision, which may be the one that was granted."""
    if appeal.decided_at is None or not appeal.month or appeal.state == AppealState.REJECTED:
        return []
    return [one for one in deltas.booked_for(appeal.month, appeal.staff_id) if one.run.at > appeal.decided_at]
