"""Declared groups: their customers on a day."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from qiao.customers import queries as customers
from qiao.ties.models import DeclaredGroup, DeclaredMember

__all__ = ("DeclaredGroup", "declared_group", "declared_of", "members_of", "memberships")
OF_ONE_MOST = 50
MEMBERS_MOST = 200


def memberships(*, on: date) -> QuerySet[DeclaredMember]:
    """Who is in a declared group on the day; the caller narrows and cuts it."""
    running = Q(until=None) | Q(until__gt=on)
    return DeclaredMember.objects.filter(running, since__lte=on).select_related("group")


def members_of(name: str, *, on: date) -> list[str]:
    """The customers of a declared group on a day, by id, each by who stands for it now; at most 200."""
    rows = memberships(on=on).filter(group__name=name).order_by("key")
    keys = list(rows.values_list("key", flat=True)[:MEMBERS_MOST])
    merged = customers.survivors_of(keys)
    return sorted({merged.get(key, key) for key in keys})


def declared_of(party_ids: Sequence[str], *, on: date) -> list[DeclaredGroup]:
    """The declared groups of these customers on a day, by name; at most 50."""
    families = customers.families_of(party_ids)
    asked = [key for one in party_ids for key in families.get(one, (one,))]
    rows = DeclaredGroup.objects.filter(pk__in=memberships(on=on).filter(key__in=asked).values("group"))
    return list(rows.order_by("name")[:OF_ONE_MOST])


def declared_group(number: int) -> DeclaredGroup | None:
    """One declared group."""
    return DeclaredGroup.objects.filter(pk=number).first()
