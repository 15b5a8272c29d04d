"""Exact numbers and periods: the ground every figure stands on."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from qiao.ground.money import (
    fen_of,
    half_away,
    mul_div_half_away,
    scaled_from_text,
    scaled_from_typed,
    spaced,
    text_of_scaled,
)
from qiao.ground.periods import Period, day_number, day_of, month_name, month_period
from qiao.ground.portions import portions
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("1/2", 1), ("-1/2", -1), ("3/2", 2), ("-3/2", -2), ("5/2", 3), ("49/100", 0), ("-49/100", 0), ("0", 0)],
)
def test_a_half_goes_away_from_zero(value: str, rounded: int) -> None:
    assert half_away(Fraction(value)) == rounded


@given(amount=st.integers(-(10**30), 10**30), factor=st.integers(-(10**9), 10**9), divisor=st.integers(1, 10**12))
def test_multiplying_and_dividing_rounds_once_as_a_fraction_would(amount: int, factor: int, divisor: int) -> None:
    assert mul_div_half_away(amount, factor=factor, divisor=divisor) == half_away(Fraction(amount * factor, divisor))


@pytest.mark.parametrize(
    ("text", "places", "scaled"),
    [("0.0240", 6, 24_000), ("-12.3", 2, -1230), ("100000000000", 2, 10**13), ("1", 4, 10_000)],
)
def test_decimal_text_becomes_an_integer(text: str, places: int, scaled: int) -> None:
    assert scaled_from_text(text, places=places) == scaled


@pytest.mark.parametrize("text", ["1.234", "abc", "NaN", "Infinity", ""])
def test_text_that_has_more_places_or_is_no_number_is_not_guessed(text: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        scaled_from_text(text, places=2)


@pytest.mark.parametrize(
    ("text", "signed", "scaled"),
    [
        ("120.5", True, 12_050),
        ("-35.50", True, -3_550),
        ("+1.", True, 100),
        ("7", False, 700),
        ("-7", False, None),
        ("+7", False, None),
        ("1e3", True, None),
        ("1E3", False, None),
        ("９", False, None),
        ("nan", True, None),
        ("1_000", True, None),
        ("", True, None),
    ],
)
def test_a_typed_sum_is_digits_and_a_point(text: str, scaled: int | None, *, signed: bool) -> None:
    if scaled is not None:
        assert scaled_from_typed(text, places=2, signed=signed) == scaled
        return
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        scaled_from_typed(text, places=2, signed=signed)


@given(value=st.integers(-(10**20), 10**20), places=st.integers(0, 8))
def test_an_integer_survives_the_way_to_text_and_back(value: int, places: int) -> None:
    assert scaled_from_text(text_of_scaled(value, places=places), places=places) == value


def test_a_sum_is_rounded_to_the_fen_half_away_from_zero() -> None:
    assert fen_of(Decimal("-0.005")) == -1
    assert fen_of(Fraction(1, 200)) == 1


@pytest.mark.parametrize(
    ("month", "since", "until", "days"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 3, 1), 28),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1), 29),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), 31),
    ],
)
def test_a_month_ends_before_the_next_begins(month: str, since: date, until: date, days: int) -> None:
    period = month_period(month)
    assert (period.since, period.until, period.days, month_name(period)) == (since, until, days, month)


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-9", "26-09", "2026/09", "1899-12", "2200-01", "２０２６-09", "2026-09\n"]
)
def test_what_is_not_a_month_of_the_contract_is_refused(month: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        month_period(month)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_survives_the_way_to_its_number_and_back(day: date) -> None:
    assert day_of(day_number(day)) == day


def test_a_period_without_a_day_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError):
        Period(date(2026, 9, 1), date(2026, 9, 1))


def test_a_refusal_may_state_any_fact_even_one_called_code() -> None:
    refusal = Refusal("plan.taken", "plan %(code)s is taken", code="corporate")
    assert (refusal.code, str(refusal)) == ("plan.taken", "plan corporate is taken")


def test_only_words_of_ours_are_translated_and_never_a_name_of_the_bank() -> None:
    with translation.override("zh-hans"):
        said = fill(gettext_noop("%(what)s of %(name)s"), {"what": gettext_noop("balance"), "name": "balance"})
    assert said == f"{translated('balance')} of balance"


def translated(words: str) -> str:
    with translation.override("zh-hans"):
        return gettext(words)


@pytest.mark.parametrize(
    ("text", "told"),
    [("0", "0"), ("-0.50", "-0.50"), ("1234567.80", "1,234,567.80"), ("-1000", "-1,000"), ("999", "999")],
)
def test_a_decimal_text_is_read_with_separators(text: str, told: str) -> None:
    assert spaced(text) == told


@given(things=st.lists(st.integers()), most=st.integers(1, 10))
def test_portions_are_all_of_it_in_order_and_full_but_for_the_last(things: list[int], most: int) -> None:
    parts = list(portions(iter(things), most))
    assert [one for part in parts for one in part] == things
    assert all(len(part) == most for part in parts[:-1])
    assert all(parts)
