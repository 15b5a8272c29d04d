"""Out of the post: told by an extract, a post that ended or an exit, one answer for signing, claims and credit."""

from dataclasses import replace

import pytest

from qiao.duty.actions import exiting
from qiao.duty.tests.cast import DAY, ON, person, take_in_all
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.people.actions import posting
from qiao.people.queries.staff import Staff
from qiao.portfolio.actions import changing, claiming
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.posts import last_days
from qiao.portfolio.rules.lines import credited
from qiao.portfolio.rules.shares import Act, Ask, Part

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_all()


def test_whoever_left_by_an_exit_signs_no_more_and_leaves_what_can_be_claimed() -> None:
    """Wang's exit was opened here, no extract tells it: Li takes P over and claims Wang's part of Q."""
    exiting.open_exit("wang", last_day=ON - DAY, reason="leaves", on=ON, actor=person("hao"))
    transfer = Ask(Act.TRANSFER, "", day_number(ON), giver="wang", taker="li")
    asked = changing.propose("P", transfer, reason="gone", on=ON, actor=person("chen"))
    assert [one.staff_id for one in requests.signatures_of(asked)] == ["li", "chen"]
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person("li"))
    part = Part("li", "lead", 7_000)
    claim = claiming.claim("Q", part, account_id="", since=ON, reason="known", papers=(), on=ON, actor=person("li"))
    office.decide(claim.pk, approve=True, reason="known", on=ON, actor=person("chen"))
    for party in ("P", "Q"):
        assert credited(portfolio.lines_of(party), account_id="", day=day_number(ON)) == {"li": 10_000}
    with pytest.raises(Refusal) as refused:
        changing.propose("S", replace(transfer, giver="zhao", taker="wang"), reason="x", on=ON, actor=person("zhao"))
    assert f"{ON - DAY} was the last day in the post" in say(refused.value)


def test_the_last_day_is_the_earliest_told_and_counts_no_more_once_somebody_came_back() -> None:
    made = exiting.open_exit("wang", last_day=ON, reason="leaves", on=ON, actor=person("hao"))
    posting.end_post("li", on=ON - DAY, reason="moved", actor="hao")
    Staff.objects.filter(pk="zhao").update(left_on=ON + DAY)
    days = {"wang": ON, "li": ON - 2 * DAY, "zhao": ON + DAY}
    assert last_days(["wang", "li", "zhao", "chen"], on=ON) == days
    Staff.objects.filter(pk="wang").update(hired_on=ON + DAY)
    assert last_days(["wang"], on=ON) == {"wang": ON}
    assert last_days(["wang"], on=ON + DAY) == {}
    exiting.withdraw_exit(made.pk, reason="stays", actor=person("hao"))
    assert last_days(["wang"], on=ON) == {}
