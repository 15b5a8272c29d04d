"""A career changes by two persons, on the file as it was read."""

from datetime import date, timedelta

import pytest

from qiao.ground import clock
from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import kinds
from qiao.people.actions import changing, posting
from qiao.people.actions.extract import renew_visibility
from qiao.people.queries.careers import event_rows, level_on
from qiao.people.rules.career import Term
from qiao.people.tests.cast import COLLEAGUE, MANAGER, STRANGER, adopt, log_in, take_in_branch

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    take_in_branch()
    adopt()
    on = clock.today()
    renew_visibility(on=on, actor="test")
    return on


def test_a_level_is_changed_by_two_persons(today: date) -> None:
    posting.appoint(COLLEAGUE, term=Term("neutral", "助理", date(2025, 1, 1)), reason="hired", actor="hr1")
    one = changing.propose(
        COLLEAGUE, "promoted", level="neutral:初级", since=today, reason="good", on=today, actor=log_in("LE1")
    )
    told = [(line.what, line.old, line.new) for line in kinds["career"].changes(one.subject, one.wish, one.before)]
    assert told[:2] == [("Kind of change", "—", "promoted"), ("Level", "Assistant manager", "Junior manager")]
    for nobody in ("LE1", COLLEAGUE, "AU1"):
        with pytest.raises(Refusal):
            office.decide(one.pk, approve=True, reason="", on=today, actor=log_in(nobody))
    office.decide(one.pk, approve=True, reason="", on=today, actor=log_in("HD1"))
    held = level_on(COLLEAGUE, on=today)
    assert held
    assert held.level.code == "初级"
    record = AuditRecord.objects.filter(action="people.move_level").get()
    assert record.new
    assert (record.actor, record.new["request"]) == ("hd1", one.pk)


@pytest.mark.parametrize("what", ["appointed", "confirmed", "renewed", "demoted", "suspended", "resumed", "ended"])
def test_every_kind_of_change_is_carried_out(today: date, what: str) -> None:
    start = today - timedelta(days=200)
    if what != "appointed":
        term = Term("neutral", "初级", start, today + timedelta(days=100), probation=True)
        posting.appoint(COLLEAGUE, term=term, reason="hired", actor="hr1")
    if what == "resumed":
        posting.suspend(COLLEAGUE, since=start, until=None, reason="r", actor="hr1")
    until = today + timedelta(days=300) if what in {"renewed", "suspended"} else None
    one = changing.propose(
        COLLEAGUE, what, level="neutral:助理", since=today, until=until, reason="r", on=today, actor=log_in("HR1")
    )
    office.decide(one.pk, approve=True, reason="", on=today, actor=log_in("HR2"))
    assert event_rows(COLLEAGUE)[0].kind == what
    assert event_rows(COLLEAGUE)[0].approval_id == one.pk


@pytest.mark.parametrize(
    ("what", "level", "code"),
    [
        ("raised", "", "career.what"),
        ("promoted", "neutral:9", "opening.level"),
        ("promoted", "neutral:初级", "career.no_post"),
        ("ended", "", ""),
    ],
)
def test_what_the_file_would_not_bear_is_refused_at_once(today: date, what: str, level: str, code: str) -> None:
    if not code:
        assert changing.propose(MANAGER, what, since=today, reason="r", on=today, actor=log_in("HR1")).pk
        return
    with pytest.raises(Refusal) as refused:
        changing.propose(COLLEAGUE, what, level=level, since=today, reason="r", on=today, actor=log_in("HR1"))
    assert refused.value.code == code


def test_nobody_asks_for_oneself_or_for_whom_one_does_not_lead(today: date) -> None:
    for nobody, staff_id in (("LE1", STRANGER), (COLLEAGUE, COLLEAGUE), ("HR1", "HR1"), ("AU1", COLLEAGUE)):
        with pytest.raises(Refusal) as refused:
            changing.propose(staff_id, "ended", since=today, reason="r", on=today, actor=log_in(nobody))
        assert refused.value.code == "authority.missing"


def test_a_change_decided_after_another_event_is_stale(today: date) -> None:
    one = changing.propose(COLLEAGUE, "suspended", since=today, reason="r", on=today, actor=log_in("HR1"))
    posting.suspend(COLLEAGUE, since=today, until=None, reason="at once", actor="hr1")
    with pytest.raises(Refusal, match="changed since"):
        office.decide(one.pk, approve=True, reason="", on=today, actor=log_in("HR2"))


@pytest.mark.parametrize("what", ["promoted", "demoted"])
def test_a_promotion_before_its_time_waits_or_names_its_exception_to_a_second_person(today: date, what: str) -> None:
    posting.appoint(COLLEAGUE, term=Term("neutral", "助理", today - timedelta(days=200)), reason="hired", actor="hr1")

    def ask(exception: str = "") -> Approval:
        return changing.propose(
            COLLEAGUE,
            what,
            level="neutral:初级",
            since=today,
            exception=exception,
            reason="good",
            on=today,
            actor=log_in("LE1"),
        )

    with pytest.raises(Refusal) as refused:
        ask()
    assert refused.value.code == "career.tenure"
    assert (refused.value.facts["least"], refused.value.facts["months"]) == (12, 6)
    one = ask("  the best of the year,  by the score ")
    told = {line.what: line.new for line in kinds["career"].changes(one.subject, one.wish, one.before)}
    assert told["Exception from tenure or order of levels"] == "the best of the year, by the score"
    with pytest.raises(Refusal):
        office.decide(one.pk, approve=True, reason="", on=today, actor=log_in("LE1"))
    office.decide(one.pk, approve=True, reason="", on=today, actor=log_in("HD1"))
    held = level_on(COLLEAGUE, on=today)
    assert held
    assert held.level.code == "初级"


def test_a_level_is_passed_over_only_by_an_exception_that_a_second_person_reads(today: date) -> None:
    posting.appoint(COLLEAGUE, term=Term("neutral", "助理", today - timedelta(days=800)), reason="hired", actor="hr1")

    def ask(exception: str = "") -> Approval:
        return changing.propose(
            COLLEAGUE,
            "promoted",
            level="neutral:中级",
            since=today,
            exception=exception,
            reason="good",
            on=today,
            actor=log_in("LE1"),
        )

    with pytest.raises(Refusal, match="passes over 初级") as refused:
        ask()
    assert refused.value.code == "career.leap"
    one = ask("led the branch for a year")
    told = {line.what: line.new for line in kinds["career"].changes(one.subject, one.wish, one.before)}
    assert told["Levels passed over"] == "Junior manager"
    assert told["Exception from tenure or order of levels"] == "led the branch for a year"


def test_service_counts_from_the_first_level_without_a_break_and_a_step_down_asks_for_none(today: date) -> None:
    posting.appoint(COLLEAGUE, term=Term("neutral", "助理", today - timedelta(days=800)), reason="hired", actor="hr1")
    early = today - timedelta(days=100)
    posting.move_level(COLLEAGUE, level="初级", since=early, reason="r", actor="hr1")
    up = changing.propose(
        COLLEAGUE, "promoted", level="neutral:中级", since=today, reason="r", on=today, actor=log_in("LE1")
    )
    assert up.wish["exception"] == ""
    office.withdraw(up.pk, actor=log_in("LE1"))
    assert changing.propose(
        COLLEAGUE, "demoted", level="neutral:助理", since=today, reason="r", on=today, actor=log_in("LE1")
    ).pk
