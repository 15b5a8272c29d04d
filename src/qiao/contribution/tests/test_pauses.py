"""Days that are credited to nobody though a row runs: cut out of it, never lengthening or shortening it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.contribution.queries.pauses import posted_rows
from qiao.contribution.rules.pauses import credited_pieces
from qiao.ground import clock
from qiao.ground.periods import day_number
from qiao.people.queries.staff import OrgUnit, Staff, staff_rows
from qiao.portfolio.queries.sources import sources


@pytest.mark.parametrize(
    ("since", "until", "paused", "pieces"),
    [
        (10, 20, [], [(10, 20, True)]),
        (10, None, [], [(10, None, True)]),
        (10, 20, [(12, 15)], [(10, 12, True), (12, 15, False), (15, 20, True)]),
        (10, None, [(5, 12)], [(10, 12, False), (12, None, True)]),
        (10, 20, [(5, 30)], [(10, 20, False)]),
        (10, 20, [(0, 10), (20, 25)], [(10, 20, True)]),
        (10, 10, [(5, 30)], [(10, 10, True)]),
    ],
)
def test_a_row_is_cut_at_the_pauses(
    since: int, until: int | None, paused: list[tuple[int, int]], pieces: list[tuple[int, int | None, bool]]
) -> None:
    assert list(credited_pieces(since, until, paused=paused)) == pieces


@given(st.integers(0, 30), st.integers(1, 30), st.sets(st.integers(0, 60)))
def test_the_pieces_are_the_row_and_no_paused_day_is_credited(since: int, days: int, barred: set[int]) -> None:
    paused = [(day, day + 1) for day in sorted(barred)]
    pieces = credited_pieces(since, since + days, paused=paused)
    told = {day: credited for first, last, credited in pieces if last is not None for day in range(first, last)}
    assert told == {day: day not in barred for day in range(since, since + days)}
    assert sum(last - first for first, last, _credited in pieces if last is not None) == days


@pytest.mark.django_db
def test_a_settlement_credits_nobody_beyond_an_exit_that_no_extract_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = OrgUnit.objects.create(org_id="B", name="B", kind="branch")
    for name in ("wang", "li"):
        Staff.objects.create(staff_id=name, name=name, org=unit, post="rm")
    assert posted_rows() == staff_rows()
    on = clock.today()
    monkeypatch.setattr(sources, "exits", lambda _ids: {"wang": on})
    days = {row["staff_id"]: row["left_on_day"] for row in posted_rows().to_pylist()}
    assert days == {"wang": day_number(on), "li": None}
    assert posted_rows().schema == staff_rows().schema
