"""A career is told by events that are only added; any day of it is told as it was, and as it was known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.people.actions import posting
from qiao.people.queries.authority import authority_on
from qiao.people.queries.careers import careers_of, event_rows, level_on
from qiao.people.queries.standing import bars_on
from qiao.people.rules.authority import NOTHING
from qiao.people.rules.career import Career, Event, EventKind, Term, career, known
from qiao.people.tests.cast import COLLEAGUE, MANAGER, TODAY, adopt, take_in_branch

HIRED, CONFIRMED, UP = date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1)
EVENTS = [
    Event(EventKind.APPOINTED, HIRED, 1, scheme="neutral", level="助理", until=date(2027, 1, 1), probation=True),
    Event(EventKind.CONFIRMED, CONFIRMED, 2),
    Event(EventKind.SUSPENDED, date(2025, 9, 1), 3, until=date(2025, 9, 8)),
    Event(EventKind.PROMOTED, UP, 4, scheme="neutral", level="初级"),
    Event(EventKind.ENDED, date(2026, 8, 1), 5),
]


@pytest.mark.parametrize(
    ("day", "level", "probation", "suspended", "ended"),
    [
        ("2024-12-31", None, None, False, False),
        ("2025-01-01", "助理", True, False, False),
        ("2025-06-30", "助理", True, False, False),
        ("2025-07-01", "助理", False, False, False),
        ("2025-09-01", "助理", False, True, False),
        ("2025-09-08", "助理", False, False, False),
        ("2026-01-01", "初级", False, False, False),
        ("2026-07-31", "初级", False, False, False),
        ("2026-08-01", None, None, False, True),
    ],
)
def test_any_day_of_a_career(
    day: str,
    level: str | None,
    probation: bool | None,  # noqa: FBT001  a column of the table
    suspended: bool,  # noqa: FBT001  the same
    ended: bool,  # noqa: FBT001  the same
) -> None:
    found, on = career(EVENTS), date.fromisoformat(day)
    spell = found.spell_on(on)
    assert (spell and spell.level, spell and spell.probation) == (level, probation)
    assert (found.gap_on(on) is not None, found.ended_on(on) is not None) == (suspended, ended)


def test_a_term_that_is_over_holds_no_level_until_it_is_renewed() -> None:
    events = [replace(EVENTS[0], until=date(2026, 1, 1))]
    assert career(events).spell_on(date(2026, 1, 1)) is None
    assert career(events).term_over(date(2026, 1, 1)) == date(2026, 1, 1)
    renewed = [*events, Event(EventKind.RENEWED, date(2026, 1, 1), 2, until=date(2027, 1, 1))]
    spell = career(renewed).spell_on(date(2026, 6, 1))
    assert spell
    assert spell.term == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([EVENTS[1]], "career.no_post"),
        ([EVENTS[0], replace(EVENTS[0], number=9)], "career.in_post"),
        ([*EVENTS[:2], replace(EVENTS[1], number=9)], "career.confirmed"),
        ([EVENTS[0], replace(EVENTS[3], level="助理")], "career.same_level"),
        ([EVENTS[2], replace(EVENTS[2], number=9, since=date(2025, 9, 5))], "career.suspended"),
        ([Event(EventKind.RESUMED, UP, 1)], "career.not_suspended"),
        ([EVENTS[0], EVENTS[4], replace(EVENTS[4], number=9)], "career.ended"),
        ([EVENTS[0], Event(EventKind.RENEWED, UP, 2, until=date(2026, 6, 1))], "career.term"),
    ],
)
def test_what_does_not_follow_is_refused(events: list[Event], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        career(events)
    assert refused.value.code == code


def test_somebody_comes_back_after_the_end_and_the_time_between_stays_told() -> None:
    back = Event(EventKind.APPOINTED, date(2026, 10, 1), 6, scheme="neutral", level="初级")
    found = career([*EVENTS, back])
    assert found.ended_on(date(2026, 9, 1)) == date(2026, 8, 1)
    assert found.ended_on(date(2026, 10, 1)) is None
    assert found.spell_on(date(2026, 10, 1))


DAYS = st.integers(0, 40).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
LEVELS = st.sampled_from(["a", "b", "c"])
TRIED = st.lists(
    st.builds(
        lambda kind, since, level, long: (kind, since, level, since + timedelta(days=long) if long else None),
        st.sampled_from(list(EventKind)),
        DAYS,
        LEVELS,
        st.integers(0, 20),
    ),
    max_size=14,
)


@given(tried=TRIED, day=DAYS)
def test_any_past_day_equals_the_replay_of_what_had_happened_by_then(
    tried: list[tuple[EventKind, date, str, date | None]], day: date
) -> None:
    """Each event is told a minute after the one before; what does not follow is refused and leaves no trace."""
    kept: list[Event] = []
    for number, (kind, since, level, until) in enumerate(tried, start=1):
        moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=number)
        event = Event(kind, since, number, scheme="s", level=level, until=until, probation=True, known_at=moment)
        then = _told(kept, day)
        try:
            career([*kept, event])
        except Refusal:
            assert _told(kept, day) == then
            continue
        kept.append(event)
        before = moment - timedelta(seconds=1)
        assert _told(kept, day, at=before) == then, "what was known a moment ago stays what was known"
    by_then = [event for event in kept if event.since <= day]
    assert _told(by_then, day) == _told(kept, day)
    assert sorted(event.number for event in known(kept)) == [event.number for event in kept]


def _told(events: list[Event], day: date, at: datetime | None = None) -> tuple[object, ...]:
    found = career(events, at=at)
    spell, gap = found.spell_on(day), found.gap_on(day)
    held = (spell.scheme, spell.level, spell.probation, spell.since, spell.term) if spell else None
    return (held, gap.since if gap else None, found.ended_on(day), sum(one.holds(day) for one in found.spells) <= 1)


pytestmark = pytest.mark.django_db


def appoint(staff_id: str = COLLEAGUE, level: str = "助理", since: date = HIRED, until: date | None = None) -> None:
    posting.appoint(staff_id, term=Term("neutral", level, since, until, probation=True), reason="hired", actor="hr1")


def test_a_career_is_written_event_by_event_with_its_record() -> None:
    take_in_branch()
    adopt()
    appoint()
    posting.confirm(COLLEAGUE, since=CONFIRMED, reason="passed", actor="hr1")
    posting.move_level(COLLEAGUE, level="中级", since=UP, reason="two years", actor="hr1")
    posting.move_level(COLLEAGUE, level="初级", since=TODAY, reason="score", actor="hr1")
    assert [row.kind for row in event_rows(COLLEAGUE)] == ["demoted", "promoted", "confirmed", "appointed"]
    held = level_on(COLLEAGUE, on=TODAY - timedelta(days=1))
    assert held
    assert (held.level.code, held.told, held.probation) == ("中级", True, False)
    told = AuditRecord.objects.filter(action="people.move_level").latest("id")
    assert told.new
    assert (told.subject, told.reason, told.new["level"]) == ("career RM2", "score", "初级")


def test_a_suspension_bars_takes_all_authority_and_ends() -> None:
    take_in_branch()
    adopt()
    appoint()
    assert bars_on([COLLEAGUE], on=TODAY)[COLLEAGUE] == ("has no certificate 客户经理岗位资格",)
    posting.suspend(COLLEAGUE, since=TODAY, until=None, reason="inquiry", actor="hr1")
    assert "suspended since 2026-10-05, until further notice" in bars_on([COLLEAGUE], on=TODAY)[COLLEAGUE]
    assert authority_on(COLLEAGUE, on=TODAY) == NOTHING
    posting.resume(COLLEAGUE, on=date(2026, 10, 9), reason="cleared", actor="hr1")
    assert authority_on(COLLEAGUE, on=date(2026, 10, 9)) != NOTHING
    assert authority_on(COLLEAGUE, on=date(2026, 10, 8)) == NOTHING


def test_a_bank_without_ladders_can_suspend_and_end_and_is_barred_by_nothing_else() -> None:
    take_in_branch()
    assert bars_on([MANAGER, COLLEAGUE, "nobody"], on=TODAY) == {}
    posting.suspend(MANAGER, since=TODAY, until=date(2026, 10, 12), reason="leave", actor="hr1")
    assert bars_on([MANAGER], on=TODAY) == {MANAGER: ("suspended since 2026-10-05, back on 2026-10-12",)}
    assert bars_on([MANAGER], on=date(2026, 10, 12)) == {}
    posting.end_post(MANAGER, on=date(2026, 11, 1), reason="leaves", actor="hr1")
    assert bars_on([MANAGER], on=date(2026, 11, 1)) == {MANAGER: ("the post ended on 2026-11-01",)}
    assert bars_on([MANAGER], on=date(2026, 10, 31)) == {}


def test_where_a_ladder_is_in_force_nobody_without_a_level_is_given_customers() -> None:
    take_in_branch()
    adopt()
    barred = bars_on([MANAGER, COLLEAGUE, "LE1"], on=TODAY)
    assert barred[COLLEAGUE] == ("was not appointed to a level of a ladder in force (Six levels, neutral)",)
    assert "LE1" not in barred  # the ladder is for managers


def test_an_event_told_in_error_is_taken_back_and_stays_in_the_file() -> None:
    take_in_branch()
    adopt()
    appoint()
    posting.confirm(COLLEAGUE, since=CONFIRMED, reason="passed", actor="hr1")
    first, last = (row.pk for row in reversed(event_rows(COLLEAGUE)))
    with pytest.raises(Refusal, match="nobody is in this post"):
        posting.take_back_event(first, reason="wrong", actor="hr1")
    posting.take_back_event(last, reason="wrong person", actor="hr1")
    assert careers_of([COLLEAGUE])[COLLEAGUE].spells[0].probation
    assert [row.taken_back_by for row in event_rows(COLLEAGUE)] == ["hr1", ""]
    with pytest.raises(Refusal, match="already"):
        posting.take_back_event(last, reason="again", actor="hr1")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda: appoint("nobody"), "career.nobody"),
        (lambda: appoint(level="9"), "level.unknown"),
        (lambda: appoint(since=date(2023, 1, 1)), "level.unknown"),
        (lambda: appoint(until=HIRED), "career.period"),
        (lambda: posting.confirm(COLLEAGUE, since=HIRED, reason=" ", actor="hr1"), "career.reason"),
        (lambda: posting.move_level(COLLEAGUE, level="中级", since=UP, reason="r", actor="hr1"), "career.no_level"),
    ],
)
def test_what_cannot_be_written_says_why_and_leaves_nothing(change: Callable[[], object], code: str) -> None:
    take_in_branch()
    adopt()
    with pytest.raises(Refusal) as refused:
        change()
    assert refused.value.code == code
    assert careers_of([COLLEAGUE]).get(COLLEAGUE, Career()) == Career()
