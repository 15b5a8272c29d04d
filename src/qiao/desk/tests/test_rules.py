from fractions import Fraction

import pytest

from qiao.desk.rules.trend import Direction, Trend, trend_of


@pytest.mark.parametrize(
    ("months", "says"),
    [
        ([100, 110, 120, 130], Trend(Direction.UP, 3, Fraction(10, 120))),
        ([130, 120, 125, 100], Trend(Direction.DOWN, 1, Fraction(-25, 125))),
        ([5, 5], Trend(Direction.LEVEL, 1, Fraction())),
        ([0, 7], Trend(Direction.UP, 1, None)),
        ([-3, 7], Trend(Direction.UP, 1, None)),
    ],
)
def test_a_trend_is_the_last_step_and_how_long_it_has_gone_that_way(months: list[int], says: Trend) -> None:
    assert trend_of(months) == says


@pytest.mark.parametrize("months", [[], [1]])
def test_one_month_has_no_trend(months: list[int]) -> None:
    assert trend_of(months) is None


def test_three_steps_down_are_worth_a_sentence() -> None:
    trend = trend_of([4, 3, 2, 1])
    assert trend is not None
    assert trend.is_run
    shorter = trend_of([4, 5, 2, 1])
    assert shorter is not None
    assert not shorter.is_run
