"""Whose customers a person sees: those visible people serve in the shown month or since, those a visible unit keeps."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from qiao.contribution.queries.figures import AccountFacts
from qiao.customers import queries as customers
from qiao.ground.authority import Scope
from qiao.ground.periods import Period
from qiao.portfolio import queries as portfolio


def sees_customer(scope: Scope, party_id: str, accounts: list[AccountFacts], *, period: Period) -> bool:
    """Whether the scope serves the customer on a day of the period, or keeps one of its accounts."""
    kept = any(account.org_id in scope.org_ids for account in accounts)
    return scope.everything or kept or portfolio.may_see_customer(scope, party_id, period=period)


def served_subquery(scope: Scope, *, period: Period) -> "QuerySet[Any, Any] | None":
    """The customers whom visible people serve on a day of the period, as a part of a question; None for everybody."""
    if scope.everything:
        return None
    return customers.standing_for(portfolio.visible_assignments(scope, period=period).values("party_id"))


def seen_among(party_ids: Collection[str], *, scope: Scope, period: Period) -> frozenset[str]:
    """Which of these customers the person may open."""
    if scope.everything or not party_ids:
        return frozenset(party_ids)
    asked = customers.with_families(list(party_ids))
    served = portfolio.visible_assignments(scope, period=period).filter(party_id__in=asked)
    opened = frozenset(customers.with_families(list(served.values_list("party_id", flat=True))))
    return opened.intersection(party_ids)
