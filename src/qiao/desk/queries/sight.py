"""Whose customers a person sees: those served by visible people, and those with an account at a visible unit."""

from qiao.contribution.queries.figures import AccountFacts
from qiao.ground.authority import Scope
from qiao.portfolio import queries as portfolio

PARTIES_MOST = 20_000


def sees_customer(scope: Scope, party_id: str, accounts: list[AccountFacts]) -> bool:
    """Whether the scope serves or has served the customer, or keeps one of its accounts."""
    kept = any(account.org_id in scope.org_ids for account in accounts)
    return scope.everything or kept or portfolio.may_see_customer(scope, party_id)


def served_ids(scope: Scope) -> list[str] | None:
    """The customers whom visible people serve or have served, at most 20,000; None for everybody."""
    if scope.everything:
        return None
    rows = portfolio.visible_assignments(scope).values_list("party_id", flat=True).distinct()
    return list(rows.order_by("party_id")[:PARTIES_MOST])
