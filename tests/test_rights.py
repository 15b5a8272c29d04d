"""Log-ins in the browser: the administrator makes, closes and opens them; another post takes two persons."""

import re
from collections.abc import Iterator

import pytest
from axes.models import AccessAttempt
from django.db import transaction

from qiao.ground import clock
from qiao.ground.models import AuditRecord, User
from qiao.project import logins
from tests.banks.served import Served

WAY = "/logins/RM002/"


@pytest.fixture
def bank(served_bank: Served) -> Iterator[Served]:
    """The bank, whose log-ins are as before after the case."""
    with transaction.atomic():
        User.objects.create_user(username="RM002", staff_id="RM002", post="rm")
        yield served_bank
        transaction.set_rollback(True)


def test_another_post_takes_a_second_person_and_a_load_does_not_take_it_back(bank: Served) -> None:
    admin = bank.as_role("admin")
    way = admin.post(WAY, {"answer": "post", "post": "auditor", "reason": "moves to audit"})["Location"]
    assert admin.post(way, {"answer": "approve"}).status_code == 403
    assert bank.as_role("hr").post(way, {"answer": "approve"}).status_code == 404
    assert User.objects.get(username="RM002").post == "rm"
    assert bank.as_role("head").post(way, {"answer": "approve"}).status_code == 302
    logins.renew(on=clock.today(), actor="load")
    assert User.objects.get(username="RM002").post == "auditor"
    record = AuditRecord.objects.get(action="project.change_post")
    assert (record.actor, record.reason) == ("HEAD01", "moves to audit")
    assert record.old == {"post": "rm", "fixed": False}
    assert record.new == {"post": "auditor", "fixed": True}


def test_a_log_in_is_closed_and_opened_again(bank: Served) -> None:
    admin = bank.as_role("admin")
    for answer, active in (("close", False), ("reopen", True)):
        admin.post(WAY, {"answer": answer})
        assert User.objects.get(username="RM002").is_active is active
    assert AuditRecord.objects.filter(action__in=["project.close", "project.reopen"]).count() == 2


def test_a_lock_after_wrong_passwords_is_seen_and_lifted_by_the_administrator(bank: Served) -> None:
    AccessAttempt.objects.create(
        username="rm002", ip_address="10.1.2.3", failures_since_start=5, get_data="", post_data=""
    )
    admin = bank.as_role("admin")
    assert "locked until" in admin.get(WAY).content.decode()
    assert bank.as_role("head").post(WAY, {"answer": "unlock"}).status_code == 403
    assert admin.post(WAY, {"answer": "unlock"}).status_code == 302
    assert not AccessAttempt.objects.exists()
    record = AuditRecord.objects.get(action="project.unlock")
    assert (record.actor, record.subject, record.old) == ("ADM01", "user RM002", {"addresses counted": 1})
    assert "Lift the lock" not in admin.get(WAY).content.decode()


def test_nobody_manages_ones_own_log_in(bank: Served) -> None:
    assert bank.as_role("admin").post("/logins/ADM01/", {"answer": "close"}).status_code == 403
    assert User.objects.get(username="ADM01").is_active


def test_a_log_in_is_made_for_a_person_and_its_password_told_once(bank: Served) -> None:
    admin = bank.as_role("admin")
    page = admin.post("/logins/", {"name": "new.one", "staff": "RM003"}).content.decode()
    password = re.findall(r'<strong class="mono">([^<]+)</strong>', page)[0]
    made = User.objects.get(username="new.one")
    assert (made.post, made.staff_id, made.check_password(password)) == ("rm", "RM003", True)
    assert password not in admin.get("/logins/new.one/").content.decode()
    again = admin.post("/logins/", {"name": "new.one", "staff": "RM003"})
    assert again.status_code == 400
    assert admin.post("/logins/", {"name": "x", "staff": "none"}).status_code == 400


@pytest.mark.parametrize(("role", "reads"), [("auditor", 200), ("manager", 403), ("head", 403), ("hr", 403)])
def test_others_manage_no_log_in(bank: Served, role: str, reads: int) -> None:
    browser = bank.as_role(role)
    assert browser.get("/logins/").status_code == reads
    for answer in ("close", "password", "post"):
        assert browser.post(WAY, {"answer": answer, "post": "hr", "reason": "x"}).status_code == 403
    assert browser.post("/logins/", {"name": "y", "staff": "RM003"}).status_code == 403
    assert User.objects.get(username="RM002").is_active
