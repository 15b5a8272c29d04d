"""Reads of how many customers people serve: whoever covers or referred serves nobody of his or her own by it.

Customers that are one count once.
"""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from qiao.customers import queries as customers
from qiao.portfolio.models import Assignment
from qiao.portfolio.queries.serving import running
from qiao.portfolio.rules.roles import NOT_SERVING

PEOPLE_MOST = 500
SERVED_MOST = 20_000

__all__ = ("counting", "served_counts", "served_from", "served_kinds")


def counting(on: date) -> QuerySet[Assignment]:
    """The assignments of a day by which somebody serves: not those of cover and of referral."""
    return running(on).exclude(role__in=NOT_SERVING)


def served_from(staff_id: str, *, since: date) -> list[tuple[str, date, date | None]]:
    """Whom somebody serves on a day from the first one on: customer (those that are one as one), since, until."""
    pairs = dict(customers.alias_pairs())
    rows = Assignment.objects.filter(Q(until=None) | Q(until__gt=since), staff_id=staff_id)
    found = rows.exclude(role__in=NOT_SERVING).order_by("party_id", "since").values_list("party_id", "since", "until")
    return [(pairs.get(party_id, party_id), first, until) for party_id, first, until in found[:SERVED_MOST]]


def served_counts(staff_ids: Sequence[str], *, on: date) -> dict[str, int]:
    """How many customers each of these people serves on a day, at most 500 people; who serves none is absent."""
    rows = counting(on).filter(staff_id__in=list(staff_ids)[:PEOPLE_MOST])
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


def served_kinds(staff_ids: Collection[str] | None, *, on: date) -> dict[str, dict[str, int]]:
    """How many customers of each kind these people serve on a day, None = everybody; who serves none is absent.

    Customers that are one are of one kind and count once.
    """
    rows = counting(on) if staff_ids is None else counting(on).filter(staff_id__in=list(staff_ids))
    pairs = dict(customers.alias_pairs())
    found: dict[str, dict[str, int]] = {}
    counted = rows.values_list("staff_id", "party__kind").annotate(served=Count("party_id", distinct=True))
    for staff_id, kind, served in counted.exclude(party_id__in=list(pairs)):
        found.setdefault(staff_id, {})[kind] = served
    if pairs:
        _count_absorbed(found, rows, pairs)
    return found


def _count_absorbed(found: dict[str, dict[str, int]], rows: QuerySet[Assignment], pairs: dict[str, str]) -> None:
    """Add who is served by the number of a merged customer only."""
    served = set(rows.filter(party_id__in=set(pairs.values())).values_list("staff_id", "party_id"))
    merged = rows.filter(party_id__in=list(pairs)).values_list("staff_id", "party_id", "party__kind")
    for staff_id, party_id, kind in merged:
        if (staff_id, pairs[party_id]) not in served:
            served.add((staff_id, pairs[party_id]))
            own = found.setdefault(staff_id, {})
            own[kind] = own.get(kind, 0) + 1
