"""Reads of the portfolio: the rows a settlement needs, who serves a customer, whose customers a scope may see."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from qiao.customers import queries as customers
from qiao.ground.authority import Scope
from qiao.ground.intake import Column, arrow_of
from qiao.ground.periods import Period
from qiao.people import queries as people
from qiao.portfolio.models import Assignment

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = (
    "ASSIGNMENT_COLUMNS",
    "LINES_MOST",
    "Assignment",
    "assignment_rows",
    "assignments_of",
    "may_see_customer",
    "running",
    "served_counts",
    "served_ids",
    "visible_assignments",
)

ASSIGNMENT_COLUMNS = (
    Column("party_id", "party_id", "string"),
    Column("account_id", "account_id", "string"),
    Column("staff_id", "staff_id", "string"),
    Column("role", "role", "string"),
    Column("since_day", "since", "int32"),
    Column("until_day", "until", "int32"),
    Column("share_bp", "share_bp", "int32"),
)
LINES_MOST = 500
PARTIES_MOST = 1_000_000  # of one scope; whoever serves more sees the whole bank


def assignment_rows() -> "pa.Table":
    """All assignments in the stored form of the contract, in no order."""
    return arrow_of(Assignment, ASSIGNMENT_COLUMNS)


def assignments_of(party_id: str) -> list[Assignment]:
    """Who serves or served a customer or one merged into it, newest first, at most 500 rows."""
    return list(
        Assignment.objects.filter(party_id__in=customers.family_of(party_id))
        .select_related("staff", "staff__org")
        .order_by("-since", "staff_id")[:LINES_MOST]
    )


def running(on: date) -> QuerySet[Assignment]:
    """The assignments that run on a day."""
    return Assignment.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on)


def served_counts(staff_ids: Sequence[str], *, on: date) -> dict[str, int]:
    """How many customers each of these people serves on a day, at most 500 people; who serves none is absent."""
    rows = running(on).filter(staff_id__in=list(staff_ids)[:LINES_MOST])
    counted = rows.values("staff_id").annotate(served=Count("party_id", distinct=True))
    served = dict(counted.values_list("staff_id", "served"))
    for staff_id, doubled in _counted_twice(rows).items():
        served[staff_id] -= doubled
    return served


def _counted_twice(rows: QuerySet[Assignment]) -> dict[str, int]:
    """By how many the customers of each person are fewer, because several of them are one."""
    pairs = dict(customers.alias_pairs())
    if not pairs:
        return {}
    seen: dict[str, set[str]] = {}
    concerned = Q(party_id__in=customers.absorbed_ids()) | Q(party_id__in=customers.survivor_ids())
    for staff_id, party_id in rows.filter(concerned).values_list("staff_id", "party_id"):
        seen.setdefault(staff_id, set()).add(party_id)
    return {staff_id: len(ids) - len({pairs.get(one, one) for one in ids}) for staff_id, ids in seen.items()}


def visible_assignments(scope: Scope, *, period: Period) -> QuerySet[Assignment]:
    """The assignments of visible people with a day in the period; a customer served by none of them stays unseen."""
    rows = Assignment.objects.filter(Q(until=None) | Q(until__gt=period.since), since__lt=period.until)
    if scope.everything:
        return rows
    return rows.filter(staff_id__in=people.visible_staff(scope).values("staff_id"))


def served_ids(scope: Scope, *, period: Period) -> list[str] | None:
    """The customers whom visible people serve on a day of the period, with those they are one with; None for everybody.

    At most a million.
    """
    if scope.everything:
        return None
    rows = visible_assignments(scope, period=period).values_list("party_id", flat=True).distinct()
    return customers.with_families(list(rows.order_by("party_id")[:PARTIES_MOST]))


def may_see_customer(scope: Scope, party_id: str, *, period: Period) -> bool:
    """Whether the scope serves the customer on a day of the period."""
    if scope.everything:
        return True
    family = customers.family_of(party_id)
    return visible_assignments(scope, period=period).filter(party_id__in=family).exists()
