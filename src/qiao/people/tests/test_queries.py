"""Who sees whom: the manager, the lead of the team, the head of the branch, head office, and the stranger."""

from datetime import date

import pytest

from qiao.ground.authority import Scope, scope_of
from qiao.ground.models import User
from qiao.people.actions.extract import renew_visibility
from qiao.people.models import OrgUnit, Staff
from qiao.people.queries.staff import listed_staff, org_tree, orgs_below, visible_orgs, visible_staff

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 5)
UNITS = {"H": None, "B1": "H", "T1": "B1", "T2": "B1", "B2": "H"}
CAST = {
    "manager": ("T1", "rm"),
    "colleague": ("T1", "rm"),
    "lead": ("T1", "lead"),
    "head": ("B1", "head"),
    "stranger": ("B2", "head"),
    "desk": ("H", "desk"),
    "hr": ("B2", "hr"),
    "auditor": ("H", "auditor"),
    "admin": ("H", "admin"),
}


@pytest.fixture(autouse=True)
def bank() -> None:
    for unit, above in UNITS.items():
        OrgUnit.objects.create(org_id=unit, name=unit, kind="branch", parent_id=above)
    for person, (unit, post) in CAST.items():
        Staff.objects.create(staff_id=person, name=person, org_id=unit, post=post)
    renew_visibility(on=ON, actor="test")


def scope(person: str) -> Scope:
    return scope_of(User(username=person, staff_id=person), on=ON)


def seen(person: str) -> set[str]:
    return set(visible_staff(scope(person)).values_list("staff_id", flat=True))


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("manager", {"manager"}),
        ("lead", {"manager", "colleague", "lead"}),
        ("head", {"manager", "colleague", "lead", "head"}),
        ("stranger", {"stranger", "hr"}),
        ("desk", set(CAST)),
        ("hr", set(CAST)),
        ("auditor", set(CAST)),
        ("admin", set()),
        ("a log-in without a person", set()),
    ],
)
def test_a_person_sees_the_people_of_the_post(person: str, expected: set[str]) -> None:
    assert seen(person) == expected


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("manager", []),
        ("lead", [(0, "T1")]),
        ("head", [(0, "B1"), (1, "T1"), (1, "T2")]),
        ("auditor", [(0, "H"), (1, "B1"), (2, "T1"), (2, "T2"), (1, "B2")]),
    ],
)
def test_a_person_sees_the_units_of_the_post_as_a_tree(person: str, expected: list[tuple[int, str]]) -> None:
    assert [(depth, unit.org_id) for depth, unit in org_tree(scope(person))] == expected
    assert set(visible_orgs(scope(person)).values_list("org_id", flat=True)) == {unit for _depth, unit in expected}


def test_who_moves_is_seen_by_the_new_lead_and_no_more_by_the_old() -> None:
    Staff.objects.filter(staff_id="manager").update(org_id="B2")
    assert "manager" in seen("stranger")
    assert "manager" not in seen("lead")


def test_a_new_post_sees_from_the_renewal_on() -> None:
    Staff.objects.filter(staff_id="colleague").update(post="lead")
    assert seen("colleague") == {"colleague"}
    renew_visibility(on=ON, actor="test")
    assert seen("colleague") == {"manager", "colleague", "lead"}


def test_who_has_left_sees_nobody() -> None:
    Staff.objects.filter(staff_id="head").update(left_on=date(2020, 1, 1))
    renew_visibility(on=ON, actor="test")
    assert seen("head") == set()
    assert "head" in seen("auditor")


def test_a_list_narrows_within_what_is_seen_and_never_beyond() -> None:
    everybody, lead = scope("auditor"), scope("lead")
    assert [one.staff_id for one in listed_staff(everybody, text="AGE")] == ["manager"]
    assert [one.staff_id for one in listed_staff(lead, org_ids=["B2", "H"])] == []
    assert [one.staff_id for one in listed_staff(everybody, text="%")] == []  # a sign of patterns is a letter here
    assert orgs_below("B1") == ["B1", "T2", "T1"]
    assert orgs_below("nowhere") == ["nowhere"]
