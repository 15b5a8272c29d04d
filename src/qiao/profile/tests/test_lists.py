"""Imported lists: a number hits, a name is a hint, what a person decided is remembered."""

from datetime import date

import pytest

from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.profile.actions.imports import take_back_import
from qiao.profile.actions.lists import match_lists, take_in_lists
from qiao.profile.actions.values import set_value
from qiao.profile.adapters.sounds import sound
from qiao.profile.models import ListedParty, Sheet
from qiao.profile.queries.lists import lists
from qiao.profile.queries.record import newest_number, record_of
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.lists import Listed, Looked, bare, hits, read_lists
from qiao.profile.tests.cast import FIRM, NUMBERS, PERSON, log_in, take_in_bank

TODAY = date(2026, 6, 1)


def listed(name: str, number: str = "") -> Listed:
    return Listed("失信被执行人", name, bare(number), None)


CUSTOMERS = [
    Looked("A", "云岚（武汉）机械有限公司", ("91420102MA4KXXXX0A",)),
    Looked("B", "張偉明", ()),
    Looked("C", "张伟", ("11010519491231002X",)),
]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (listed("whoever", "91420102-ma4kxxxx0a"), [("A", "number")]),
        (listed("云岚(武汉) 机械有限公司"), [("A", "name")]),
        (listed("云岚武汉机械有限公司", "91420102MA4KXXXX0A"), [("A", "number")]),
        (listed("云岚武汉机械有限公司", "91420102MA4KYYYY0B"), []),
        (listed("张伟明"), [("B", "sound")]),
        (listed("张伟明", "110105194912310099"), [("B", "sound")]),
        (listed("章炜"), []),
        (listed("别家公司"), []),
    ],
)
def test_whom_an_entry_fits_and_by_what(entry: Listed, found: list[tuple[str, str]]) -> None:
    assert [(hit.party_id, hit.by) for hit in hits([entry], CUSTOMERS, sound=sound)] == found


HEADS = ["list", "name", "number", "date"]


def test_a_file_of_lists_is_read_or_refused_by_line() -> None:
    read = read_lists(
        [HEADS, ["L", "a", "1 2", "2026-01-01"], [None] * 4, ["L", "a", "12", "2026-01-01"]], file="l.csv"
    )
    assert read == [Listed("L", "a", "12", date(2026, 1, 1))]
    for wrong in (["L", "", "", ""], ["", "a", "", ""], ["L", "a", "", "soon"], ["L", "a" * 201, "", ""]):
        with pytest.raises(Refusal, match="line 2"):
            read_lists([HEADS, wrong], file="l.csv")
    with pytest.raises(Refusal, match="no entry"):
        read_lists([HEADS], file="l.csv")
    with pytest.raises(Refusal, match="heads"):
        read_lists([["who"]], file="l.csv")


@pytest.mark.django_db
def test_hits_stand_to_be_examined_and_a_decision_is_remembered() -> None:
    take_in_bank()
    wang = log_in("wang", "desk")
    entries = [listed("云岚机械"), listed("张某", NUMBERS[PERSON])]
    take_in_lists(entries, file="l.csv", actor="operator")
    assert match_lists(file="l.csv", on=TODAY, actor="operator").fresh == 2
    record = record_of(FIRM, day=TODAY)
    ((_item, entry),) = record
    values = record["list_hit", entry].values
    assert values
    assert (values["by"], values["result"]) == ("name", "open")
    assert record_of(PERSON, day=TODAY)["list_hit", entries[1].entry.casefold()].values
    texts = {**values, "result": "other"}
    seen = newest_number(FIRM, "list_hit", entry)
    set_value(FIRM, "list_hit", texts, valid_from=TODAY, source="another firm", seen=seen, person=wang, actor="wang")
    take_in_lists(entries, file="l.csv", actor="operator")
    again = match_lists(file="l.csv", on=TODAY, actor="operator")
    assert (again.entries, again.hits, again.fresh, ListedParty.objects.filter(replaced_by=None).count()) == (
        2,
        2,
        0,
        2,
    )
    assert Sheet.objects.count() == 1  # a night without a new hit leaves none
    held = record_of(FIRM, day=TODAY)["list_hit", entry].values
    assert held
    assert held["result"] == "other"


@pytest.mark.django_db
def test_no_hit_nor_its_record_tells_a_number_in_clear() -> None:
    take_in_bank()
    wang, number = log_in("wang", "desk"), NUMBERS[PERSON]
    take_in_lists([listed("张某", number)], file="l.csv", actor="operator")
    match_lists(file="l.csv", on=TODAY, actor="operator")
    (((_item, entry), hit),) = record_of(PERSON, day=TODAY).items()
    assert hit.values
    assert hit.values["number"] == number
    assert BY_CODE["list_hit"].field("number").secret
    assert number.casefold() not in entry + hit.values["entry"].casefold()
    texts = {**hit.values, "result": "same"}
    set_value(PERSON, "list_hit", texts, valid_from=TODAY, source="x", seen=hit.number, person=wang, actor="wang")
    assert number not in "".join(str((one.subject, one.old, one.new)) for one in AuditRecord.objects.all())


def test_two_of_one_name_stay_two() -> None:
    names = ("张某", "张" * 200)
    entries = {listed(name, number).entry for name in names for number in (NUMBERS[PERSON], NUMBERS[FIRM], "")}
    assert len(entries) == 6
    assert max(map(len, entries)) <= 120


@pytest.mark.django_db
def test_the_last_import_of_lists_is_taken_back_whole() -> None:
    for names in (("a", "b"), ("c",), ("d", "e", "f")):
        take_in_lists([listed(name) for name in names], file=f"{names[0]}.csv", actor="operator")
    assert ListedParty.objects.count() == 4  # what stood before the last but one is gone
    take_back_import("lists", reason="another bank's", actor="operator")
    assert [one["entries"] for one in lists()] == [1]
    assert list(ListedParty.objects.filter(replaced_by=None).values_list("name", flat=True)) == ["c"]
    assert ListedParty.objects.count() == 1
    with pytest.raises(Refusal, match="only the last one"):
        take_back_import("lists", reason="and the one before", actor="operator")
    take_in_lists([listed("g")], file="g.csv", actor="operator")
    take_back_import("lists", reason="again", actor="operator")
    assert list(ListedParty.objects.values_list("name", flat=True)) == ["c"]
