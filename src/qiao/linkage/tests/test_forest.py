"""Any merges and splits, approved in any order, leave a forest; every split gives back what stood before."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.customers import queries as customers
from qiao.customers.actions import take_in_party
from qiao.ground.models import User, Visibility
from qiao.ground.refusals import Refusal
from qiao.linkage.actions.finding import name_pair
from qiao.linkage.actions.merging import ask_merge, ask_split
from qiao.linkage.queries import pairs, sources
from qiao.linkage.tests.cast import PERSON, row, table
from qiao.office import actions as office

TODAY = date(2026, 11, 26)
PEOPLE = ("A", "B", "C", "D", "E")
STEPS = st.lists(st.tuples(st.booleans(), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=8)


@pytest.fixture
def two(db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[User, User]:
    monkeypatch.setattr(sources.sources, "sees", sources.sees_everything)
    take_in_party(table(*(row(PERSON, one) for one in PEOPLE)), None, actor="load")
    Visibility.objects.create(staff_id="S", kind="all", key="", since=date(2020, 1, 1))
    one, other = (User.objects.create(username=name, post="desk", staff_id="S") for name in ("one", "other"))
    return one, other


def merged(one: str, into: str, people: tuple[User, User]) -> bool:
    asker, second = people
    try:
        pair = pairs.pair_of_ids(one, into) or name_pair(one, into, person=asker, actor=asker.username)
        asked = ask_merge(pair.pk, survivor=into, reason="seen", on=TODAY, actor=asker)
    except Refusal:
        return False
    office.decide(asked.pk, approve=True, reason="", on=TODAY, actor=second)
    return True


def split(one: str, people: tuple[User, User]) -> bool:
    asker, second = people
    try:
        asked = ask_split(one, reason="seen", on=TODAY, actor=asker)
    except Refusal:
        return False
    office.decide(asked.pk, approve=True, reason="", on=TODAY, actor=second)
    return True


def roots(edges: dict[str, str]) -> dict[str, str]:
    def root(one: str) -> str:
        return root(edges[one]) if one in edges else one

    return {one: root(one) for one in PEOPLE}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_survivors_are_the_roots_of_the_merges_that_stand(
    two: tuple[User, User], steps: list[tuple[bool, str, str]]
) -> None:
    edges: dict[str, str] = {}
    for is_merge, one, into in steps:
        if is_merge and merged(one, into, two):
            edges[one] = into
        elif not is_merge and split(one, two):
            del edges[one]
        expected = roots(edges)
        assert {one: customers.survivor_of(one) for one in PEOPLE} == expected
        families = {survivor: {one for one in PEOPLE if expected[one] == survivor} for survivor in expected.values()}
        assert all(set(customers.family_of(survivor)) == family for survivor, family in families.items())
    for one in sorted(edges):
        assert split(one, two)
    assert [customers.survivor_of(one) for one in PEOPLE] == list(PEOPLE)
    pairs.CustomerPair.objects.all().delete()


def test_merges_that_do_not_touch_give_the_same_in_any_order(two: tuple[User, User]) -> None:
    seen = []
    for steps in ((("B", "A"), ("D", "C")), (("D", "C"), ("B", "A"))):
        assert all(merged(one, into, two) for one, into in steps)
        seen.append({one: customers.survivor_of(one) for one in PEOPLE})
        assert all(split(one, two) for one, _into in steps)
        pairs.CustomerPair.objects.all().delete()
    assert seen[0] == seen[1]
