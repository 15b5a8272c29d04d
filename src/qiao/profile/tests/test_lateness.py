"""What is late by one rule, wherever it is told: ended entries and those to come are not, of several each counts."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product

import pytest

from qiao.customers.actions import absorb
from qiao.customers.queries import listed_customers, with_families
from qiao.profile.models import ItemValue
from qiao.profile.queries.gaps import late_of, register
from qiao.profile.queries.record import record_of
from qiao.profile.rules.items import BY_CODE, ITEMS
from qiao.profile.rules.lateness import late_items
from qiao.profile.tests.cast import take_in_bank

TODAY = date(2026, 9, 30)
LONG_AGO, LATELY, TO_COME = (TODAY + timedelta(days=days) for days in (-400, -10, 10))
CREDIT, CONTACT = "credit_elsewhere", "contact"


def told(party: str, item: str, entry: str, since: date, *, ends: bool = False, by: str = "a") -> ItemValue:
    known = datetime.combine(min(since, TODAY), datetime.min.time(), tzinfo=UTC)
    values = None if ends else {"number": entry}
    where = {"party_id": party, "item": item, "entry": entry}
    return ItemValue.objects.create(**where, values=values, valid_from=since, known_at=known, actor=by, source=by)


def late_by_all(party: str) -> dict[str, int]:
    """By item the days, as the record tells them; tasks and the register have to tell the same."""
    days = {code: late.days for code, late in late_items(record_of(party, day=TODAY), ITEMS, on=TODAY).items()}
    tasks = late_of(with_families([party]), ITEMS, on=TODAY).get(party, [])
    assert {late.item.code: late.days for late in tasks} == days
    assert {late.due for late in tasks} == {
        TODAY - timedelta(days=days[late.item.code]) for late in tasks if late.item.code in days
    }
    counted = register(listed_customers(None).filter(party_id=party), ITEMS, on=TODAY)
    assert {gap.item.code for gap in counted if gap.late} == set(days)
    return days


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "late"),
    [
        ([(CREDIT, "1", LONG_AGO, False)], {CREDIT: 310}),
        ([(CREDIT, "1", LONG_AGO, False), (CREDIT, "1", LATELY, True)], {}),
        ([(CREDIT, "1", LONG_AGO, False), (CREDIT, "2", LATELY, False)], {CREDIT: 310}),
        ([(CREDIT, "1", LONG_AGO, False), (CREDIT, "1", TO_COME, False)], {CREDIT: 310}),
        ([(CREDIT, "1", TO_COME, False)], {}),
        ([(CONTACT, "1", LONG_AGO, False), (CONTACT, "2", LATELY, False)], {}),
        ([(CONTACT, "1", LONG_AGO, False), (CONTACT, "2", LONG_AGO, False)], {CONTACT: 310}),
    ],
    ids=["late", "ended", "of two one", "another to come", "only to come", "a later contact", "no later contact"],
)
def test_what_is_late_is_told_alike_everywhere(values: list[tuple[str, str, date, bool]], late: dict[str, int]) -> None:
    take_in_bank()
    for item, entry, since, ends in values:
        told("P1", item, entry, since, ends=ends)
    assert late_by_all("P1") == late


@pytest.mark.django_db
def test_it_is_told_alike_of_whatever_was_told_of_whomever_was_merged() -> None:
    moments = [LONG_AGO, LATELY, TO_COME]
    steps = list(product(moments, (False, True)))
    cases = [*combinations(steps, 2), *combinations(steps, 3)]
    firms = [f"F{number:02d}" for number in range(len(cases))]
    merged = [f"G{number:02d}" for number in range(len(cases))]
    take_in_bank(*((one, "company", one) for one in (*firms, *merged)))
    for number, (firm, other, case) in enumerate(zip(firms, merged, cases, strict=True)):
        for place, (since, ends) in enumerate(case):
            for item in (CREDIT, CONTACT):
                told(other if place == 1 else firm, item, "1", since, ends=ends)
                told(firm, item, "2", LONG_AGO, ends=place > 0 and number % 3 > 0)
    for firm, other in zip(firms[::2], merged[::2], strict=True):
        absorb(other, into=firm, request=1, reason="one firm", actor="wang")
    late = [late_by_all(one) for one in (*firms, *merged[1::2])]
    assert {len(one) for one in late} == {0, 1, 2}


@pytest.mark.django_db
def test_what_ended_or_is_to_come_is_not_known() -> None:
    take_in_bank()
    told("P1", CREDIT, "1", LONG_AGO)
    told("P1", CREDIT, "1", LATELY, ends=True)
    told("P2", CREDIT, "1", TO_COME)
    gap = next(one for one in register(listed_customers(None), ITEMS, on=TODAY) if one.item is BY_CODE[CREDIT])
    assert (gap.concerned, gap.known, gap.late) == (2, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "by", "twice"),
    [(0, "ab", 1), (60, "ab", 1), (100, "ab", 0), (60, "aa", 0)],
    ids=["the same day", "before it was time", "when it was time", "by whom it was told"],
)
def test_collected_twice_is_what_another_collects_before_it_is_time(days: int, by: str, twice: int) -> None:
    take_in_bank()
    for offset, who in zip((0, days), by, strict=True):
        told("P1", CREDIT, "1", LONG_AGO + timedelta(days=offset), by=who)
    gap = next(one for one in register(listed_customers(None), ITEMS, on=TODAY) if one.item.code == CREDIT)
    assert gap.twice == twice


@pytest.mark.django_db
def test_where_nothing_is_renewed_nothing_is_late() -> None:
    take_in_bank()
    told("P1", "paper", "1", LONG_AGO)
    (gap,) = register(listed_customers(None), [BY_CODE["paper"]], on=TODAY)
    assert (gap.known, gap.late, gap.twice) == (1, 0, 0)
    assert late_of(["P1"], [BY_CODE["paper"]], on=TODAY) == late_of(["P1"], [], on=TODAY) == {}
