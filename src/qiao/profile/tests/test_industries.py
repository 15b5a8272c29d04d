"""Industries: the table a bank imports, what each usually needs, and which of it a customer holds."""

import csv
from datetime import date
from pathlib import Path

import pytest

from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.profile.actions.imports import take_back_import
from qiao.profile.actions.industries import keep_industry, take_in_industries
from qiao.profile.queries import industries
from qiao.profile.queries.industries import codes_meant, industry_name, industry_note
from qiao.profile.rules.industries import Note, above, name_of, note_of, read_industries, read_note, usual_of
from qiao.profile.tests.cast import log_in

REAL = Path("cn_reference/industry/gbt4754_2017.csv")
"""Below the folder of test data."""
MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


def note(code: str, since: date, *products: str, use: str = "") -> Note:
    return Note(code, since, products, use, "a survey", "wang")


def test_a_longer_code_lies_below_a_shorter_one() -> None:
    assert above("C341") == ["C341", "C34", "C3", "C"]
    assert name_of("c3411", {"C": "制造业", "C34": "通用设备制造业"}) == "通用设备制造业"
    assert name_of("Z1", {"C": "制造业"}) == ""


NOTES = [note("C", MARCH, "loan"), note("C34", JUNE, "bills"), note("C34", MARCH, "leasing"), note("C35", MARCH)]


@pytest.mark.parametrize(
    ("code", "day", "products"),
    [
        ("C3411", JUNE, ("bills",)),
        ("C3411", MARCH, ("leasing",)),
        ("C20", JUNE, ("loan",)),
        ("A01", JUNE, None),
        ("C34", date(2026, 2, 28), None),
        ("C35", JUNE, None),
    ],
)
def test_of_the_longest_code_the_newest_note_holds(code: str, day: date, products: tuple[str, ...] | None) -> None:
    held = note_of(code, NOTES, on=day)
    assert (held.products if held else None) == products


def test_what_is_usual_and_what_of_it_is_held() -> None:
    usual = usual_of(note("C", MARCH, "流动资金贷款", "D01", "保函"), ["一年期流动资金贷款", "d01"])
    assert [(one.product, one.held) for one in usual] == [("流动资金贷款", True), ("D01", True), ("保函", False)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["name"]], "heads"),
        ([["code", "name"]], "no industry"),
        ([["code", "name"], ["C", ""]], "line 2"),
        ([["code", "name"], ["34", "x"]], "line 2"),
        ([["code", "name"], ["C", "x"], ["C", "y"]], "line 3"),
    ],
)
def test_a_table_with_a_trouble_is_refused(rows: list[list[object]], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        read_industries(rows, file="t.csv")


def test_products_and_use_of_funds_are_bounded() -> None:
    assert read_note("loan\n\n bills \nloan", " slow ") == (("loan", "bills"), "slow")
    for products, use in (("x" * 61, ""), ("\n".join(map(str, range(21))), ""), ("", "x" * 2_001)):
        with pytest.raises(Refusal, match="at most"):
            read_note(products, use)


def test_the_table_of_the_standard_is_read_whole(data_folder: Path) -> None:
    table = data_folder / REAL
    if not table.exists():
        pytest.skip("the standard's own table is not part of the product")
    with table.open(encoding="utf-8-sig", newline="") as file:
        names = read_industries(csv.reader(file), file=REAL.name)
    assert len(names) > 1_900
    assert name_of("C3411", names) != name_of("C34", names) != ""


@pytest.mark.django_db
def test_a_table_takes_the_place_of_the_one_before_and_notes_are_dated() -> None:
    wang, chen = log_in("wang", "desk"), log_in("chen", "rm")
    take_in_industries({"A": "old"}, file="a.csv", actor="operator")
    take_in_industries({"C": "制造业", "C34": "通用设备制造业"}, file="b.csv", actor="operator")
    assert (industry_name("C341"), industry_name("A"), codes_meant("通用")) == ("通用设备制造业", "", ["C34"])
    assert (codes_meant("c34"), codes_meant("nobody")) == (["c34"], [])
    given = {"fund_use": "seasonal", "since": MARCH, "source": "a survey"}
    with pytest.raises(Refusal, match="post does not allow"):
        keep_industry("C34", products="loan", person=chen, actor="chen", **given)  # type: ignore[arg-type]  # a table of arguments
    keep_industry("c34", products="loan", person=wang, actor="wang", **given)  # type: ignore[arg-type]  # the same
    held = industry_note("C3411", on=JUNE)
    assert held
    assert (held.products, held.fund_use) == (("loan",), "seasonal")
    record = AuditRecord.objects.filter(action="profile.keep_industry").latest("id")
    assert (record.actor, record.subject, record.old) == ("wang", "industry C34", None)
    with pytest.raises(Refusal, match="a letter"):
        keep_industry("34", products="", person=wang, actor="wang", **given)  # type: ignore[arg-type]  # the same


@pytest.mark.django_db
def test_the_last_import_is_taken_back_and_the_table_before_it_stands_again() -> None:
    take_in_industries({"A": "old"}, file="a.csv", actor="operator")
    take_in_industries({"C": "wrong"}, file="b.csv", actor="operator")
    with pytest.raises(Refusal, match="Say in words why"):
        take_back_import("industries", reason=" ", actor="operator")
    take_back_import("industries", reason="another bank's", actor="operator")
    assert industries.names() == {"A": "old"}
    record = AuditRecord.objects.latest("id")
    assert (record.subject, record.old, record.reason) == ("industries", {"file": "b.csv", "rows": 1}, "another bank's")
    with pytest.raises(Refusal, match="only the last one"):
        take_back_import("industries", reason="and the one before", actor="operator")
