"""Appeals without a database: who may decide, one outcome, clocks, like cases."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.appeals.rules.appeal import (
    EFFECT_WORDS,
    OPEN,
    OUTCOMES,
    STATE_WORDS,
    AppealState,
    Cause,
    Effect,
    check_expected,
    check_state,
    effect_of,
    granted_by,
    read_value,
    read_words,
    why_not_decide,
)
from qiao.appeals.rules.precedents import Case, alike, deviates, suggested
from qiao.ground.refusals import Refusal
from qiao.people.rules.workdays import after_working_days, is_working_day, working_days

BARRED = frozenset({"settler"})
NATIONAL = {"10-01": 1, "10-02": 1, "10-03": 1}


@pytest.mark.parametrize(
    ("post", "username", "staff_id", "org_id", "may"),
    [
        ("head", "wu", "wu", "B1", True),
        ("hr", "hao", "hao", "H", True),
        ("hr", "hao", "hao", "T1", True),
        ("head", "wu", "wu", "T1", False),
        ("lead", "chen", "chen", "T1", False),
        ("auditor", "an", "an", "H", False),
        ("hr", "settler", "settler", "H", False),
        ("head", "wang", "wang", "B1", False),
    ],
)
def test_who_decides_is_apart_from_the_figure_and_the_person(
    post: str, username: str, staff_id: str, org_id: str, *, may: bool
) -> None:
    why = why_not_decide(
        post=post,
        username=username,
        staff_id=staff_id,
        org_id=org_id,
        appellant="wang",
        appellant_org="T1",
        barred=BARRED,
    )
    assert (why == "") is may


@pytest.mark.parametrize(
    ("outcome", "part", "granted"),
    [
        (AppealState.UPHELD, "", 1_200),
        (AppealState.REJECTED, "", 1_000),
        (AppealState.PARTLY, "11.00", 1_100),
    ],
)
def test_a_decision_grants_all_nothing_or_something_between(outcome: AppealState, part: str, granted: int) -> None:
    assert granted_by(outcome, stated=1_000, expected=1_200, part=part) == granted


@pytest.mark.parametrize("part", ["10.00", "12.00", "9.99", "12.01", "", "x", "1e9", "11.001"])
def test_a_part_lies_strictly_between(part: str) -> None:
    with pytest.raises(Refusal):
        granted_by(AppealState.PARTLY, stated=1_000, expected=1_200, part=part)


@pytest.mark.parametrize("outcome", sorted(set(AppealState) - OUTCOMES))
def test_what_is_no_outcome_decides_nothing(outcome: AppealState) -> None:
    with pytest.raises(Refusal):
        granted_by(outcome, stated=0, expected=1)


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.sampled_from(sorted(OUTCOMES)))
def test_exactly_one_outcome_and_never_beyond_what_was_asked(stated: int, expected: int, outcome: AppealState) -> None:
    if stated == expected:
        with pytest.raises(Refusal):
            check_expected(stated, expected)
        return
    middle = (stated + expected) // 2
    sign = "-" if middle < 0 else ""
    part = f"{sign}{abs(middle) // 100}.{abs(middle) % 100:02}"
    try:
        granted = granted_by(outcome, stated=stated, expected=expected, part=part)
    except Refusal:
        assert outcome is AppealState.PARTLY
        assert middle in {stated, expected}
        return
    assert min(stated, expected) <= granted <= max(stated, expected)
    assert (granted == expected) == (outcome is AppealState.UPHELD)
    assert (granted == stated) == (outcome is AppealState.REJECTED)


def test_what_was_decided_takes_no_further_step() -> None:
    for state in AppealState:
        if state in OPEN:
            check_state(state, OPEN)
        else:
            with pytest.raises(Refusal, match="does not follow"):
                check_state(state, OPEN)
    assert set(STATE_WORDS) == set(AppealState)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_the_clock_counts_working_days(day: date, days: int) -> None:
    due = after_working_days(day, days=days, days_off=NATIONAL)
    next_day = timedelta(days=1)
    assert working_days(day + next_day, until=due + next_day, days_off=NATIONAL) == days
    assert is_working_day(due, days_off=NATIONAL)


def test_ten_working_days_round_the_national_day() -> None:
    assert after_working_days(date(2026, 9, 30), days=10, days_off=NATIONAL) == date(2026, 10, 16)


@pytest.mark.parametrize("text", ["", "   ", "abc", "x" * 2_001])
def test_a_reason_is_in_words(text: str) -> None:
    with pytest.raises(Refusal):
        read_words(text)


@pytest.mark.parametrize(("text", "value"), [("1,234.50", 123_450), ("-3", -300), ("0", 0)])
def test_a_figure_is_read_exactly(text: str, value: int) -> None:
    assert read_value(text) == value


@pytest.mark.parametrize("text", ["", "1.001", "nan", "Infinity", "1e400", "1e3", "9" * 20, "'"])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="two decimals"):
        read_value(text)


@pytest.mark.parametrize(
    ("kind", "cause", "effect"),
    [
        ("slip", Cause.SHARES, Effect.SHARES),
        ("slip", Cause.BALANCE, Effect.LOAD),
        ("delta", Cause.RATE, Effect.LOAD),
        ("slip", Cause.RULE, Effect.OWN),
        ("hold", Cause.SHARES, Effect.HOLD),
    ],
)
def test_each_cause_has_its_door(kind: str, cause: Cause, effect: Effect) -> None:
    assert effect_of(kind, cause, by_kind={"hold": Effect.HOLD}) is effect
    assert effect in EFFECT_WORDS


def case(number: int, *, cause: str = "shares", marks: str = "closed higher none", outcome: str = "") -> Case:
    granted = {"upheld": 2_000_00, "partly": 1_500_00}.get(outcome, 1_000_00)
    return Case(number, "slip", cause, 1_000_00, 2_000_00, frozenset(marks.split()), outcome, granted)


def test_the_same_facts_are_the_most_alike_and_say_why() -> None:
    near, far = case(1, outcome="upheld"), case(2, cause="rate", marks="open lower", outcome="rejected")
    (found,) = alike(case(9), [near, far])
    assert (found.case.number, found.score) == (1, 100)
    assert "the person had no share" in found.why
    assert found.case.part_bp == 10_000


def test_another_kind_and_the_case_itself_are_not_alike() -> None:
    other = Case(1, "hold", "shares", 0, 1, frozenset(), "upheld", 1)
    assert alike(case(9), [other, case(9, outcome="upheld")]) == ()


@pytest.mark.parametrize(
    ("outcomes", "suggestion"),
    [
        (("upheld", "upheld", "rejected"), ("upheld", 2, 3)),
        (("upheld",), ("upheld", 1, 1)),
        (("upheld", "rejected"), None),
        ((), None),
    ],
)
def test_more_than_half_of_the_like_cases_suggest(
    outcomes: tuple[str, ...], suggestion: tuple[str, int, int] | None
) -> None:
    found = suggested(alike(case(99), [case(n, outcome=one) for n, one in enumerate(outcomes)]))
    assert (found and (found.outcome.value, found.agree, found.of)) == suggestion
    assert deviates(AppealState.PARTLY, found) == (suggestion is not None)
    assert not deviates(AppealState.UPHELD, found)
