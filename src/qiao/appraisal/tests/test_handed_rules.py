"""Figures handed in: a sheet read cell by cell, and what holds of a period."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.appraisal.rules.handed import HANDED, HEADS, FigureLine, Taken, over_period, read_figures, read_line
from qiao.appraisal.rules.scheme.facts import laid_beside
from qiao.appraisal.rules.scheme.measures import FIGURES
from qiao.appraisal.rules.spans import period_of_name
from qiao.appraisal.tests.schemes import facts_of
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal

JULY, AUGUST, SEPTEMBER = (period_of_name(f"2026-0{month}") for month in (7, 8, 9))
QUARTER = period_of_name("2026-Q3")


def texts(**other: str) -> dict[str, str]:
    return dict(zip(HEADS, ("RM001", "complaints", "2026-Q3", "2", "客服台账"), strict=True)) | other


def test_every_figure_that_can_be_handed_in_is_one_that_a_measure_takes() -> None:
    assert set(HANDED) < FIGURES
    assert "deposit_days" not in HANDED


@pytest.mark.parametrize(
    ("other", "column"),
    [
        ({"staff_id": ""}, "staff_id"),
        ({"staff_id": "x" * 65}, "staff_id"),
        ({"figure": "deposit_days"}, "figure"),
        ({"period": "2026-13"}, "period"),
        ({"period": "9999999"}, "period"),
        ({"value": "-1"}, "value"),
        ({"value": "1e999999"}, "value"),
        ({"value": "1.0000001"}, "value"),
        ({"value": "٣"}, "value"),
        ({"source": ""}, "source"),
        ({"source": "s" * 201}, "source"),
    ],
)
def test_a_cell_that_cannot_be_kept_is_told_by_its_place(other: dict[str, str], column: str) -> None:
    found = read_line(texts(**other), line=7)
    assert not isinstance(found, FigureLine)
    assert (found[0].line, found[0].column) == (7, column)


def test_a_good_line_is_read_exactly() -> None:
    found = read_line(texts(value="1,234.5"))
    assert found == FigureLine("RM001", "complaints", QUARTER, 1_234_500_000, "客服台账")


def test_a_sheet_with_other_heads_is_refused_and_a_repeated_line_told() -> None:
    with pytest.raises(Refusal, match="first row"):
        read_figures([("staff_id", "figure")])
    row = ("RM001", "complaints", "2026-09", 2.0, "台账")
    read = read_figures([HEADS, row, row, ("", "", "", "", "")])
    assert (len(read.rows), read.refused, read.troubles[0].line) == (1, 1, 3)


@pytest.mark.parametrize(
    ("parts", "taken", "expected"),
    [
        ({JULY: 1, AUGUST: 2, SEPTEMBER: 3}, Taken.SUM, 6),
        ({QUARTER: 5}, Taken.SUM, 5),
        ({JULY: 1, SEPTEMBER: 3}, Taken.SUM, None),
        ({AUGUST: 1, SEPTEMBER: 3}, Taken.SUM, None),
        ({}, Taken.SUM, None),
        ({JULY: 80, AUGUST: 80, SEPTEMBER: 90}, Taken.MEAN, 83),
        ({JULY: 80, SEPTEMBER: 90}, Taken.LAST, 90),
        ({JULY: 80}, Taken.LAST, None),
    ],
)
def test_a_quarter_is_put_together_only_where_no_day_of_it_lacks(
    parts: dict[Period, int], taken: Taken, expected: int | None
) -> None:
    assert over_period(parts.items(), period=QUARTER, taken=taken) == expected


@given(st.lists(st.integers(0, 10**15), min_size=12, max_size=12))
def test_a_year_of_months_is_the_sum_of_its_quarters(values: list[int]) -> None:
    months = [period_of_name(f"2026-{month:02}") for month in range(1, 13)]
    told = dict(zip(months, values, strict=True))
    quarters = [period_of_name(f"2026-Q{number}") for number in range(1, 5)]
    parts = {
        one: over_period(
            [(month, value) for month, value in told.items() if one.since <= month.since < one.until],
            period=one,
            taken=Taken.SUM,
        )
        or 0
        for one in quarters
    }
    year = period_of_name("2026")
    assert over_period(parts.items(), period=year, taken=Taken.SUM) == sum(values)
    assert over_period(told.items(), period=year, taken=Taken.SUM) == sum(values)


def test_handed_figures_lie_beside_those_of_the_book_and_replace_none() -> None:
    facts = facts_of({"deposit_days": "5", "complaints": "1"}, period=QUARTER)
    beside = laid_beside(facts, {"complaints": 9, "service": 80})
    assert beside.figures == {("deposit_days", ""): 5_000_000, ("complaints", ""): 1_000_000, ("service", ""): 80}
