"""Who a plan gives nobody new to: who leaves, and whose certificate lapses within the days of the house."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from qiao.contribution.queries import runs
from qiao.desk.queries.balancing import gathered
from qiao.desk.rules.norms import CERTIFICATE_DAYS
from qiao.duty.actions import exiting
from qiao.ground import clock
from qiao.ground.authority import Scope
from qiao.ground.models import User
from qiao.office.queries import Approval, ParameterValue
from qiao.people.actions.certificates import set_certificate
from qiao.portfolio.rules.balancing import Move, troubles
from tests.banks.served import CAST, Served

EVERYTHING = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())
LEAVER, NEARLY, LONGER = "RM002", "RM003", "RM004"


def certified(staff_id: str, *, until: date, hr: User) -> None:
    texts = {"staff_id": staff_id, "kind": "K", "number": f"N-{staff_id}", "issued_on": "2024-01-01"}
    texts |= {"valid_to": until.isoformat(), "hours_required": "", "hours_earned": ""}
    set_certificate(texts, person=hr, actor=hr.username)


def reasons(on: date) -> dict[str, str]:
    """What the plan of the branch says of a first customer of RM001 given to each of them; '' = it may be."""
    branch = gathered("B01", runs.newest_run(), EVERYTHING, on=on).branch
    client = next(one for one in branch.clients if one.holder == "RM001" and not one.locked)
    told: dict[str, str] = {}
    for taker in (LEAVER, NEARLY, LONGER):
        found = dict.fromkeys([taker], "")
        found |= {move.taker: words for move, words in troubles(branch, [Move(client.party_id, "RM001", taker)])}
        told |= found
    gives = next(one for one in branch.clients if one.holder == LEAVER and not one.locked)
    assert troubles(branch, [Move(gives.party_id, LEAVER, LONGER)]) == ()
    return told


@pytest.fixture
def bank(served_bank: Served) -> Iterator[None]:
    """The bank behind the pages; afterwards it is as before."""
    with transaction.atomic(), translation.override("en"):
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("bank")
def test_who_leaves_or_whose_certificate_soon_lapses_takes_nobody_new_and_may_give() -> None:
    on = clock.today()
    hr, last = User.objects.get(username=CAST["hr"]), on + timedelta(days=20)
    made = exiting.open_exit(LEAVER, last_day=last, reason="goes", on=on, actor=hr)
    for staff_id, days in ((NEARLY, 30), (LONGER, 31)):
        certified(staff_id, until=on + timedelta(days=days), hr=hr)
    ends = (on + timedelta(days=30)).isoformat()
    assert reasons(on) == {
        LEAVER: f"leaves; the last day in the post is {last}",
        NEARLY: f"the certificate K expires on {ends}",
        LONGER: "",
    }
    exiting.withdraw_exit(made.pk, reason="stays", actor=hr)
    asked = Approval.objects.create(
        kind="parameter", subject=CERTIFICATE_DAYS.name, wish={}, before={}, reason="x", asked_by="x",
        asked_at=clock.now(), due=on, state="approved",
    )  # fmt: skip
    ParameterValue.objects.create(
        name=CERTIFICATE_DAYS.name, since=on - timedelta(days=1), value=29, reason="x", approval=asked
    )
    assert set(reasons(on).values()) == {""}
