"""Spans to date, averages over several months, completion of targets, the forecast, and the sheet of targets."""

import re
from fractions import Fraction

import pytest

from qiao.appraisal.rules.forecast import ForecastRule, forecast_of
from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.performance import Figures, added, all_of, change, completion
from qiao.appraisal.rules.plan_file import BUILT_IN
from qiao.appraisal.rules.spans import Span, moved, name_of, period_of_name, to_date
from qiao.appraisal.rules.targets import read_targets
from qiao.ground.money import MICRO_A_YUAN
from qiao.ground.refusals import Refusal


def month(days: int, *, deposits: int, margin: int = 0, expense: int = 0) -> Figures:
    """A month with so many yuan of deposits every day; margin in yuan, expense in fen."""
    return Figures(
        days=days,
        deposit_balance_days_micro=deposits * days * MICRO_A_YUAN,
        loan_balance_days_micro=0,
        deposit_margin_micro=margin * MICRO_A_YUAN,
        loan_margin_micro=0,
        expected_loss_micro=0,
        fee_micro=0,
        npl_days_micro=0,
        expense_fen=expense,
        bonus_fen=0,
    )


@pytest.mark.parametrize(
    ("span", "months", "name"),
    [
        (Span.MONTH, ("2026-08",), "2026-08"),
        (Span.QUARTER, ("2026-07", "2026-08"), "2026-Q3"),
        (Span.YEAR, tuple(f"2026-{number:02}" for number in range(1, 9)), "2026"),
    ],
)
def test_a_span_to_date_begins_with_its_first_month(span: Span, months: tuple[str, ...], name: str) -> None:
    assert to_date(span, month="2026-08") == months
    assert name_of(span, month="2026-08") == name


def test_the_same_months_of_the_year_before_lie_twelve_back() -> None:
    assert moved(("2026-01", "2026-02"), by=-12) == ("2025-01", "2025-02")
    assert moved(("2026-01",), by=-3) == ("2025-10",)


@pytest.mark.parametrize(("name", "days"), [("2026-02", 28), ("2026-Q1", 90), ("2026", 365), ("2028", 366)])
def test_a_span_has_the_days_of_the_calendar(name: str, days: int) -> None:
    assert period_of_name(name).days == days


@pytest.mark.parametrize("name", ["", "2026-13", "2026-Q5", "26", "2026-Q", "1800", "２０２６"])
def test_what_is_no_span_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(name)):
        period_of_name(name)


def test_an_average_of_a_quarter_is_its_balance_days_over_its_days_and_no_average_of_averages() -> None:
    quarter = added([month(31, deposits=100), month(28, deposits=400), month(31, deposits=100)])
    assert quarter is not None
    assert quarter.value_micro(Measure.DEPOSITS) == Fraction((31 * 100 + 28 * 400 + 31 * 100) * MICRO_A_YUAN, 90)
    assert quarter.value_micro(Measure.DEPOSITS) != Fraction((100 + 400 + 100) * MICRO_A_YUAN, 3)


def test_a_span_with_a_month_that_is_not_settled_is_not_compared() -> None:
    known = {"2026-07": month(31, deposits=1)}
    assert all_of(known, ("2026-07",)) == known["2026-07"]
    assert all_of(known, ("2026-07", "2026-08")) is None


@pytest.mark.parametrize(
    ("actual", "target", "reached"),
    [
        (130, 100, Fraction(13, 10)),
        (50, 100, Fraction(1, 2)),
        (-50, -100, Fraction(3, 2)),
        (-150, -100, Fraction(1, 2)),
        (5, 0, None),
    ],
)
def test_how_much_of_a_target_is_reached(actual: int, target: int, reached: Fraction | None) -> None:
    assert completion(Fraction(actual), target=target) == reached


@pytest.mark.parametrize(
    ("before", "grown"), [(Fraction(80), Fraction(1, 4)), (Fraction(0), None), (Fraction(-5), None), (None, None)]
)
def test_a_change_needs_something_to_grow_from(before: Fraction | None, grown: Fraction | None) -> None:
    assert change(Fraction(100), before=before) == grown


def test_a_forecast_goes_on_with_the_margins_a_day_of_the_last_three_months() -> None:
    basis = [
        ("2026-06", month(30, deposits=1, margin=999_999)),
        ("2026-07", month(31, deposits=1, margin=310_000)),
        ("2026-08", month(31, deposits=1, margin=310_000, expense=92_000)),
        ("2026-09", month(30, deposits=1, margin=300_000)),
    ]
    found = forecast_of(BUILT_IN, month="2026-10", days=31, basis=basis)
    assert found is not None
    assert found.basis == ("2026-07", "2026-08", "2026-09")
    assert found.rule is ForecastRule.LAST_MONTHS
    assert found.deposit_margin_micro == 310_000 * MICRO_A_YUAN  # 10,000 a day
    assert found.expense_fen == 31_000  # 920.00 over 92 days
    assert found.paid_fen == 310_000 * 100 * BUILT_IN.deposit_share_ppm // 1_000_000 - 31_000
    assert forecast_of(BUILT_IN, month="2026-10", days=31, basis=[]) is None


def test_a_negative_forecast_is_paid_as_nothing_and_shown_as_it_is() -> None:
    found = forecast_of(BUILT_IN, month="2026-10", days=30, basis=[("2026-09", month(30, deposits=1, expense=100))])
    assert found is not None
    assert (found.raw_fen, found.paid_fen) == (-100, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_of_targets_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    text = 'staff_id,measure,period,amount\r\n员工1,deposits,2026-Q3,"1,000.50"\r\n\r\n'
    (line,) = read_targets(text.encode(encoding), file="t.csv")
    assert line.key == ("员工1", "deposits", "2026-Q3")
    assert line.amount_fen == 100_050


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("", "targets.none"),
        ("RM001,bonus,2026,1", "targets.line"),
        ("RM001,deposits,2026-13,1", "targets.line"),
        ("RM001,deposits,2026,1.001", "targets.line"),
        ("RM001,deposits,2026,NaN", "targets.line"),
        ("RM001,deposits,2026,1e30", "targets.line"),
        ("RM001,deposits,2026", "targets.line"),
        (",deposits,2026,1", "targets.line"),
        ('RM001,"deposits,2026,1', "targets.unreadable"),
        ("RM001,deposits,2026,1\nRM001,deposits,2026,2", "targets.repeated"),
    ],
)
def test_a_sheet_with_a_fault_is_refused_whole(rows: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_targets(f"staff_id,measure,period,amount\n{rows}".encode(), file="t.csv")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\xff\x00", "targets.unreadable"),
        (b"PK\x03\x04,b", "targets.heads"),
        (b"x" * 1_000_001, "targets.too_large"),
    ],
)
def test_a_file_of_another_kind_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_targets(content, file="t.csv")
    assert refused.value.code == code
