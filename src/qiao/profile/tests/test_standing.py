"""What stood on a day as known at a moment, held against a replay of everything that happened."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from qiao.profile.rules.standing import Known, days_overdue, standing

DAY, MOMENT = date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)
ENTRIES, DAYS = ("a", "b"), 6
"""A happening: a value of an entry from a day on (None ends it), or the taking back of an earlier one."""
happening = some.one_of(
    some.tuples(
        some.just("set"), some.sampled_from(ENTRIES), some.integers(0, DAYS), some.none() | some.integers(0, 9)
    ),
    some.tuples(some.just("back"), some.integers(0, 20), some.none(), some.none()),
)


def book_of(happenings: list[tuple[Any, ...]]) -> list[Known]:
    """The rows as the actions leave them: only added to, and marked."""
    rows: list[Known] = []
    for hour, (what, which, offset, value) in enumerate(happenings):
        at = MOMENT + timedelta(hours=hour)
        if what == "set":
            values = None if value is None else {"n": value}
            rows.append(Known(len(rows) + 1, "i", which, values, DAY + timedelta(days=offset), at, "x", "y"))
        elif which < len(rows) and rows[which].taken_back_at is None:
            rows[which] = replace(rows[which], taken_back_at=at)
    return rows


def replayed(happenings: list[tuple[Any, ...]], *, day: date) -> dict[str, int]:
    """The record as a clerk with paper would keep it: a line for every day, written over as things are learned."""
    made = [(which, offset, value) for what, which, offset, value in happenings if what == "set"]
    gone = withdrawn(happenings)
    papers: dict[str, list[tuple[int, int | None]]] = {entry: [(-1, None)] * (DAYS + 2) for entry in ENTRIES}
    for number, (which, offset, value) in enumerate(made):
        if number not in gone:
            paper = papers[which]
            papers[which] = [
                (offset, value) if at >= offset and line[0] <= offset else line for at, line in enumerate(paper)
            ]
    found = {entry: paper[(day - DAY).days][1] for entry, paper in papers.items()}
    return {entry: value for entry, value in found.items() if value is not None}


def withdrawn(happenings: list[tuple[Any, ...]]) -> set[int]:
    """The values taken back after they were made."""
    made, gone = 0, set()
    for what, which, _offset, _value in happenings:
        if what == "set":
            made += 1
        elif which < made:
            gone.add(which)
    return gone


@given(some.lists(happening, max_size=14), some.integers(0, DAYS + 1), some.integers(-1, 14))
def test_as_of_queries_equal_a_replay_of_history(happenings: list[tuple[Any, ...]], offset: int, hour: int) -> None:
    day, at = DAY + timedelta(days=offset), MOMENT + timedelta(hours=hour)
    found = standing(book_of(happenings), day=day, at=at)
    told = {entry: one.values["n"] for (_item, entry), one in found.items() if one.values is not None}
    assert told == replayed(happenings[: hour + 1], day=day)


@given(some.lists(happening, max_size=14), some.integers(0, DAYS + 1))
def test_now_is_the_last_moment(happenings: list[tuple[Any, ...]], offset: int) -> None:
    rows, day = book_of(happenings), DAY + timedelta(days=offset)
    assert standing(rows, day=day) == standing(rows, day=day, at=MOMENT + timedelta(days=9))


def test_a_value_is_late_once_its_days_are_over() -> None:
    one = Known(1, "i", "", {}, DAY, MOMENT, "x", "y")
    late = [days_overdue(one, every_days=30, on=DAY + timedelta(days=days)) for days in (30, 31, 40)]
    assert late == [0, 1, 10]
    assert days_overdue(one, every_days=0, on=DAY + timedelta(days=999)) == 0
    assert days_overdue(None, every_days=30, on=DAY) == 0


@given(some.lists(some.tuples(happening, some.sampled_from(["P1", "P2"])), max_size=14), some.integers(0, DAYS + 1))
def test_of_merged_customers_what_was_learned_last_of_what_holds_of_each_stands(
    happenings: list[tuple[tuple[Any, ...], str]], offset: int
) -> None:
    day = DAY + timedelta(days=offset)
    rows = book_of([what for what, _party in happenings])
    parties = iter([party for what, party in happenings if what[0] == "set"])
    rows = [replace(one, party_id=party) for one, party in zip(rows, parties, strict=True)]
    apart = {party: [one for one in rows if one.party_id == party] for party in ("P1", "P2")}
    together = standing(rows, day=day)
    assert all(one in rows for one in together.values())
    for own in apart.values():
        for key, one in standing(own, day=day).items():
            stands = together.get(key)
            assert stands is None or stands.number >= one.number  # None: the other one's entry ended later
    if not apart["P2"]:
        assert together == standing(apart["P1"], day=day)
