"""Two visits of a day, two holders of one name, two roles, two lenders: each is kept, and none under two names."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.profile.actions.sheets import take_in_sheet
from qiao.profile.actions.values import end_entry, set_value
from qiao.profile.models import ItemValue
from qiao.profile.queries.record import newest_number, record_of
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.placing import Kept
from qiao.profile.rules.reading import ENTRY_MOST, Entry, entry_of, read_entry
from qiao.profile.rules.sheet import read_rows
from qiao.profile.tests.cast import FIRM, log_in, take_in_bank

SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 1)
ONE, OTHER = "91420102MA4KXXXX0A", "91420102MA0000001Y"
ALIKE = {
    "contact": [
        {"day": "2026-05-01", "way": "visit", "said": "x"},
        {"day": "2026-05-01", "way": "call", "said": "x"},
        {"day": "2026-05-01", "way": "call", "turn": "2", "said": "x"},
    ],
    "officer": [{"name": "Li", "role": "director"}, {"name": "Li", "role": "chair"}],
    "credit_elsewhere": [
        {"number": "1", "lender": "A", "balance": "5"},
        {"number": "1", "lender": "B", "balance": "6"},
    ],
    "shareholder": [
        {"name": "Li", "credit_code": ONE, "share": "20"},
        {"name": "Li", "credit_code": OTHER, "share": "30"},
    ],
    "paper": [
        {"number": "x" * 200 + "1", "kind": "k", "valid_until": "2027-01-01"},
        {"number": "x" * 200 + "2", "kind": "k", "valid_until": "2027-01-01"},
    ],
}


@pytest.mark.parametrize("code", ALIKE)
def test_what_is_alike_in_its_first_field_stays_two(code: str) -> None:
    read = [read_entry(BY_CODE[code], texts) for texts in ALIKE[code]]
    entries = {one.entry for one in read if isinstance(one, Entry)}
    assert len(entries) == len(ALIKE[code])
    assert max(map(len, entries)) <= ENTRY_MOST


def test_the_first_call_of_a_day_needs_no_number() -> None:
    contact = {"day": "2026-05-01", "way": "call"}
    assert entry_of(BY_CODE["contact"], contact) == entry_of(BY_CODE["contact"], {**contact, "turn": 1})


@pytest.fixture
def chen(db: None) -> User:
    take_in_bank()
    return log_in("chen", "rm")


def keep(chen: User, item: str, texts: dict[str, str], *, since: date = SPRING, seen: int = 0) -> ItemValue:
    return set_value(FIRM, item, texts, valid_from=since, source="x", seen=seen, person=chen, actor="chen")


def shares(day: date = SUMMER) -> dict[str, int]:
    held = record_of(FIRM, day=day).items()
    return {entry: one.values["share"] for (item, entry), one in held if item == "shareholder" and one.values}


@pytest.mark.parametrize("code", ALIKE)
def test_a_record_keeps_all_of_them(chen: User, code: str) -> None:
    for texts in ALIKE[code]:
        keep(chen, code, texts)
    assert len(record_of(FIRM, day=SUMMER)) == len(ALIKE[code])


def test_a_holder_whose_code_is_learned_later_stays_one(chen: User) -> None:
    first = keep(chen, "shareholder", {"name": "Li", "share": "60"})
    keep(chen, "shareholder", {"name": "Li", "credit_code": ONE, "share": "70"}, since=SUMMER, seen=first.pk)
    keep(chen, "shareholder", {"name": "Li", "credit_code": OTHER, "share": "30"}, since=SUMMER)
    assert shares() == {"li": 7_000, f"li · {OTHER.casefold()}": 3_000}


def test_a_sheet_with_codes_meets_what_was_typed_without(chen: User) -> None:
    keep(chen, "shareholder", {"name": "Li", "share": "60"})
    heads = ("party_id", "name", "credit_code", "share")
    rows = [heads, (FIRM, "Li", ONE, "55"), (FIRM, "Li", OTHER, "40"), (FIRM, "Wu", "", "5")]
    for _time in range(2):
        read = read_rows(BY_CODE["shareholder"], rows)
        assert read.refused == 0
        wang = User.objects.get_or_create(username="wang", post="desk")[0]
        given = {"file": "x.csv", "refused": 0, "valid_from": SUMMER, "person": wang, "actor": "wang"}
        take_in_sheet("shareholder", read.rows, **given)  # type: ignore[arg-type]  # a table of arguments
        assert shares() == {"li": 5_500, f"li · {OTHER.casefold()}": 4_000, "wu": 500}


def test_another_entry_than_the_one_opened_is_told_so(chen: User) -> None:
    first = keep(chen, "officer", {"name": "Li", "role": "director"})
    with pytest.raises(Refusal) as renamed:
        keep(chen, "officer", {"name": "Li", "role": "chair"}, seen=first.pk)
    with pytest.raises(Refusal) as exists:
        keep(chen, "officer", {"name": "Li", "role": "director"})
    assert (renamed.value.code, exists.value.code) == ("profile.renamed", "profile.exists")


def test_an_entry_that_ended_begins_again(chen: User) -> None:
    first, entry = keep(chen, "shareholder", {"name": "Li", "share": "60"}), "li"
    asked = {"source": "x", "seen": first.pk, "person": chen, "actor": "chen"}
    end_entry(FIRM, "shareholder", entry, valid_from=SPRING, **asked)  # type: ignore[arg-type]  # a table of arguments
    assert newest_number(FIRM, "shareholder", entry) > first.pk
    keep(chen, "shareholder", {"name": "Li", "share": "30"}, since=SUMMER)
    assert shares() == {"li": 3_000}


class Counted(dict[str, Any]):
    """Values that count how often they are looked at; a code counts how often it is held against another."""

    looks = 0

    def get(self, name: str, default: Any = None) -> Any:
        Counted.looks += 1
        return super().get(name, default)


class Code(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        Counted.looks += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        return str.__hash__(self)


@pytest.mark.parametrize("alike", ["name {}", "one name"])
def test_a_firm_of_many_holders_costs_each_of_them_the_same(alike: str) -> None:
    item, looks = BY_CODE["shareholder"], []
    for many in (100, 200):
        kept, Counted.looks = Kept(item), 0
        for number in range(many):
            values = Counted(name=alike.format(number), credit_code=Code(f"{number:018d}"))
            read = kept.placed(Entry(entry_of(item, values), values))
            kept.put(read.entry, read.values)
        looks.append(Counted.looks)
    assert looks[1] == 2 * looks[0]


NAMES, CODES = some.sampled_from(["Li", "li", "Wu"]), some.sampled_from(["", "1", "2", "3"])


@given(
    some.lists(some.tuples(some.sampled_from("abcdef"), NAMES, CODES)),
    NAMES,
    CODES,
    some.sets(some.sampled_from("abcdef")),
)
def test_an_entry_is_found_as_by_looking_at_each(
    said: list[tuple[str, str, str]], name: str, code: str, taken: set[str]
) -> None:
    item = BY_CODE["shareholder"]
    kept = Kept(item)
    for entry, one, other in said:
        kept.put(entry, {"name": one, "credit_code": other} if other else {"name": one})
    last = {entry: (one.casefold(), other) for entry, one, other in said}
    fits = [
        entry
        for entry, (one, other) in last.items()
        if entry not in taken and one == name.casefold() and (not code or not other or code == other)
    ]
    read = Entry("new", {"name": name, "credit_code": code})
    assert kept.placed(read, taken=taken).entry == (fits[0] if len(fits) == 1 else "new")
