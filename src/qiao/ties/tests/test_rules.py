"""Circles, shared things, kinds and holders: named cases and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.ties.adapters.graphs import middle_of, rings_of
from qiao.ties.rules.below import By, below, standing
from qiao.ties.rules.circles import VOUCHED_MOST, Circle, circle_of, clusters, guarantors
from qiao.ties.rules.holders import Known, holder_key, is_outsider, unique_names
from qiao.ties.rules.kinds import Kind, kind_of, names_parent
from qiao.ties.rules.picture import Edge, picture_of
from qiao.ties.rules.shared import TIED_MOST, Thing, plain_address, plain_phone, shared_of


def circles(*pairs: str) -> list[Circle]:
    found = clusters((pair[0], pair[1]) for pair in pairs)
    told = [circle_of(one, rings=rings_of(one), middle=middle_of(one)) for one in found]
    return [one for one in told if one is not None]


@pytest.mark.parametrize(
    ("case", "pairs", "sizes", "ringed"),
    [
        ("a ring of three", ("AB", "BC", "CA"), [3], 3),
        ("a chain of three is a circle without a ring", ("AB", "BC"), [3], 0),
        ("two who vouch for each other", ("AB", "BA"), [2], 2),
        ("a mere pair is none", ("AB",), [], 0),
        ("who vouches for himself is none", ("AA",), [], 0),
        ("a pair told twice counts once", ("AB", "AB", "BC"), [3], 0),
        ("two circles", ("AB", "BC", "XY", "YZ"), [3, 3], 0),
        ("a ring with a tail", ("AB", "BA", "BC"), [3], 2),
    ],
)
def test_who_vouches_for_whom(case: str, pairs: tuple[str, ...], sizes: list[int], ringed: int) -> None:
    found = circles(*pairs)
    assert [len(one.members) for one in found] == sizes, case
    assert sum(one.rings for one in found) == ringed, case


def test_a_guarantee_company_makes_no_circle_of_strangers() -> None:
    star = [(f"S{number:05d}", "M") for number in range(20_000)]
    found = clusters([*star, ("A", "B"), ("B", "C"), ("C", "S00001")])
    assert [one.keys for one in found] == [("A", "B", "C", "S00001")]
    assert guarantors(star) == {"M": 20_000}
    small = clusters(star[:VOUCHED_MOST])
    assert [len(one.keys) for one in small] == [VOUCHED_MOST + 1]


def test_who_vouches_for_most_stands_in_the_middle() -> None:
    (found,) = circles("AM", "BM", "CM", "CD")
    assert found.middle == "M"
    assert [one.vouches_for for one in found.members if one.key == "M"] == [3]


PAIRS = st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.sampled_from("ABCDEFGH")), max_size=20)


@given(PAIRS)
def test_circles_share_nobody_and_every_guarantee_counts_once(pairs: list[tuple[str, str]]) -> None:
    found = clusters(pairs)
    keys = [key for one in found for key in one.keys]
    told = [pair for one in found for pair in one.pairs]
    assert len(keys) == len(set(keys))
    assert sorted(told) == sorted({pair for pair in pairs if pair[0] != pair[1]})
    assert clusters(reversed(pairs)) == found
    for one in found:
        circle = circle_of(one, rings=rings_of(one), middle=middle_of(one))
        if circle is not None:
            assert sum(member.vouches_for for member in circle.members) == len(one.pairs)
            assert circle.middle in one.keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("武汉市 汉口路12号", "武汉市汉口路１２號"),
        ("武汉市汉口路一二号3樓", "武汉市汉口路12号3楼"),
        ("No. 12, Hankou Road", "no 12 hankou road"),
    ],
)
def test_an_address_is_found_however_it_is_written(one: str, other: str) -> None:
    assert plain_address(one) == plain_address(other) != ""


@pytest.mark.parametrize("text", ["", "  ", "武汉", "------", "000000"])
def test_what_says_nothing_is_no_address(text: str) -> None:
    assert plain_address(text) == ""


@pytest.mark.parametrize("text", ["13900001234", "+86 139-0000-1234", "0086 13900001234", "１３９００００１２３４"])
def test_a_telephone_number_is_found_however_it_is_written(text: str) -> None:
    assert plain_phone(text) == "13900001234"


@pytest.mark.parametrize("text", ["", "none", "123456", "0000000000"])
def test_what_says_nothing_is_no_number(text: str) -> None:
    assert plain_phone(text) == ""


def test_what_too_many_share_is_told_and_ties_nobody() -> None:
    crowd = [(Thing.ADDRESS, "tower one", f"C{number}") for number in range(TIED_MOST + 1)]
    few = [(Thing.PHONE, "13900001234", key) for key in ("B", "A", "A")]
    alone = [(Thing.PHONE, "13900009999", "A"), (Thing.ADDRESS, "", "A"), (Thing.ADDRESS, "", "B")]
    found = shared_of([*crowd, *few, *alone])
    assert [(one.thing, len(one.keys), one.is_tie) for one in found] == [
        (Thing.ADDRESS, TIED_MOST + 1, False),
        (Thing.PHONE, 2, True),
    ]
    assert found[1].keys == ("A", "B")


@pytest.mark.parametrize(
    ("role", "kind", "turned"),
    [
        ("parent", Kind.HOLDS, False),
        ("股东", Kind.HOLDS, False),
        ("Guarantor", Kind.VOUCHES, False),
        ("legal_representative", Kind.SIGNS, False),
        ("供应商", Kind.SUPPLIES, False),
        ("customer", Kind.SUPPLIES, True),
        ("golf partner", Kind.OTHER, False),
    ],
)
def test_a_role_is_read(role: str, kind: Kind, turned: bool) -> None:  # noqa: FBT001  a table's column
    assert kind_of(role) == (kind, turned)
    assert names_parent(role) == (role == "parent")


NAMED = [("乙控股有限公司", "C7"), ("甲控股有限公司", "C1"), ("甲控股有限公司", "C3"), ("张伟", "C8")]


@pytest.mark.parametrize(
    ("name", "code", "key"),
    [
        ("whoever", " 91x ", "C1"),
        ("C2", "", "C9"),
        ("甲控股有限公司", "", None),
        ("张伟", "", None),
        ("乙 控股有限公司", "", "C7"),
        ("乙控股有限公司", "92Z", None),
    ],
)
def test_a_holder_is_a_customer_by_code_number_or_a_name_of_its_own(name: str, code: str, key: str | None) -> None:
    found = holder_key(name, code, held="C5", known=Known({"91X": "C1"}, {"C2": "C9"}, unique_names(NAMED)))
    assert found == key if key else is_outsider(found)


def test_outsiders_are_the_same_by_code_or_by_a_companys_name_never_by_a_persons() -> None:
    def key(name: str, held: str, code: str = "") -> str:
        return holder_key(name, code, held=held, known=Known())

    assert key("甲控股有限公司", "C1") == key("甲控股 有限公司", "C2")
    assert key("张伟", "C1") != key("张伟", "C2")
    assert key("张伟", "C1", "91Y") == key("张 伟", "C2", "91y")
    assert "91Y" not in key("张伟", "C1", "91Y")


def test_an_outsiders_key_is_found_only_by_who_has_the_secret() -> None:
    keys = {holder_key("张伟", "91Y", held="C1", known=Known(secret=secret)) for secret in (b"", b"one", b"other")}
    assert len(keys) == 3


def test_a_picture_leads_no_further_than_one_sees_and_counts_the_rest() -> None:
    edges = [
        Edge("A", "B", Kind.HOLDS),
        Edge("B", "C", Kind.HOLDS),
        Edge("A", "H", Kind.VOUCHES),
        Edge("H", "D", Kind.HOLDS),
    ]
    found = picture_of("A", edges, seen={"A", "B", "C", "D"})
    assert found.keys == ("A", "B", "C")
    assert (len(found.edges), found.hidden, found.left_out) == (2, 1, 0)
    assert picture_of("A", edges, seen={"A", "B", "C", "D"}, most=2).left_out == 1


@pytest.mark.parametrize(
    ("tops", "found"),
    [("A", "BCDE"), ("B", "C"), ("BX", "CD"), ("X", ""), ("E", ""), ("", ""), ("AB", "BCDE")],
)
def test_whom_some_members_control(tops: str, found: str) -> None:
    members: list[tuple[str, By]] = [
        ("D", [("C", 3_000, False, False), ("X", 2_000, False, False), ("A", 2_000, False, False)]),
        ("B", [("A", 6_000, False, False)]),
        ("C", [("B", 0, True, False)]),
        ("E", [("A", 7_500, False, True)]),
        ("X", [("Z", 6_000, False, False)]),
        ("A", []),
    ]
    assert "".join(sorted(below(tops, members))) == found


def test_of_two_that_became_one_each_holder_counts_once() -> None:
    members: list[tuple[str, By]] = [
        ("B", [("A", 3_000, False, False), ("D", 2_000, False, False)]),
        ("C", [("A", 2_000, False, True), ("B", 9_000, False, False)]),
        ("E", [("C", 6_000, False, False)]),
    ]
    assert standing(members, {}) == members
    assert standing(members, {"C": "B", "D": "A"}) == [
        ("B", [("A", 3_000, False, True)]),
        ("E", [("B", 6_000, False, False)]),
    ]
