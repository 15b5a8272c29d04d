"""Standing in follows what the person serves: customers given and taken, splits, two leaves with one deputy."""

import pytest
from django.utils import translation

from qiao.duty.actions import leaving, standing_in
from qiao.duty.models import StaffLeave
from qiao.duty.rules.leave import LeaveKind
from qiao.duty.tests.cast import DAY, ON, WEEK, person, sent_away, take_in_all, wished
from qiao.ground.periods import day_number
from qiao.ground.saying import said_again
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.people.actions import posting
from qiao.portfolio.actions import changing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.serving import Assignment
from qiao.portfolio.rules.lines import credited
from qiao.portfolio.rules.roles import COVER
from qiao.portfolio.rules.shares import Act, Ask, Part

pytestmark = pytest.mark.django_db
PLANNED = LeaveKind.PLANNED


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_all()


def agreed(party_id: str, ask: Ask, *signs: str, by: str) -> None:
    one = changing.propose(party_id, ask, reason="r", on=ON, actor=person(by))
    for name in signs:
        one = office.decide(one.pk, approve=True, reason="", on=ON, actor=person(name))
    assert one.state == "approved", [(place.role, place.staff_id) for place in requests.signatures_of(one)]


def covers(party_id: str) -> list[tuple[str, int, int]]:
    """Who covers, from how many days after today until how many."""
    rows = [line for line in portfolio.lines_of(party_id) if line.role == COVER]
    today = day_number(ON)
    return [(line.staff_id, line.since_day - today, (line.until_day or 0) - today) for line in rows]


def known(made: StaffLeave) -> list[tuple[str, str]]:
    return list(made.covers.order_by("party_id").values_list("party_id", "code"))


def test_a_customer_given_to_somebody_on_leave_is_covered_too() -> None:
    made = sent_away(wish=wished(PLANNED, since=ON + 3 * DAY))
    agreed("S", Ask(Act.TRANSFER, "", day_number(ON), giver="zhao", taker="wang"), "wang", "sun", by="zhao")
    assert covers("S") == [("li", 3, 7)]
    assert ("S", "") in known(made)


def test_a_customer_handed_on_during_a_leave_is_covered_no_more() -> None:
    made = sent_away(wish=wished(PLANNED, since=ON))
    agreed("P", Ask(Act.TRANSFER, "", day_number(ON) + 2, giver="wang", taker="zhao"), "zhao", "chen", by="wang")
    assert covers("P") == [("li", 0, 2)]
    assert ("P", "") in known(made)


def test_a_split_leaves_the_cover_standing() -> None:
    sent_away(wish=wished(PLANNED, since=ON))
    parts = (Part("wang", "lead", 9_000), Part("chen", "co", 1_000))
    agreed("P", Ask(Act.SPLIT, "", day_number(ON), parts=parts), "chen", "wu", by="wang")
    assert covers("P") == [("li", 0, 7)]
    assert credited(portfolio.lines_of("P"), account_id="", day=day_number(ON)) == {"wang": 9_000, "chen": 1_000}


def test_a_deputy_who_hands_on_a_share_of_his_own_goes_on_standing_in() -> None:
    sent_away(wish=wished(PLANNED, since=ON))
    agreed("Q", Ask(Act.TRANSFER, "", day_number(ON), giver="li", taker="zhao"), "zhao", "chen", by="li")
    assert covers("Q") == [("li", 0, 7)]
    assert credited(portfolio.lines_of("Q"), account_id="", day=day_number(ON)) == {"wang": 7_000, "zhao": 3_000}


@pytest.mark.parametrize("back_first", ["wang", "li"])
def test_of_two_leaves_with_one_deputy_either_can_end_and_nothing_is_left(back_first: str) -> None:
    away = {
        "wang": sent_away("wang", wished(PLANNED, deputy="chen")),
        "li": sent_away("li", wished(PLANNED, until=WEEK + DAY, deputy="chen")),
    }
    assert {day for _who, since, until in covers("Q") for day in range(since, until)} == set(range(8))
    other = "li" if back_first == "wang" else "wang"
    leaving.end_leave(away[back_first].pk, on=ON + DAY, reason="back", actor=person("hao"))
    until = 8 if other == "li" else 7
    assert {day for _who, since, end in covers("Q") for day in range(since, end)} == set(range(until))
    leaving.end_leave(away[other].pk, on=ON + DAY, reason="back", actor=person("hao"))
    assert [(since, until) for _who, since, until in covers("Q")] == [(0, 1)]


def test_who_came_by_an_extract_during_a_leave_is_covered_from_the_next_day_on() -> None:
    made = sent_away(wish=wished(PLANNED, since=ON))
    Assignment.objects.filter(party_id="S").update(staff_id="wang")
    assert standing_in.stand_in(on=ON + DAY) == 1
    assert covers("S") == [("li", 1, 7)]
    assert ("S", "") in known(made)
    assert standing_in.stand_in(on=ON + DAY) == 0


def test_why_a_deputy_does_not_serve_a_customer_is_told_in_the_language_of_who_reads() -> None:
    posting.suspend("li", since=ON - DAY, until=None, reason="inquiry", actor="hao")
    with translation.override("zh-hans"):
        made = sent_away(wish=wished(PLANNED))
    row = made.covers.get(party_id="P")
    with translation.override("en"):
        told = said_again(row.words, row.facts)
    assert told.startswith(f"li cannot be given customers on {ON.isoformat()}: suspended since {ON - DAY}, until")
    with translation.override("zh-hans"):
        assert "suspended" not in said_again(row.words, row.facts)
