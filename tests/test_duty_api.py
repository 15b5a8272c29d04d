"""Rotation, leave, draws, exits, careers, ladders and quotas for programs: as the pages tell them, and to whom."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from qiao.duty.actions import drawing, exiting
from qiao.duty.rules.leave import LeaveKind
from qiao.duty.tests.cast import DAY, ON, WEEK, person, sent_away, take_in_all, wished
from qiao.ground import tokens
from qiao.office import actions as office
from qiao.people.actions import ladders, posting
from qiao.people.models import QuotaExtra, Staff
from qiao.people.rules import samples

pytestmark = pytest.mark.django_db
FIRST = ON + 3 * DAY


@pytest.fixture(autouse=True)
def bank() -> Iterator[None]:
    take_in_all()
    with translation.override("en"):
        yield


def asked(name: str, address: str, *, status: int = 200, scope: str = "people:read") -> Any:
    token = tokens.make(person(name), name=f"sheet {address}"[:40], scopes=[scope], days=10, actor=name)
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    answer = Client(headers=headers).get(f"/api/v1{address}")
    assert answer.status_code == status, answer.content[:300]
    return answer.json()


def adopt() -> None:
    for wish in (
        ladders.propose(samples.NEUTRAL, since=ON - 9 * DAY, reason="r", on=ON, actor=person("hao")),
        ladders.propose_matrix(
            "neutral", samples.NEUTRAL_MATRIX, since=ON - 9 * DAY, reason="r", on=ON, actor=person("hao")
        ),
    ):
        office.decide(wish.pk, approve=True, reason="", on=ON, actor=person("hu"))


def test_the_calendar_is_narrowed_and_tells_what_the_page_tells() -> None:
    found = asked("chen", "/duty/calendar?what=set&state=late")
    assert {(one["staff_id"], one["what"], one["state"]) for one in found["due"]} == {
        (name, "set", "late") for name in ("li", "wang")
    }
    assert not found["more"]
    assert asked("chen", "/duty/calendar?state=tomorrow", status=422)["code"]
    asked("wang", "/duty/calendar", status=403)
    asked("chen", "/duty/calendar", status=403, scope="customers:read")


def test_a_forced_leave_to_come_is_read_by_who_decides_and_not_by_whom_it_warns() -> None:
    made = sent_away("chen", wished(since=FIRST))
    lines = asked("hao", "/duty/leaves")["leaves"]
    assert [(one["number"], one["staff_id"], one["kind"]) for one in lines] == [(made.pk, "chen", "forced")]
    assert asked("chen", "/duty/leaves?every=true") == {"leaves": [], "more": False}
    away = {one["away"] for one in asked("chen", "/duty/calendar")["due"] if one["staff_id"] == "chen"}
    assert away <= {False}
    sent_away("li", wished(LeaveKind.PLANNED, deputy="wang"))
    assert [one["staff_id"] for one in asked("chen", "/duty/leaves")["leaves"]] == ["li"]


def test_draws_are_for_those_who_may_read_them() -> None:
    made = drawing.draw_leave("T1", count=1, on=ON, actor=person("hao"), seed="a seed")
    (line,) = asked("an", "/duty/draws")["draws"]
    assert (line["number"], line["seed"], line["drawn"], line["whole"]) == (made.pk, "a seed", made.drawn, True)
    asked("wu", "/duty/draws", status=403)


def test_exits_by_state() -> None:
    made = exiting.open_exit("wang", last_day=WEEK, reason="goes", on=ON, actor=person("hao"))
    assert [one["number"] for one in asked("chen", "/duty/exits?state=open")["exits"]] == [made.pk]
    assert asked("chen", "/duty/exits?state=closed")["exits"] == []
    assert asked("sun", "/duty/exits")["exits"] == []
    asked("chen", "/duty/exits?state=gone", status=422)


def test_a_career_with_level_authority_and_events_on_any_day() -> None:
    adopt()
    Staff.objects.filter(staff_id="wang").update(level="中级")
    posting.suspend("wang", since=ON - DAY, until=None, reason="inquiry", actor="hao")
    before = asked("wang", f"/people/wang/career?day={(ON - 2 * DAY).isoformat()}")
    assert (before["scheme"], before["level"], before["suspended"]) == ("neutral", "中级", False)
    assert before["authority"]["quota_month"] == "4000.00"
    assert before["authority"]["propose"] == "30000000.00"
    now = asked("chen", "/people/wang/career")
    assert now["suspended"]
    assert [one["kind"] for one in now["events"]] == ["suspended"]
    assert len(now["bars"]) == 2  # suspended, and without the certificate of the level
    asked("sun", "/people/wang/career", status=404)


def test_the_ladders_in_force_on_a_day() -> None:
    assert asked("wang", "/ladders")["ladders"] == []
    adopt()
    (ladder,) = asked("wang", "/ladders")["ladders"]
    senior = ladder["levels"][0]
    assert (ladder["scheme"], senior["code"], senior["authority"]["customers_most"]) == ("neutral", "资深", 12)
    assert asked("wang", f"/ladders?day={(ON - timedelta(days=30)).isoformat()}")["ladders"] == []


def test_the_quota_of_a_month_is_exact_and_of_whom_one_sees() -> None:
    adopt()
    Staff.objects.filter(staff_id="wang").update(level="初级")
    approval = sent_away("li", wished(LeaveKind.PLANNED, deputy="chen")).approval
    QuotaExtra.objects.create(staff_id="wang", month=f"{ON:%Y-%m}", extra_fen=50_01, reason="r", approval=approval)
    (month,) = asked("wang", "/people/wang/quota")["months"]
    assert month == {
        "month": f"{ON:%Y-%m}",
        "level": "2000.00",
        "extra": "50.01",
        "used": "0.00",
        "left": "2050.01",
    }
    asked("sun", "/people/wang/quota", status=404)
