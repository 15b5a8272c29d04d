"""Questions as typed, bands, rhythms, names of files."""

from datetime import date, timedelta
from fractions import Fraction
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.contribution.rules.indicators import MARGIN
from qiao.ground.refusals import Refusal
from qiao.questions.queries.masters import units_at
from qiao.questions.rules.answer import Answer, Group, Shape, answer_of, picture_of
from qiao.questions.rules.fields import By, band_of
from qiao.questions.rules.question import asked_months, question_of
from qiao.questions.rules.rhythm import Before, Rhythm, due, file_name

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
RHYTHMS = (
    # rhythm, last file, day, newest settlement, due
    (Rhythm.NEVER, None, MONDAY, 1, False),
    (Rhythm.DAILY, None, MONDAY, 0, True),
    (Rhythm.DAILY, None, SATURDAY, 0, False),
    (Rhythm.DAILY, Before(MONDAY, 0), MONDAY, 0, False),
    (Rhythm.DAILY, Before(MONDAY, 0), date(2026, 11, 24), 0, True),
    (Rhythm.WEEKLY, Before(MONDAY, 0), date(2026, 11, 27), 0, False),
    (Rhythm.WEEKLY, Before(date(2026, 11, 20), 0), MONDAY, 0, True),
    (Rhythm.WEEKLY, Before(date(2026, 11, 20), 0), date(2026, 11, 25), 0, True),
    (Rhythm.MONTHLY, Before(date(2026, 10, 1), 0), MONDAY, 0, True),
    (Rhythm.MONTHLY, Before(date(2026, 11, 2), 0), MONDAY, 0, False),
    (Rhythm.SETTLED, Before(MONDAY, 4), SATURDAY, 5, True),
    (Rhythm.SETTLED, Before(MONDAY, 5), SATURDAY, 5, False),
    (Rhythm.SETTLED, None, SATURDAY, 0, False),
)
WRONG = (
    ("measure=nothing", "question.measure"),
    ("measure=quality", "question.measure"),
    ("measure=margin&measure=fees&measure=loss&measure=loans&measure=deposits", "question.measures"),
    ("by=party_id", "question.by"),
    ("by=month; DROP TABLE x", "question.by"),
    ("by=month&by=unit&by=person", "question.by"),
    ("field=1=1&how=is&value=1", "question.by"),
    ("field=person&how=like&value=x", "question.how"),
    ("field=person&how=is", "question.filter"),
    ("field=person&how=between&value=a", "question.between"),
    ("field=person&how=in&value=" + ",".join(f"p{number}" for number in range(60)), "question.value"),
    ("field=person&how=is&value=" + "x" * 65, "question.value"),
    ("field=person&how=is&value=a%00b", "question.value"),
    ("field=margin&how=least&value=much", "question.figure"),
    ("field=margin&how=least&value=NaN", "question.figure"),
    ("field=margin&how=least&value=1e99", "question.figure"),
    ("field=margin&how=in&value=1,2", "question.bound"),
    ("since=2026-13", "question.month"),
    ("since=2026-09&until=2026-08", "question.months"),
    ("since=1990-01&until=2026-08", "question.months"),
    ("last=99", "question.number"),
    ("most=0", "question.number"),
    ("most=%EF%BC%91", "question.number"),
    ("depth=-1", "question.number"),
    ("sort=fees", "question.order"),
)


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_what_makes_no_sense_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        question_of(parse_qs(text))
    assert refused.value.code == code


@given(
    st.dictionaries(
        st.sampled_from(["measure", "by", "field", "how", "value", "since", "last", "most", "sort"]),
        st.lists(st.text(max_size=12), max_size=4),
    )
)
def test_whatever_is_typed_is_a_question_or_a_refusal(asked: dict[str, list[str]]) -> None:
    told = ""
    try:
        assert question_of(asked).measures
    except Refusal as refusal:
        told = refusal.code
    assert told == "" or told.startswith("question.")


@pytest.mark.parametrize(("last", "months"), [(1, ["2026-09"]), (3, ["2026-07", "2026-08", "2026-09"])])
def test_the_last_months_count_back_from_the_newest_settled(last: int, months: list[str]) -> None:
    assert asked_months(question_of({"last": [str(last)]}), ["2026-09", "2025-01"]) == months
    assert asked_months(question_of({"last": [str(last)]}), []) == []


@pytest.mark.parametrize(
    ("years", "code"), [(-1, "0"), (0, "0"), (1, "1"), (2, "1"), (3, "3"), (9, "5"), (10, "10"), (80, "10")]
)
def test_ages_of_relations(years: int, code: str) -> None:
    assert band_of(years).code == code


@pytest.mark.parametrize(
    ("depth", "at"),
    [(1, {"H": "H", "B": "B", "T": "B"}), (2, {"H": "H", "B": "B", "T": "T"}), (9, {"H": "H", "B": "B", "T": "T"})],
)
def test_units_at_a_depth(depth: int, at: dict[str, str]) -> None:
    assert units_at({"H": None, "B": "H", "T": "B"}, depth=depth) == at


@pytest.mark.parametrize(("rhythm", "before", "on", "newest", "is_due"), RHYTHMS)
def test_when_a_file_is_due(rhythm: Rhythm, before: Before | None, on: date, newest: int, is_due: bool) -> None:  # noqa: FBT001  the case's answer
    assert due(rhythm, before, on=on, newest_run=newest) is is_due


@given(st.sampled_from([Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.MONTHLY]), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_within_five_weeks_something_is_due_and_never_twice_a_day(rhythm: Rhythm, start: date) -> None:
    before, days = Before(start, 0), 0
    for step in range(1, 36):
        on = start + timedelta(days=step)
        if due(rhythm, before, on=on, newest_run=0):
            before, days = Before(on, 0), days + 1
            assert not due(rhythm, before, on=on, newest_run=0)
    assert days >= 1


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("存款 日均", "存款 日均-2026-11-23.csv"),
        ("../../etc/passwd", "etc-passwd-2026-11-23.csv"),
        ("a\\b:c*?", "a-b-c-2026-11-23.csv"),
        ("...", "question-2026-11-23.csv"),
        ("x" * 200, "x" * 60 + "-2026-11-23.csv"),
    ],
)
def test_a_name_becomes_a_file_name_that_leaves_no_folder(name: str, file: str) -> None:
    assert file_name(name, on=MONDAY, form="csv") == file


def group(*keys: str, margin: int) -> Group:
    return Group(keys, {"margin_micro": margin}, {}, 30)


def test_the_rest_is_what_the_lines_leave() -> None:
    found = answer_of([group("a", margin=5)], group(margin=-2), groups=3)
    assert found.others is not None
    assert (found.others.parts, found.left_out) == ({"margin_micro": -7}, 2)
    assert answer_of([group("a", margin=5)], group(margin=5), groups=1).others is None


def test_months_make_lines_and_groups_make_bars() -> None:
    rows = (group("2026-09", "x", margin=3), group("2026-08", "y", margin=9), group("2026-08", "x", margin=1))
    lines = picture_of((By.MONTH, By.SIDE), Answer(rows, None, group(margin=13), 3), MARGIN)
    assert (lines.shape, lines.along) == (Shape.LINES, (("2026-08",), ("2026-09",)))
    assert dict(lines.series) == {"y": (Fraction(9), None), "x": (Fraction(1), Fraction(3))}
    assert [name for name, _values in lines.series] == ["y", "x"]
    assert picture_of((By.SIDE, By.KIND), Answer(rows, None, group(margin=13), 3), MARGIN).shape is Shape.BARS
    assert picture_of((), Answer((), None, group(margin=13), 0), MARGIN).shape is Shape.NONE
