"""What becomes of a pair: the cases that a banker would argue about."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.linkage.rules.deciding import OPEN, PairState, ids_of, plan_of
from qiao.linkage.rules.judging import WHY_WORDS, Aspect, Outcome, Thresholds, Verdict, judge, points_of
from qiao.linkage.rules.surviving import Weight, survivor_of_pair
from qiao.linkage.tests.cast import FIRM, OTHER_CARD, OTHER_CODE, PERSON, party

SURE, USUAL = 999_999, Thresholds(800_000, 200_000)
CLEAR, DOUBTFUL, NOTHING = Outcome.CLEAR, Outcome.DOUBTFUL, Outcome.NOTHING


@pytest.mark.parametrize(
    ("changed", "outcome", "why"),
    [
        ({"name": "云岚机械有限责任公司"}, CLEAR, "same_document"),
        ({"name": "云岚机械", "id_no": None}, CLEAR, "agrees"),
        ({"name": "武汉市芸岚机械有限公司", "id_no": None}, CLEAR, "agrees"),
        (
            {"name": "星汉商贸有限公司", "phone": None, "address": None, "established_on_day": None},
            DOUBTFUL,
            "names_apart",
        ),
        ({"name": "星汉商贸有限公司"}, CLEAR, "same_document"),
        ({"id_no": OTHER_CODE}, DOUBTFUL, "two_codes"),
        ({"id_no": OTHER_CODE, "phone": None, "address": None, "established_on_day": None}, NOTHING, "two_codes"),
        ({"name": "北京云岚机械有限公司", "id_no": OTHER_CODE}, NOTHING, "two_codes"),
        ({"name": "武汉市云岚机械有限公司宜昌分公司", "id_no": None}, NOTHING, "branch"),
        ({"name": "武汉市云岚机械有限公司宜昌分公司"}, DOUBTFUL, "names_apart"),
        ({"id_no": "91420102DEM000074U"}, CLEAR, "agrees"),
        ({"id_no": None, "phone": None, "address": None, "established_on_day": None}, CLEAR, "agrees"),
        ({"id_no": None, "phone": "1234567", "address": None, "established_on_day": None}, CLEAR, "agrees"),
        (
            {
                "id_no": None,
                "phone": "1234567",
                "address": None,
                "established_on_day": None,
                "registered_capital_fen": 5 * 10**9,
            },
            DOUBTFUL,
            "alone",
        ),
        (
            {
                "id_no": None,
                "phone": "1234567",
                "established_on_day": None,
                "address": "湖北省宜昌市演示路1号",
                "region": "420500",
            },
            DOUBTFUL,
            "alone",
        ),
        ({"name": "武汉市云岚机械制造有限公司", "id_no": None, "phone": None, "address": None}, CLEAR, "agrees"),
        (
            {
                "name": "武汉市云岚机械制造有限公司",
                "id_no": None,
                "phone": None,
                "address": None,
                "registered_capital_fen": 1,
            },
            DOUBTFUL,
            "unsure",
        ),
        ({"name": "武汉市云峰机械有限公司", "id_no": None, "phone": None, "address": None}, DOUBTFUL, "unsure"),
    ],
)
def test_a_firm_and_another_record(changed: dict[str, Any], outcome: Outcome, why: str) -> None:
    found = judge(party(FIRM), party(FIRM, "Y", **changed), ppm=SURE, thresholds=USUAL)
    assert (found.outcome, found.why) == (outcome, why)


@pytest.mark.parametrize(
    ("changed", "outcome", "why"),
    [
        ({"name": "張佳宇", "id_no": "110105491231002"}, CLEAR, "same_document"),
        ({"id_no": None, "address": None}, CLEAR, "agrees"),
        ({"id_no": OTHER_CARD}, DOUBTFUL, "two_codes"),
        ({"id_no": OTHER_CARD, "phone": None, "address": None}, NOTHING, "two_codes"),
        ({"name": "张佳明", "id_no": None}, DOUBTFUL, "relatives"),
        ({"name": "张佳明", "id_no": None, "phone": None}, NOTHING, "relatives"),
        ({"name": "张佳玉", "id_no": None}, DOUBTFUL, "relatives"),
        ({"name": "李敏", "id_no": None}, NOTHING, "alone"),
        ({"name": "李敏", "id_no": PERSON["id_no"]}, DOUBTFUL, "names_apart"),
        ({"id_no": None, "phone": None, "address": None}, DOUBTFUL, "alone"),
    ],
)
def test_a_person_and_another_record(changed: dict[str, Any], outcome: Outcome, why: str) -> None:
    found = judge(party(PERSON), party(PERSON, "Y", **changed), ppm=SURE, thresholds=USUAL)
    assert (found.outcome, found.why) == (outcome, why)


@pytest.mark.parametrize(("ppm", "outcome"), [(800_000, CLEAR), (799_999, DOUBTFUL), (199_999, NOTHING)])
def test_below_the_thresholds_a_pair_is_doubtful_and_then_nothing(ppm: int, outcome: Outcome) -> None:
    other = party(PERSON, "Y", id_no=None, address=None)
    assert judge(party(PERSON), other, ppm=ppm, thresholds=USUAL).outcome is outcome


def test_a_valid_number_on_both_needs_no_probability() -> None:
    found = judge(party(PERSON), party(PERSON, "Y"), ppm=0, thresholds=USUAL)
    assert (found.outcome, found.why) == (CLEAR, "same_document")


def test_the_first_and_the_second_factory_are_two() -> None:
    one, other = (party(FIRM, name=f"武汉第{place}机械厂", id_no=None) for place in "一二")
    found = judge(one, other, ppm=SURE, thresholds=USUAL)
    assert (found.outcome, found.why) == (NOTHING, "numbered")


def test_the_reasons_tell_what_agrees_differs_and_is_missing() -> None:
    found = points_of(
        party(PERSON), party(PERSON, "Y", id_no=None, phone="13800001235", address="武汉市演示大道9003号")
    )
    assert {one.aspect: one.verdict for one in found} == {
        Aspect.NAME: Verdict.SAME,
        Aspect.DOCUMENT: Verdict.MISSING,
        Aspect.PHONE: Verdict.ALIKE,
        Aspect.ADDRESS: Verdict.DIFFERENT,
        Aspect.CITY: Verdict.SAME,
    }


WRITTEN = st.fixed_dictionaries(
    {
        "name": st.text(alphabet="张李伟佳宇玉东山机械有限公司第一二分（）() A", max_size=12),
        "id_no": st.sampled_from(
            [None, "", PERSON["id_no"], OTHER_CARD, "1101051949123100", "91420102DEM000073U", "X"]
        ),
        "phone": st.text(alphabet="0123456789-+转 ", max_size=14),
        "address": st.text(alphabet="省市区路号栋室-#0123456789一二东", max_size=20),
        "region": st.sampled_from([None, "", "420102", "4201", "华中"]),
    }
)


@given(one=WRITTEN, other=WRITTEN, ppm=st.integers(0, 1_000_000), company=st.booleans())
def test_whoever_is_named_first_the_judgement_is_the_same(
    one: dict[str, Any], other: dict[str, Any], ppm: int, *, company: bool
) -> None:
    base = FIRM if company else PERSON
    sides = party(base, "A", **one), party(base, "B", **other)
    there, back = (judge(*order, ppm=ppm, thresholds=USUAL) for order in (sides, sides[::-1]))
    assert there.outcome is back.outcome
    assert there.points == back.points
    assert there.why in WHY_WORDS


@pytest.mark.parametrize(
    ("one", "other", "stays"),
    [
        (Weight("B", valid_number=True), Weight("A", accounts=9, opened_day=1), "B"),
        (Weight("B", accounts=1, opened_day=100), Weight("A", accounts=5, opened_day=200), "B"),
        (Weight("B", accounts=2, opened_day=100), Weight("A", accounts=1, opened_day=100), "B"),
        (Weight("B", known_fields=3), Weight("A", known_fields=2), "B"),
        (Weight("B"), Weight("A"), "A"),
    ],
)
def test_who_stays_has_a_valid_number_then_is_older_then_fuller(one: Weight, other: Weight, stays: str) -> None:
    assert survivor_of_pair(one, other) == survivor_of_pair(other, one) == stays


IDS = st.tuples(st.sampled_from("ABCD"), st.sampled_from("EFGH"))


@given(found=st.sets(IDS), held=st.dictionaries(IDS, st.sampled_from(PairState)), kept=st.sets(IDS))
def test_a_search_never_touches_what_is_decided(
    found: set[tuple[str, str]], held: dict[tuple[str, str], PairState], kept: set[tuple[str, str]]
) -> None:
    plan = plan_of(found, held=held, kept=kept)
    decided = {ids for ids, state in held.items() if state not in OPEN}
    assert decided.isdisjoint({*plan.add, *plan.renew, *plan.take_out})
    after = (held.keys() | set(plan.add)) - set(plan.take_out)
    assert after == found | decided | (kept & held.keys())
    assert kept.isdisjoint(plan.take_out)


def test_a_pair_stands_once_whoever_is_named_first() -> None:
    assert ids_of("B", "A") == ids_of("A", "B") == ("A", "B")
