"""A level's table names sizes of companies: the register tells a company's size, and then the table binds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from qiao.customers.queries import Customer
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.people.actions import ladders
from qiao.people.actions.extract import renew_visibility
from qiao.people.queries.staff import Staff
from qiao.people.rules import samples
from qiao.portfolio.actions import changing
from qiao.portfolio.models import Assignment
from qiao.portfolio.queries.sources import sources
from qiao.portfolio.rules.shares import Act, Ask
from qiao.portfolio.tests.cast import take_in_bank
from qiao.profile.actions import values

pytestmark = pytest.mark.django_db
ON = clock.today()
CAST = {"wang": ("T1", "rm"), "li": ("T1", "rm"), "chen": ("T1", "lead"), "hr": ("H", "hr"), "hr2": ("H", "hr")}


@pytest.fixture(autouse=True)
def bank() -> Iterator[None]:
    """Wang leads the company M; both are at 初级, whose sample table names small and micro companies."""
    take_in_bank({"H": None, "B1": "H", "T1": "B1"}, people=CAST, customers=["M"])
    Customer.objects.update(kind="company")
    for name, (_unit, post) in CAST.items():
        User.objects.create_user(username=name, staff_id=name, post=post)
    Assignment.objects.create(party_id="M", staff_id="wang", role="lead", since=ON, share_bp=10_000)
    renew_visibility(on=ON, actor="test")
    Staff.objects.filter(staff_id__in=["wang", "li"]).update(level="初级")
    since, words = ON - timedelta(days=9), {"reason": "adopted", "on": ON, "actor": person("hr")}
    levels = tuple(replace(one, certificates=()) for one in samples.NEUTRAL.levels)
    agreed(ladders.propose(replace(samples.NEUTRAL, levels=levels), since=since, **words))  # type: ignore[arg-type]  # plain words
    agreed(ladders.propose_matrix("neutral", samples.NEUTRAL_MATRIX, since=since, **words))  # type: ignore[arg-type]  # the same
    with translation.override("en"):
        yield


def person(name: str) -> User:
    return User.objects.get(username=name)


def agreed(asked: Approval) -> None:
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person("hr2"))


def told(size: str) -> None:
    wang = person("wang")
    values.set_value(
        "M", "size", {"size": size}, valid_from=ON, source="manager", seen=0, person=wang, actor=wang.username
    )


def transferred() -> Approval:
    ask = Ask(Act.TRANSFER, "", day_number(ON), giver="wang", taker="li")
    return changing.propose("M", ask, reason="closer", on=ON, actor=person("wang"))


def test_until_somebody_tells_the_size_it_is_not_judged() -> None:
    assert sources.size("M") == ""
    assert transferred().pk


@pytest.mark.parametrize("size", ["small", "micro"])
def test_a_company_of_a_size_that_the_table_names_is_given(size: str) -> None:
    told(size)
    assert sources.size("M") == size
    assert transferred().pk


@pytest.mark.parametrize("size", ["large", "medium"])
def test_a_company_of_another_size_is_refused(size: str) -> None:
    told(size)
    with pytest.raises(Refusal, match="the level does not cover this segment of customers") as refused:
        transferred()
    assert refused.value.code == "portfolio.barred"
