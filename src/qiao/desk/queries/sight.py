"""Whose customers a person sees: those visible people serve in the shown month or since, those a visible unit keeps."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from qiao.contribution.queries import runs
from qiao.contribution.queries.figures import PARTIES_MOST, AccountFacts
from qiao.customers import queries as customers
from qiao.ground.authority import Scope, scope_of
from qiao.ground.models import User
from qiao.ground.periods import Period
from qiao.ground.portions import portions
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio

EVERYBODY = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())


def sees_customer(scope: Scope, party_id: str, accounts: list[AccountFacts], *, period: Period) -> bool:
    """Whether the scope serves the customer on a day of the period, or keeps one of its accounts."""
    kept = any(account.org_id in scope.org_ids for account in accounts)
    return scope.everything or kept or portfolio.may_see_customer(scope, party_id, period=period)


def opens_customer(person: User, party_id: str, *, on: date) -> bool:
    """Whether a person reads a customer's name and figures: by who serves or served it, or by a unit that keeps it."""
    period = runs.serving_period(runs.newest_run(), on=on)
    seen = seen_among([party_id], scope=scope_of(person, on=on), period=period)
    return bool(seen) or portfolio.serves_or_sees(person, party_id, on=on)


def served_subquery(scope: Scope, *, period: Period) -> "QuerySet[Any, Any] | None":
    """The customers whom visible people serve on a day of the period, as a part of a question; None for everybody."""
    if scope.everything:
        return None
    return customers.standing_for(portfolio.visible_assignments(scope, period=period).values("party_id"))


def seen_among(party_ids: Collection[str], *, scope: Scope, period: Period) -> frozenset[str]:
    """Which of these customers the person may open, however many."""
    if scope.everything:
        return frozenset(party_ids)
    parts = portions(party_ids, PARTIES_MOST)
    return frozenset[str]().union(*(_seen_among(part, scope=scope, period=period) for part in parts))


def _seen_among(party_ids: list[str], *, scope: Scope, period: Period) -> frozenset[str]:
    asked = customers.with_families(party_ids)
    seen = people.visible_staff(scope).filter(
        staff_id=OuterRef("staff_id")
    )  # so it is the customers that are looked up
    served = portfolio.visible_assignments(EVERYBODY, period=period).filter(Exists(seen), party_id__in=asked)
    opened = frozenset(customers.with_families(list(served.values_list("party_id", flat=True))))
    return opened.intersection(party_ids)
