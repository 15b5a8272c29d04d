"""Who is suspended neither decides nor supervises until back, and goes on reading what was read before."""

import pytest

from qiao.duty.actions import exiting, leaving
from qiao.duty.rules.leave import LeaveKind
from qiao.duty.tests.cast import DAY, ON, WEEK, person, take_in_all, wished
from qiao.ground.authority import may, require
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.office.queries import Approval
from qiao.people.actions import posting
from qiao.portfolio.actions import changing, handing
from qiao.portfolio.rules.shares import Act, Ask

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bank() -> None:
    """Chen, who leads Wang and Li, and Wu, the head of the branch, are suspended since yesterday, for a week."""
    take_in_all()
    for name in ("chen", "wu"):
        posting.suspend(name, since=ON - DAY, until=WEEK, reason="inquiry", actor="hao")


def transfer() -> Approval:
    ask = Ask(Act.TRANSFER, "", day_number(ON), giver="wang", taker="li")
    one = changing.propose("P", ask, reason="r", on=ON, actor=person("wang"))
    return office.decide(one.pk, approve=True, reason="", on=ON, actor=person("li"))


@pytest.mark.parametrize("name", ["chen", "wu"])
def test_a_suspended_lead_or_head_supervises_no_transfer(name: str) -> None:
    one = transfer()
    assert not requests.may_decide(person(name), one)
    assert requests.approvals_to_decide(person(name)) == []
    with pytest.raises(Refusal) as refused:
        office.decide(one.pk, approve=True, reason="", on=ON, actor=person(name))
    assert refused.value.code == "authority.not_signer"
    one.refresh_from_db()
    assert one.state == "asked"


def test_nobody_names_a_suspended_lead_to_supervise_a_hand_over() -> None:
    with pytest.raises(Refusal) as refused:
        handing.hand_over(
            "P", giver="wang", taker="li", supervisor="chen", day=ON, reason="r", on=ON, actor=person("wang")
        )
    assert refused.value.code == "hand_over.supervisor"


def test_a_suspended_head_decides_no_leave_and_signs_no_exit() -> None:
    one = leaving.propose("wang", wished(LeaveKind.PLANNED), reason="r", on=ON, actor=person("hao"))
    with pytest.raises(Refusal, match="You are suspended until") as refused:
        office.decide(one.pk, approve=True, reason="", on=ON, actor=person("wu"))
    assert refused.value.code == "authority.suspended"
    made = exiting.open_exit("wang", last_day=WEEK, reason="r", on=ON, actor=person("hao"))
    with pytest.raises(Refusal) as refused:
        exiting.sign_step(made.pk, "work", remark="", actor=person("chen"))
    assert refused.value.code == "authority.suspended"


def test_what_is_no_decision_stays_open_and_all_of_it_comes_back_with_the_person() -> None:
    chen = person("chen")
    assert may(chen, "customers.see")
    assert may(chen, "portfolio.ask", "P")
    posting.resume("chen", on=ON, reason="cleared", actor="hao")
    require(chen, "portfolio.supervise", "P")
    one = transfer()
    assert office.decide(one.pk, approve=True, reason="", on=ON, actor=chen).state == "approved"
