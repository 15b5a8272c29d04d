"""Draws and rotations as they are written: once a unit and day, repeatable, taken back with the reason."""

from datetime import date

import pytest

from qiao.duty.actions import drawing, leaving, rotating
from qiao.duty.models import LeaveDraw, StaffRotation
from qiao.duty.queries.calendar import calendar_of, dues_of
from qiao.duty.queries.draws import drawable, is_whole, owing, repeated
from qiao.duty.queries.duties import duties_of
from qiao.duty.rules.due import What
from qiao.duty.tests.cast import DAY, ON, person, sent_away, take_in_all, wished
from qiao.ground.authority import scope_of
from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.people.queries.staff import Staff, staff_by_id

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_all()


def drawn(count: int = 2, unit: str = "B1", seed: str = "a seed") -> LeaveDraw:
    return drawing.draw_leave(unit, count=count, on=ON, actor=person("hao"), seed=seed)


def test_a_draw_is_kept_with_seed_list_and_outcome_and_repeats_itself() -> None:
    made = drawn()
    assert {staff_id for staff_id, _unit in made.listed} == {"wang", "li", "chen", "wu", "dong"}
    assert made.room == {"B1": 1, "T1": 1}
    assert len(made.drawn) == 2
    assert list(repeated(made)) == made.drawn
    assert is_whole(made)
    record = AuditRecord.objects.get(action="duty.draw_leave")
    assert record.new
    assert (record.new["seed"], record.new["drawn"], record.new["people"]) == ("a seed", made.drawn, 5)


def test_a_list_changed_by_hand_is_seen() -> None:
    made = drawn()
    LeaveDraw.objects.filter(pk=made.pk).update(listed=made.listed[:-1])
    made.refresh_from_db()
    assert not is_whole(made)


def test_the_seed_is_made_by_the_machine_and_two_are_never_the_same() -> None:
    one = drawing.draw_leave("B1", count=1, on=ON, actor=person("hao"))
    other = drawing.draw_leave("B2", count=1, on=ON, actor=person("hao"))
    assert len(one.seed) == len(other.seed) == 32
    assert one.seed != other.seed


def taken_back(made: LeaveDraw, *, by: str = "hu") -> LeaveDraw:
    asked = drawing.propose_taking_back(made.pk, reason="wrong unit", on=ON, actor=person("hao"))
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(by))
    made.refresh_from_db()
    return made


def test_of_a_unit_one_draw_a_day_counts_and_two_persons_take_it_back() -> None:
    made = drawn(count=1, unit="T1")
    with pytest.raises(Refusal) as refused:
        drawn(count=1, unit="T1")
    assert refused.value.code == "draw.again"
    asked = drawing.propose_taking_back(made.pk, reason="wrong unit", on=ON, actor=person("hao"))
    for name in ("hao", "wu", "chen", made.drawn[0]):
        with pytest.raises(Refusal):
            office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(name))
    made.refresh_from_db()
    assert made.taken_back_at is None
    told = [(one.old, one.new) for one in requests.changes_of(asked, person("hu"))]
    assert told == [("counts", "taken back"), ("1", "stay due for the leave")]
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person("hu"))
    record = AuditRecord.objects.get(action="duty.take_back_draw")
    assert (record.actor, record.old, record.reason) == ("hu", {"drawn": made.drawn}, "wrong unit")
    with pytest.raises(Refusal) as refused:
        drawing.propose_taking_back(made.pk, reason="again", on=ON, actor=person("hu"))
    assert refused.value.code == "draw.gone"


def test_nobody_draws_until_it_suits_for_whom_a_draw_named_stays_due() -> None:
    made = taken_back(drawn(count=1, unit="T1"))
    (first,) = made.drawn
    listed, room = drawable("T1", but_not="", on=ON)
    assert first not in {one.staff_id for one in listed}
    assert room == {"T1": 0}
    with pytest.raises(Refusal) as refused:
        drawn(count=1, unit="T1", seed="another seed")
    assert refused.value.code == "draw.nobody"
    wider = drawn(count=2, unit="B1", seed="another seed")
    assert first not in wider.drawn
    assert owing(ON).keys() == {first, *wider.drawn}
    assert f"{1 + len(wider.drawn)} people drawn for surprise leave were not sent away yet" in words_of("hao")
    assert not any("drawn" in word for word in words_of(first))
    leave = sent_away(first, wished(deputy="zhao", draw=made.pk), agreed_by="hu")
    assert leave.draw_id == made.pk
    assert first not in owing(ON)


def test_an_auditor_may_be_the_second_person() -> None:
    assert taken_back(drawn(count=1, unit="T1"), by="an").taken_back_by == "an"


def words_of(name: str) -> list[str]:
    return [line.words % line.facts for line in duties_of(person(name), ON)]


@pytest.mark.parametrize("name", ["wang", "chen", "wu", "an", "dong"])
def test_only_hr_draws(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        drawing.draw_leave("B1", count=1, on=ON, actor=person(name))
    assert refused.value.code == "authority.missing"


def test_who_is_away_is_not_drawn_and_takes_the_unit_s_room() -> None:
    sent_away(wish=wished(until=ON + DAY))
    listed, room = drawable("T1", but_not="", on=ON)
    assert [one.staff_id for one in listed] == ["chen", "li"]
    assert room == {"T1": 0}
    with pytest.raises(Refusal) as refused:
        drawn(unit="T1")
    assert refused.value.code == "draw.nobody"


def test_a_leave_after_a_draw_names_a_person_whom_it_named() -> None:
    made = drawn(count=1, unit="T1")
    (first,) = made.drawn
    others = sorted({"wang", "li", "chen"} - {first})
    with pytest.raises(Refusal) as refused:
        leaving.propose(others[0], wished(deputy="wu", draw=made.pk), reason="r", on=ON, actor=person("hao"))
    assert refused.value.code == "leave.draw"
    assert sent_away(first, wished(deputy="zhao", draw=made.pk)).draw_id == made.pk


def test_a_rotation_for_control_begins_the_post_anew_and_one_to_learn_does_not() -> None:
    Staff.objects.filter(pk="wang").update(hired_on=date(2019, 1, 1))

    def post_since() -> str:
        dues = dues_of(list(staff_by_id(["wang"]).values()), on=ON)["wang"]
        return next(dict(one.facts)["since"] for one in dues if one.what is What.POST)

    def tell(kind: str, since: date, until: date | None) -> StaffRotation:
        return rotating.tell_rotation(
            "wang", kind, since=since, until=until, place="B2", reason="plan", on=ON, actor=person("hao")
        )

    assert post_since() == "2019-01-01"
    tell("learning", date(2024, 3, 1), date(2024, 4, 1))
    assert post_since() == "2019-01-01"
    row = tell("control", date(2025, 3, 1), None)
    assert post_since() == "2025-03-01"
    rotating.take_back_rotation(row.pk, reason="was never begun", actor=person("wu"))
    assert post_since() == "2019-01-01"
    record = AuditRecord.objects.get(action="duty.take_back_rotation")
    assert record.old
    assert (record.old["kind"], record.reason) == ("control", "was never begun")


@pytest.mark.parametrize(
    ("kind", "since", "until", "place", "code"),
    [
        ("fun", ON, None, "B2", "rotation.kind"),
        ("learning", ON, None, "B2", "rotation.back"),
        ("control", None, None, "B2", "rotation.since"),
        ("control", ON, ON, "B2", "rotation.until"),
        ("control", ON, None, " ", "rotation.place"),
    ],
)
def test_what_is_no_rotation_is_refused(
    kind: str, since: date | None, until: date | None, place: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        rotating.tell_rotation(
            "wang", kind, since=since, until=until, place=place, reason="r", on=ON, actor=person("hao")
        )
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["wang", "chen", "sun", "an"])
def test_hr_and_the_head_tell_rotations_of_others(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        rotating.tell_rotation(
            "wang", "control", since=ON, until=None, place="B2", reason="r", on=ON, actor=person(name)
        )
    assert refused.value.code == "authority.missing"


def test_the_calendar_shows_whom_one_sees_and_a_cover_makes_no_set_old() -> None:
    lines = calendar_of(scope_of(person("chen"), on=ON), org_ids=None, on=ON).lines
    assert {line.person.staff_id for line in lines} == {"wang", "li", "chen"}
    sets = {line.person.staff_id: line.due.facts for line in lines if line.due.what is What.SET}
    assert dict(sets["wang"])["served"] == "3"
    sent_away(wish=wished(deputy="chen"))
    lines = calendar_of(scope_of(person("chen"), on=ON), org_ids=None, on=ON).lines
    assert not any(line.person.staff_id == "chen" and line.due.what is What.SET for line in lines)
    assert {line.person.staff_id for line in lines if line.away} == {"wang"}


def test_a_lead_has_who_is_due_among_the_tasks() -> None:
    words = [line.words % line.facts for line in duties_of(person("chen"), ON)]
    assert "2 people are due for other customers, the first by 2022-12-31" in words  # Wang and Li
