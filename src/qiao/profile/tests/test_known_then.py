"""The record as known at a moment does not change by what is merged, or split, after it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

import pytest

from qiao.customers.actions import absorb, restore
from qiao.customers.queries import family_at
from qiao.ground import clock
from qiao.profile.actions.values import set_value
from qiao.profile.queries.record import record_of
from qiao.profile.tests.cast import FIRM, log_in, take_in_bank

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)
TWIN, THIRD = "P3", "P4"


def test_a_question_about_the_past_is_answered_the_same_after_a_merge_and_a_split() -> None:
    take_in_bank((TWIN, "company", "云岚机械厂"), (THIRD, "company", "云岚"))
    chen = log_in("chen", "rm")
    for party_id, product in ((TWIN, "loan"), (THIRD, "card")):
        asked = {"valid_from": SPRING, "source": "x", "seen": 0, "person": chen, "actor": "chen"}
        set_value(party_id, "need", {"product": product}, **asked)  # type: ignore[arg-type]  # a table of arguments
    told: list[tuple[datetime, dict[str, list[str]]]] = []
    steps: list[Callable[[], None]] = [
        lambda: absorb(TWIN, into=FIRM, request=1, reason="twins", actor="x"),
        lambda: absorb(THIRD, into=TWIN, request=2, reason="twins", actor="x"),
        lambda: restore(TWIN, request=3, reason="two firms", actor="x"),
        lambda: restore(THIRD, request=4, reason="two firms", actor="x"),
    ]
    for step in [None, *steps]:
        if step:
            step()
        now = clock.now()
        told.append((now, {one: _needs(record_of(one, day=AUTUMN)) for one in (FIRM, TWIN, THIRD)}))
    assert [needs[FIRM] for _at, needs in told] == [[], ["loan"], ["card", "loan"], [], []]
    for at, needs in told:
        assert {one: _needs(record_of(one, day=AUTUMN, at=at)) for one in (FIRM, TWIN, THIRD)} == needs
    assert family_at(THIRD, at=told[2][0]) == (FIRM, TWIN, THIRD)


def _needs(record: Mapping[tuple[str, str], object]) -> list[str]:
    return sorted(entry for _item, entry in record)
