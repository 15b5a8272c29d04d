"""Exits: opened, signed, corrected, withdrawn, closed with a sealed dossier; the final pay waits until then."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from qiao.duty.actions import exiting
from qiao.duty.models import StaffExit
from qiao.duty.queries.duties import duties_of
from qiao.duty.queries.exits import announced, dossier_now, exit_closed, final_pay, lacks_of
from qiao.duty.queries.leaves import closed_to
from qiao.duty.rules.exits import STEPS
from qiao.duty.tests.cast import DAY, ON, person, take_in_all
from qiao.ground.models import AuditRecord, User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.registry import OF_PERSON, dossier_sources, register_dossier
from qiao.office.rules.dossier import DossierPart, digest_of
from qiao.people.actions import ladders as people_ladders
from qiao.people.actions import openings
from qiao.people.queries.staff import Staff
from qiao.people.queries.standing import bars_on
from qiao.people.rules.entry import Terms
from qiao.people.rules.entry_reading import plain
from qiao.people.rules.samples import NEUTRAL
from qiao.portfolio.actions import changing
from qiao.portfolio.queries.serving import Assignment
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.shares import Act, Ask
from qiao.profile.actions.values import set_value

pytestmark = pytest.mark.django_db
YESTERDAY = ON - DAY
SIGNERS = {"work": "chen", "money": "dong", "papers": "hu", "audit": "an"}


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_all()


def opened(last_day: date = YESTERDAY, staff_id: str = "wang") -> StaffExit:
    return exiting.open_exit(staff_id, last_day=last_day, reason="goes to another bank", on=ON, actor=person("hao"))


def signed(made: StaffExit, **by: str) -> None:
    for code, name in (SIGNERS | by).items():
        exiting.sign_step(made.pk, code, remark="seen", actor=person(name))


def handed_on() -> None:
    """Chen asks, Wang and Li sign: all of Wang's customers are Li's."""
    for party_id in ("P", "Q", "R"):
        ask = Ask(Act.TRANSFER, WHOLE, day_number(YESTERDAY), giver="wang", taker="li")
        one = changing.propose(party_id, ask, reason="leaves", on=ON, actor=person("chen"))
        for name in ("wang", "li"):
            office.decide(one.pk, approve=True, reason="", on=ON, actor=person(name))


def open_words(made: StaffExit) -> list[tuple[str, int]]:
    return [(one.words, one.count) for one in lacks_of(made, dossier_now(made), on=ON)]


def test_an_exit_does_not_close_while_customers_are_held() -> None:
    made = opened()
    signed(made)
    assert open_words(made) == [("Customers still held", 3)]
    with pytest.raises(Refusal, match=r"Customers still held \(3\)") as refused:
        exiting.close_exit(made.pk, reason="all done", on=ON, actor=person("hao"))
    assert refused.value.code == "exit.open"
    assert not exit_closed("wang")


def test_closed_it_seals_the_dossier_ends_the_post_and_lets_the_final_pay_go() -> None:
    handed_on()
    made = opened()
    signed(made)
    assert open_words(made) == []
    until = ON + timedelta(days=40)
    assert announced("wang")
    waiting = final_pay("wang", until=until)
    assert waiting
    assert waiting.exit == made
    exiting.close_exit(made.pk, reason="all done", on=ON, actor=person("hao"))
    made.refresh_from_db()
    assert made.digest == digest_of(made.dossier or [])
    assert exit_closed("wang")
    assert final_pay("wang", until=until) is None
    assert announced("wang") is None
    assert "ended" in bars_on(["wang"], on=ON)["wang"][0]
    record = AuditRecord.objects.get(action="duty.close_exit")
    assert (record.old, record.new) == ({"state": "open"}, {"state": "closed", "digest": made.digest})
    with pytest.raises(Refusal) as refused:
        exiting.withdraw_exit(made.pk, reason="r", actor=person("hao"))
    assert refused.value.code == "exit.not_open"


def test_open_tasks_requests_and_what_others_register_keep_it_open() -> None:
    handed_on()
    made = opened()
    signed(made)
    task = office.give_task("wang", "Call %(who)s", facts={"who": "P"}, address="", due=None, actor=person("chen"))
    register_dossier(
        "later", lambda _who, _on: [DossierPart("Deferred", ("What",), [("x",)], blocks=True)], of=OF_PERSON
    )
    try:
        assert open_words(made) == [("Open tasks", 1), ("Deferred", 1)]
    finally:
        del dossier_sources[OF_PERSON, "later"]
    office.finish_task(task.pk, actor=_back(made))
    assert open_words(made) == []


def test_a_promise_keeps_it_open_until_somebody_answers_even_after_the_last_day() -> None:
    handed_on()
    told(ON - 5 * DAY, "wang", {"next_step": "the offer", "next_on": ON.isoformat()})
    made = opened(YESTERDAY - DAY)
    signed(made)
    assert open_words(made) == [("Promises that nobody answered", 1)]
    told(ON, "li", {})
    assert open_words(made) == []


def told(day: date, by: str, step: dict[str, str]) -> None:
    """A visit at customer P, with what is promised there."""
    texts = {"day": day.isoformat(), "way": "visit", "said": "about the deposit"} | step
    actor = person(by)
    set_value("P", "contact", texts, valid_from=day, source="a visit", seen=0, person=actor, actor=by)


def _back(made: StaffExit) -> User:
    """The leaver's log-in as it was on the last day: the house was open still."""
    StaffExit.objects.filter(pk=made.pk).update(last_day=ON)
    user = person("wang")
    assert closed_to(user, ON) is None
    return user


def test_from_the_day_after_the_last_the_log_in_is_closed_and_open_again_once_withdrawn() -> None:
    made = opened(ON)
    assert closed_to(person("wang"), ON) is None
    found = closed_to(person("wang"), ON + DAY)
    assert found
    assert found.code == "authority.gone"
    exiting.withdraw_exit(made.pk, reason="stays", actor=person("hao"))
    assert closed_to(person("wang"), ON + DAY) is None
    assert AuditRecord.objects.get(action="duty.withdraw_exit").reason == "stays"


def test_each_step_is_signed_by_a_post_of_its_own_and_never_by_the_leaver() -> None:
    made = opened(staff_id="chen")
    for code, name in (("work", "chen"), ("work", "sun"), ("audit", "hao"), ("papers", "an"), ("work", "hao")):
        with pytest.raises(Refusal):
            exiting.sign_step(made.pk, code, remark="", actor=person(name))
    exiting.sign_step(made.pk, "work", remark="", actor=person("wu"))
    with pytest.raises(Refusal) as refused:
        exiting.sign_step(made.pk, "money", remark="", actor=person("wu"))
    assert refused.value.code == "exit.twice"
    record = AuditRecord.objects.get(action="duty.sign_step")
    assert (record.old, record.new) == ({"signed": None}, {"signed": STEPS[0].words, "by": "wu"})


def test_a_signature_is_taken_back_by_who_gave_it_while_the_exit_is_open() -> None:
    made = opened()
    exiting.sign_step(made.pk, "work", remark="", actor=person("chen"))
    exiting.sign_step(made.pk, "audit", remark="", actor=person("an"))
    with pytest.raises(Refusal) as refused:
        exiting.take_back_signature(made.pk, "audit", reason="r", actor=person("hao"))
    assert refused.value.code == "exit.not_signed"
    exiting.take_back_signature(made.pk, "audit", reason="found more", actor=person("an"))
    exiting.sign_step(made.pk, "audit", remark="", actor=person("an"))
    assert made.signatures.count() == 3
    assert AuditRecord.objects.get(action="duty.take_back_signature").reason == "found more"


def test_another_last_day_is_named_with_the_reason_and_everybody_signs_anew() -> None:
    made = opened()
    signed(made)
    exiting.correct_exit(made.pk, last_day=ON, reason="a day more", on=ON, actor=person("hao"))
    record = AuditRecord.objects.get(action="duty.correct_exit")
    assert record.old
    assert record.old["last day"] == YESTERDAY.isoformat()
    assert sorted(record.old["signed"]) == sorted(SIGNERS)
    made.refresh_from_db()
    assert [count for _words, count in open_words(made)] == [1, 1, 1, 1, 3, 1]
    for last_day, code in ((ON, "exit.same_day"), (None, "exit.day"), (ON + timedelta(days=900), "exit.day")):
        with pytest.raises(Refusal) as refused:
            exiting.correct_exit(made.pk, last_day=last_day, reason="r", on=ON, actor=person("hao"))
        assert refused.value.code == code


@pytest.mark.parametrize("name", ["wang", "li", "chen", "sun", "an", "dong"])
def test_hr_and_the_head_open_correct_withdraw_and_close(name: str) -> None:
    made = opened()
    writes: tuple[Callable[[], object], ...] = (
        lambda: exiting.open_exit("li", last_day=ON, reason="r", on=ON, actor=person(name)),
        lambda: exiting.correct_exit(made.pk, last_day=ON, reason="r", on=ON, actor=person(name)),
        lambda: exiting.withdraw_exit(made.pk, reason="r", actor=person(name)),
        lambda: exiting.close_exit(made.pk, reason="r", on=ON, actor=person(name)),
    )
    for write in writes:
        with pytest.raises(Refusal) as refused:
            write()
        assert refused.value.code in {"authority.missing", "authority.gone"}


def test_one_exit_of_a_person_is_open_and_everything_asks_for_a_reason() -> None:
    made = opened()
    with pytest.raises(Refusal) as refused:
        opened()
    assert refused.value.code == "exit.open_already"
    with pytest.raises(Refusal) as refused:
        exiting.withdraw_exit(made.pk, reason="  ", actor=person("hao"))
    assert refused.value.code == "duty.reason"


def test_who_is_to_sign_and_who_leaves_have_it_among_their_tasks() -> None:
    opened(ON)
    for name, words in (
        ("wang", f"Your last day in the post is {ON.isoformat()}: hand on what is still yours"),
        ("an", "wang leaves: sign The audit of leaving the post is done"),
        ("dong", "wang leaves: sign Expenses are settled, nothing is owed"),
    ):
        assert words in [line.words % line.facts for line in duties_of(person(name), ON)]
    assert not any("leaves: sign" in line.words % line.facts for line in duties_of(person("sun"), ON))


def test_who_left_by_the_extract_waits_too_until_an_exit_is_closed() -> None:
    Assignment.objects.filter(staff_id="zhao").delete()
    until = ON + timedelta(days=1)
    assert final_pay("zhao", until=until) is None
    Staff.objects.filter(pk="zhao").update(left_on=YESTERDAY)
    waiting = final_pay("zhao", until=until)
    assert waiting
    assert (waiting.exit, waiting.last_day) == (None, YESTERDAY)


def test_whoever_leaves_competes_for_no_place_until_the_exit_is_withdrawn() -> None:
    adopted = people_ladders.propose(NEUTRAL, since=ON, reason="r", on=ON, actor=person("hao"))
    office.decide(adopted.pk, approve=True, reason="", on=ON, actor=person("hu"))
    texts = {name: str(value) for name, value in plain(Terms(panel_least=1)).items()}
    texts |= {"org_id": "T1", "level": "neutral:助理", "places": "1", "panel": "chen", "reason": "grows"}
    opening = openings.open_places(texts, closes_on=ON + 9 * DAY, on=ON, actor=person("hao"))
    made = opened(ON + 5 * DAY)
    for actor in ("wang", "hao"):
        with pytest.raises(Refusal) as refused:
            openings.apply_for(opening.pk, staff_id="wang", reason="r", on=ON, actor=person(actor))
        assert refused.value.code == "candidate.leaves"
        assert refused.value.facts["day"] == (ON + 5 * DAY).isoformat()
    exiting.withdraw_exit(made.pk, reason="stays", actor=person("hao"))
    assert openings.apply_for(opening.pk, staff_id="wang", reason="r", on=ON, actor=person("wang")).pk
