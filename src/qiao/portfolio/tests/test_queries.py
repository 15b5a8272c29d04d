"""Whose customers a person sees: a manager her own, a lead the team's, a head the branch's, a stranger none of them."""

from datetime import date

import pytest

from qiao.ground.authority import Scope, scope_of
from qiao.ground.models import User
from qiao.ground.periods import Period
from qiao.people.actions.extract import renew_visibility
from qiao.portfolio.models import Assignment
from qiao.portfolio.queries.serving import assignments_of, may_see_customer, running, visible_assignments
from qiao.portfolio.tests.cast import take_in_bank

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 5)
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))
UNITS = {"H": None, "B1": "H", "T1": "B1", "B2": "H"}
CAST = {
    "manager": ("T1", "rm"),
    "colleague": ("T1", "rm"),
    "lead": ("T1", "lead"),
    "head": ("B1", "head"),
    "stranger": ("B2", "head"),
    "auditor": ("H", "auditor"),
    "admin": ("H", "admin"),
}
SERVED = {  # customer -> who, since when, until when
    "P1": ("manager", date(2026, 1, 1), None),
    "P2": ("colleague", date(2026, 1, 1), None),
    "P3": ("stranger", date(2026, 1, 1), None),
    "P4": ("manager", date(2026, 1, 1), date(2026, 9, 1)),  # the last day is 31 August
    "P5": ("manager", date(2026, 9, 30), None),
    "P6": ("manager", date(2026, 10, 1), None),
}


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_bank(UNITS, people=CAST, customers=SERVED)
    for party, (person, since, until) in SERVED.items():
        Assignment.objects.create(
            party_id=party, staff_id=person, role="lead", since=since, until=until, share_bp=10_000
        )
    renew_visibility(on=ON, actor="test")


def scope(person: str) -> Scope:
    return scope_of(User(username=person, staff_id=person), on=ON)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("manager", {"P1", "P5"}),
        ("lead", {"P1", "P2", "P5"}),
        ("head", {"P1", "P2", "P5"}),
        ("stranger", {"P3"}),
        ("auditor", {"P1", "P2", "P3", "P5"}),
        ("admin", set()),
        ("a log-in without a person", set()),
    ],
)
def test_a_person_sees_the_customers_served_in_the_month(person: str, expected: set[str]) -> None:
    seen = visible_assignments(scope(person), period=SEPTEMBER)
    assert set(seen.values_list("party_id", flat=True)) == expected


def test_a_customer_is_opened_by_those_who_serve_it_and_by_no_stranger() -> None:
    opened = {person for person in CAST if may_see_customer(scope(person), "P1", period=SEPTEMBER)}
    assert opened == {"manager", "lead", "head", "auditor"}
    assert not may_see_customer(scope("manager"), "P4", period=SEPTEMBER)


def test_an_assignment_runs_from_its_first_day_to_the_day_before_its_end() -> None:
    def served(on: date) -> set[str]:
        return set(running(on).values_list("party_id", flat=True))

    assert "P4" in served(date(2026, 8, 31))
    assert "P4" not in served(date(2026, 9, 1))
    assert "P5" not in served(date(2026, 9, 29))
    assert "P5" in served(date(2026, 9, 30))


def test_who_serves_a_customer_is_told_newest_first() -> None:
    Assignment.objects.create(
        party_id="P1", staff_id="lead", role="support", since=date(2026, 9, 1), until=None, share_bp=0
    )
    assert [one.staff_id for one in assignments_of("P1")] == ["lead", "manager"]
