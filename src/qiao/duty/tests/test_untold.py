"""A forced leave agreed for a day to come: nothing that the person or the deputy can look at tells of it before."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from qiao.duty.actions import leaving, standing_in
from qiao.duty.models import LeaveCover
from qiao.duty.queries.calendar import calendar_of
from qiao.duty.rules.leave import LeaveKind
from qiao.duty.tests.cast import DAY, ON, WEEK, person, sent_away, take_in_all, wished
from qiao.ground.authority import scope_of
from qiao.ground.models import AuditRecord
from qiao.ground.periods import Period, day_number
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.portfolio.actions import changing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.shares import Act, Ask

pytestmark = pytest.mark.django_db
FIRST = ON + 3 * DAY
WHY = "a hint from the public"


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_all()


def browser(name: str) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(person(name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def sees(name: str, party_id: str) -> bool:
    ahead = Period(ON, ON + timedelta(days=366))
    return portfolio.may_see_customer(scope_of(person(name), on=ON), party_id, period=ahead)


def serving(party_id: str, day: object) -> set[str]:
    return {line.staff_id for line in portfolio.portfolio_on(party_id, day=day)}  # type: ignore[arg-type]  # a day


def test_before_its_first_day_a_forced_leave_has_left_no_trace_in_the_portfolio() -> None:
    made = sent_away(wish=wished(since=FIRST))
    assert not portfolio.changes_of("P")
    assert {line.staff_id for line in portfolio.lines_of("P")} == {"wang"}
    assert not LeaveCover.objects.exists()
    assert not sees("li", "P")
    assert (AuditRecord.objects.get(action="duty.record_leave").new or {})["covered"] == 0
    standing_in.stand_in(on=FIRST - DAY)
    assert serving("P", FIRST) == {"wang"}
    standing_in.stand_in(on=FIRST)
    assert serving("P", FIRST) == {"wang", "li"}
    assert serving("P", WEEK) == {"wang"}
    assert made.covers.count() == 3


@pytest.mark.parametrize("name", ["wang", "li"])
@pytest.mark.parametrize("address", ["/customers/P/portfolio/", "/customers/P/portfolio/?day=%s", "/customers/Q/"])
def test_no_page_tells_the_person_or_the_deputy(name: str, address: str) -> None:
    with translation.override("en"):
        before = browser(name).get(address.replace("%s", FIRST.isoformat()))
        state = agreed_in_silence()
        after = browser(name).get(address.replace("%s", FIRST.isoformat()))
    assert state == "approved"
    assert after.status_code == before.status_code
    text = after.content.decode()
    assert WHY not in text
    assert "Cover (role B)" not in text


def agreed_in_silence() -> str:
    asked = leaving.propose("wang", wished(since=FIRST), reason=WHY, on=ON, actor=person("hao"))
    return office.decide(asked.pk, approve=True, reason="", on=ON, actor=person("wu")).state


def test_a_request_that_waits_is_carried_out_as_if_no_leave_were_agreed() -> None:
    ask = Ask(Act.TRANSFER, "", day_number(ON), giver="wang", taker="li")
    waiting = changing.propose("P", ask, reason="r", on=ON, actor=person("wang"))
    sent_away(wish=wished(since=FIRST, deputy="chen"))
    for name in ("li", "wu"):
        waiting = office.decide(waiting.pk, approve=True, reason="", on=ON, actor=person(name))
    assert waiting.state == "approved"
    standing_in.stand_in(on=FIRST)
    assert serving("P", FIRST) == {"li"}
    assert serving("Q", FIRST) == {"wang", "li", "chen"}


def test_a_lead_reads_nothing_of_a_leave_of_ones_own_in_the_calendar() -> None:
    told = [(line.due, line.away) for line in calendar_of(scope_of(person("chen"), on=ON), org_ids=None, on=ON).lines]
    sent_away("chen", wish=wished(since=FIRST))
    lead = person("chen")
    seen = calendar_of(scope_of(lead, on=ON), org_ids=None, reader="chen", on=ON).lines
    assert [(line.due, line.away) for line in seen] == told
    others = calendar_of(scope_of(person("wu"), on=ON), org_ids=None, reader="wu", on=ON).lines
    assert {line.away for line in others if line.person.staff_id == "chen"} <= {True}


def test_the_first_page_of_the_day_lets_the_deputy_stand_in_without_a_job() -> None:
    made = sent_away(wish=wished(since=FIRST))
    type(made).objects.update(since=ON)  # three days have gone by
    page = browser("li").get("/customers/P/")
    assert page.status_code == 200
    assert serving("P", ON) == {"wang", "li"}
    made.refresh_from_db()
    assert made.covered_on == ON


def test_a_planned_leave_is_no_secret_and_is_covered_when_it_is_agreed() -> None:
    sent_away(wish=wished(LeaveKind.PLANNED, since=FIRST))
    assert sees("li", "P")
    assert serving("P", FIRST) == {"wang", "li"}


def test_a_leave_called_off_before_its_day_covers_nothing_and_who_is_told_of_nothing_is_refused_nothing() -> None:
    made = sent_away(wish=wished(since=FIRST))
    leaving.end_leave(made.pk, on=ON, reason="another day", actor=person("hao"))
    standing_in.stand_in(on=FIRST)
    assert serving("P", FIRST) == {"wang"}


def test_a_lead_who_names_herself_as_deputy_learns_nothing_of_a_leave_of_hers() -> None:
    sent_away("chen", wish=wished(since=FIRST))
    wish = wished(LeaveKind.PLANNED, since=FIRST, deputy="chen")
    one = leaving.propose("li", wish, reason="r", on=ON, actor=person("chen"))
    with pytest.raises(Refusal) as refused:
        office.decide(one.pk, approve=True, reason="", on=ON, actor=person("wu"))
    assert refused.value.code == "leave.deputy_away"
