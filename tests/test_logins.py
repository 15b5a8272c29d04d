"""A log-in follows its person: the post as the bank has it, and no further than the last day in it."""

from datetime import date

import pytest

from qiao.ground.models import AuditRecord, User
from qiao.office.trail import names_of
from qiao.people.models import OrgUnit, Staff
from qiao.project import logins

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 5)


@pytest.fixture
def team() -> OrgUnit:
    return OrgUnit.objects.create(org_id="T1", name="Team", kind="team")


def log_in(name: str, *, staff_id: str, post: str) -> None:
    User.objects.create_user(username=name, staff_id=staff_id, post=post)


def test_a_load_gives_a_log_in_the_post_of_its_person(team: OrgUnit) -> None:
    Staff.objects.create(staff_id="S1", name="Li", org=team, post="lead")
    log_in("li", staff_id="S1", post="rm")
    assert logins.renew(on=ON, actor="load") == 1
    assert User.objects.get().post == "lead"
    record = AuditRecord.objects.get(subject="user li")
    assert (record.old, record.new) == ({"post": "rm", "active": True}, {"post": "lead", "active": True})


@pytest.mark.parametrize(("left_on", "active"), [(date(2026, 10, 4), False), (date(2026, 10, 5), True)])
def test_a_log_in_closes_once_the_last_day_has_passed(team: OrgUnit, *, left_on: date, active: bool) -> None:
    Staff.objects.create(staff_id="S1", name="Li", org=team, post="rm", left_on=left_on)
    log_in("li", staff_id="S1", post="rm")
    logins.renew(on=ON, actor="load")
    assert User.objects.get().is_active is active
    assert AuditRecord.objects.filter(subject="user li").exists() is not active


def test_log_ins_of_nobody_are_left_alone(team: OrgUnit) -> None:
    log_in("root", staff_id="", post="admin")
    log_in("unknown", staff_id="S9", post="rm")
    assert logins.renew(on=ON, actor="load") == 0
    assert User.objects.filter(is_active=True).count() == 2


def test_a_new_log_in_is_called_as_its_person(team: OrgUnit) -> None:
    Staff.objects.create(staff_id="S1", name="Li", org=team, post="rm")
    log_in("root", staff_id="", post="admin")
    logins.add("li", post=None, staff_id="S1", password="four-made-up-words", actor="root")
    assert names_of(["li", "root"]) == {"li": "Li"}
