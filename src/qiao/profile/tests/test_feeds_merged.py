"""Feeds under the ids of two customers who are one: what differs from the record on its day is kept, and no more."""

from datetime import date

import pytest

from qiao.customers.actions import absorb
from qiao.profile.actions.sheets import take_in_sheet
from qiao.profile.models import ItemValue
from qiao.profile.queries.record import record_of
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.sheet import read_rows
from qiao.profile.tests.cast import FIRM, NUMBERS, take_in_bank

pytestmark = pytest.mark.django_db
SPRING, SUMMER, AUTUMN, WINTER = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1), date(2026, 11, 1)
TWIN = "P3"


@pytest.fixture(autouse=True)
def twins() -> None:
    """One told of its scope in spring, the other in summer; then they are one."""
    take_in_bank((TWIN, "company", "云岚机械厂"))
    feed(TWIN, "old", day=SPRING)
    feed(FIRM, "new", day=SUMMER)
    absorb(TWIN, into=FIRM, request=1, reason="twins", actor="x")


def feed(party_id: str, scope: str, *, day: date, is_told: bool = True) -> int:
    """A feed's row that names its day, or has that of its manifest; how many values are kept of it."""
    item = BY_CODE["registration"]
    rows = [
        ["party_id", "valid_from", "credit_code", "scope"],
        [party_id, day if is_told else None, NUMBERS[FIRM], scope],
    ]
    given = {"file": "f", "refused": 0, "valid_from": day, "person": None, "actor": "feed"}
    return take_in_sheet(item.code, read_rows(item, rows).rows, **given).rows  # type: ignore[arg-type]  # a table


def scope_on(day: date) -> str:
    (one,) = record_of(FIRM, day=day).values()
    return str((one.values or {})["scope"])


def test_a_late_extract_under_the_merged_id_is_kept() -> None:
    assert scope_on(WINTER) == "new"
    assert feed(TWIN, "old", day=AUTUMN) == 1
    assert (scope_on(SUMMER), scope_on(WINTER)) == ("new", "old")


@pytest.mark.parametrize(("party_id", "scope"), [(TWIN, "old"), (FIRM, "new")])
def test_what_was_said_of_that_day_is_not_said_again(party_id: str, scope: str) -> None:
    feed(TWIN, "old", day=AUTUMN)
    feed(FIRM, "new", day=WINTER)
    day = {TWIN: AUTUMN, FIRM: WINTER}[party_id]
    assert feed(party_id, scope, day=day) == 0


def test_two_feeds_that_disagree_every_night_do_not_take_turns() -> None:
    before = ItemValue.objects.count()
    for night in (1, 2, 3):
        for party_id, scope in ((TWIN, "old"), (FIRM, "new")):
            assert feed(party_id, scope, day=date(2026, 6, 1 + night), is_told=False) == 0
    assert (ItemValue.objects.count(), scope_on(WINTER)) == (before, "new")


def test_a_row_that_differs_from_its_own_customers_values_is_kept_as_before() -> None:
    assert feed(TWIN, "new", day=AUTUMN, is_told=False) == 1
    assert feed(TWIN, "new", day=WINTER, is_told=False) == 0
