"""Which of many requests may concern somebody: those about customers in sight, found for all of them at once."""

from collections.abc import Collection
from datetime import timedelta

from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.periods import Period
from qiao.portfolio.queries.serving import SERVES_AHEAD_DAYS, party_of_claim, visible_assignments
from qiao.portfolio.queries.sources import sources

MANY = 5_000  # as many as one statement asks for


def near(person: User, party_ids: Collection[str]) -> frozenset[str]:
    """Of these customers those of whom `serves_or_sees` says yes, but for a merged one's accounts."""
    on = clock.today()
    scope = scope_of(person, on=on)
    if scope.everything:
        return frozenset(party_ids)
    asked, pairs = sorted(set(party_ids)), dict(customers.alias_pairs())
    rows = visible_assignments(scope, period=Period(on, on + timedelta(days=SERVES_AHEAD_DAYS)))
    seen: set[str] = set()
    for first in range(0, len(asked), MANY):
        family = customers.with_families(asked[first : first + MANY])
        served = rows.filter(party_id__in=family).values_list("party_id", flat=True).distinct()
        seen.update(pairs.get(one, one) for one in served)
    others = [one for one in asked if pairs.get(one, one) not in seen]
    kept = sources.kept(others, scope.org_ids) if others and scope.org_ids else ()
    return frozenset(one for one in asked if pairs.get(one, one) in seen) | frozenset(kept)


def near_claims(person: User, subjects: Collection[str]) -> frozenset[str]:
    """The same of requests about a customer and a person."""
    found = near(person, {party_of_claim(one) for one in subjects})
    return frozenset(one for one in subjects if party_of_claim(one) in found)
