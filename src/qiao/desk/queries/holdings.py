"""What a customer holds and lacks against its peers: customers of the same kind whom the person may see."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.contribution.queries import shelf
from qiao.contribution.queries.accounts import period_of
from qiao.contribution.queries.figures import AccountFacts
from qiao.contribution.queries.runs import Run
from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.desk.rules.holdings import Holdings, holdings_of
from qiao.engine.reading import select

PEERS_MOST = 400


def holdings(
    run: Run, customer: Customer, accounts: Sequence[AccountFacts], *, party_ids: "QuerySet[Any, Any] | None"
) -> Holdings:
    """The products on the last day of the run's month; peers are at most 400 of the subquery (None = of all)."""
    until_day = period_of(run).until_day
    running = Counter(one.product_id for one in accounts if _runs(one, until_day=until_day))
    peers = customers.peers_of(customer, party_ids, most=PEERS_MOST)
    return holdings_of(
        running,
        among_peers=_among(run, peers, until_day=until_day),
        peers=len(peers),
        known=catalogue.products().keys(),
    )


def _runs(account: AccountFacts, *, until_day: int) -> bool:
    opened = account.opened_on_day < until_day
    return opened and (account.closed_on_day is None or account.closed_on_day >= until_day)


def _among(run: Run, peers: Sequence[str], *, until_day: int) -> dict[str, int]:
    """How many of these customers have a running account of each product."""
    if not peers:
        return {}
    shelved = shelf.accounts_shelf(run)
    found = select(
        [shelved] if shelved else book.fact_files(run.book_version, "account"),
        columns=["product_id", "count(DISTINCT party_id) AS peers"],
        where="party_id BETWEEN ? AND ? AND party_id IN (SELECT unnest(CAST(? AS VARCHAR[]))) "
        "AND opened_on_day < ? AND (closed_on_day IS NULL OR closed_on_day >= ?)",
        values=[min(peers), max(peers), list(peers), until_day, until_day],
        group_by=["product_id"],
        order=["product_id"],
        most=catalogue.PRODUCTS_MOST,
    )
    return {row["product_id"]: int(row["peers"]) for row in found}
