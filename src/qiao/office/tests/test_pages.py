"""The office in the browser, at a bank with its people."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from qiao.ground import clock
from qiao.ground.looks import looked
from qiao.ground.models import AuditRecord, Look, User
from qiao.office import actions, queries
from tests.banks.served import Served

SETTING = "/settings/approvals.due_days/"
TASKS_MOST = 22  # what waits is narrowed by its numbers first, then read
STATEMENTS_MOST = 10


@pytest.fixture
def bank(served_bank: Served) -> Iterator[Served]:
    """The bank, whose book of requests and tasks is as before after the case."""
    with transaction.atomic():
        yield served_bank
        transaction.set_rollback(True)


def asked(bank: Served, *, value: str = "5", role: str = "admin") -> str:
    since = (clock.today() + timedelta(days=7)).isoformat()
    answer = bank.as_role(role).post(SETTING, {"value:": value, "since": since, "reason": "year end"})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_value_is_asked_for_by_one_person_and_approved_by_another(bank: Served) -> None:
    way = asked(bank)
    own = bank.as_role("admin").get(way).content.decode()
    assert "Withdraw the request" in own
    assert "Approve and carry out" not in own
    page = bank.as_role("head").get(way).content.decode()
    assert "Approve and carry out" in page
    assert bank.as_role("head").post(way, {"answer": "approve"})["Location"] == way
    assert queries.parameter("approvals.due_days", on=clock.today() + timedelta(days=7)) == 5
    assert "year end" in bank.as_role("manager").get(SETTING).content.decode()


def test_the_asker_who_decides_and_a_second_click_are_told(bank: Served) -> None:
    way = asked(bank)
    assert bank.as_role("admin").post(way, {"answer": "approve"}).status_code == 403
    bank.as_role("head").post(way, {"answer": "approve"})
    again = bank.as_role("hr").post(way, {"answer": "refuse", "reason": "no"})
    assert again.status_code == 409
    page = again.content.decode()
    assert "decided already" in page
    assert "Who and when" in page, "the request stands below, with who decided it"
    assert "Approve and carry out" not in page


def test_a_refusal_without_reason_keeps_the_page_and_says_so(bank: Served) -> None:
    way = asked(bank)
    answer = bank.as_role("head").post(way, {"answer": "refuse", "reason": " "})
    assert answer.status_code == 400
    assert "Say why" in answer.content.decode()


def test_a_request_is_nobodys_business_but_theirs(bank: Served) -> None:
    way = asked(bank)
    statuses = {role: bank.as_role(role).get(way).status_code for role in ("manager", "lead", "auditor", "hr")}
    assert statuses == {"manager": 404, "lead": 404, "auditor": 200, "hr": 200}
    assert bank.as_role("head").get("/approvals/999999999/").status_code == 404


def test_what_was_typed_is_kept_where_it_is_not_taken(bank: Served) -> None:
    answer = bank.as_role("admin").post(SETTING, {"value:": "<b>9", "since": "2020-01-01", "reason": "why <i>"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="&lt;b&gt;9"' in page
    assert "why &lt;i&gt;" in page
    assert bank.as_role("manager").post(SETTING, {"value:": "9"}).status_code in {400, 403}


def test_a_manager_cannot_ask_for_a_value(bank: Served) -> None:
    since = clock.today().isoformat()
    answer = bank.as_role("manager").post(SETTING, {"value:": "9", "since": since, "reason": "x"})
    assert answer.status_code == 403
    assert "Ask a second person" not in bank.as_role("manager").get(SETTING).content.decode()


def test_a_table_by_post_is_asked_for_line_by_line(bank: Served) -> None:
    page = bank.as_role("admin").get("/settings/export.a_day/").content.decode()
    fields = dict(re.findall(r'name="(value:\w+)" value="(\d+)"', page))
    assert len(fields) == 8
    since = clock.today().isoformat()
    answer = bank.as_role("admin").post(
        "/settings/export.a_day/", fields | {"value:rm": "1", "since": since, "reason": "trial"}
    )
    bank.as_role("hr").post(answer["Location"], {"answer": "approve"})
    manager = bank.as_role("manager")
    assert manager.get("/unclaimed.csv").status_code == 200
    refused = manager.get("/unclaimed.csv")
    assert refused.status_code == 429
    assert "1 lists today" in refused.content.decode()


def test_the_sources_not_read_say_that_they_are_to_be_verified(bank: Served) -> None:
    page = bank.as_role("hr").get("/settings/reveal.a_day/").content.decode()
    assert "To be verified" in page


def test_tasks_are_written_done_and_undone(bank: Served) -> None:
    browser, today = bank.as_role("manager"), clock.today().isoformat()
    assert "Nothing waits for you" in browser.get("/tasks/").content.decode()
    browser.post("/tasks/", {"text": "call <b>Li</b>", "due": today})
    page = browser.get("/tasks/").content.decode()
    assert "call &lt;b&gt;Li&lt;/b&gt;" in page
    (way,) = re.findall(r'action="(/tasks/\d+/)"', page)
    assert bank.as_role("lead").post(way).status_code == 404
    browser.post(way)
    assert "Nothing waits for you" in browser.get("/tasks/").content.decode()
    browser.post(way, {"answer": "undo"})
    assert "Nothing waits for you" not in browser.get("/tasks/").content.decode()
    assert browser.post("/tasks/", {"text": "  "}).status_code == 400
    assert browser.get(way).status_code == 405


def test_the_auditor_reads_tasks_and_writes_none(bank: Served) -> None:
    assert bank.as_role("auditor").post("/tasks/", {"text": "x"}).status_code == 403
    assert "Write a task down" not in bank.as_role("auditor").get("/tasks/").content.decode()


@pytest.mark.parametrize("address", ["/audit/", "/audit/looks/", "/audit/chain/", "/audit/records.csv"])
def test_only_the_auditor_reads_the_audit(served_bank: Served, address: str) -> None:
    roles = ("auditor", "admin", "head", "hr", "manager", "nobody")
    found = {role: served_bank.as_role(role).get(address).status_code for role in roles}
    assert found == {"auditor": 200} | dict.fromkeys(roles[1:], 403)


def test_records_are_filtered_by_person_action_subject_and_day(served_bank: Served) -> None:
    browser, today = served_bank.as_role("auditor"), clock.today().isoformat()
    one = AuditRecord.objects.filter(action="people.take_in_staff").get()
    asked_for = f"/audit/?person={one.actor}&action={one.action}&subject=sta&since={today}&until={today}"
    assert re.findall(r'class="sub">(\d+)</span>', browser.get(asked_for).content.decode()) == [str(one.pk)]
    nothing = browser.get("/audit/?since=2000-01-01&until=2000-01-02").content.decode()
    assert "No record matches" in nothing
    junk = "/audit/?since=0001-01-01&until=9999-12-31&before=%00&after=x&person=%27%22"
    assert browser.get(junk.replace("%00", "9" * 30)).status_code == 200


def test_records_are_turned_over_by_the_number_of_the_last_row(bank: Served) -> None:
    person = User.objects.get(username="RM001")
    for number in range(60):
        actions.add_task(f"t{number}", due=None, on=clock.today(), actor=person)
    browser = bank.as_role("auditor")

    def page(address: str) -> tuple[list[int], str]:
        text = browser.get(f"/audit/{address}").content.decode()
        return [int(one) for one in re.findall(r'class="sub">(\d+)</span>', text)], text

    first, text = page("?action=office.add_task")
    older = re.findall(r'rel="next" href="([^"]+)"', text)[0].replace("&amp;", "&")
    second, text = page(older)
    newer = re.findall(r'rel="prev" href="([^"]+)"', text)[0].replace("&amp;", "&")
    assert (len(first), len(second)) == (50, 10)
    assert [*first, *second] == sorted([*first, *second], reverse=True)
    assert page(newer)[0] == first


def test_the_chain_is_checked_and_a_change_by_hand_is_found(bank: Served) -> None:
    browser = bank.as_role("auditor")
    assert "unbroken" in browser.get("/audit/chain/", headers={"HX-Request": "true"}).content.decode()
    victim = AuditRecord.objects.order_by("id")[3]
    AuditRecord.objects.filter(pk=victim.pk).update(new={"put": 0})
    told = browser.get("/audit/chain/").content.decode()
    assert f"Record {victim.pk} does not follow" in told


def test_looks_are_read_and_taken_away_which_is_a_look_too(bank: Served) -> None:
    looked(User.objects.get(username="HEAD01"), kind="revealed", subject="customer C000001", reason="call back")
    browser = bank.as_role("auditor")
    page = browser.get("/audit/looks/?subject=customer+C000001").content.decode()
    assert "call back" in page
    answer = browser.get("/audit/looks.csv?action=revealed")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:3] == ["At", "Person", "Post"]
    assert rows[2][1:3] == ["HEAD01", "head"]
    assert Look.objects.filter(actor="AUD01", kind="export", subject="list looks").count() == 1


@pytest.mark.parametrize("address", ["/tasks/", "/approvals/", "/settings/", "/audit/", "/audit/looks/", SETTING])
def test_a_page_of_the_office_asks_few_statements(bank: Served, address: str) -> None:
    for _number in range(3):
        actions.add_task("t", due=clock.today(), on=clock.today(), actor=User.objects.get(username="RM001"))
    asked(bank)
    browser = bank.as_role("auditor")
    browser.get(address)
    with CaptureQueriesContext(connection) as caught:
        browser.get(address)
    told = [one["sql"] for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]]
    frame = [sql for sql in told if "django_session" in sql or "ground_user" in sql]
    most = TASKS_MOST if address == "/tasks/" else STATEMENTS_MOST
    assert len(told) - len(frame) <= most, told
