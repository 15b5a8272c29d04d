"""Whose customers a person sees: those visible people serve in the shown month or since, those a visible unit keeps."""

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
