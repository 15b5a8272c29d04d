import ast
from datetime import date
from pathlib import Path

import pytest

from qiao.ground.refusals import Refusal
from qiao.office.rules.deciding import State, check_open, check_reason, check_second, check_unchanged
from qiao.office.rules.parameter import Form, Parameter, Value, read_number, read_value, written
from qiao.office.rules.tasks import TaskLine, first_few, in_order
from qiao.office.rules.told import FIELD_WORDS

SOURCES = Path(__file__).resolve().parents[2]


def made(form: Form = Form.COUNT, default: Value = 3, *, open_keys: bool = False) -> Parameter:
    return Parameter("x.y", "X", "G", form, default, least=0, most=1_000_000, source="house", open_keys=open_keys)


@pytest.mark.parametrize("state", [State.APPROVED, State.REFUSED, State.WITHDRAWN])
def test_what_is_decided_is_not_decided_again(state: State) -> None:
    with pytest.raises(Refusal, match="decided already") as refused:
        check_open(state, by="HEAD01", at="2026-11-25")
    assert refused.value.code == "approval.decided"
    check_open(State.ASKED, by="", at="")


def test_whoever_asks_never_decides() -> None:
    check_second("ADM01", by="HEAD01")
    with pytest.raises(Refusal, match="second person"):
        check_second("ADM01", by="ADM01")


def test_a_request_about_what_has_changed_is_not_carried_out() -> None:
    check_unchanged({"value": 3}, now={"value": 3})
    with pytest.raises(Refusal, match="has been changed"):
        check_unchanged({"value": 3}, now={"value": 4})


def test_a_reason_of_blanks_is_none() -> None:
    assert check_reason("  spring campaign ") == "spring campaign"
    with pytest.raises(Refusal, match="Say why"):
        check_reason(" \n")


@pytest.mark.parametrize(
    ("text", "form", "number"),
    [
        ("3", Form.COUNT, 3),
        ("5,000", Form.COUNT, 5_000),
        ("120.5", Form.FEN, 12_050),
        ("120.05", Form.FEN, 12_005),
        ("35", Form.BASIS_POINTS, 3_500),
        ("35.25%", Form.BASIS_POINTS, 3_525),
    ],
)
def test_a_number_is_read_in_its_unit_and_written_back(text: str, form: Form, number: int) -> None:
    assert read_number(text, made(form)) == number
    assert read_number(written(number, form), made(form)) == number


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "1e3", "３", "9" * 40, "1000001", "<script>", "1 2"])
def test_what_is_no_number_of_the_parameter_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_number(text, made())
    assert refused.value.code in {"parameter.number", "parameter.bounds"}


def test_a_table_wants_a_number_for_each_post_and_no_other() -> None:
    table = made(default={"rm": 1, "lead": 2})
    assert read_value({"rm": "5", "lead": "6"}, table) == {"rm": 5, "lead": 6}
    for texts in ({"rm": "5"}, {"rm": "5", "lead": "6", "boss": "7"}, {}):
        with pytest.raises(Refusal, match="needs a number for each"):
            read_value(texts, table)


def test_a_table_of_levels_takes_the_houses_own_words() -> None:
    table = made(default={"初级": 40, "中级": 30}, open_keys=True)
    assert read_value({"初级": "45", "中级": "", "特级": "10"}, table) == {"初级": 45, "特级": 10}
    with pytest.raises(Refusal, match="needs a number for each"):
        read_value({"x" * 50: "1"}, table)


def test_tasks_stand_in_the_order_of_their_days_and_are_bounded() -> None:
    days = (date(2026, 11, 30), None, date(2026, 11, 20))
    lines = [TaskLine(f"t{n}", "/", day) for n, day in enumerate(days)]
    assert [line.words for line in in_order(lines)] == ["t2", "t0", "t1"]
    assert len(in_order(lines * 40)) == 50
    assert [line.overdue(on=date(2026, 11, 25)) for line in lines] == [False, False, True]


@pytest.mark.parametrize(
    ("sources", "shown"),
    [
        ("aaab", "aaab"),
        ("aaaab", "aaab"),
        ("aaabbb", "aaab"),
        ("aaaabbc", "aabc"),
        ("aaaabcde", "abcd"),
        ("abcde", "abcd"),
        ("", ""),
    ],
)
def test_no_source_of_tasks_hides_that_another_has_anything(sources: str, shown: str) -> None:
    lines = [TaskLine(f"t{n}", "/", None, source=name) for n, name in enumerate(sources)]
    few = first_few(lines, most=4)
    assert sorted(line.source for line in few) == sorted(shown)
    assert few[:1] == lines[:1]


def test_every_field_that_an_action_notes_has_a_word() -> None:
    sources = (path.read_text("utf-8") for path in SOURCES.rglob("*.py") if "tests" not in path.parts)
    calls = (node for text in sources for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    noted = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "note"]
    told = [one.value for call in noted for one in call.keywords if isinstance(one.value, ast.Dict)]
    fields = {key.value for content in told for key in content.keys if isinstance(key, ast.Constant)}
    assert len(fields) > 20
    assert fields - FIELD_WORDS.keys() == set()
