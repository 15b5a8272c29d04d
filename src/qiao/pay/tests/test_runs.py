"""A pay run from the reckoning to the payment: its sums, two approvals, and what stays as it is."""

import hashlib
from collections.abc import Callable

import pytest

from qiao.appraisal.actions import closing, handed
from qiao.appraisal.queries.closing import ClosedMonth
from qiao.appraisal.queries.deltas import DeltaBonus, DeltaRun, LateEvent
from qiao.appraisal.queries.holds import CreditHold
from qiao.appraisal.rules.handed import FigureLine
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.book import queries as book
from qiao.contribution.queries.runs import chosen_run, folder_of
from qiao.engine.reading import select
from qiao.ground.authority import scope_of
from qiao.ground.models import AuditRecord
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.pay.actions import approving, correcting, papering, reckoning
from qiao.pay.models import DeferredEntry, DeferredPart, PaidMonth, PayCorrection, PayRun, PayStep
from qiao.pay.queries import exports, ledger, runs
from qiao.pay.queries.taking import Taken
from qiao.pay.queries.valuing import valued
from qiao.pay.rules.periods import read_period
from qiao.pay.rules.states import PartState, RunState
from qiao.pay.rules.steps import StepKind
from qiao.pay.tests.cast import (
    AUDITOR,
    BRANCH,
    DAY,
    HAO,
    HEAD,
    HU,
    LEAD,
    MANAGER,
    ON,
    OTHER_BRANCH,
    OTHER_HEAD,
    STRANGER,
    approved,
    paid,
    pay_day_of,
    person,
    reckoned,
)
from tests.banks.served import Served

SERVICE = """
[scheme]
code = "service"
name = "服务"
since = 2026-01-01
rhythm = "month"

[indicator.K12]
weight = "100"
target = "80"
scoring = { way = "completion", cap = "1" }

[leg.formula]
name = "R"
plan = "built-in"
"""


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code


def settled_bonuses(month: str, staff_ids: list[str]) -> int:
    file = folder_of(chosen_run(month)) / "staff_result.parquet"
    rows = select([file], columns=["staff_id", "bonus_fen"])
    return sum(int(row["bonus_fen"]) for row in rows if row["staff_id"] in staff_ids)


def test_a_run_pays_the_bonus_of_the_closed_month_less_what_is_deferred(bank: Served) -> None:
    run = reckoned(bank.months[0])
    lines = list(run.lines.all())
    earned = settled_bonuses(bank.months[0], [one.staff_id for one in lines])
    assert earned == run.totals["earned"] > 0
    assert run.pay_fen == sum(one.pay_fen for one in lines) == sum(run.totals.values())
    for line in lines:
        assert line.pay_fen == sum(one.fen for one in runs.steps_of(line))
        assert line.deferred_fen == sum(line.later_fen)
        share = {"rm": 4, "lead": 4, "head": 5}.get(line.post, 0)
        assert abs(line.deferred_fen * 10 - line.variable_fen * share) <= 5
    record = AuditRecord.objects.get(action="pay.keep_new")
    assert (record.new or {})["people"] == len(lines)


def test_a_figure_that_was_handed_in_is_what_the_scheme_pays_by(bank: Served) -> None:
    """Service rated 40 of a target of 80 is half of what the same bonus would be; with nothing handed in, a trouble."""
    scheme, month = read_scheme(SERVICE, file="service.toml"), bank.months[0]
    person_of_it = Taken(MANAGER, "manager", BRANCH, "rm", (scheme,), (month,))
    period = read_period(month)
    before = valued([person_of_it], period=period, raw_carried={})
    assert [one["staff_id"] for one in before.troubles] == [MANAGER]
    line = FigureLine(MANAGER, "service", month_period(month), 40_000_000, "rated by the branch")
    handed.hand_in_figures([line], asker=None, actor="test")
    found = valued([person_of_it], period=period, raw_carried={})
    assert found.troubles == []
    (outcome,) = found.valuers[MANAGER].outcomes()
    assert outcome.score == 50


def test_who_may_not_reckons_nothing(bank: Served) -> None:
    for name in (HEAD, LEAD, MANAGER, AUDITOR):
        with pytest.raises(Refusal) as refused:
            reckoned(bank.months[0], by=name)
        assert code_of(refused) == "authority.missing"
    assert not PayRun.objects.exists()


@pytest.mark.parametrize(
    ("period", "unit", "days", "code"),
    [
        ("2026-09x", BRANCH, 14, "pay.period"),
        ("2031-01", BRANCH, 14, "pay.month_open"),
        ("month", "nowhere", 14, "pay.unit"),
        ("month", BRANCH, -1, "pay.day"),
        ("month", BRANCH, 5_000, "pay.day"),
    ],
)
def test_what_cannot_be_paid_is_refused(bank: Served, period: str, unit: str, days: int, code: str) -> None:
    name = bank.months[0] if period == "month" else period
    day = pay_day_of(name if name == "2031-01" else bank.months[0]) + (days - 14) * DAY
    with pytest.raises(Refusal) as refused:
        reckoning.reckon(reckoning.Wish(name, unit, day), asker=person(HAO), actor=HAO)
    assert code_of(refused) == code


def test_nobody_is_paid_twice_for_a_month(bank: Served) -> None:
    first = reckoned(bank.months[0])
    with pytest.raises(Refusal) as refused:
        reckoned(bank.months[0])
    assert code_of(refused) == "pay.nobody"
    whole = reckoned(bank.months[0], unit="H00")
    twice = set(first.lines.values_list("staff_id", flat=True)) & set(whole.lines.values_list("staff_id", flat=True))
    assert twice == set()
    reckoning.drop(first.pk, reason="another unit first", actor=person(HAO))
    assert not PaidMonth.objects.filter(run=first).exists()
    assert reckoned(bank.months[0]).people == first.people


def test_two_persons_approve_and_neither_is_who_reckoned_or_asked(bank: Served) -> None:
    run = reckoned(bank.months[0])
    with pytest.raises(Refusal) as refused:
        approving.ask(run.pk, reason="too early", on=ON, actor=person(HU))
    assert code_of(refused) == "pay.state"
    approving.review(run.pk, words="compared with last month", actor=person(HU))
    asked = approving.ask(run.pk, reason="pay of the month", on=ON, actor=person(HU))
    for name in (HAO, HU, LEAD, OTHER_HEAD):  # reckoned it; asked; no such post; sees another branch
        with pytest.raises(Refusal):
            office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(name))
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(HEAD))
    run.refresh_from_db()
    assert run.state == RunState.REVIEWED
    with pytest.raises(Refusal):
        office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(HEAD))


def test_with_the_second_signature_the_ledger_follows_and_the_run_stays(bank: Served) -> None:
    run = approved(reckoned(bank.months[0]), reviewer=HAO)
    assert run.state == RunState.APPROVED
    parts = DeferredPart.objects.filter(line__run=run)
    assert sum(one.amount_fen for one in parts) == -run.totals["deferred"]
    assert DeferredEntry.objects.filter(part__line__run=run).count() == parts.count()
    assert {one.due.year for one in parts} == {run.until.year + 1, run.until.year + 2, run.until.year + 3}
    acts: tuple[Callable[[], object], ...] = (
        lambda: reckoning.reckon_anew(run.pk, asker=person(HAO), actor=HAO),
        lambda: reckoning.drop(run.pk, reason="no more", actor=person(HAO)),
        lambda: approving.review(run.pk, words="once more", actor=person(HAO)),
    )
    for act in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert code_of(refused) == "pay.state"


def test_a_month_that_was_paid_from_is_not_reopened(bank: Served) -> None:
    paid(reckoned(bank.months[1]))
    with pytest.raises(Refusal) as refused:
        closing.propose_reopen(bank.months[1], reason="a mistake", actor=person(HAO))
    assert code_of(refused) == "month.paid"


def test_the_payment_names_its_day_and_the_digest_of_the_payroll_file(bank: Served) -> None:
    run = approved(reckoned(bank.months[0]))
    with pytest.raises(Refusal) as refused:
        approving.pay_out(run.pk, value_day=ON + 900 * DAY, on=ON, actor=person(HU))
    assert code_of(refused) == "pay.value_day"
    with pytest.raises(Refusal):
        approving.pay_out(run.pk, value_day=ON, on=ON, actor=person(HEAD))
    done = approving.pay_out(run.pk, value_day=max(ON, run.until), on=ON, actor=person(HU))
    assert (done.state, len(done.payroll_digest)) == (RunState.PAID, 64)
    assert done.payroll_digest == reckoning.digest_of(exports.payroll_content(done))


def test_reckoned_again_the_same_is_the_same_and_has_to_be_looked_through_again(bank: Served) -> None:
    run = reckoned(bank.months[0])
    approving.review(run.pk, words="compared with last month", actor=person(HU))
    again = reckoning.reckon_anew(run.pk, asker=person(HAO), actor=HAO)
    assert (again.digest, again.state, again.reviewed_by) == (run.digest, RunState.RECKONED, "")


def test_what_is_on_hold_is_left_out_and_comes_once_it_is_released(bank: Served) -> None:
    plain = reckoned(bank.months[0])
    line = plain.lines.filter(post="rm").order_by("-variable_fen").first()
    assert line is not None
    reckoning.drop(plain.pk, reason="again with a hold", actor=person(HAO))
    hold = held(bank.months[0], line.staff_id)
    run = approved(reckoned(bank.months[0]))
    with_hold = run.lines.get(staff_id=line.staff_id)
    assert with_hold.held_fen > 0
    assert with_hold.variable_fen == line.variable_fen - with_hold.held_fen
    CreditHold.objects.filter(pk=hold.pk).update(state="released", decided_by="head", decided_at=hold.found_at)
    after = reckoned(bank.months[1])
    released = [one for one in runs.steps_of(after.lines.get(staff_id=line.staff_id)) if one.kind == StepKind.RELEASED]
    assert [one.fen for one in released] == [with_hold.held_fen]
    approved(after)
    reckoning.reckon(reckoning.Wish(bank.months[1], "H00", pay_day_of(bank.months[1])), asker=person(HAO), actor=HAO)
    assert PayStep.objects.filter(kind=StepKind.RELEASED.value).count() == 1


def held(month: str, staff_id: str) -> CreditHold:
    """A hold on the largest margin of a person in a month."""
    run = chosen_run(month)
    rows = select(
        [folder_of(run) / "account_credit.parquet"],
        columns=["account_id", "margin_micro"],
        where="staff_id = ? AND side = 'deposit'",
        values=[staff_id],
        order=["margin_micro DESC"],
        most=1,
    )
    hold = CreditHold.objects.create(
        month=month,
        run=run,
        staff_id=staff_id,
        org_id=BRANCH,
        pattern="dressing",
        sign_key="a sign",
        key_day=run.since,
        party_ids=[],
        traces=[],
        score_bp=9_000,
        bonus_fen=0,
        found_at=AuditRecord.objects.latest("id").at,
        due=run.until,
    )
    micro = int(rows[0]["margin_micro"])
    hold.lines.create(account_id=rows[0]["account_id"], measure="deposit_margin", days=[[20_000, micro]], micro=micro)
    return hold


def test_a_difference_booked_in_the_paid_month_is_paid_with_it(bank: Served) -> None:
    first = approved(reckoned(bank.months[0]))
    line = first.lines.filter(post="rm", variable_fen__gt=100_000).first()
    assert line is not None
    book_difference(line.staff_id, bank, fen=-4_321)
    second = reckoned(bank.months[1])
    steps = runs.steps_of(second.lines.get(staff_id=line.staff_id))
    assert [one.fen for one in steps if one.kind == StepKind.DIFFERENCE] == [-4_321]


def test_a_difference_is_paid_once_whatever_else_is_paid_in_another_run_of_the_month(bank: Served) -> None:
    first = approved(reckoned(bank.months[0]))
    line = first.lines.filter(post="rm", variable_fen__gt=100_000).first()
    assert line is not None
    book_difference(line.staff_id, bank, fen=-4_321)
    approved(reckoned(bank.months[1]))
    correcting.correct(first.pk, line.staff_id, fen=500, reason="an allowance", actor=person(HAO))
    beside = reckoning.Wish(bank.months[1], BRANCH, pay_day_of(bank.months[1]))
    again = reckoning.reckon(beside, asker=person(HAO), actor=HAO)
    steps = runs.steps_of(again.lines.get(staff_id=line.staff_id))
    assert [(one.kind, one.fen) for one in steps if one.kind != StepKind.DEFERRED] == [(StepKind.CORRECTION, 500)]


def test_of_two_runs_that_would_pay_the_same_release_one_is_approved(bank: Served) -> None:
    plain = reckoned(bank.months[0])
    line = plain.lines.filter(post="rm").order_by("-variable_fen").first()
    assert line is not None
    reckoning.drop(plain.pk, reason="again with a hold", actor=person(HAO))
    hold = held(bank.months[0], line.staff_id)
    approved(reckoned(bank.months[0]))
    CreditHold.objects.filter(pk=hold.pk).update(state="released", decided_by="head", decided_at=hold.found_at)
    two = [reckoned(bank.months[1]), reckoning.reckon(beside_of(bank), asker=person(HAO), actor=HAO)]
    steps = PayStep.objects.filter(kind=StepKind.RELEASED.value, line__staff_id=line.staff_id)
    assert set(steps.values_list("line__run", flat=True)) == {one.pk for one in two}
    approved(two[0])
    approving.review(two[1].pk, words="looked at it", actor=person(HAO))
    with pytest.raises(Refusal) as refused:
        approving.ask(two[1].pk, reason="pay", on=ON, actor=person(HAO))
    assert code_of(refused) == "pay.moved"


def beside_of(bank: Served) -> reckoning.Wish:
    return reckoning.Wish(bank.months[1], "H00", pay_day_of(bank.months[1]))


def book_difference(staff_id: str, bank: Served, *, fen: int) -> DeltaBonus:
    version = book.current()
    assert version is not None
    close = ClosedMonth.objects.get(month=bank.months[0], reopened_at=None)
    event = LateEvent.objects.create(
        kind="load", cause="1", known_at=close.closed_at, version=version, by="test", facts={}
    )
    made = DeltaRun.objects.create(
        event=event,
        close=close,
        for_month=bank.months[0],
        in_month=bank.months[1],
        accounts=1,
        is_whole=False,
        before="0",
        after="1",
        seconds=0.0,
        at=close.closed_at,
        actor="test",
    )
    return DeltaBonus.objects.create(
        run=made,
        for_month=bank.months[0],
        in_month=bank.months[1],
        staff_id=staff_id,
        before_fen=10_000,
        after_fen=10_000 + fen,
        raw_before_fen=10_000,
        raw_after_fen=10_000 + fen,
        difference_fen=fen,
        before={},
        after={},
    )


def test_a_mistake_is_put_right_by_the_next_run_and_the_paid_one_stays(bank: Served) -> None:
    run = paid(reckoned(bank.months[0]))
    line = run.lines.filter(post="rm", pay_fen__gt=0).first()
    assert line is not None
    for name, staff_id, fen in ((HEAD, line.staff_id, 100), (HAO, "nobody", 100), (HAO, line.staff_id, 0)):
        with pytest.raises(Refusal):
            correcting.correct(run.pk, staff_id, fen=fen, reason="wrong sum", actor=person(name))
    made = correcting.correct(run.pk, line.staff_id, fen=-12_345, reason="an allowance twice", actor=person(HAO))
    second = reckoned(bank.months[1])
    steps = runs.steps_of(second.lines.get(staff_id=line.staff_id))
    assert [(one.fen, one.note) for one in steps if one.kind == StepKind.CORRECTION] == [(-12_345, made.reason)]
    correcting.take_back(made.pk, actor=person(HAO))
    approving.review(second.pk, words="looked at it", actor=person(HAO))
    with pytest.raises(Refusal) as refused:
        approving.ask(second.pk, reason="pay", on=ON, actor=person(HAO))
    assert code_of(refused) == "pay.moved"
    approved(reckoning.reckon_anew(second.pk, asker=person(HAO), actor=HAO))
    assert runs.line_of(run, line.staff_id).digest == line.digest  # type: ignore[union-attr]  # it is there


def test_nobody_takes_back_a_correction_of_the_own_pay(bank: Served) -> None:
    run = paid(reckoned(bank.months[0]))
    own = PayCorrection.objects.create(
        staff_id=person(HAO).staff_id, of_run=run, fen=-5_000, reason="too much", by=HU, at=run.reckoned_at
    )
    with pytest.raises(Refusal) as refused:
        correcting.take_back(own.pk, actor=person(HAO))
    assert code_of(refused) == "authority.own_pay"
    assert correcting.take_back(own.pk, actor=person(HU)).taken_back_by == HU


def test_a_part_is_paid_on_its_day_and_one_of_a_person_with_an_open_hold_waits_with_the_reason(bank: Served) -> None:
    first = approved(reckoned(bank.months[0]))
    two = list(first.lines.filter(post="rm", later_fen__0__gt=0).order_by("staff_id")[:2])
    for line in two:
        line.parts.filter(number=1).update(due=first.until)
    held(bank.months[0], two[1].staff_id)
    second = approved(reckoned(bank.months[1]))
    due, barred = (second.lines.get(staff_id=line.staff_id) for line in two)
    assert due.due_fen == two[0].later_fen[0]
    assert two[0].parts.get(number=1).state == PartState.PAID
    assert (barred.due_fen, barred.barred[0]["fen"]) == (0, two[1].later_fen[0])
    assert "holds" in barred.barred[0]["bars"][0]["words"]
    assert two[1].parts.get(number=1).state == PartState.WAITING


def test_a_statement_is_set_once_and_its_bytes_never_change(bank: Served) -> None:
    run = reckoned(bank.months[0])
    line = runs.line_of(run, MANAGER)
    assert line is not None
    with pytest.raises(Refusal) as refused:
        papering.paper_of(line, actor=person(HAO))
    assert code_of(refused) == "pay.state"
    approved(run)
    line = runs.line_of(run, MANAGER)
    assert line is not None
    content = papering.paper_of(line, actor=person(MANAGER))
    line.refresh_from_db()
    assert content.startswith(b"%PDF-")
    assert line.paper == hashlib.sha256(content).hexdigest()
    assert papering.paper_of(line, actor=person(HU)) == content
    papering.STATEMENTS.place(line.paper).write_bytes(b"%PDF- another")
    with pytest.raises(Refusal) as refused:
        papering.paper_of(line, actor=person(HU))
    assert code_of(refused) == "pay.paper_changed"


def test_own_pay_is_seen_once_it_stands_and_a_stranger_s_never(bank: Served) -> None:
    run = reckoned(bank.months[0])
    line = runs.line_of(run, MANAGER)
    assert line is not None
    listed = runs.lines_in(run, scope_of(person(HAO), on=ON), reader=MANAGER)
    assert not listed.filter(staff_id=MANAGER).exists()
    assert listed.count() == run.people - 1
    sees = {name: runs.sees_line(person(name), line, on=ON) for name in (MANAGER, STRANGER, LEAD, HEAD, HAO, AUDITOR)}
    assert sees == {MANAGER: False, STRANGER: False, LEAD: True, HEAD: True, HAO: True, AUDITOR: True}
    approved(run)
    line = runs.line_of(run, MANAGER)
    assert line is not None
    assert runs.sees_line(person(MANAGER), line, on=ON)
    assert not runs.sees_run(person(OTHER_HEAD), run, on=ON)
    assert [one.run_id for one in runs.own_lines(person(MANAGER))] == [run.pk]


def test_the_files_sum_to_the_run(bank: Served) -> None:
    run = paid(reckoned(bank.months[0]))
    rows = list(exports.payroll_rows(run))
    assert len(rows[0]) == len(exports.payroll_heads())
    assert sum(int(str(row[8]).replace(".", "")) for row in rows) == run.pay_fen
    units = exports.accrual_of(run)
    assert sum(one.pay_fen for one in units) == run.pay_fen
    assert sum(one.deferred_fen for one in units) == -run.totals["deferred"]
    lines = list(exports.accrual_rows(run, units))
    assert all(len(line) == len(exports.accrual_heads(units)) for line in lines)


def test_the_ledger_s_rows_are_those_of_the_people_one_sees(bank: Served) -> None:
    approved(reckoned(bank.months[0]))
    approved(reckoned(bank.months[0], unit=OTHER_BRANCH), by=(HU, "HEAD05"))
    every = ledger.parts_in(scope_of(person(HAO), on=ON))
    own = ledger.parts_in(scope_of(person(HEAD), on=ON))
    assert 0 < own.count() < every.count()
    assert not own.filter(staff_id=STRANGER).exists()
    assert every.filter(staff_id=STRANGER).exists()
