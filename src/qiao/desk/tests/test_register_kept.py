"""The register over a whole large bank is kept some minutes and says of when it is; a part of it is reckoned anew."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from qiao.desk.rules import freshness
from qiao.desk.rules.freshness import KEPT_MINUTES, SMALL_VALUES, holds_still, may_wait
from qiao.ground import clock
from qiao.ground.models import User
from qiao.profile.actions.values import set_value
from tests.banks.served import Served

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MINE, OTHER = "C000001", "C000002"


@pytest.mark.parametrize(
    ("changed", "minutes", "holds"),
    [
        (False, 9_999, True),
        (True, 0, True),
        (True, KEPT_MINUTES - 1, True),
        (True, KEPT_MINUTES, False),
        (True, -1, False),  # the clock was put back
    ],
)
def test_a_reckoning_is_shown_until_something_changed_and_its_minutes_are_over(
    *, changed: bool, minutes: int, holds: bool
) -> None:
    assert holds_still(changed=changed, at=NOW, now=NOW + timedelta(minutes=minutes)) is holds


@pytest.mark.parametrize(
    ("everything", "values", "waits"),
    [(True, SMALL_VALUES, False), (True, SMALL_VALUES + 1, True), (False, 9**9, False)],
)
def test_only_a_whole_large_bank_waits(*, everything: bool, values: int, waits: bool) -> None:
    assert may_wait(everything=everything, values=values) is waits


@pytest.fixture
def bank(served_bank: Served) -> Iterator[Served]:
    """What a test keeps is gone after it: others look at the same bank."""
    with transaction.atomic():
        yield served_bank
        transaction.set_rollback(True)


def keep(product: str, *, of: str = MINE) -> None:
    keeper = User.objects.get_or_create(username="keeper", post="rm", staff_id="KEEPER")[0]
    asked = {"valid_from": clock.today(), "source": "x", "seen": 0, "person": keeper, "actor": "keeper"}
    set_value(of, "need", {"product": product}, **asked)  # type: ignore[arg-type]  # a table of arguments


def known_of_needs(bank: Served, role: str) -> tuple[str, bool]:
    """Of how many a need is known, as the role's register tells, and whether it says of when it is."""
    shown = bank.as_role(role).get("/register/").content.decode()
    (line,) = re.findall(r"/register/need/.*?</tr>", shown, re.DOTALL)
    return re.findall(r"(\d+) / \d+", line)[0], "As of " in shown


def test_what_is_kept_is_told_at_once_in_a_small_bank_and_later_in_a_large_one(
    bank: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before, dated) = known_of_needs(bank, "auditor")
    assert not dated
    keep("loan")
    more = str(int(before) + 1)
    assert known_of_needs(bank, "auditor") == (more, False)
    monkeypatch.setattr(freshness, "SMALL_VALUES", 0)
    assert known_of_needs(bank, "auditor") == (more, True)
    own = int(known_of_needs(bank, "manager")[0])
    keep("card", of=OTHER)
    assert known_of_needs(bank, "auditor") == (more, True)
    assert known_of_needs(bank, "manager") == (str(own + 1), False)
