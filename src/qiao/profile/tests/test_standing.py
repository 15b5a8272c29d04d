"""What stood on a day as known at a moment, held against a replay of everything that happened."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from qiao.customers.rules.aliases import Change, edges_at, family_in, merged, split
from qiao.ground.refusals import Refusal
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.lateness import days_late
from qiao.profile.rules.standing import Known, standing

DAY, MOMENT = date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)
ENTRIES, DAYS, ELSEWHERE = ("a", "b"), 6, "told of somebody else"
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
        elif what == "back" and which < len(rows) and rows[which].taken_back_at is None:
            rows[which] = replace(rows[which], taken_back_at=at)
    return rows


def replayed(happenings: list[tuple[Any, ...]], *, day: date) -> dict[str, int]:
    """The record as a clerk with paper would keep it: a line for every day, written over as things are learned."""
    made = [(which, offset, value) for what, which, offset, value in happenings if what == "set"]
    gone = withdrawn(happenings)
    papers: dict[str, list[tuple[int, int | None]]] = {
        entry: [(-1, None)] * (DAYS + 2) for entry in (*ENTRIES, ELSEWHERE)
    }
    for number, (which, offset, value) in enumerate(made):
        if number not in gone:
            paper = papers[which]
            papers[which] = [
                (offset, value) if at >= offset and line[0] <= offset else line for at, line in enumerate(paper)
            ]
    found = {entry: papers[entry][(day - DAY).days][1] for entry in ENTRIES}
    return {entry: value for entry, value in found.items() if value is not None}


def withdrawn(happenings: list[tuple[Any, ...]]) -> set[int]:
    """The values taken back after they were made."""
    made, gone = 0, set()
    for what, which, _offset, _value in happenings:
        if what == "set":
            made += 1
        elif what == "back" and which < made:
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
    one = Known(1, "need", "", {}, DAY, MOMENT, "x", "y")
    every = BY_CODE["need"].every_days
    late = [days_late(BY_CODE["need"], one, on=DAY + timedelta(days=days)) for days in (every, every + 1, every + 10)]
    assert late == [0, 1, 10]
    assert days_late(BY_CODE["paper"], one, on=DAY + timedelta(days=999)) == 0
    assert days_late(BY_CODE["need"], None, on=DAY) == 0


@given(some.lists(some.tuples(happening, some.sampled_from(["P1", "P2"])), max_size=14), some.integers(0, DAYS + 1))
def test_merged_customers_are_one_whoever_of_them_it_was_told_of(
    happenings: list[tuple[tuple[Any, ...], str]], offset: int
) -> None:
    day = DAY + timedelta(days=offset)
    rows = book_of([what for what, _party in happenings])
    parties = iter([party for what, party in happenings if what[0] == "set"])
    told = [replace(one, party_id=party) for one, party in zip(rows, parties, strict=True)]
    assert {key: one.number for key, one in standing(told, day=day).items()} == {
        key: one.number for key, one in standing(rows, day=day).items()
    }


PARTIES = ("P1", "P2", "P3")
changed = some.tuples(
    some.sampled_from(["merge", "split"]), some.sampled_from(PARTIES), some.sampled_from(PARTIES), some.none()
)
bank_happening = some.tuples(happening | changed, some.sampled_from(PARTIES))


def changes_of(happenings: list[tuple[tuple[Any, ...], str]]) -> list[Change]:
    """The merges and splits as the actions leave them; what is refused changes nothing."""
    edges: dict[str, str] = {}
    changes = []
    for hour, ((what, which, into, _none), _party) in enumerate(happenings):
        try:
            after = merged(edges, which, into=into) if what == "merge" else split(edges, which)
        except Refusal:
            continue
        changes.append(Change(which, edges.get(which, into), what == "merge", MOMENT + timedelta(hours=hour)))
        edges = after
    return changes


def together(happenings: list[tuple[tuple[Any, ...], str]], asked: str) -> set[str]:
    """Who is one with a customer after all of this: lines between two on a sheet of paper, drawn and rubbed out."""
    lines: dict[str, str] = {}
    for one in changes_of(happenings):
        if one.is_merge:
            lines[one.party_id] = one.into
        else:
            del lines[one.party_id]
    found = {asked}
    for _step in PARTIES:
        found |= {end for line in lines.items() if found.intersection(line) for end in line}
    return found


@given(
    some.lists(bank_happening, max_size=16),
    some.integers(0, DAYS + 1),
    some.integers(-1, 16),
    some.sampled_from(PARTIES),
)
def test_as_of_queries_equal_a_replay_with_merges_among_what_happened(
    happenings: list[tuple[tuple[Any, ...], str]], offset: int, hour: int, asked: str
) -> None:
    day, at = DAY + timedelta(days=offset), MOMENT + timedelta(hours=hour)
    family = family_in(edges_at(changes_of(happenings), at=at), asked)
    rows = book_of([what for what, _party in happenings])
    parties = [party for what, party in happenings if what[0] == "set"]
    own = [one for one, party in zip(rows, parties, strict=True) if party in family]
    told = {entry: one.values["n"] for (_item, entry), one in standing(own, day=day, at=at).items() if one.values}
    until = happenings[: hour + 1]
    here = together(until, asked)
    assert told == replayed([_of_these(what, is_here=party in here) for what, party in until], day=day)


def _of_these(what: tuple[Any, ...], *, is_here: bool) -> tuple[Any, ...]:
    """What was told of somebody else keeps its place and says nothing."""
    return what if is_here or what[0] != "set" else ("set", ELSEWHERE, *what[2:])
