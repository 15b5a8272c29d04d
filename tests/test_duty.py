"""Rotation, leave and exit through the doors of the house: log-in, sessions, tokens, pages, files, numbers."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from qiao.duty.actions import exiting, leaving
from qiao.duty.models import StaffExit, StaffLeave
from qiao.duty.queries import draws
from qiao.duty.queries.calendar import calendar_of, dues_of
from qiao.duty.rules.due import State, What
from qiao.duty.rules.leave import LeaveKind
from qiao.duty.tests.cast import DAY, ON, WEEK, person, sent_away, take_in_all, wished
from qiao.ground import tokens
from qiao.ground.authority import scope_of
from qiao.ground.models import AuditRecord, User
from qiao.office import actions as office
from qiao.office import parameters, queries
from qiao.people.models import Staff

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough one"


@pytest.fixture(autouse=True)
def bank() -> Iterator[None]:
    take_in_all()
    with translation.override("en"):
        yield


def visitor() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def browser(name: str) -> Client:
    client = visitor()
    client.force_login(person(name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def log_in(name: str) -> tuple[Client, str]:
    client, user = visitor(), person(name)
    user.set_password(PASSWORD)
    user.save()
    answer = client.post("/login/", {"username": name, "password": PASSWORD}, follow=True)
    return client, answer.content.decode()


def test_a_session_that_is_open_ends_with_the_first_ask_on_the_first_day_of_a_forced_leave() -> None:
    client = browser("wang")
    assert client.get("/customers/").status_code == 200
    sent_away()
    answer = client.get("/customers/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?ended=closed")
    assert "_auth_user_id" not in client.session
    assert "your access rests" in client.get(answer["Location"]).content.decode()


def test_the_right_password_is_turned_away_in_words_and_recorded() -> None:
    sent_away()
    client, told = log_in("wang")
    assert f"Your access rests until {(WEEK - DAY).isoformat()}" in told
    assert "_auth_user_id" not in client.session
    record = AuditRecord.objects.get(action="project.turn_away")
    assert record.new
    assert (record.actor, record.new["turned away"]) == ("wang", "authority.on_leave")
    StaffLeave.objects.update(until=ON, since=ON - DAY)  # the day after the last
    client, _told = log_in("wang")
    assert "_auth_user_id" in client.session


def test_a_token_reads_nothing_meanwhile() -> None:
    token = tokens.make(person("wang"), name="sheet", scopes=["customers:read"], days=10, actor="wang")
    program = Client(headers={"Authorization": f"Bearer {token}"})
    assert program.get("/api/v1/customers").status_code == 200
    sent_away()
    answer = program.get("/api/v1/customers")
    assert answer.status_code == 403
    assert answer.json()["code"] == "authority.on_leave"


def test_who_is_gone_comes_in_no_more_unless_hired_again() -> None:
    exiting.open_exit("wang", last_day=ON - DAY, reason="goes", on=ON, actor=person("hao"))
    client, told = log_in("wang")
    assert "Your access ended" in told
    assert "_auth_user_id" not in client.session
    Staff.objects.filter(pk="wang").update(hired_on=ON)
    client, _told = log_in("wang")
    assert "_auth_user_id" in client.session


def test_the_calendar_is_narrowed_paged_and_taken_as_a_file() -> None:
    client = browser("chen")
    page = client.get("/duty/").content.decode()
    assert "wang" in page
    assert "zhao" not in page  # another branch's
    assert "/duty/people/li/" not in client.get("/duty/?text=wang").content.decode()
    assert "2 of 3 customers" not in page
    assert "3 of 3 customers served since 2020-01-01" in page
    sheet = client.get("/duty.csv?what=set").content.decode()
    lines = sheet.splitlines()
    assert len([line for line in lines if "other customers" in line]) >= 2
    assert "2022-12-31" in sheet
    assert client.get("/duty.xlsx").status_code == 200
    assert browser("wang").get("/duty/").status_code == 403
    assert browser("wang").get("/duty.csv").status_code == 403


def test_two_persons_change_a_number_and_the_calendar_follows() -> None:
    admins = [User.objects.create_user(username=name, post="admin") for name in ("one", "two")]
    words = {"reason": "our own rule", "on": ON}
    assert queries.known_parameter("duty.set_months").verified is False
    asked = parameters.propose("duty.set_months", {"": "600"}, since=ON, actor=admins[0], **words)  # type: ignore[arg-type]  # plain words
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=admins[1])
    dues = dues_of(list(Staff.objects.filter(pk="wang")), on=ON)["wang"]
    assert [one.state for one in dues if one.what is What.SET] == [State.SOON]  # told at thirty months still


def test_a_draw_leads_to_a_leave_by_forms_alone() -> None:
    hr, head, auditor = browser("hao"), browser("wu"), browser("an")
    assert "can be drawn" in hr.get("/duty/draws/?unit=T1").content.decode()
    answer = hr.post("/duty/draws/", {"unit": "T1", "count": "1"}, follow=True)
    page = answer.content.decode()
    assert "the same people" in page
    made = draws.draw_on("T1", day=ON)
    assert made
    (who,) = made.drawn
    deputy = next(name for name in ("li", "wang", "chen") if name != who)
    form = hr.get(f"/duty/people/{who}/?draw={made.pk}").content.decode()
    assert f'name="draw" value="{made.pk}"' in form
    wish = {
        "act": "leave",
        "kind": "forced",
        "since": ON.isoformat(),
        "last": (ON + 4 * DAY).isoformat(),
        "deputy": deputy,
        "draw": str(made.pk),
        "reason": "drawn",
    }
    answer = hr.post(f"/duty/people/{who}/", wish)
    assert answer.status_code == 302
    head.post(answer["Location"], {"decision": "approve", "approve": "1", "reason": ""})
    one = queries.approval_of(int(answer["Location"].strip("/").rpartition("/")[2]))
    if one.state == "asked":
        office.decide(one.pk, approve=True, reason="", on=ON, actor=person("wu"))
    leave = StaffLeave.objects.get(staff_id=who)
    assert leave.draw_id == made.pk
    page = auditor.get(f"/duty/leaves/{leave.pk}/").content.decode()
    assert "access rests" in page
    auditor.post(f"/duty/leaves/{leave.pk}/", {"act": "finding", "code": "cash", "finding": "counted"})
    assert leave.checks.get(code="cash").finding == "counted"
    assert browser(deputy).get(f"/duty/leaves/{leave.pk}/").status_code == 200
    assert browser("zhao").get(f"/duty/leaves/{leave.pk}/").status_code == 404
    assert browser("wu").get("/duty/draws/").status_code == 403


def test_a_forced_leave_to_come_is_read_by_nobody_it_would_warn() -> None:
    one = leaving.propose("wang", wished(since=ON + DAY, deputy="li"), reason="r", on=ON, actor=person("hao"))
    office.decide(one.pk, approve=True, reason="", on=ON, actor=person("wu"))
    leave = StaffLeave.objects.get()
    for name in ("wang", "li"):
        client = browser(name)
        assert client.get(f"/duty/leaves/{leave.pk}/").status_code == 404
        assert client.get(f"/approvals/{one.pk}/").status_code in {403, 404}
        assert f"/duty/leaves/{leave.pk}/" not in client.get("/tasks/").content.decode()


def test_an_exit_is_signed_corrected_and_withdrawn_by_forms() -> None:
    hr = browser("hao")
    answer = hr.post("/duty/people/wang/", {"act": "exit", "last": ON.isoformat(), "reason": "goes"})
    made = StaffExit.objects.get()
    assert answer["Location"] == f"/duty/exits/{made.pk}/"
    page = browser("chen").get(answer["Location"]).content.decode()
    assert "Customers still held" in page
    User.objects.filter(username="chen").update(first_name="Name of Chen")
    browser("chen").post(answer["Location"], {"act": "sign", "code": "work", "remark": "seen"})
    assert made.signatures.get().by == "chen"
    page = browser("an").get(answer["Location"]).content.decode()
    assert "Name of Chen · " in page, "who signed is called by name"
    assert "<dt>Open tasks</dt><dd>none</dd>" in page, "what is empty stands together"
    refused = browser("chen").post(answer["Location"], {"act": "close", "reason": "r"})
    assert refused.status_code == 403
    refused = hr.post(answer["Location"], {"act": "close", "reason": "r"})
    assert refused.status_code == 400
    assert "cannot be closed yet" in refused.content.decode()
    hr.post(answer["Location"], {"act": "correct", "last": (ON + DAY).isoformat(), "reason": "a day more"})
    made.refresh_from_db()
    assert made.last_day == ON + DAY
    assert browser("wang").get(answer["Location"]).status_code == 200
    assert browser("zhao").get(answer["Location"]).status_code == 404
    hr.post(answer["Location"], {"act": "withdraw", "reason": "stays"})
    made.refresh_from_db()
    assert made.state == "withdrawn"


@pytest.mark.parametrize(
    "sent",
    [
        {
            "act": "leave",
            "kind": "x",
            "since": "yesterday",
            "last": "",
            "deputy": "x" * 900,
            "draw": "-1",
            "reason": "",
        },
        {"act": "leave", "kind": "forced", "since": "9999-12-31", "last": "9999-12-31", "deputy": "li", "reason": "r"},
        {"act": "rotation", "kind": "", "since": "", "last": "", "place": "", "reason": "r"},
        {"act": "exit", "last": "0001-01-01", "reason": "r"},
        {},
    ],
)
def test_what_a_form_sends_amiss_is_told_beside_it(sent: dict[str, str]) -> None:
    answer = browser("hao").post("/duty/people/wang/", sent)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_away_people_and_learners_are_counted_apart() -> None:
    found = calendar_of(scope_of(person("hao"), on=ON), org_ids=None, on=ON)
    assert (found.people, found.learned) == (7, 0)
    sent_away(wish=wished(LeaveKind.PLANNED, until=ON + timedelta(days=2)))
    found = calendar_of(scope_of(person("hao"), on=ON), org_ids=["T1"], on=date.fromordinal(ON.toordinal()))
    assert found.people == 3
