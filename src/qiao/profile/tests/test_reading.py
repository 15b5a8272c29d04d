"""A cell as typed: what is kept of it, and in which words it is refused."""

import pytest
from stdnum.cn import uscc

from qiao.ground.refusals import Refusal
from qiao.profile.rules.items import BY_CODE, ITEMS, Field, FieldKind, Item
from qiao.profile.rules.reading import READERS, Entry, Trouble, read_entry
from qiao.profile.rules.sheet import heads_of, read_rows, text_of

GOOD_CODE = "91420102DEM00001X" + uscc.calc_check_digit("91420102DEM00001X")


def kept(kind: FieldKind, text: str, choices: tuple[tuple[str, str], ...] = ()) -> object:
    field = Field("x", "x", kind, needed=True, choices=choices)
    read = read_entry(Item("i", "i", "i", "identity", (field,)), {"x": text})
    return read.values["x"] if isinstance(read, Entry) else [one.words for one in read]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (FieldKind.TEXT, "  云岚　机械  ", "云岚 机械"),
        (FieldKind.DAY, "2026/09/30", "2026-09-30"),
        (FieldKind.MONEY, "1,234,567.80", 123_456_780),
        (FieldKind.MONEY, "１２３", 12_300),
        (FieldKind.RATE, "4.35%", 43_500),
        (FieldKind.SHARE, "33.33", 3_333),
        (FieldKind.COUNT, "2025", 2025),
        (FieldKind.YES, "是", True),
        (FieldKind.CREDIT_CODE, GOOD_CODE.lower(), GOOD_CODE),
        (FieldKind.ID_CARD, "11010519491231002x", "11010519491231002X"),
        (FieldKind.LEI, "213800KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D15"),
        (FieldKind.PHONE, "+86 027-8888 8888", "+86 027-8888 8888"),
    ],
)
def test_a_cell_is_kept_in_one_form(kind: FieldKind, text: str, value: object) -> None:
    """The identity card is the example of GB 11643, the LEI that of the documentation of python-stdnum."""
    assert kept(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (
            FieldKind.CREDIT_CODE,
            GOOD_CODE[:-1] + ("A" if GOOD_CODE[-1] != "A" else "B"),
            "no unified social credit code",
        ),
        (FieldKind.ID_CARD, "110105194912310021", "no identity card number"),
        (FieldKind.ID_CARD, "110105491231002", "15 digits"),
        (FieldKind.ID_CARD, "110105194913310026", "no identity card number"),
        (FieldKind.LEI, "213800KUD8LAJWSQ9D16", "no LEI"),
        (FieldKind.DAY, "2026-02-30", "no day"),
        (FieldKind.DAY, "1066-10-14", "before 1900"),
        (FieldKind.MONEY, "1.234", "no sum of money"),
        (FieldKind.MONEY, "#REF!", "no sum of money"),
        (FieldKind.SHARE, "100.01", "no share"),
        (FieldKind.SHARE, "-1", "no share"),
        (FieldKind.COUNT, "1e400", "no whole number"),
        (FieldKind.YES, "maybe", "neither yes nor no"),
        (FieldKind.PHONE, "call me", "no telephone number"),
        (FieldKind.TEXT, "x" * 1_001, "longer than"),
        (FieldKind.CHOICE, "other", "none of the choices"),
    ],
)
def test_a_cell_that_makes_no_sense_is_refused_in_words(kind: FieldKind, text: str, words: str) -> None:
    said = kept(kind, text, (("a", "A"),))
    assert isinstance(said, list)
    assert words in said[0]


def test_every_kind_of_field_has_a_reader() -> None:
    assert set(READERS) == set(FieldKind)


def test_the_register_names_each_thing_once() -> None:
    assert len(BY_CODE) == len(ITEMS)
    for item in ITEMS:
        names = [field.name for field in item.fields]
        assert len(set(names)) == len(names), item.code
        assert not item.key or item.field(item.key).needed, item.code


def test_all_troubles_of_a_form_are_told_at_once() -> None:
    found = read_entry(BY_CODE["shareholder"], {"credit_code": "1", "share": "120"})
    assert isinstance(found, list)
    assert [one.field for one in found] == ["name", "credit_code", "share"]
    assert all(isinstance(one, Trouble) for one in found)


SHAREHOLDER = BY_CODE["shareholder"]


def test_a_sheet_is_read_cell_by_cell_and_its_good_rows_apart() -> None:
    rows: list[list[object]] = [
        ["share", "party_id", "name", "valid_from"],
        [60.0, "C000001", "云岚集团", "2026-01-01"],
        ["#N/A", "C000002", "x", ""],
        [None, None, None, None],
        ["10", "", "y", "tomorrow"],
        ["60", "C000001", "云岚集团", "2026-01-01"],
    ]
    read = read_rows(SHAREHOLDER, rows)
    assert [(one.line, one.party_id, one.entry.values["share"]) for one in read.rows] == [(2, "C000001", 6_000)]
    assert [(one.line, one.column) for one in read.troubles] == [
        (3, "share"),
        (5, "party_id"),
        (5, "valid_from"),
        (6, "party_id"),
    ]
    assert read.refused == 3


@pytest.mark.parametrize(
    "heads", [["name", "share"], ["party_id", "name", "share", "shoe"], ["party_id", "name", "name", "share"]]
)
def test_other_heads_than_the_templates_refuse_the_whole_sheet(heads: list[str]) -> None:
    with pytest.raises(Refusal, match="heads of the template"):
        read_rows(SHAREHOLDER, [heads])


def test_the_template_is_read_back() -> None:
    for item in ITEMS:
        assert read_rows(item, [heads_of(item)]).rows == ()


def test_numbers_of_a_spreadsheet_lose_nothing() -> None:
    assert [text_of(cell) for cell in (2026.0, 0.1, None, True, "x")] == ["2026", "0.1", "", "True", "x"]
