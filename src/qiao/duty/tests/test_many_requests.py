"""A list of requests shows what is for its reader, however many others wait in the bank, and asks little for it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.customers.queries import Customer
from qiao.duty.tests.cast import ON, person, take_in_all
from qiao.ground import clock
from qiao.ground.periods import day_number
from qiao.office import queries as requests
from qiao.office.queries import Approval, Signature
from qiao.portfolio.actions import changing
from qiao.portfolio.queries.serving import Assignment
from qiao.portfolio.rules.asking import SUPERVISE, plain_ask
from qiao.portfolio.rules.shares import Act, Ask

pytestmark = pytest.mark.django_db
OTHERS = 1_000
STATEMENTS_MOST = 60


@pytest.fixture(autouse=True)
def bank() -> None:
    """A thousand requests of another branch, all due before today's."""
    take_in_all()
    names = [f"Z{number:04d}" for number in range(OTHERS)]
    Customer.objects.bulk_create(Customer(party_id=name, kind="person", name=name) for name in names)
    Assignment.objects.bulk_create(
        Assignment(party_id=name, staff_id="zhao", role="lead", since=ON, share_bp=10_000) for name in names
    )
    made = Approval.objects.bulk_create(waits(name, state="asked") for name in names)
    Signature.objects.bulk_create(
        Signature(approval=one, place=0, role="Supervises", staff_id="", verb=SUPERVISE) for one in made
    )


def waits(party_id: str, *, state: str) -> Approval:
    ask = Ask(Act.RELEASE, "", day_number(ON), giver="zhao")
    return Approval(
        kind=changing.KIND,
        subject=party_id,
        wish={"ask": plain_ask(ask), "supervisor": ""},
        before=[],
        reason="r",
        asked_by="zhao",
        asked_at=clock.now(),
        due=ON - timedelta(days=9),
        state=state,
        decided_by="sun" if state == "approved" else "",
        decided_at=clock.now() if state == "approved" else None,
    )


def test_a_request_is_listed_to_who_decides_it_behind_a_thousand_of_another_branch() -> None:
    ask = Ask(Act.RELEASE, "", day_number(ON), giver="wang")
    own = changing.propose("P", ask, reason="r", on=ON, actor=person("wang"))
    with CaptureQueriesContext(connection) as asked:
        listed = requests.approvals_to_decide(person("chen"))
    assert [one.pk for one in listed] == [own.pk]
    assert len(asked) <= STATEMENTS_MOST
    assert any(line.facts.get("subject") == "P" for line in requests.tasks_of(person("chen"), on=ON))
    assert requests.approvals_to_decide(person("wang")) == []


def test_the_other_branch_is_shown_the_first_two_hundred() -> None:
    assert len(requests.approvals_to_decide(person("sun"))) == requests.APPROVALS_MOST


def test_what_somebody_asked_long_ago_is_still_among_the_decided() -> None:
    own = waits("P", state="approved")
    own.asked_by, own.decided_at = "wang", clock.now() - timedelta(days=30)
    own.save()
    Approval.objects.bulk_create(waits(f"Z{number:04d}", state="approved") for number in range(300))
    assert [one.pk for one in requests.decided_approvals(person("wang"))] == [own.pk]
    with CaptureQueriesContext(connection) as asked:
        assert [one.pk for one in requests.decided_approvals(person("chen"))] == [own.pk]
    assert len(asked) <= STATEMENTS_MOST
