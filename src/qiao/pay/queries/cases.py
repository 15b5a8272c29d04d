"""Reads of recovery cases: lists, one case with its parts and history, and what a new one would reach.

Higher storeys (appeals) attach to a case by its number: `case_of`, `told_of` and `sees` are theirs too.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.timezone import localdate

from qiao.ground.authority import Scope, may, scope_of
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.pay.models import DeferredEntry, DeferredPart, PayLine, RecoveryCase, RecoveryPart, RecoveryStep
from qiao.pay.rules import parameters
from qiao.pay.rules.states import LIVING_PART, OPEN_CASE, STANDING_RUN, Entry
from qiao.people.queries.staff import visible_staff

__all__ = (
    "RecoveryCase",
    "RecoveryPart",
    "RecoveryStep",
    "answer_by",
    "case_of",
    "cases_in",
    "known_case",
    "open_of",
    "own_cases",
    "parts_of",
    "reachable_paid",
    "reachable_parts",
    "sees",
    "steps_of",
    "told_of",
)
OF_ONE_MOST = 500
LIVING = sorted(one.value for one in LIVING_PART)
STANDING = sorted(one.value for one in STANDING_RUN)
OPEN = sorted(one.value for one in OPEN_CASE)


def case_of(number: int) -> RecoveryCase | None:
    """One case."""
    return RecoveryCase.objects.filter(pk=number).first() if number < 2**63 else None


def known_case(number: int) -> RecoveryCase:
    """One case; an unknown number is refused."""
    found = case_of(number)
    if found is None:
        raise Refusal("pay.case_unknown", _("There is no recovery case no. %(number)s."), number=str(number)[:20])
    return found


def cases_in(
    scope: Scope, *, state: str = "", cause: str = "", org_ids: Collection[str] | None = None
) -> "QuerySet[RecoveryCase]":
    """The cases of the people a scope sees, the newest first; the caller cuts it."""
    rows = RecoveryCase.objects.all()
    if not scope.everything:
        rows = rows.filter(staff_id__in=visible_staff(scope).values("staff_id"))
    if org_ids is not None:
        rows = rows.filter(org_id__in=list(org_ids))
    wanted = {"state": state, "cause": cause}
    return rows.filter(**{name: value for name, value in wanted.items() if value}).order_by("-id")


def own_cases(staff_id: str) -> list[RecoveryCase]:
    """A person's cases, the newest first; at most 500."""
    return list(RecoveryCase.objects.filter(staff_id=staff_id).order_by("-id")[:OF_ONE_MOST])


def open_of(staff_id: str) -> list[RecoveryCase]:
    """A person's open cases, the oldest first; at most 500."""
    return list(RecoveryCase.objects.filter(staff_id=staff_id, state__in=OPEN).order_by("id")[:OF_ONE_MOST])


def parts_of(case: RecoveryCase) -> list[RecoveryPart]:
    """What a case takes of which parts, at most 500."""
    return list(case.parts.select_related("part").order_by("part__due", "id")[:OF_ONE_MOST])


def steps_of(case: RecoveryCase) -> list[RecoveryStep]:
    """A case's history, oldest first, at most 500."""
    return list(case.steps.order_by("id")[:OF_ONE_MOST])


def sees(person: User, case: RecoveryCase, *, on: date) -> bool:
    """Whether a case is somebody's to read: the person's own, or of whom he or she sees."""
    if person.staff_id and person.staff_id == case.staff_id:
        return True
    return may(person, "pay.see") and cases_in(scope_of(person, on=on)).filter(pk=case.pk).exists()


def told_of(case: RecoveryCase) -> dict[str, Any]:
    """A case's facts as plain values: what an appeal lays beside its own."""
    taken = case.parts.aggregate(sum=Sum("fen"))["sum"] or 0
    return {
        "number": case.pk,
        "staff_id": case.staff_id,
        "cause": case.cause,
        "basis": case.basis,
        "since": case.since,
        "until": case.until,
        "ratio_bp": case.ratio_bp,
        "deferred_fen": int(taken),
        "paid_fen": case.paid_fen,
        "open_fen": case.open_fen,
        "state": case.state,
        "decided_by": case.approval.decided_by if case.approval is not None else "",
        "proposed_by": case.proposed_by,
    }


def reachable_parts(staff_id: str, *, since: date, until: date) -> list[DeferredPart]:
    """The living parts of a person earned in a period that meets [since, until), the first due first; at most 500."""
    rows = DeferredPart.objects.filter(staff_id=staff_id, state__in=LIVING, since__lt=until, until__gt=since)
    return list(rows.order_by("due", "id")[:OF_ONE_MOST])


def reachable_paid(staff_id: str, *, since: date, until: date) -> int:
    """What of variable pay earned in such periods went out, at once or later, fen; less what other cases took of it."""
    lines = PayLine.objects.filter(
        staff_id=staff_id, run__state__in=STANDING, run__since__lt=until, run__until__gt=since
    )
    sums = lines.aggregate(variable=Sum("variable_fen"), deferred=Sum("deferred_fen"))
    now = (sums["variable"] or 0) - (sums["deferred"] or 0)
    parts = DeferredEntry.objects.filter(kind=Entry.PAID.value, part__line__in=lines).aggregate(sum=Sum("fen"))["sum"]
    earlier = RecoveryCase.objects.filter(staff_id=staff_id, state__in=["proposed", "agreed", "settled"])
    taken = earlier.filter(since__lt=until, until__gt=since).aggregate(sum=Sum("paid_fen"))["sum"] or 0
    return max(int(now) - int(parts or 0) - int(taken), 0)


def answer_by(case: RecoveryCase) -> date:
    """The last day for the person's answer before it may be decided."""
    opened = localdate(case.proposed_at)
    return opened + timedelta(days=office.parameter(parameters.ANSWER_DAYS.name, on=opened))
