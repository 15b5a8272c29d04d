"""Names as they are compared: a table a banker can read."""

import pytest
from pypinyin import Style, pinyin

from qiao.customers.rules.letters import SIMPLIFIED, TRADITIONAL
from qiao.linkage.adapters.pinyin import reading
from qiao.linkage.rules.letters import is_abbreviation, plain, within_one_letter
from qiao.linkage.rules.names import CompanyName, company_name, numbers_in, person_name, sound_of


@pytest.mark.parametrize(
    ("written", "core", "region", "branch"),
    [
        ("湖北省武汉市东山机械有限公司", "东山机械", "湖北武汉", ""),
        ("武汉东山机械有限责任公司", "东山机械", "武汉", ""),
        ("东山机械（武汉）有限公司", "东山机械", "武汉", ""),
        ("东山机械（集团）股份有限公司", "东山机械", "", ""),
        ("武漢東山機械股份有限公司", "东山机械", "武汉", ""),
        ("东山机械 有限公司", "东山机械", "", ""),
        ("东山机械有限公司武汉分公司", "东山机械", "", "武汉分公司"),
        ("东山机械有限公司（江岸分公司）", "东山机械", "", "江岸分公司"),
        ("武汉市江岸区第一机械厂", "第一机械厂", "武汉江岸", ""),
        ("一帆软件 Co., Ltd.", "一帆软件", "", ""),
        ("ＡＢＣ软件有限公司", "ABC软件", "", ""),
        ("上海公司", "上海", "", ""),
        ("有限公司", "有限公司", "", ""),
        ("", "", "", ""),
    ],
)
def test_a_companys_name_falls_into_core_region_and_branch(written: str, core: str, region: str, branch: str) -> None:
    assert company_name(written) == CompanyName(core, region, branch)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("张 伟", "张伟"),
        ("张伟先生", "张伟"),
        ("張偉", "张伟"),
        ("张伟（已销）", "张伟"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
    ],
)
def test_a_persons_name_is_compared_without_spaces_titles_and_notes(written: str, compared: str) -> None:
    assert person_name(written) == compared


@pytest.mark.parametrize(("name", "sound"), [("曾伟", "zeng wei"), ("单芳", "shan fang"), ("解军", "xie jun")])
def test_surnames_are_read_as_surnames(name: str, sound: str) -> None:
    assert sound_of(name, is_person=True, reading=reading) == sound


def test_every_traditional_letter_of_the_table_sounds_like_its_simplified_one() -> None:
    def sounds(letter: str) -> set[str]:
        return set(pinyin(letter, heteronym=True, style=Style.NORMAL)[0])

    pairs = list(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    assert [one + other for one, other in pairs if not sounds(one) & sounds(other)] == []


def test_full_width_letters_and_signs_are_made_alike() -> None:
    assert plain("Ａ－１２ 【东】・山") == "A12(东)山"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("东山机械", "东山机诫", True),
        ("东山机械", "东山机", True),
        ("东山机械", "东机山械", True),
        ("东山机械", "西山机诫", False),
        ("东山", "东山机械", False),
        ("", "", True),
        ("", "东", True),
    ],
)
def test_one_letter_more_less_other_or_exchanged_is_a_slip(one: str, other: str, *, alike: bool) -> None:
    assert within_one_letter(one, other) is within_one_letter(other, one) is alike


def test_an_abbreviation_keeps_the_first_letter_and_the_order() -> None:
    found = [
        is_abbreviation(*pair) for pair in (("东机", "东山机械"), ("山机", "东山机械"), ("东山", "东山"), ("", "东"))
    ]
    assert found == [True, False, False, False]


def test_the_first_and_the_second_factory_hold_different_numbers() -> None:
    assert [numbers_in(one) for one in ("第一机械厂", "第二机械厂", "东山机械")] == [("第一",), ("第二",), ()]
