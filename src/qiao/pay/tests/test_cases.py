"""Recovery cases: proposed, answered, agreed by two, taken of parts, set off in pay, paid back."""

import pytest

from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.pay.actions import cases
from qiao.pay.models import DeferredPart, RecoveryCase
from qiao.pay.queries import cases as queries
from qiao.pay.queries import tasks
from qiao.pay.rules.recovery import Cause
from qiao.pay.rules.states import CaseState, Did, Entry, PartState
from qiao.pay.rules.steps import StepKind
from qiao.pay.tests.cast import (
    AUDITOR,
    DAY,
    HAO,
    HEAD,
    HU,
    MANAGER,
    ON,
    OTHER_HEAD,
    STRANGER,
    approved,
    person,
    reckoned,
)
from tests.banks.served import Served

WHY = "the loan was not looked into with care"


@pytest.fixture
def case(bank: Served) -> RecoveryCase:
    """Half of what the manager was paid and is owed of the first month."""
    run = approved(reckoned(bank.months[0]))
    wish = cases.Proposal(Cause.FAULT, run.since, run.until, 5_000, WHY)
    return cases.propose(MANAGER, wish, actor=person(HAO))


def agreed(case: RecoveryCase) -> RecoveryCase:
    cases.answer(case.pk, text="I asked for the papers twice", disputes=True, actor=person(MANAGER))
    asked = cases.ask(case.pk, reason="looked into", on=ON, actor=person(HAO))
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(HEAD))
    case.refresh_from_db()
    return case


def dids(case: RecoveryCase) -> list[str]:
    return [one.did for one in queries.steps_of(case)]


def test_the_person_is_told_and_heard_before_anybody_decides(case: RecoveryCase) -> None:
    assert [one.words for one in tasks.tasks_of(person(MANAGER), ON)] == [
        "Recovery case no. %(number)s is about your pay: say what you know"
    ]
    with pytest.raises(Refusal) as refused:
        cases.ask(case.pk, reason="at once", on=ON, actor=person(HAO))
    assert refused.value.code == "pay.case_unheard"
    cases.ask(case.pk, reason="no answer came", on=queries.answer_by(case) + DAY, actor=person(HAO))
    assert dids(case) == [Did.PROPOSED, Did.ASKED]


def test_two_agree_and_half_of_each_part_is_taken(case: RecoveryCase) -> None:
    parts = list(DeferredPart.objects.filter(staff_id=MANAGER).order_by("due"))
    done = agreed(case)
    assert (done.state, done.open_fen) == (CaseState.AGREED, done.paid_fen)
    for before in parts:
        after = DeferredPart.objects.get(pk=before.pk)
        taken = before.left_fen - after.left_fen
        assert taken == -sum(one.fen for one in after.entries.filter(kind=Entry.TAKEN_BACK.value))
        assert abs(2 * taken - before.amount_fen) <= 1
    assert dids(done)[-1] == Did.AGREED
    told = queries.told_of(done)
    assert (told["staff_id"], told["paid_fen"]) == (MANAGER, done.paid_fen)


def test_what_went_out_is_set_off_in_later_pay_a_fifth_at_most_and_the_rest_paid_back(
    case: RecoveryCase, bank: Served
) -> None:
    done = agreed(case)
    run = approved(reckoned(bank.months[1]))
    line = run.lines.get(staff_id=MANAGER)
    before = line.pay_fen + line.recovered_fen
    assert 0 < line.recovered_fen <= before // 5
    done.refresh_from_db()
    assert done.open_fen == done.paid_fen - line.recovered_fen
    with pytest.raises(Refusal):
        cases.note_repaid(done.pk, fen=done.open_fen + 1, words="by transfer", actor=person(HEAD))
    done = cases.note_repaid(done.pk, fen=done.open_fen, words="by transfer", actor=person(HEAD))
    assert (done.state, done.open_fen) == (CaseState.SETTLED, 0)
    assert dids(done)[-3:] == [Did.SET_OFF, Did.REPAID, Did.SETTLED]


def test_while_a_case_is_open_no_part_is_paid_and_the_reason_is_told(case: RecoveryCase, bank: Served) -> None:
    DeferredPart.objects.filter(staff_id=MANAGER, number=1).update(due=case.until)
    run = reckoned(bank.months[1])
    line = run.lines.get(staff_id=MANAGER)
    assert line.barred[0]["bars"][0]["facts"] == {"number": case.pk}
    assert not [one for one in line.steps.all() if one.kind == StepKind.DUE]
    cases.let_go(case.pk, reason="the papers turned up", on=ON, actor=person(HEAD))
    assert dids(case)[-1] == Did.DROPPED


def test_what_one_case_reaches_another_does_not_reach_again(case: RecoveryCase) -> None:
    again = cases.Proposal(Cause.FAKED, case.since, case.until, 10_000, WHY)
    second = cases.propose(MANAGER, again, actor=person(HU))
    whole = queries.reachable_paid(MANAGER, since=case.since, until=case.until)
    assert whole == 0
    assert abs(second.paid_fen - case.paid_fen) <= 1
    agreed(case)
    cases.answer(second.pk, text="the same once more", disputes=False, actor=person(MANAGER))
    asked = cases.ask(second.pk, reason="all of it", on=ON, actor=person(HAO))
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(HEAD))
    assert {one.state for one in DeferredPart.objects.filter(staff_id=MANAGER)} == {PartState.TAKEN_BACK}
    assert not DeferredPart.objects.filter(staff_id=MANAGER).exclude(left_fen=0).exists()


def test_an_answer_after_the_request_makes_it_stale(case: RecoveryCase) -> None:
    cases.answer(case.pk, text="I asked for the papers", disputes=False, actor=person(MANAGER))
    asked = cases.ask(case.pk, reason="looked into", on=ON, actor=person(HAO))
    cases.answer(case.pk, text="and here they are", disputes=True, actor=person(MANAGER))
    with pytest.raises(Refusal) as refused:
        office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(HEAD))
    assert refused.value.code == "approval.stale"


def test_who_may_not_is_refused(case: RecoveryCase) -> None:
    wish = cases.Proposal(Cause.WRONG, case.since, case.until, 100, WHY)
    for name in (MANAGER, STRANGER, OTHER_HEAD, "LEAD01"):
        with pytest.raises(Refusal) as refused:
            cases.propose(MANAGER, wish, actor=person(name))
        assert refused.value.code.startswith("authority.")
    with pytest.raises(Refusal):
        cases.answer(case.pk, text="not mine to say", disputes=False, actor=person(HEAD))
    assert [queries.sees(person(name), case, on=ON) for name in (MANAGER, HEAD, AUDITOR, STRANGER, OTHER_HEAD)] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_nothing_to_take_back_is_refused(bank: Served) -> None:
    run = approved(reckoned(bank.months[0]))
    wish = cases.Proposal(Cause.FAULT, run.until, run.until + 30 * DAY, 5_000, WHY)
    with pytest.raises(Refusal) as refused:
        cases.propose(MANAGER, wish, actor=person(HAO))
    assert refused.value.code == "pay.case_nothing"
