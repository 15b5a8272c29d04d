"""What is foreign to a person: every name, number, id and account of customers that nobody he or she sees serves."""

from dataclasses import dataclass

import pyarrow.parquet as pq

from qiao.book import queries as book
from qiao.contribution.queries.runs import latest_run, months, serving_period
from qiao.customers.queries import Customer
from qiao.ground import clock
from qiao.ground.authority import may, scope_of
from qiao.ground.models import User
from qiao.portfolio.queries.serving import served_ids

LETTERS_LEAST = 6  # a shorter number may stand on a page by chance


@dataclass(frozen=True, slots=True)
class Marks:
    """Texts by which a customer is known, and its accounts."""

    of_parties: dict[str, frozenset[str]]

    def foreign_to(self, own: frozenset[str]) -> frozenset[str]:
        """Marks of all others that are no part of a mark of one's own."""
        mine = frozenset().union(*(marks for party, marks in self.of_parties.items() if party in own))
        others = frozenset().union(*(marks for party, marks in self.of_parties.items() if party not in own))
        ours = "\n".join(sorted(mine))
        return frozenset(mark for mark in others - mine if mark not in ours)


def marks(*, with_numbers: bool = True) -> Marks:
    """Of every customer of the bank as it stands, with the bank's own numbers of customers and accounts or without."""
    found: dict[str, set[str]] = {}
    for one in Customer.objects.all():
        texts = (one.name, one.id_no, one.phone, *((one.party_id,) if with_numbers else ()))
        found[one.party_id] = {text for text in texts if len(text) >= LETTERS_LEAST or text == one.name}
    for row in _accounts() if with_numbers else ():
        found[row["party_id"]].add(row["account_id"])
    return Marks({party: frozenset(texts) for party, texts in found.items()})


def _accounts() -> list[dict[str, str]]:
    version = book.current()
    assert version is not None
    files = book.fact_files(version, "account")
    columns = ["account_id", "party_id", "org_id"]
    return [row for file in files for row in pq.read_table(file, columns=columns).to_pylist()]


def own_of(person: User) -> frozenset[str]:
    """The customers a person may see in any settled month: served by somebody visible, or kept at a visible unit."""
    everybody = frozenset(Customer.objects.values_list("party_id", flat=True))
    if not may(person, "customers.see"):
        return frozenset()
    on = clock.today()
    scope = scope_of(person, on=on)
    served = served_ids(scope, period=serving_period(latest_run(min(months())), on=on))
    if served is None:
        return everybody
    return frozenset(served) | {row["party_id"] for row in _accounts() if row["org_id"] in scope.org_ids}
