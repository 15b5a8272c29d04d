"""What a customer holds and lacks against its peers: the customers of the same kind whom the person may see.

What the peers hold stays as it is until the next load or settlement and is remembered by a worker; only sums are kept.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qiao.catalogue import queries as catalogue
from qiao.contribution.queries import shelf
from qiao.contribution.queries.accounts import period_of
from qiao.contribution.queries.figures import AccountFacts
from qiao.contribution.queries.merged import SURVIVING, values_with
from qiao.contribution.queries.runs import Run, run_of
from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.desk.queries.remembered import Standing, standing_of
from qiao.desk.queries.sight import served_subquery
from qiao.desk.rules.holdings import Holdings, holdings_of
from qiao.engine.reading import bound, rows, source
from qiao.ground.authority import Scope
from qiao.ground.periods import Period

PEERS_MOST = 1_000_000  # the whole group: nobody's bank has more of a kind in one scope
SCOPES_MOST = 1_024


@dataclass(frozen=True, slots=True)
class Peers:
    """How many customers were asked, and how many of them have a running account of each product."""

    number: int
    by_product: Mapping[str, int]


def holdings(
    run: Run, customer: Customer, accounts: Sequence[AccountFacts], *, scope: Scope, period: Period
) -> Holdings:
    """The products on the last day of the run's month; peers are all of its kind in the scope, this one too."""
    until_day = period_of(run).until_day
    peers = _peers(standing_of(run), scope, period, kind=customer.kind)
    return holdings_of(
        Counter(one.product_id for one in accounts if _runs(one, until_day=until_day)),
        among_peers=peers.by_product,
        peers=peers.number,
        known=catalogue.products().keys(),
    )


@lru_cache(maxsize=SCOPES_MOST)
def _peers(key: Standing, scope: Scope, period: Period, *, kind: str) -> Peers:
    run = run_of(key[0])
    assert run is not None, key
    ids = customers.peers_of(kind, served_subquery(scope, period=period), most=PEERS_MOST)
    return Peers(len(ids), _among(run, ids, until_day=period_of(run).until_day))


def _runs(account: AccountFacts, *, until_day: int) -> bool:
    opened = account.opened_on_day < until_day
    return opened and (account.closed_on_day is None or account.closed_on_day >= until_day)


def _among(run: Run, peers: Sequence[str], *, until_day: int) -> dict[str, int]:
    """How many of these customers have a running account of each product."""
    files = shelf.account_files(run)
    if not peers or not files:
        return {}
    asked = customers.with_families(peers)
    statement = (
        "SELECT product_id, count(DISTINCT coalesce(survivor_id, party_id)) AS peers "  # noqa: S608  constants of this code
        f"FROM {source('accounts', files, {})} {SURVIVING} "
        "WHERE party_id BETWEEN $first AND $last AND party_id IN (SELECT unnest(CAST($parties AS VARCHAR[]))) "
        "AND opened_on_day < $until AND (closed_on_day IS NULL OR closed_on_day >= $until) "
        "GROUP BY product_id ORDER BY product_id LIMIT $most"
    )
    values: dict[str, object] = {"first": min(asked), "last": max(asked), "parties": asked, "until": until_day}
    values |= {"most": catalogue.PRODUCTS_MOST, **bound(accounts=files)}
    return {row["product_id"]: int(row["peers"]) for row in rows(statement, values_with(values))}
