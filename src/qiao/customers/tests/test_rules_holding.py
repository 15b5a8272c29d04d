"""A customer held against what was typed is found exactly where its tokens are."""

from hypothesis import given
from hypothesis import strategies as st

from qiao.customers.adapters.pinyin import reading
from qiao.customers.rules.holding import Said, is_found
from qiao.customers.rules.search import CHINESE, INNER, Wanted, has_all, tokens_of, wanted_of

NAMES = st.text("王曾单偉伟東东云（)㈱ ·ABcｃ１2\uf900𠮷", max_size=14)
TEXTS = st.text("王曾单偉伟东云wangzesh 12cabdδλ", max_size=10)
NUMBERS = st.sampled_from(["", "13800001234", "110101199003070011", "0755-8300 1234", "X12"])
KINDS = st.booleans()


def by_tokens(wanted: Wanted, said: Said) -> bool:
    tokens = tokens_of(
        name=said.name, numbers=[said.number], secrets=said.secrets, is_person=said.is_person, reading=reading
    )
    return has_all(said.name, wanted.parts) and all(
        any(
            any(token.startswith(term.token) if term.beginning else token == term.token for token in tokens)
            for term in group
        )
        for group in wanted.question
    )


@given(NAMES, TEXTS | NUMBERS | st.sampled_from(["1234", "c1", "w", "wzs"]), NUMBERS, NUMBERS, KINDS)
def test_letters_tell_what_tokens_tell(name: str, text: str, id_no: str, phone: str, is_person: object) -> None:
    wanted = wanted_of(text)
    if wanted.question:
        said = Said(name, "C1-20", (id_no, phone), is_person is True)
        assert is_found(wanted, said, reading=reading) is by_tokens(wanted, said)


@given(NAMES)
def test_a_name_is_marked_as_written_otherwise_only_where_a_chinese_letter_is(name: str) -> None:
    tokens = tokens_of(name=name, numbers=[], secrets=[], is_person=False, reading=reading)
    otherwise = any(letter in name for letter in "偉東㈱\uf900")
    assert (INNER in tokens) is otherwise


@given(NAMES.filter(lambda name: not set(name) & set("偉東㈱\uf900")), st.text("王曾单伟云", min_size=1, max_size=3))
def test_whoever_is_not_marked_has_the_letters_as_they_are_typed(name: str, part: str) -> None:
    assert CHINESE.match(part)
    assert has_all(name, [part]) is (part in name)


def test_a_secret_number_is_not_found_by_the_beginning_of_its_digest() -> None:
    said = Said("王云", "C1", ("110101199003070011", "13800001234"), is_person=True)
    for text in "dabcdef0123456789":
        wanted = wanted_of("d" + text if text != "d" else "d")
        assert is_found(wanted, said, reading=reading) is by_tokens(wanted, said) is False, text
