"""A pay statement and a recovery of pay appealed: decided by somebody apart, and put right by the next run."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.db.models import Sum

from qiao.appeals.actions import deciding, filing
from qiao.appeals.actions.deciding import Ruling
from qiao.appeals.actions.filing import Claim
from qiao.appeals.models import Appeal
from qiao.appeals.queries.appeals import waiting_effects
from qiao.ground.authority import Scope
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.pay.actions import cases, correcting
from qiao.pay.models import DeferredEntry, DeferredPart, PayCorrection, RecoveryCase
from qiao.pay.queries import runs
from qiao.pay.queries.cases import reachable_paid
from qiao.pay.rules.recovery import Cause
from qiao.pay.rules.states import CaseState, Entry
from qiao.pay.rules.steps import StepKind
from qiao.pay.tests.cast import HAO, HEAD, HU, MANAGER, ON, approved, paid, person, reckoned
from qiao.pay.tests.conftest import bank, closed_bank, english  # noqa: F401  the bank of pay with its two closed months
from tests.banks.served import Served

TOP = "HEAD00"
WHY = "The minutes of August say otherwise; they are attached"
EVERYTHING = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())


def filed(claim: Claim) -> Appeal:
    return filing.file_appeal(claim, on=ON, actor=person(MANAGER))


def decided(appeal: Appeal, outcome: str, *, by: str = TOP) -> Appeal:
    deciding.hear(appeal.pk, text="laid side by side", on=ON, actor=person(by))
    ruling = Ruling(outcome, reason="the minutes were signed by both", part="", deviation="")
    return deciding.decide(appeal.pk, ruling, on=ON, actor=person(by))


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def test_an_upheld_appeal_of_a_statement_is_paid_with_the_next_run(bank: Served) -> None:  # noqa: F811  the fixture
    run = paid(reckoned(bank.months[0]))
    line = runs.line_of(run, MANAGER)
    assert line is not None
    appeal = decided(filed(Claim("pay", str(run.pk), "rule", yuan(line.pay_fen + 12_345), WHY)), "upheld")
    assert (appeal.effect, appeal.granted) == ("pay", line.pay_fen + 12_345)
    after = runs.line_of(run, MANAGER)
    assert after is not None
    assert after.pay_fen == line.pay_fen
    following = reckoned(bank.months[1])
    own = runs.line_of(following, MANAGER)
    assert own is not None
    assert [one.fen for one in runs.steps_of(own) if one.kind == StepKind.CORRECTION] == [12_345]
    assert not waiting_effects(EVERYTHING).exists()
    with pytest.raises(Refusal) as refused:
        correcting.take_back(PayCorrection.objects.get().pk, actor=person(HU))
    assert refused.value.code == "pay.correction_granted"


def test_a_difference_is_paid_once_however_often_it_is_asked_for(bank: Served) -> None:  # noqa: F811  the fixture
    run = paid(reckoned(bank.months[0]))
    line = runs.line_of(run, MANAGER)
    assert line is not None
    claim = Claim("pay", str(run.pk), "rule", yuan(line.pay_fen + 500), WHY)
    appeal = filed(claim)
    with pytest.raises(Refusal) as refused:
        filed(replace(claim, cause="fee"))
    assert refused.value.code == "appeal.again"
    correcting.correct(run.pk, MANAGER, fen=200, reason="a fee was left out", actor=person(HAO))
    decided(appeal, "upheld")
    assert list(PayCorrection.objects.order_by("id").values_list("fen", flat=True)) == [200, 300]


def test_who_reckoned_or_approved_the_pay_does_not_decide_of_it(bank: Served) -> None:  # noqa: F811  the fixture
    run = paid(reckoned(bank.months[0]))
    appeal = filed(Claim("pay", str(run.pk), "rule", "1.00", WHY))
    for name in (HAO, HU, HEAD):
        with pytest.raises(Refusal):
            decided(appeal, "upheld", by=name)
    assert not PayCorrection.objects.exists()


def recovery(months: Sequence[str]) -> RecoveryCase:
    """Half of the first month's pay is taken back, and the second month's run has set something off already."""
    run = paid(reckoned(months[0]))
    case = cases.propose(MANAGER, cases.Proposal(Cause.FAULT, run.since, run.until, 5_000, WHY), actor=person(HAO))
    cases.answer(case.pk, text="I asked for the papers twice", disputes=True, actor=person(MANAGER))
    asked = cases.ask(case.pk, reason="looked into", on=ON, actor=person(HAO))
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(HEAD))
    approved(reckoned(months[1]))
    case.refresh_from_db()
    return case


def test_an_upheld_appeal_gives_back_all_that_a_recovery_took(bank: Served) -> None:  # noqa: F811  the fixture
    case = recovery(bank.months)
    kept_fen, reach_fen = case.paid_fen - case.open_fen, 2 * case.paid_fen
    assert kept_fen > 0
    appeal = decided(filed(Claim("recovery", str(case.pk), "judged", "", WHY)), "upheld")
    case.refresh_from_db()
    assert (appeal.effect, case.state, case.open_fen) == ("recovery", CaseState.OVERTURNED, 0)
    of_case = DeferredEntry.objects.filter(case=case)
    assert of_case.aggregate(sum=Sum("fen"))["sum"] == 0
    assert set(of_case.values_list("kind", flat=True)) == {Entry.TAKEN_BACK, Entry.RETURNED}
    for part in DeferredPart.objects.filter(pk__in=of_case.values("part")):
        assert part.left_fen == part.entries.aggregate(sum=Sum("fen"))["sum"] == part.amount_fen
    assert PayCorrection.objects.get(staff_id=MANAGER).fen == kept_fen
    assert runs.corrected_fen(PayCorrection.objects.get().of_run, MANAGER) == 0
    assert reachable_paid(MANAGER, since=case.since, until=case.until) == reach_fen
    with pytest.raises(Refusal):
        filed(Claim("recovery", str(case.pk), "judged", "", WHY))


def test_a_recovery_stands_or_falls_as_a_whole_and_rejected_it_stands(bank: Served) -> None:  # noqa: F811  the fixture
    case = recovery(bank.months)
    appeal, stands = filed(Claim("recovery", str(case.pk), "judged", "", WHY)), case.open_fen
    with pytest.raises(Refusal) as refused:
        decided(appeal, "partly")
    assert refused.value.code == "appeal.whole"
    decided(appeal, "rejected")
    case.refresh_from_db()
    assert (case.state, case.open_fen) == (CaseState.AGREED, stands)
    assert not PayCorrection.objects.exists()
