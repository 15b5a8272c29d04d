"""By what a customer is found, as a table."""

import pytest

from qiao.customers.adapters.pinyin import reading
from qiao.customers.rules.search import Term, digest_of, letters_of, question_of, tokens_of


def finds(text: str, name: str, *, person: bool = False, id_no: str = "", phone: str = "") -> bool:
    """Whether the text finds a customer of this name, by the rules alone."""
    tokens = tokens_of(name=name, numbers=["C000123"], secrets=[id_no, phone], is_person=person, reading=reading)

    def holds(term: Term) -> bool:
        return any(token.startswith(term.token) if term.beginning else token == term.token for token in tokens)

    question = question_of(text)
    return bool(question) and all(any(holds(term) for term in group) for group in question)


@pytest.mark.parametrize(
    ("text", "name", "kind", "found"),
    [
        ("张伟", "张伟", "person", True),
        ("伟", "张伟", "person", True),
        ("zhangwei", "张伟", "person", True),
        ("zhangw", "张伟", "person", True),
        ("zw", "张伟", "person", True),
        ("ZW", "张伟", "person", True),
        ("wz", "张伟", "person", False),
        ("zeng", "曾国强", "person", True),  # a surname read otherwise than the word
        ("shan", "单立", "person", True),
        ("云岚", "演示·云岚机械制造有限公司", "company", True),
        ("机械制造", "演示·云岚机械制造有限公司", "company", True),
        ("yunlan", "演示·云岚机械制造有限公司", "company", True),
        ("yljx", "演示·云岚机械制造有限公司", "company", True),
        ("云岚 有限", "演示·云岚机械制造有限公司", "company", True),
        ("云山", "演示·云岚机械制造有限公司", "company", False),
        ("acme", "ACME 贸易", "company", True),
        ("acm 贸易", "ACME 贸易", "company", True),
        ("C000123", "张伟", "person", True),
        ("c0001", "张伟", "person", True),
        ("张", "李娜", "person", False),
        ("東莞", "东莞市云岚有限公司", "company", True),
        ("东莞", "東莞市雲嵐有限公司", "company", True),
        ("ＡＢＣ", "ABC科技", "company", True),
        ("abc", "ＡＢＣ科技", "company", True),
        ("ｃ０００１２３", "张伟", "person", True),
        ("𠮷", "𠮷野贸易", "company", True),
    ],
)
def test_a_name_is_found_by_letters_pinyin_and_initials(text: str, name: str, kind: str, found: object) -> None:
    assert finds(text, name, person=kind == "person") is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("110101199003070011", True),
        ("110101-19900307-0011", True),
        ("11010119900307001", False),  # not the whole of it
        ("13800001234", True),
        ("138 0000 1234", True),
        ("1234", True),  # the last four of a telephone
        ("0011", False),
    ],
)
def test_a_secret_number_is_found_whole_only(text: str, found: object) -> None:
    assert finds(text, "张伟", person=True, id_no="110101199003070011", phone="13800001234") is found


def test_the_index_tells_no_secret_number() -> None:
    tokens = tokens_of(name="张伟", numbers=[], secrets=["110101199003070011"], is_person=True, reading=reading)
    assert not any("19900307" in token for token in tokens)
    assert digest_of("110101199003070011") in tokens


@pytest.mark.parametrize("text", ["", "   ", "·，。", "%_", "'\"();--", "\\"])
def test_a_text_of_signs_asks_nothing(text: str) -> None:
    assert question_of(text) == []


@pytest.mark.parametrize("text", ["'; DROP TABLE", 'a" OR "b', "a*b", "NEAR(x)", "tokens:x", "张' | '伟"])
def test_a_term_is_letters_and_digits_whatever_was_typed(text: str) -> None:
    assert all(term.token.isalnum() for group in question_of(text) for term in group)


def test_the_unbroken_chinese_parts_have_to_stand_in_the_name() -> None:
    assert letters_of("云岚 abc机械") == ["云岚", "机械"]


def test_a_number_with_signs_between_is_found_with_and_without_them() -> None:
    tokens = tokens_of(name="张伟", numbers=["KH-000123"], secrets=[], is_person=True, reading=reading)
    for text in ("KH-000123", "kh000123", "KH-0001"):
        assert any(token.startswith(term.token) for (term, *_rest) in question_of(text) for token in tokens), text
