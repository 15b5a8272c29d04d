"""Pure rules of the desk: sums in great numerals, amounts as they are typed, sheets of payments, sums of statements."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.directlink.rules.capitals import FEN_MOST, in_capitals
from qiao.directlink.rules.sheets import columns_of, fen_of, read
from qiao.directlink.rules.statement import opened, summed

pytestmark = pytest.mark.whatever_database


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (1, "壹分"),
        (10, "壹角整"),
        (1_05, "壹元零伍分"),
        (1_250_50, "壹仟贰佰伍拾元伍角整"),
        (1_000_00, "壹仟元整"),
        (10_005_00, "壹万零伍元整"),
        (10_500_00, "壹万零伍佰元整"),
        (100_010_00, "壹拾万零壹拾元整"),
        (100_000_001_00, "壹亿零壹元整"),
        (120_000_001_00, "壹亿贰仟万零壹元整"),
        (123_456_789_012_34, "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分"),
    ],
)
def test_a_sum_is_written_as_on_a_cheque(fen: int, words: str) -> None:
    assert in_capitals(fen) == words


@given(st.integers(1, FEN_MOST))
def test_great_numerals_never_repeat_a_nought_and_end_as_they_should(fen: int) -> None:
    words = in_capitals(fen)
    assert "零零" not in words
    assert not words.startswith("零")
    assert words[-1] in "整分"


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_two_sums_are_never_written_alike(first: int, second: int) -> None:
    assert (in_capitals(first) == in_capitals(second)) == (first == second)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1250.50", 1_250_50),
        (" ¥1,250.5 ", 1_250_50),
        ("1，250", 1_250_00),
        ("0.01", 1),
        ("12,00", None),
        ("1,2500", None),
        ("1 250", None),
        ("12.345", None),
        ("0", None),
        ("-5", None),
        ("1e5", None),
        ("一百", None),
        ("", None),
    ],
)
def test_an_amount_is_read_as_it_is_typed_or_not_at_all(typed: str, fen: int | None) -> None:
    assert fen_of(typed) == fen


def test_columns_are_known_by_either_language_in_any_order() -> None:
    assert columns_of(["Amount (yuan)", "收款户名", "Payee's account", "备用"]) == {
        "amount": 0,
        "name": 1,
        "account": 2,
    }


def test_a_sheet_is_read_row_by_row_and_empty_rows_are_passed_over() -> None:
    found = read([[""], ["账号", "户名", "金额", "行号"], ["1", "甲", "2", ""], ["", "", "", ""], ["3", "", "x", "y"]])
    assert [(item.account, item.amount_fen, item.here) for item in found.items] == [("1", 2_00, True)]
    assert (found.lines, [one.line for one in found.troubles]) == ((3,), [5, 5])


@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=6))
def test_no_sheet_breaks_the_reader(rows: list[list[str]]) -> None:
    found = read(rows)
    assert len(found.items) == len(found.lines)
    assert found.items or found.troubles


@given(st.integers(0, 10**12), st.lists(st.integers(-(10**9), 10**9).filter(bool), max_size=20))
def test_sums_alone_agree_with_a_walk_along_the_lines(opening_fen: int, moves: list[int]) -> None:
    lines, running = [], opening_fen
    for number, move in enumerate(moves):
        running += move
        lines.append((number, move, running))
    walked = opened(opening_fen, lines)
    came, went = sum(one for one in moves if one > 0), sum(one for one in moves if one < 0)
    assert summed(opening_fen, moves=(came, went), closing_fen=running, lines=len(moves)) == walked
    assert not summed(opening_fen, moves=(came, went), closing_fen=running + 1, lines=len(moves)).holds
