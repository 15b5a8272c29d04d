"""Reads of the deferral ledger: the parts of people, which fall due, what keeps one back, and what is left of all."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, QuerySet, Sum

from qiao.appraisal.queries import holds
from qiao.duty.queries.exits import announced, final_pay
from qiao.ground.authority import Scope
from qiao.office import queries as office
from qiao.pay.models import DeferredEntry, DeferredPart, RecoveryCase
from qiao.pay.queries.originated import bad_share_of
from qiao.pay.rules import parameters
from qiao.pay.rules.deferral import Barred, Flags, bars_of
from qiao.pay.rules.states import LIVING_PART, OPEN_CASE, PartState
from qiao.people.queries.staff import visible_staff

__all__ = (
    "DeferredEntry",
    "DeferredPart",
    "bars_on",
    "due_parts",
    "entries_of",
    "part_of",
    "parts_in",
    "parts_of",
    "sums_by_state",
    "waiting_sums",
)
PARTS_MOST = 500
DUE_MOST = 50_000
DAY = timedelta(days=1)
LIVING = sorted(one.value for one in LIVING_PART)


def part_of(number: int) -> DeferredPart | None:
    """One part."""
    rows = DeferredPart.objects.select_related("line__run")
    return rows.filter(pk=number).first() if number < 2**63 else None


def parts_of(staff_id: str) -> list[DeferredPart]:
    """A person's parts, the first due first; at most 500."""
    rows = DeferredPart.objects.filter(staff_id=staff_id).select_related("line__run")
    return list(rows.order_by("due", "id")[:PARTS_MOST])


def entries_of(parts: Sequence[DeferredPart]) -> dict[int, list[DeferredEntry]]:
    """By part its entries, oldest first; of at most 500 parts."""
    found: dict[int, list[DeferredEntry]] = {}
    for row in DeferredEntry.objects.filter(part__in=parts[:PARTS_MOST]).order_by("id"):
        found.setdefault(row.part_id, []).append(row)
    return found


def parts_in(
    scope: Scope,
    *,
    state: str = "",
    staff_id: str = "",
    org_ids: Collection[str] | None = None,
    year: int | None = None,
) -> "QuerySet[DeferredPart]":
    """The parts of the people a scope sees, the first due first; the caller cuts it."""
    rows = DeferredPart.objects.all()
    if not scope.everything:
        rows = rows.filter(staff_id__in=visible_staff(scope).values("staff_id"))
    if org_ids is not None:
        rows = rows.filter(org_id__in=list(org_ids))
    if year is not None:
        rows = rows.filter(due__year=year)
    wanted = {"state": state, "staff_id": staff_id}
    return rows.filter(**{name: value for name, value in wanted.items() if value}).order_by("due", "staff_id", "id")


def sums_by_state(rows: "QuerySet[DeferredPart]") -> dict[str, tuple[int, int, int]]:
    """By state how many parts, what they were and what is left of them."""
    told = rows.order_by().values_list("state").annotate(Count("id"), Sum("amount_fen"), Sum("left_fen"))
    return {state: (count, int(whole), int(left)) for state, count, whole, left in told}


def waiting_sums(rows: "QuerySet[DeferredPart]") -> list[tuple[int, int]]:
    """By year what is left to fall due, oldest first; at most 100 years."""
    told = rows.filter(state__in=LIVING).order_by("due__year").values_list("due__year").annotate(left=Sum("left_fen"))
    return [(int(year), int(left)) for year, left in told[:100]]


def due_parts(*, org_ids: Collection[str], on: date) -> list[DeferredPart]:
    """The waiting parts of people of these units whose day has come, oldest first; at most 50,000."""
    rows = DeferredPart.objects.filter(state=PartState.WAITING.value, due__lte=on, org_id__in=org_ids)
    return list(rows.select_related("line__run").order_by("due", "id")[:DUE_MOST])


def bars_on(parts: Sequence[DeferredPart], *, on: date) -> list[tuple[DeferredPart, tuple[Barred, ...]]]:
    """What keeps each of one person's parts from being paid on a day; none = it may be. Of the person asked once."""
    if not parts:
        return []
    (staff_id,) = {part.staff_id for part in parts}
    case = RecoveryCase.objects.filter(staff_id=staff_id, state__in=sorted(one.value for one in OPEN_CASE))
    person = Flags(
        open_holds=len(holds.own_open(staff_id)),
        open_case=case.order_by("id").values_list("pk", flat=True).first() or 0,
        exit_open=final_pay(staff_id, until=on + DAY) is not None or announced(staff_id) is not None,
        bad_bp=0,
        limit_bp=office.parameter(parameters.BAD_SHARE.name, on=on),
    )
    shares = {
        span: bad_share_of(staff_id, since=span[0], until=span[1], on=on)
        for span in {(part.since, part.until) for part in parts}
    }
    return [(part, bars_of(replace(person, bad_bp=shares[part.since, part.until]))) for part in parts]
