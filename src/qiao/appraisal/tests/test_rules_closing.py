"""What may be closed and reopened, what lies beyond the limit, what a difference comes to and how it is said."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.appraisal.rules.closing import (
    Standing,
    check_close,
    check_open,
    check_reopen,
    concerned,
    is_beyond,
    months_between,
    next_month,
)
from qiao.appraisal.rules.delta_words import MOVES, ONE_MOVE, UNASKED, of_person, sentence, signed
from qiao.appraisal.rules.deltas import (
    Line,
    PersonDelta,
    PersonMonth,
    digest_after,
    lines_of,
    people_digest,
    sums_after,
)
from qiao.appraisal.rules.late import LateKind, Move, moves, whole_first
from qiao.contribution.rules.rows import NOTHING, Amounts, CreditKey, added, rows_digest, taken_off
from qiao.ground.refusals import Refusal
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.lines import Line as Serving

BANK = Standing(settled=("2026-07", "2026-08", "2026-09"), closed=("2026-07",))
KEY = CreditKey("C-881", "D-1", "deposit", "R-017")
OTHER = CreditKey("C-881", "D-1", "deposit", "R-042")


def code_of(work: Any, *args: Any, **named: Any) -> str:
    try:
        work(*args, **named)
    except Refusal as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("month", "standing", "code"),
    [
        ("2026-08", BANK, ""),
        ("2026-07", BANK, "month.closed_already"),
        ("2026-10", BANK, "month.not_settled"),
        ("2026-09", BANK, "month.open_before"),
        ("2026-08", Standing(BANK.settled, ("2026-07", "2026-09")), "month.closed_behind"),
    ],
)
def test_months_are_closed_once_settled_and_in_their_order(month: str, standing: Standing, code: str) -> None:
    assert code_of(check_close, month, standing) == code


@pytest.mark.parametrize(
    ("month", "deltas", "paid", "code"),
    [
        ("2026-08", 0, "", ""),
        ("2026-07", 0, "", "month.newest_first"),
        ("2026-09", 0, "", "month.not_closed"),
        ("2026-08", 1, "", "month.has_deltas"),
        ("2026-08", 0, "run of 12 Sep", "month.paid"),
    ],
)
def test_the_newest_closed_month_is_reopened_while_nothing_stands_on_it(
    month: str, deltas: int, paid: str, code: str
) -> None:
    standing = Standing(BANK.settled, ("2026-07", "2026-08"))
    assert code_of(check_reopen, month, standing, deltas=deltas, paid=paid) == code


def test_a_closed_month_is_not_settled_and_an_open_one_is() -> None:
    assert code_of(check_open, "2026-07", BANK.closed) == "month.closed"
    assert code_of(check_open, "2026-08", BANK.closed) == ""


@pytest.mark.parametrize(
    ("month", "into", "back", "beyond"),
    [("2026-09", "2026-10", 1, False), ("2026-09", "2026-11", 1, True), ("2025-12", "2026-12", 12, False)],
)
def test_the_limit_counts_months_back_from_the_open_one(month: str, into: str, back: int, *, beyond: bool) -> None:
    assert is_beyond(month, booked_in=into, months_back=back) is beyond
    assert months_between(month, into) >= 1


def test_months_follow_each_other_over_the_year_and_only_later_ones_are_concerned() -> None:
    assert next_month("2026-12") == "2027-01"
    assert concerned(["2026-08", "2026-09"], first_day=date(2026, 9, 1)) == ["2026-09"]
    assert concerned(["2026-08", "2026-09"], first_day=date(2026, 8, 31)) == ["2026-08", "2026-09"]
    assert concerned(["2026-08", "2026-09"], first_day=None) == ["2026-08", "2026-09"]


def test_a_persons_sums_move_by_what_the_rows_move_and_unclaimed_is_nobodys() -> None:
    before = {KEY: Amounts(balance_days=100, margin=30)}
    after = {KEY: Amounts(balance_days=70, margin=21), OTHER: Amounts(balance_days=30, margin=9)}
    lines = lines_of(before, after)
    assert [line.key for line in lines] == [KEY, OTHER]
    found = sums_after({"R-017": PersonMonth(deposit_margin_micro=30, deposit_balance_days_micro=100)}, lines)
    assert (found["R-017"].deposit_margin_micro, found["R-042"].deposit_margin_micro) == (21, 9)
    nobody = Line(CreditKey("C", "D", "deposit", ""), NOTHING, Amounts(margin=5))
    assert sums_after({}, [nobody]) == {}


AMOUNTS = st.builds(Amounts, *[st.integers(-(10**18), 10**18)] * 5)
BOOKS = st.dictionaries(
    st.builds(
        CreditKey, st.sampled_from("PQ"), st.sampled_from(["", "D|1", "2:D"]), st.just("deposit"), st.text(max_size=3)
    ),
    AMOUNTS.filter(lambda one: one.anything),
    max_size=5,
)


@given(before=BOOKS, after=BOOKS, bonus=st.integers(-(10**9), 10**9))
def test_the_digest_moves_with_the_rows_to_that_of_the_new_book(
    before: dict[CreditKey, Amounts], after: dict[CreditKey, Amounts], bonus: int
) -> None:
    old, new = PersonMonth(raw_fen=5), PersonMonth(raw_fen=5, bonus_fen=bonus)
    whole = added(rows_digest(before), people_digest({"R-017": old}))
    moved = digest_after(whole, lines_of(before, after), [PersonDelta("R-017", old, new)])
    assert moved == added(rows_digest(after), people_digest({"R-017": new}))
    assert taken_off(added(moved, 7), 7) == moved


def test_a_split_moves_a_share_on_its_first_day() -> None:
    before = (Serving(WHOLE, "R-017", "lead", 0, None, 10_000),)
    after = (
        *before[:0],
        Serving(WHOLE, "R-017", "lead", 0, None, 7_000),
        Serving(WHOLE, "R-042", "co", 0, None, 3_000),
    )
    found = moves(before, after, day=3)
    assert found == (Move("", "R-017", 10_000, 7_000), Move("", "R-042", 0, 3_000))
    assert whole_first((*found, Move("D-1", "R-017", 1, 2))) == found


FACTS: dict[str, Any] = {
    "act": "claim",
    "party": "C-881",
    "account": "",
    "number": 1043,
    "known": "2026-10-12",
    "day": "2026-09-03",
    "moves": [["", "R-017", 10_000, 7_000], ["", "R-042", 0, 3_000]],
}


def test_one_share_that_moves_is_said_in_one_breath_with_its_request() -> None:
    told = sentence(LateKind.SHARES, FACTS, fen=-41_255)
    assert told.words == ONE_MOVE
    assert {name: told.facts[name] for name in ("number", "share", "giver", "taker", "fen")} == {
        "number": 1043,
        "share": "30",
        "giver": "R-017",
        "taker": "R-042",
        "fen": "−412.55",
    }
    assert sentence(LateKind.SHARES, {**FACTS, "number": 0}, fen=1).words == UNASKED
    three = [*FACTS["moves"], ["", "", 0, 1_000]]
    assert sentence(LateKind.SHARES, {**FACTS, "moves": three}, fen=1).words == MOVES


@pytest.mark.parametrize(("fen", "text"), [(-41_255, "−412.55"), (2_000, "+20.00"), (0, "0.00")])
def test_an_amount_is_said_with_its_sign(fen: int, text: str) -> None:
    assert signed(fen) == text


def test_a_load_is_told_to_a_person_by_own_accounts_alone() -> None:
    touched = {"touched": {"accounts": ["D-1", "D-2"], "staff": ["R-017", "R-042"], "shares": ["C-1", "C-2"]}}
    own = of_person(touched, staff_id="R-017", accounts=["D-1", "D-3"], parties=["C-1"])
    assert own["touched"] == {"accounts": ["D-1"], "staff": ["R-017"], "shares": ["C-1"]}
