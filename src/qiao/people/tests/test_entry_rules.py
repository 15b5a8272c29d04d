"""The way into the post as a rule: whatever is tried, no stage is skipped, and each refusal says why."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.ground.refusals import Refusal
from qiao.people.rules.entry import IN_ORDER, Entry, Stage, Step, StepKind, Terms, entry, lacking, months_after, take
from qiao.people.rules.entry_reading import from_plain, plain, read_checks, read_terms
from qiao.people.rules.workdays import DAYS_OFF, months_between, working_days

ON = date(2026, 10, 5)
TERMS = Terms(panel_least=2, training_hours=40, certificate="岗位资格")
CHECKS: dict[str, Any] = {
    "education": "bachelor",
    "tenure_months": 12,
    "discipline_months": None,
    "conflicts_declared": True,
    "conflicts": "",
    "conflicts_settled": False,
    "conduct_passed": True,
}
CERTIFICATE: dict[str, Any] = {"kind": "岗位资格", "number": "1", "issued_on": "2026-10-01", "valid_to": "2027-09-30"}
APPOINTED: dict[str, Any] = {"since": "2026-11-01", "until": "2027-11-01", "mentor": "RM2"}


def step(kind: StepKind, /, by: str = "hr1", on: date = ON, reason: str = "", **facts: Any) -> Step:
    return Step(kind, on, 0, by, facts, reason)


WAY = [
    step(StepKind.APPLIED, staff_id="RM1"),
    step(StepKind.CHECKED, **CHECKS),
    step(StepKind.EXAMINED, score=60),
    step(StepKind.SCORED, by="a", score=70),
    step(StepKind.SCORED, by="b", score=71),
    step(StepKind.INTERVIEWED),
    step(StepKind.ANNOUNCED),
    step(StepKind.NOTICED, working_days=5),
    step(StepKind.TRAINED, hours=39),
    step(StepKind.TRAINED, hours=1),
    step(StepKind.CERTIFIED, **CERTIFICATE),
    step(StepKind.APPOINTED, **APPOINTED),
    step(StepKind.CONFIRMED, on=date(2027, 5, 1)),
]


def test_the_whole_way_from_the_application_to_the_end_of_probation() -> None:
    found = entry(WAY, terms=TERMS)
    assert found.stage is Stage.CONFIRMED
    assert found.passed == IN_ORDER[:-1]
    assert (found.interview, found.hours, found.mentor) == (705, 40, "RM2")


@pytest.mark.parametrize(
    ("gate", "finds"),
    [
        ({}, 0),
        ({"education": "college"}, 1),
        ({"tenure_months": 11}, 1),
        ({"discipline_months": 23}, 1),
        ({"discipline_months": 24}, 0),
        ({"conflicts_declared": False}, 1),
        ({"conflicts": "a brother's firm"}, 1),
        ({"conflicts": "a brother's firm", "conflicts_settled": True}, 0),
        ({"conduct_passed": False}, 1),
        ({"education": "school", "tenure_months": 0, "conduct_passed": False}, 3),
    ],
)
def test_the_gates_of_the_checks(gate: dict[str, Any], finds: int) -> None:
    assert len(lacking(TERMS, CHECKS | gate)) == finds


@pytest.mark.parametrize(
    ("before", "tried", "code"),
    [
        (1, step(StepKind.EXAMINED, score=90), "entry.stage"),
        (1, step(StepKind.CHECKED, **(CHECKS | {"conduct_passed": False})), "entry.gate"),
        (3, step(StepKind.INTERVIEWED), "entry.panel"),
        (4, step(StepKind.SCORED, by="a", score=99), "entry.scored"),
        (5, step(StepKind.APPOINTED, **APPOINTED), "entry.stage"),
        (6, step(StepKind.NOTICED, working_days=9), "entry.not_announced"),
        (6, step(StepKind.OBJECTED, by="x", text="t"), "entry.not_announced"),
        (7, step(StepKind.ANNOUNCED), "entry.announced"),
        (7, step(StepKind.NOTICED, working_days=4), "entry.notice"),
        (7, step(StepKind.ANSWERED, objection=1, upheld=False), "entry.objection"),
        (10, step(StepKind.CERTIFIED, **(CERTIFICATE | {"kind": "other"})), "entry.certificate"),
        (10, step(StepKind.CERTIFIED, **(CERTIFICATE | {"valid_to": "2026-10-04"})), "entry.certificate_over"),
        (11, step(StepKind.LINKED, staff_id="RM9"), "entry.linked"),
        (12, step(StepKind.CONFIRMED, on=date(2027, 4, 30)), "entry.probation"),
        (12, step(StepKind.WITHDRAWN), "entry.stage"),
        (13, step(StepKind.REJECTED), "entry.stage"),
    ],
)
def test_a_step_out_of_its_turn_is_refused(before: int, tried: Step, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        take(entry(WAY[:before], terms=TERMS), tried, terms=TERMS)
    assert refused.value.code == code


def test_below_a_pass_mark_the_way_ends_and_says_why() -> None:
    failed = entry([*WAY[:2], step(StepKind.EXAMINED, score=59)], terms=TERMS)
    assert (failed.stage, failed.reason) == (Stage.REJECTED, "below the pass mark of the written exam")
    low = [*WAY[:3], step(StepKind.SCORED, by="a", score=69), step(StepKind.SCORED, by="b", score=70)]
    assert entry([*low, step(StepKind.INTERVIEWED)], terms=TERMS).stage is Stage.REJECTED


def test_whoever_declares_a_relation_scores_no_more_and_a_score_given_is_taken_out() -> None:
    found = entry([*WAY[:5], step(StepKind.RELATED, by="a")], terms=TERMS)
    assert found.scores == (("b", 71),)
    with pytest.raises(Refusal, match="relation"):
        take(found, step(StepKind.SCORED, by="a", score=80), terms=TERMS)


def test_an_objection_is_answered_by_another_and_ends_the_way_where_it_is_upheld() -> None:
    objected = [*WAY[:7], step(StepKind.OBJECTED, by="x", text="owes the firm money")]
    with pytest.raises(Refusal, match="not answered"):
        take(entry(objected, terms=TERMS), step(StepKind.NOTICED, working_days=9), terms=TERMS)
    with pytest.raises(Refusal, match="does not answer"):
        entry([*objected, step(StepKind.ANSWERED, by="x", objection=1, upheld=False)], terms=TERMS)
    answer = step(StepKind.ANSWERED, reason="looked into", objection=1, upheld=False)
    held = entry([*objected, answer], terms=TERMS)
    assert (held.stage, held.objections[0].answer) == (Stage.NOTICE, "looked into")
    upheld = replace(answer, facts={"objection": 1, "upheld": True})
    assert entry([*objected, upheld], terms=TERMS).reason == "an objection was upheld"


def test_somebody_from_outside_is_appointed_once_the_book_knows_the_number() -> None:
    outside = [step(StepKind.APPLIED), *WAY[1:11]]
    with pytest.raises(Refusal, match="link the number"):
        entry([*outside, WAY[11]], terms=TERMS)
    assert entry([*outside, step(StepKind.LINKED, staff_id="RM7"), WAY[11]], terms=TERMS).staff_id == "RM7"


KINDS = st.sampled_from(list(StepKind))
ANY_STEP = st.builds(
    lambda kind, by, score, hours, stood, ahead: Step(
        kind,
        ON + timedelta(days=ahead),
        0,
        by,
        {
            **CHECKS,
            **CERTIFICATE,
            **APPOINTED,
            "score": score,
            "hours": hours,
            "working_days": stood,
            "objection": 1,
            "upheld": score < 10,
            "text": "t",
            "staff_id": "RM1",
        },
        "r",
    ),
    KINDS,
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 100),
    st.integers(1, 40),
    st.integers(0, 9),
    st.integers(0, 400),
)


@given(tried=st.lists(ANY_STEP, max_size=30), whole=st.booleans())
def test_any_sequence_of_steps_skips_no_stage_and_no_gate(tried: list[Step], whole: bool) -> None:  # noqa: FBT001  a drawn choice
    """Half the sequences begin with the whole way, so that its end is tried as often as its beginning."""
    found, kept = Entry(), list[Step]()
    for one in [*(WAY if whole else []), *tried]:
        try:
            found = take(found, one, terms=TERMS)
        except Refusal:
            continue
        kept.append(one)
        assert found.passed == IN_ORDER[: len(found.passed)]
        if found.stage in IN_ORDER:
            assert found.stage is IN_ORDER[len(found.passed)]
    assert entry(kept, terms=TERMS) == found
    if Stage.APPOINTMENT in found.passed:
        kinds = [one.kind for one in kept]
        assert kinds.count(StepKind.APPOINTED) == 1
        assert found.exam is not None
        assert found.exam >= TERMS.exam_pass
        assert found.interview is not None
        assert found.interview >= TERMS.interview_pass * 10
        assert len(found.scores) >= TERMS.panel_least
        assert not {by for by, _score in found.scores} & found.related
        assert all(one.answer for one in found.objections)
        assert found.hours >= TERMS.training_hours


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-10-05", "2026-10-12", 5),
        ("2026-09-30", "2026-10-09", 5),  # 1 October is a Thursday, 2 October a Friday: both off
        ("2026-10-10", "2026-10-12", 0),
        ("2026-10-12", "2026-10-05", 0),
    ],
)
def test_working_days_leave_out_weekends_and_days_off(since: str, until: str, days: int) -> None:
    off = dict(DAYS_OFF.default) if not isinstance(DAYS_OFF.default, int) else {}
    assert working_days(date.fromisoformat(since), until=date.fromisoformat(until), days_off=off) == days


def test_a_weekend_that_is_worked_counts_and_a_day_of_one_year_goes_first() -> None:
    saturday = date(2026, 10, 10)
    one = timedelta(days=1)
    assert working_days(saturday, until=saturday + one, days_off={"2026-10-10": 0}) == 1
    friday = date(2027, 10, 1)
    assert working_days(friday, until=friday + one, days_off={"10-01": 1, "2027-10-01": 0}) == 1


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-06-15", 12, "2027-06-15"),
        ("2027-12-31", 2, "2028-02-29"),
    ],
)
def test_months_end_on_the_last_day_where_there_is_no_such_day(day: str, months: int, later: str) -> None:
    assert months_after(date.fromisoformat(day), months=months).isoformat() == later


TYPED = {name: str(number) for name, number in plain(Terms()).items()} | {"certificate": "岗位资格"}


def test_terms_are_read_as_typed_and_no_notice_is_shorter_than_the_house_allows() -> None:
    read = read_terms(TYPED, notice_least=5)
    assert from_plain(plain(read)) == read == Terms(certificate="岗位资格")
    with pytest.raises(Refusal, match="from 6 to"):
        read_terms(TYPED, notice_least=6)
    for wrong in ({"exam_pass": "101"}, {"panel_least": "0"}, {"education_least": "none"}, {"training_hours": "４０"}):
        with pytest.raises(Refusal):
            read_terms(TYPED | wrong, notice_least=5)


def test_checks_are_read_as_typed() -> None:
    texts = {"education": "master", "tenure_months": "30", "conduct": "no remarks", "disciplined_on": "2024-10-06"}
    read = read_checks(texts | {"conduct_passed": "1", "conflicts_declared": "1"}, on=ON)
    assert (read["discipline_months"], read["conduct_passed"], read["conflicts"]) == (23, True, "")
    assert months_between(date(2024, 10, 5), on=ON) == 24
    for wrong in ({"education": ""}, {"tenure_months": "x"}, {"conduct": " "}, {"disciplined_on": "2026-10-06"}):
        with pytest.raises(Refusal):
            read_checks(texts | wrong, on=ON)
