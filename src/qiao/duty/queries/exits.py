"""Reads of exits: who leaves, what is signed, what is open, and whether the final pay waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from qiao.duty.models import ExitSignature, StaffExit
from qiao.duty.rules.exits import ExitState, Lack, Signed, lacks, pay_waits
from qiao.ground.authority import Scope
from qiao.ground.once import once
from qiao.office import queries as office
from qiao.office.registry import OF_PERSON
from qiao.office.rules.dossier import open_in
from qiao.people.queries.staff import staff_of, visible_staff

EXITS_MOST = 500

__all__ = ("StaffExit", "Waiting", "announced", "exit_closed", "exit_of", "exits_in", "final_pay", "newest_exit")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A final pay that waits: for which exit (None = none was opened), after which last day."""

    exit: StaffExit | None
    last_day: date


def exit_of(number: int) -> StaffExit | None:
    """One exit."""
    return StaffExit.objects.filter(pk=number).first() if number < 2**63 else None


def exits_in(scope: Scope, *, state: str = "") -> "QuerySet[StaffExit]":
    """The exits of the people a scope sees, the last days first that come first."""
    rows = StaffExit.objects.order_by("-last_day", "-id")
    if not scope.everything:
        rows = rows.filter(staff_id__in=visible_staff(scope).values("staff_id"))
    return rows.filter(state=state) if state else rows


@once
def newest_exit(staff_id: str) -> StaffExit | None:
    """The exit of a person that counts: the newest that was not withdrawn."""
    rows = StaffExit.objects.filter(staff_id=staff_id).exclude(state=ExitState.WITHDRAWN.value)
    return rows.order_by("-id").first()


def exit_days(staff_ids: Collection[str]) -> dict[str, date]:
    """By person the last day of the newest exit that was not withdrawn; of more than 500 people all exits are read."""
    rows = StaffExit.objects.exclude(state=ExitState.WITHDRAWN.value).order_by("id")
    if len(staff_ids) <= EXITS_MOST:
        rows = rows.filter(staff_id__in=list(staff_ids))
    named = set(staff_ids)
    return {staff_id: day for staff_id, day in rows.values_list("staff_id", "last_day") if staff_id in named}


def exit_closed(staff_id: str) -> bool:
    """Whether an exit of the person is closed: then, and only then, a final pay or a deferred one may be paid."""
    found = newest_exit(staff_id)
    return found is not None and found.state == ExitState.CLOSED


def final_pay(staff_id: str, *, until: date) -> Waiting | None:
    """What the pay of a month that ends before `until` waits for, where it is the final one; None where nothing."""
    found = newest_exit(staff_id)
    person = staff_of(staff_id)
    left_on = found.last_day if found else person.left_on if person else None
    if not pay_waits(left_on=left_on, exit_state=found.state if found else "", until=until):
        return None
    assert left_on is not None
    return Waiting(found, left_on)


def announced(staff_id: str) -> Waiting | None:
    """An exit that is open: of whoever leaves the newest slip says so before the last month is settled."""
    found = newest_exit(staff_id)
    return Waiting(found, found.last_day) if found is not None and found.state == ExitState.OPEN else None


def leaves_on(staff_id: str) -> date | None:
    """The last day in the post of whoever's exit is open; None of everybody else."""
    found = announced(staff_id)
    return None if found is None else found.last_day


def signatures_of(one: StaffExit) -> list[ExitSignature]:
    """Every signature of an exit, those taken back too, in their order."""
    return list(one.signatures.order_by("id")[:200])


def signed_in(one: StaffExit) -> list[Signed]:
    """The signatures that count."""
    return [Signed(row.code, row.by) for row in signatures_of(one) if row.taken_back_at is None]


def dossier_now(one: StaffExit) -> list[dict[str, Any]]:
    """What all capabilities have to say of the person as of the day after the last one in the post."""
    return office.dossier_of(one.staff_id, of=OF_PERSON, on=one.last_day + timedelta(days=1))


def lacks_of(one: StaffExit, dossier: list[dict[str, Any]], *, on: date) -> list[Lack]:
    """What keeps the exit from closing."""
    return lacks(signed_in(one), open_in(dossier), last_day=one.last_day, on=on)
