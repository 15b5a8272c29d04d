"""A file with refused rows comes every night until they can be taken: what a person corrected meanwhile stays."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from qiao.ground.models import User
from qiao.profile.actions.sheets import take_back_sheet, take_in_sheet
from qiao.profile.actions.values import set_value, take_back_value
from qiao.profile.models import ItemValue, Sheet
from qiao.profile.queries.record import record_of
from qiao.profile.queries.sheets import fitting
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.sheet import read_rows
from qiao.profile.tests.cast import FIRM, log_in, take_in_bank

pytestmark = pytest.mark.django_db
SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)
CREDIT = "credit_elsewhere"
DATED = [["party_id", "valid_from", "lender", "number", "balance"], [FIRM, "2026-03-01", "A", "1", "500"]]
DATELESS = [["party_id", "lender", "number", "balance"], [FIRM, "A", "1", "500"]]
BOTH = pytest.mark.parametrize("lines", [DATED, DATELESS], ids=["dated", "without a day"])


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_bank()


@pytest.fixture
def chen() -> User:
    return log_in("chen", "rm")


def feed(lines: Sequence[Sequence[object]], *, night: int, item: str = CREDIT) -> Sheet:
    """The same file again, of which a row of a customer that the book lacks is refused."""
    stranger = [[*("P9" if cell == FIRM else cell for cell in line)] for line in lines[1:]]
    read = fitting(BY_CODE[item], read_rows(BY_CODE[item], [*lines, *stranger]))
    return take_in_sheet(
        item,
        read.rows,
        file="f.csv",
        refused=read.refused,
        valid_from=SPRING + timedelta(days=night),
        person=None,
        actor="feed",
        digest="d",
    )


def balances(party_id: str = FIRM) -> list[int]:
    return [one.values["balance"] for one in record_of(party_id, day=AUTUMN).values() if one.values]


def corrected(chen: User, balance: str) -> None:
    texts = {"lender": "A", "number": "1", "balance": balance}
    seen = ItemValue.objects.latest("id").pk
    set_value(FIRM, CREDIT, texts, valid_from=SPRING, source="x", seen=seen, person=chen, actor="chen")


@BOTH
def test_what_a_person_corrected_stays(chen: User, lines: list[list[object]]) -> None:
    feed(lines, night=0)
    corrected(chen, "700")
    for night in (1, 2):
        assert not feed(lines, night=night).pk
        assert balances() == [70_000]


@BOTH
def test_what_a_person_took_back_stays_away(chen: User, lines: list[list[object]]) -> None:
    feed(lines, night=0)
    take_back_value(ItemValue.objects.latest("id").pk, reason="not theirs", person=chen, actor="chen")
    assert not feed(lines, night=1).pk
    assert balances() == []


def test_what_was_refused_comes_once_it_can_be_taken(chen: User) -> None:
    feed(DATED, night=0)
    corrected(chen, "700")
    take_in_bank(("P9", "company", "新来"))
    again = feed(DATED, night=1)
    assert (again.rows, again.refused) == (1, 0)
    assert (balances(), balances("P9")) == ([70_000], [50_000])


def test_a_sheet_taken_back_as_a_whole_can_be_handed_in_again() -> None:
    first, wang = feed(DATED, night=0), log_in("wang", "desk")
    take_back_sheet(first.pk, reason="too soon", person=wang, actor="wang")
    assert feed(DATED, night=1).pk
    assert balances() == [50_000]


def test_a_holder_who_was_placed_by_its_name_is_known_again(chen: User) -> None:
    """The row with a code stood under the name that was typed without one; that it is gone makes it no other row."""
    texts, asked = {"name": "Li", "share": "60"}, {"source": "x", "seen": 0, "person": chen, "actor": "chen"}
    typed = set_value(FIRM, "shareholder", texts, valid_from=SPRING, **asked)  # type: ignore[arg-type]  # a table
    code = "91420102MA4KXXXX0A"
    lines = [["party_id", "valid_from", "name", "credit_code", "share"], [FIRM, "2026-03-02", "Li", code, "55"]]
    feed(lines, night=0, item="shareholder")
    for number in (ItemValue.objects.latest("id").pk, typed.pk):
        take_back_value(number, reason="sold long ago", person=chen, actor="chen")
    assert not feed(lines, night=1, item="shareholder").pk
    assert record_of(FIRM, day=AUTUMN) == {}
