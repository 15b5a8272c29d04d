"""From an opening to the first customer: who may take which step, what is kept, and one place is taken once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.people.actions import appointing, entry, openings
from qiao.people.models import Candidate, Opening, Staff
from qiao.people.queries.careers import level_on
from qiao.people.queries.duties import duties_of
from qiao.people.queries.entry import candidates_of, free_places, named_in_public, seen_whole, standing_of, steps_of
from qiao.people.queries.standing import bars_on
from qiao.people.rules.entry import Stage
from qiao.people.rules.samples import QUALIFIED
from qiao.people.tests.cast import COLLEAGUE, MANAGER, STRANGER, TODAY, adopt, log_in, take_in_branch
from qiao.people.tests.test_entry_rules import TYPED

pytestmark = pytest.mark.django_db
TEXTS = TYPED | {
    "org_id": "T1",
    "level": "neutral:助理",
    "places": "1",
    "panel": "le1, hd1",
    "panel_least": "2",
    "certificate": QUALIFIED,
    "reason": "one leaves",
}
CHECKS = {
    "education": "bachelor",
    "tenure_months": "18",
    "conflicts_declared": "1",
    "conduct": "no remarks",
    "conduct_passed": "1",
}
CERTIFICATE = {"kind": QUALIFIED, "number": "N7", "issued_on": "2026-10-05", "valid_to": "2027-12-31"}


def opened(**texts: str) -> Opening:
    take_in_branch()
    adopt()
    for one in ("LE1", "HD1", "HR1", "HR2", COLLEAGUE):
        log_in(one)
    return openings.open_places(TEXTS | texts, closes_on=date(2026, 10, 31), on=TODAY, actor=log_in("HR1"))


def applied(opening: Opening, staff_id: str = COLLEAGUE) -> Candidate:
    return openings.apply_for(opening.pk, staff_id=staff_id, reason="wishes to", on=TODAY, actor=log_in("HR1"))


def brought(candidate: Candidate, to: Stage) -> None:
    """Bring a candidate along the way up to a stage; each step is taken by whom it is for."""
    number, hr = candidate.pk, log_in("HR1")
    later = TODAY + timedelta(days=7)
    steps: dict[Stage, Callable[[], object]] = {
        Stage.CHECKS: lambda: entry.check(number, CHECKS, on=TODAY, actor=hr),
        Stage.EXAM: lambda: entry.examine(number, "80", reason="", on=TODAY, actor=hr),
        Stage.INTERVIEW: lambda: (
            entry.score(number, "80", reason="clear", on=TODAY, actor=log_in("LE1")),
            entry.score(number, "75", reason="calm", on=TODAY, actor=log_in("HD1")),
            entry.close_interview(number, reason="", on=TODAY, actor=hr),
        ),
        Stage.NOTICE: lambda: (
            entry.announce(number, on=TODAY, actor=hr),
            entry.close_notice(number, on=later, actor=hr),
        ),
        Stage.TRAINING: lambda: entry.train(number, "40", reason="product week", on=later, actor=hr),
        Stage.CERTIFICATE: lambda: entry.certify(number, CERTIFICATE, on=later, actor=hr),
    }
    for stage in list(Stage)[: list(Stage).index(to)]:
        steps[stage]()
    assert standing_of(candidate).entry.stage is to


def appoint(candidate: Candidate, on: date = TODAY) -> None:
    one = appointing.propose(candidate.pk, since=on, mentor=MANAGER, reason="passed all", on=on, actor=log_in("HR1"))
    office.decide(one.pk, approve=True, reason="", on=on, actor=log_in("HD1"))


def test_from_the_opening_to_a_level_that_customers_can_be_given_to() -> None:
    opening = opened()
    candidate = applied(opening)
    assert COLLEAGUE in bars_on([COLLEAGUE], on=TODAY)
    brought(candidate, Stage.APPOINTMENT)
    appoint(candidate)
    held = level_on(COLLEAGUE, on=TODAY)
    assert held
    assert (held.level.code, held.probation, held.term) == ("助理", True, date(2027, 10, 5))
    assert bars_on([COLLEAGUE], on=TODAY) == {}
    assert (free_places(opening), standing_of(candidate).entry.mentor) == ([], MANAGER)
    with pytest.raises(Refusal, match="2027-04-05"):
        entry.confirm(candidate.pk, reason="good", on=TODAY, actor=log_in("HR1"))
    entry.confirm(candidate.pk, reason="good", on=date(2027, 4, 5), actor=log_in("HR1"))
    held = level_on(COLLEAGUE, on=date(2027, 4, 5))
    assert held
    assert not held.probation
    kinds = [step.kind for step in steps_of(candidate)]
    assert kinds[:3] == ["applied", "checked", "examined"]
    assert kinds[-2:] == ["appointed", "confirmed"]


def test_two_candidates_for_one_place_leave_one_appointed_and_a_clear_refusal() -> None:
    opening = opened()
    first, second = applied(opening), applied(opening, STRANGER)
    for one in (first, second):
        brought(one, Stage.APPOINTMENT)
    asked = [
        appointing.propose(one.pk, since=TODAY, mentor=MANAGER, reason="r", on=TODAY, actor=log_in("HR1"))
        for one in (first, second)
    ]
    office.decide(asked[0].pk, approve=True, reason="", on=TODAY, actor=log_in("HD1"))
    with pytest.raises(Refusal, match="is taken"):
        office.decide(asked[1].pk, approve=True, reason="", on=TODAY, actor=log_in("HD1"))
    stages = [one.entry.stage for one in candidates_of(opening)]
    assert stages == [Stage.PROBATION, Stage.APPOINTMENT]
    assert level_on(STRANGER, on=TODAY) is None
    with transaction.atomic(), pytest.raises(IntegrityError):
        Candidate.objects.filter(pk=second.pk).update(place=1)  # not even the database takes it


def test_a_probation_that_fails_ends_the_post_and_frees_the_place() -> None:
    opening = opened()
    candidate = applied(opening)
    brought(candidate, Stage.APPOINTMENT)
    appoint(candidate)
    entry.reject(candidate.pk, reason="no fit", on=date(2026, 12, 1), actor=log_in("HR1"))
    assert level_on(COLLEAGUE, on=date(2026, 11, 30))
    assert bars_on([COLLEAGUE], on=date(2026, 12, 1))[COLLEAGUE] == ("the post ended on 2026-12-01",)
    assert free_places(opening) == [1]


def test_somebody_from_outside_is_linked_once_the_extract_brings_the_number() -> None:
    opening = opened()
    hr = log_in("HR1")
    outside = openings.apply_for(opening.pk, name="李外", contact="13800000000", reason="r", on=TODAY, actor=hr)
    brought(outside, Stage.APPOINTMENT)
    with pytest.raises(Refusal, match="whom the book knows"):
        appointing.propose(outside.pk, since=TODAY, mentor=MANAGER, reason="r", on=TODAY, actor=hr)
    with pytest.raises(Refusal, match="next extract"):
        entry.link(outside.pk, "RM7", on=TODAY, actor=hr)
    Staff.objects.create(staff_id="RM7", name="李外", org_id="T1", post="rm")
    entry.link(outside.pk, "RM7", on=TODAY, actor=hr)
    outside.refresh_from_db()
    appoint(outside)
    assert bars_on(["RM7"], on=TODAY) == {}


@pytest.mark.parametrize("nobody", ["RM1", "LE1", "HD1", "AU1"])
def test_only_hr_takes_the_steps_and_only_the_panel_scores(nobody: str) -> None:
    candidate = applied(opened(panel="hr1 hr2"))
    number, actor = candidate.pk, log_in(nobody)
    wrong: list[Callable[[], object]] = [
        lambda: openings.open_places(TEXTS, closes_on=TODAY, on=TODAY, actor=actor),
        lambda: openings.close_places(candidate.opening_id, reason="r", actor=actor),
        lambda: openings.apply_for(candidate.opening_id, name="x", reason="r", on=TODAY, actor=actor),
        lambda: entry.check(number, CHECKS, on=TODAY, actor=actor),
        lambda: entry.examine(number, "80", reason="", on=TODAY, actor=actor),
        lambda: entry.score(number, "80", reason="r", on=TODAY, actor=actor),
        lambda: entry.declare_relation(number, reason="r", on=TODAY, actor=actor),
        lambda: entry.close_interview(number, reason="", on=TODAY, actor=actor),
        lambda: entry.announce(number, on=TODAY, actor=actor),
        lambda: entry.answer(number, 1, upheld=True, reason="r", on=TODAY, actor=actor),
        lambda: entry.close_notice(number, on=TODAY, actor=actor),
        lambda: entry.train(number, "4", reason="r", on=TODAY, actor=actor),
        lambda: entry.certify(number, CERTIFICATE, on=TODAY, actor=actor),
        lambda: entry.link(number, MANAGER, on=TODAY, actor=actor),
        lambda: entry.confirm(number, reason="r", on=TODAY, actor=actor),
        lambda: entry.reject(number, reason="r", on=TODAY, actor=actor),
        lambda: entry.withdraw(number, reason="r", on=TODAY, actor=actor),
        lambda: appointing.propose(number, since=TODAY, mentor=MANAGER, reason="r", on=TODAY, actor=actor),
    ]
    for attempt in wrong:
        with pytest.raises(Refusal) as refused:
            attempt()
        assert refused.value.code == "authority.missing"
    assert len(steps_of(candidate)) == 1


def test_somebody_applies_and_withdraws_for_oneself_and_takes_no_other_step() -> None:
    opening = opened(panel="le1 hd1 rm2")
    actor = log_in(COLLEAGUE)
    candidate = openings.apply_for(opening.pk, staff_id=COLLEAGUE, reason="r", on=TODAY, actor=actor)
    with pytest.raises(Refusal, match="already"):
        openings.apply_for(opening.pk, staff_id=COLLEAGUE, reason="r", on=TODAY, actor=actor)
    brought(candidate, Stage.INTERVIEW)
    with pytest.raises(Refusal, match="one's own"):
        entry.score(candidate.pk, "99", reason="r", on=TODAY, actor=actor)
    entry.withdraw(candidate.pk, reason="stays", on=TODAY, actor=actor)
    assert standing_of(candidate).entry.reason == "stays"
    told = AuditRecord.objects.filter(action="people.withdraw").get()
    assert told.old == {"state": "Interview"}
    assert told.new == {"what": "withdrawn", "state": "Withdrawn"}


def test_after_the_last_day_and_after_closing_nobody_applies() -> None:
    opening = opened()
    with pytest.raises(Refusal, match="closed"):
        openings.apply_for(opening.pk, name="x", reason="r", on=date(2026, 11, 1), actor=log_in("HR1"))
    openings.close_places(opening.pk, reason="enough", actor=log_in("HR1"))
    with pytest.raises(Refusal, match="closed"):
        applied(opening)
    told = AuditRecord.objects.filter(action="people.close_places").get()
    assert (told.old, told.new, told.reason) == ({"done": False}, {"done": True}, "enough")


def test_during_the_notice_anybody_objects_and_names_are_public_before_they_are_not() -> None:
    opening = opened()
    candidate = applied(opening)
    brought(candidate, Stage.NOTICE)
    stranger = log_in(STRANGER)
    assert not named_in_public(standing_of(candidate))
    assert [seen_whole(log_in(one), candidate) for one in ("HR1", "LE1", COLLEAGUE, STRANGER, "AU1", "HR2")] == [
        True,
        True,
        True,
        False,
        False,
        True,
    ]
    entry.announce(candidate.pk, on=TODAY, actor=log_in("HR1"))
    assert named_in_public(standing_of(candidate))
    entry.object_to(candidate.pk, "owes a customer money", on=TODAY, actor=stranger)
    (task,) = duties_of(log_in("HR2"), TODAY)
    assert "objections raised" in task.words
    assert task.facts == {"number": candidate.pk, "count": 1}
    later = TODAY + timedelta(days=8)
    with pytest.raises(Refusal, match="not answered"):
        entry.close_notice(candidate.pk, on=later, actor=log_in("HR1"))
    entry.answer(candidate.pk, 1, upheld=False, reason="it was repaid", on=TODAY, actor=log_in("HR1"))
    assert duties_of(log_in("HR2"), TODAY) == []
    with pytest.raises(Refusal, match="4 working days"):
        entry.close_notice(candidate.pk, on=TODAY + timedelta(days=4), actor=log_in("HR1"))
    entry.close_notice(candidate.pk, on=later, actor=log_in("HR1"))


def test_a_member_of_the_panel_has_a_task_until_the_score_or_the_relation_is_told() -> None:
    candidate = applied(opened())
    brought(candidate, Stage.INTERVIEW)
    assert [line.facts["number"] for line in duties_of(log_in("LE1"), TODAY)] == [candidate.pk]
    entry.declare_relation(candidate.pk, reason="cousin", on=TODAY, actor=log_in("LE1"))
    assert duties_of(log_in("LE1"), TODAY) == []
    with pytest.raises(Refusal, match="relation"):
        entry.score(candidate.pk, "99", reason="r", on=TODAY, actor=log_in("LE1"))


def test_hr_has_a_task_until_a_probation_is_confirmed_or_ended() -> None:
    candidate = applied(opened())
    brought(candidate, Stage.APPOINTMENT)
    appoint(candidate)
    (line,) = duties_of(log_in("HR1"), TODAY)
    assert (line.facts["number"], line.due) == (candidate.pk, date(2027, 4, 5))
    assert duties_of(log_in("HD1"), TODAY) == []
    entry.confirm(candidate.pk, reason="good", on=date(2027, 4, 5), actor=log_in("HR1"))
    assert duties_of(log_in("HR1"), TODAY) == []


def test_the_record_tells_stages_and_nothing_of_the_person() -> None:
    candidate = applied(opened())
    brought(candidate, Stage.EXAM)
    every = [str([row.old, row.new, row.reason]) for row in AuditRecord.objects.all()]
    assert not [text for text in every if "no remarks" in text or f"Name {COLLEAGUE}" in text]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"level": "neutral:9"}, "opening.level"),
        ({"level": "ours"}, "opening.level"),
        ({"org_id": "X"}, "opening.unit"),
        ({"places": "0"}, "entry.number"),
        ({"panel": "le1"}, "opening.panel"),
        ({"panel": "le1, nobody"}, "opening.panel"),
        ({"reason": ""}, "entry.text"),
        ({"notice_days": "4"}, "entry.number"),
    ],
)
def test_an_opening_that_cannot_be_is_refused(wrong: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        opened(**wrong)
    assert refused.value.code == code
    assert Opening.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"since": date(2026, 10, 4)}, "entry.since"),
        ({"mentor": COLLEAGUE}, "entry.mentor"),
        ({"mentor": "x"}, "entry.mentor"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(change: dict[str, Any], code: str) -> None:
    candidate = applied(opened())
    brought(candidate, Stage.APPOINTMENT)
    wish: dict[str, Any] = {"since": TODAY, "mentor": MANAGER, **change}
    with pytest.raises(Refusal) as refused:
        appointing.propose(candidate.pk, reason="r", on=TODAY, actor=log_in("HR1"), **wish)
    assert refused.value.code == code
