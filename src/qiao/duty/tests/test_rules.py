"""Rules of rotation, leave, draw and exit as tables and laws."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.duty.rules import covering, draw, due, exits, leave
from qiao.duty.rules.draw import Eligible, Person
from qiao.duty.rules.due import Due, Limits, State, What
from qiao.duty.rules.exits import STEPS, Signed
from qiao.ground.refusals import Refusal
from qiao.people.rules.workdays import working_days
from qiao.portfolio.rules.lines import Line, credited

LIMITS = Limits(36, 30, 5_000, 60, 54, 5, 92)
ON = date(2026, 10, 9)
DAYS = st.dates(date(2015, 1, 1), date(2026, 10, 9))
NAMES = st.text("abcdefghij0123456789", min_size=1, max_size=6)
PEOPLE = st.dictionaries(NAMES, st.sampled_from(["T1", "T2", "T3"]), max_size=25).map(
    lambda found: [Eligible(staff_id, unit) for staff_id, unit in found.items()]
)
ROOMS = st.fixed_dictionaries({unit: st.integers(0, 6) for unit in ("T1", "T2", "T3")})


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2023, 10, 9), 36, date(2026, 10, 9)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
    ],
)
def test_months_are_months_of_the_calendar(day: date, months: int, then: date) -> None:
    assert due.months_after(day, months=months) == then


@pytest.mark.parametrize(
    ("periods", "since"),
    [
        ([("2023-01-01", None)], "2023-01-01"),
        ([("2022-01-01", "2023-01-01"), ("2023-01-01", None)], "2022-01-01"),  # the share changed, the service went on
        ([("2022-01-01", "2022-12-31"), ("2023-01-01", None)], "2023-01-01"),  # a day between: begun anew
        ([("2022-01-01", "2023-01-01")], None),
        ([("2027-01-01", None)], None),
        ([("2022-01-01", "2026-10-10")], "2022-01-01"),
        ([("2022-01-01", "2026-10-09")], None),  # the day before was the last
        ([("2020-01-01", None), ("2024-01-01", "2025-01-01")], "2020-01-01"),
    ],
)
def test_a_customer_is_served_since_the_first_day_without_a_break(
    periods: list[tuple[str, str | None]], since: str | None
) -> None:
    days = [(date.fromisoformat(one), date.fromisoformat(other) if other else None) for one, other in periods]
    found = due.held_since(days, on=ON)
    assert (found.isoformat() if found else None) == since


def test_half_of_todays_customers_make_a_set_the_same() -> None:
    days = [date(2020, 1, 1), date(2021, 1, 1), date(2024, 1, 1), date(2026, 1, 1)]
    assert due.set_since(days, share_bp=5_000) == (date(2021, 1, 1), 2)
    assert due.set_since(days, share_bp=5_001) == (date(2024, 1, 1), 3)
    assert due.set_since(days, share_bp=10_000) == (date(2026, 1, 1), 4)
    assert due.set_since([], share_bp=5_000) is None


@given(st.lists(DAYS, min_size=1, max_size=40), st.integers(1, 10_000))
def test_the_part_of_a_set_is_reached_on_its_day_and_not_before(days: list[date], share_bp: int) -> None:
    found = due.set_since(days, share_bp=share_bp)
    assert found
    since, part = found
    assert part * 10_000 >= share_bp * len(days)
    assert sum(day < since for day in days) * 10_000 < share_bp * len(days)


@pytest.mark.parametrize(
    ("since", "last", "state", "left"),
    [
        (date(2024, 10, 9), date(2027, 10, 8), State.FINE, 364),
        (date(2024, 4, 10), date(2027, 4, 9), State.FINE, 182),
        (date(2024, 4, 9), date(2027, 4, 8), State.SOON, 181),  # 30 months today
        (date(2023, 10, 10), date(2026, 10, 9), State.SOON, 0),
        (date(2023, 10, 9), date(2026, 10, 8), State.LATE, -1),  # 36 months are full
    ],
)
def test_a_set_is_told_at_thirty_months_and_late_at_thirty_six(
    since: date, last: date, state: State, left: int
) -> None:
    found = due.due_set([since, since], LIMITS, on=ON)
    assert found
    assert (found.what, found.last, found.state, found.left_days) == (What.SET, last, state, left)


def test_the_leave_of_a_year_is_due_at_its_end() -> None:
    def found(taken: int, on: date) -> Due | None:
        return due.due_leave(taken, LIMITS, on=on)

    assert found(5, ON) is None
    autumn, summer = found(4, date(2026, 10, 1)), found(0, date(2026, 9, 30))
    assert autumn
    assert summer
    assert (autumn.state, autumn.left_days, dict(autumn.facts)["taken"]) == (State.SOON, 91, "4")
    assert summer.state is State.FINE


@pytest.mark.parametrize(
    ("spells", "hired", "rotated", "since"),
    [
        ([], "2018-01-01", None, "2018-01-01"),
        (["2020-05-01"], "2018-01-01", None, "2020-05-01"),
        (["2020-05-01"], "2018-01-01", "2023-05-01", "2023-05-01"),
        ([], None, None, None),
        ([], None, "2030-01-01", None),
    ],
)
def test_a_rotation_for_control_begins_the_time_in_the_post_anew(
    spells: list[str], hired: str | None, rotated: str | None, since: str | None
) -> None:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    found = due.post_since(
        [date.fromisoformat(one) for one in spells], hired_on=day(hired), rotated_on=day(rotated), on=ON
    )
    assert found == day(since)


@given(PEOPLE, st.text(max_size=20), st.integers(0, 30), ROOMS, st.randoms())
def test_a_draw_is_repeated_by_anybody_from_seed_and_list(
    people: list[Eligible], seed: str, count: int, room: dict[str, int], chance: object
) -> None:
    first = draw.draw(people, seed=seed, count=count, room=room)
    again = list(people)
    chance.shuffle(again)  # type: ignore[attr-defined]  # hypothesis gives it as an object
    assert draw.draw([*again, *again[:3]], seed=seed, count=count, room=room) == first


@given(PEOPLE, st.text(max_size=20), st.integers(0, 30), ROOMS)
def test_a_draw_takes_the_eligible_only_and_spares_each_unit(
    people: list[Eligible], seed: str, count: int, room: dict[str, int]
) -> None:
    drawn = draw.draw(people, seed=seed, count=count, room=room)
    units = {one.staff_id: one.unit for one in people}
    assert len(drawn) == len(set(drawn)) <= count
    assert set(drawn) <= set(units)
    for unit, most in room.items():
        taken = sum(units[one] == unit for one in drawn)
        assert taken <= most
        waiting = sum(one.unit == unit and one.staff_id not in drawn for one in people)
        assert len(drawn) == count or taken == most or not waiting  # nobody is left out without a reason


@given(PEOPLE, st.text(max_size=20), st.integers(0, 29), ROOMS)
def test_drawing_one_more_changes_nothing_of_those_drawn(
    people: list[Eligible], seed: str, count: int, room: dict[str, int]
) -> None:
    fewer = draw.draw(people, seed=seed, count=count, room=room)
    assert draw.draw(people, seed=seed, count=count + 1, room=room)[: len(fewer)] == fewer


def test_over_many_seeds_everybody_is_drawn_about_as_often() -> None:
    people = [Eligible(f"RM{number:03}", "T1") for number in range(10)]
    drawn = [draw.draw(people, seed=str(seed), count=1, room={"T1": 1})[0] for seed in range(2_000)]
    counted = {one.staff_id: drawn.count(one.staff_id) for one in people}
    assert all(150 <= times <= 250 for times in counted.values()), counted


def test_a_known_seed_gives_a_known_order() -> None:
    people = [Eligible(one, "T1") for one in ("RM001", "RM002", "RM003", "RM004")]
    order = draw.draw(people, seed="2026", count=4, room={"T1": 4})
    assert order == tuple(sorted((one.staff_id for one in people), key=lambda one: draw.place_of("2026", one)))


@pytest.mark.parametrize(
    ("size", "away", "share", "room"),
    [(4, 0, 2_500, 1), (8, 0, 2_500, 2), (8, 1, 2_500, 1), (3, 0, 2_500, 1), (3, 1, 2_500, 0), (2, 0, 10_000, 2)],
)
def test_a_unit_spares_a_part_of_its_people_and_one_at_least(size: int, away: int, share: int, room: int) -> None:
    people = [Person(str(number), "T1", 0, away=number < away) for number in range(size)]
    assert draw.rooms(people, share_bp=share) == {"T1": room}


def test_only_who_has_not_had_the_leave_and_is_not_away_can_be_drawn() -> None:
    people = [
        Person("had", "T1", 5, away=False),
        Person("part", "T1", 4, away=False),
        Person("away", "T1", 0, away=True),
    ]
    assert [one.staff_id for one in draw.eligible(people, leave_days=5)] == ["part"]


@pytest.mark.parametrize(("count", "code"), [(0, "draw.count"), (501, "draw.count"), (1, "draw.nobody")])
def test_a_draw_of_nobody_is_refused(count: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        draw.check_draw([Eligible("RM1", "T1")], count=count, room={"T1": 0})
    assert refused.value.code == code


def test_days_of_a_leave_count_in_the_year_in_which_they_lie() -> None:
    periods = [(date(2025, 12, 29), date(2026, 1, 3))]
    assert draw.leave_days_in(2026, periods) == [(date(2026, 1, 1), date(2026, 1, 3))]
    assert leave.taken_days(draw.leave_days_in(2026, periods), days_off={"01-01": 1}) == 1


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 20))
def test_so_many_working_days_from_a_day_on_are_so_many(since: date, days: int) -> None:
    off = {"10-01": 1, "10-02": 1}
    until = leave.until_after(since, days=days, days_off=off)
    assert working_days(since, until=until, days_off=off) == days


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (ON - timedelta(days=1), ON + timedelta(days=3), "leave.since"),
        (None, ON, "leave.since"),
        (ON, ON, "leave.until"),
        (ON, None, "leave.until"),
        (ON, ON + timedelta(days=185), "leave.until"),
        (ON + timedelta(days=400), ON + timedelta(days=401), "leave.since"),
    ],
)
def test_days_that_are_none_are_refused(since: date | None, until: date | None, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        leave.check_days(since, until, on=ON)
    assert refused.value.code == code


WHOLE_CUSTOMER = (Line("", "wang", "lead", -400, None, 7_000), Line("", "li", "co", -10, None, 3_000))
STRETCHES = st.tuples(st.integers(0, 40), st.integers(1, 30)).map(lambda one: (one[0], one[0] + one[1]))


@given(STRETCHES, STRETCHES, st.integers(0, 80), st.integers(0, 80))
def test_cover_moves_no_credit_and_of_leaves_that_ended_nothing_runs_on(
    first: tuple[int, int], second: tuple[int, int], ended: int, later: int
) -> None:
    """Wang and Li are away, Zhao stands in for both; both come back early, in whatever order."""
    stands = [covering.Stand(who, "zhao", *days, (), barred=False) for who, days in (("wang", first), ("li", second))]
    lines, days = covering.stood_in(WHOLE_CUSTOMER, stands, from_day=0)
    away = {day for since, until in (first, second) for day in range(since, until)}
    assert {day for day in range(100) if any(one.staff_id == "zhao" and one.runs_on(day) for one in lines)} == away
    for back, number in ((ended, 0), (later, 1)):
        stands = [replace(one, days=had) for one, had in zip(stands, days, strict=True)]
        until = max(stands[number].since_day, min(back, stands[number].until_day))
        stands[number] = replace(stands[number], until_day=until)
        lines, days = covering.stood_in(lines, stands, from_day=until)
    there = {day for one in stands for day in range(one.since_day, one.until_day)}
    assert {day for day in range(100) if any(one.staff_id == "zhao" and one.runs_on(day) for one in lines)} == there
    for day in range(100):
        assert credited(lines, account_id="", day=day) == {"wang": 7_000, "li": 3_000}
    again = [replace(one, days=had) for one, had in zip(stands, days, strict=True)]
    assert covering.stood_in(lines, again, from_day=100) == (lines, days)


def test_who_shares_most_customers_is_the_first_to_stand_in() -> None:
    assert covering.deputies(["li", "zhao", "zhao", "wang"], ["chen", "li"], staff_id="wang") == ["zhao", "li", "chen"]


@pytest.mark.parametrize(
    ("code", "post", "is_leaver", "by", "refusal"),
    [
        ("audit", "auditor", False, "au1", ""),
        ("audit", "hr", False, "hr1", "exit.not_yours"),
        ("papers", "hr", True, "hr1", "exit.not_yours"),
        ("work", "lead", False, "le1", "exit.signed"),
        ("money", "head", False, "le1", "exit.twice"),
        ("nothing", "hr", False, "hr1", "exit.not_yours"),
    ],
)
def test_each_step_of_an_exit_is_signed_by_a_person_of_its_own(
    code: str, post: str, is_leaver: object, by: str, refusal: str
) -> None:
    signed = [Signed("work", "le1")]
    if not refusal:
        assert exits.check_sign(code, post=post, by=by, is_leaver=bool(is_leaver), signed=signed).code == code
        return
    with pytest.raises(Refusal) as refused:
        exits.check_sign(code, post=post, by=by, is_leaver=bool(is_leaver), signed=signed)
    assert refused.value.code == refusal


def test_an_exit_closes_when_all_is_signed_and_nothing_is_open() -> None:
    every = [Signed(step.code, step.code) for step in STEPS]
    assert exits.lacks(every, [("Customers", 0)], last_day=ON - timedelta(days=1), on=ON) == []
    found = exits.lacks(every[:-1], [("Customers", 3)], last_day=ON, on=ON)
    assert [(one.words, one.count) for one in found] == [
        (STEPS[-1].words, 1),
        ("Customers", 3),
        ("The last day in the post is not over", 1),
    ]
    with pytest.raises(Refusal, match=r"nobody has signed .* 2 more points"):
        exits.check_closing(found)
    with pytest.raises(Refusal, match=r"Customers \(3\)\. 1 more points"):
        exits.check_closing(found[1:])


@pytest.mark.parametrize(
    ("left_on", "state", "waits"),
    [
        (None, "", False),
        (date(2026, 10, 31), "", True),
        (date(2026, 10, 31), "open", True),
        (date(2026, 10, 31), "withdrawn", True),
        (date(2026, 10, 31), "closed", False),
        (date(2026, 11, 1), "open", False),  # a later month's pay is the final one
    ],
)
def test_the_final_pay_waits_for_the_exit(left_on: date | None, state: str, waits: object) -> None:
    assert exits.pay_waits(left_on=left_on, exit_state=state, until=date(2026, 11, 1)) is waits


@pytest.mark.parametrize(
    ("spells", "days"),
    [
        ([], []),
        ([("2020-01-01", "2021-01-01"), ("2021-01-01", None)], ["2020-01-01"]),  # promoted: the same post
        ([("2020-01-01", "2021-01-01"), ("2022-01-01", None)], ["2020-01-01", "2022-01-01"]),
    ],
)
def test_a_promotion_begins_no_new_post(spells: list[tuple[str, str | None]], days: list[str]) -> None:
    told = [(date.fromisoformat(one), date.fromisoformat(other) if other else None) for one, other in spells]
    assert [day.isoformat() for day in due.begun(told)] == days
