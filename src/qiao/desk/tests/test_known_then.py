"""Who was one with a customer once is no way into another customer's record."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from qiao.customers.actions import absorb, restore
from qiao.customers.queries import Customer
from qiao.desk.queries.customer import sighted
from qiao.desk.queries.known_then import record_then
from qiao.ground import clock
from qiao.ground.models import User
from qiao.profile.actions.values import set_value
from tests.banks.served import CAST, Served

MINE = "C000001"


@pytest.fixture(autouse=True)
def nothing_remains(served_bank: Served) -> Iterator[None]:
    """What a test keeps is gone after it: others look at the same bank."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_of_whom_was_split_off_only_the_own_are_shown(served_bank: Served) -> None:
    on, manager = clock.today(), User.objects.get(username=CAST["manager"])
    kind = Customer.objects.get(party_id=MINE).kind
    others = Customer.objects.filter(kind=kind).exclude(party_id=MINE).order_by("party_id")
    other = next(one.party_id for one in others if sighted(manager, one.party_id, on=on) is None)
    keeper = User.objects.create(username="keeper", post="rm", staff_id="KEEPER")
    for party_id, product in ((MINE, "loan"), (other, "card")):
        asked = {"valid_from": on, "source": "x", "seen": 0, "person": keeper, "actor": "keeper"}
        set_value(party_id, "need", {"product": product}, **asked)  # type: ignore[arg-type]  # a table of arguments
    absorb(other, into=MINE, request=1, reason="twins", actor="x")
    at = clock.now()
    needs = {"manager": ["card", "loan"], "auditor": ["card", "loan"]}
    for split in (False, True):
        if split:
            restore(other, request=2, reason="two firms", actor="x")
            needs["manager"] = ["loan"]
        for role, told in needs.items():
            record = record_then(User.objects.get(username=CAST[role]), MINE, day=on, at=at, on=on)
            assert [entry for item, entry in sorted(record) if item == "need"] == told
