"""A pay run looked through, approved by two who did not reckon it, and paid; from the approval on nothing changes.

With the second signature the ledgers move: parts are deferred, due parts are paid, carried sums taken up, recoveries
set off, corrections taken in. What moved since the run was reckoned refuses the approval: it is reckoned again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from qiao.appraisal.rules.spans import shifted
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.models import User
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order
from qiao.office.registry import Wish as Plain
from qiao.office.rules.signing import Signer
from qiao.pay.actions.reckoning import digest_of
from qiao.pay.models import (
    DeferredEntry,
    DeferredPart,
    PayCarry,
    PayCorrection,
    PayLine,
    PayRun,
    PayStep,
    RecoveryCase,
    RecoveryStep,
)
from qiao.pay.queries.drafting import standing_of
from qiao.pay.queries.exports import payroll_content
from qiao.pay.queries.runs import known_run, run_of, sees_whole
from qiao.pay.rules.deferral import due_days
from qiao.pay.rules.recovery import read_said
from qiao.pay.rules.states import CaseState, Did, Entry, PartState, RunState, check_run
from qiao.pay.rules.steps import STEP_WORDS, StepKind

APPROVE, REVIEW, PAY_OUT = "pay.approve", "pay.review", "pay.pay_out"
RUN = "pay_run"
ROWS_AT_ONCE = 500
DAYS_AROUND_MOST = 60
RECKONED, REVIEWED = frozenset({RunState.RECKONED}), frozenset({RunState.REVIEWED})
APPROVED = frozenset({RunState.APPROVED})
CORRECTING = (StepKind.CORRECTION.value, StepKind.RETURNED.value)
FOLLOWED = [StepKind.DUE.value, StepKind.RECOVERED.value, *CORRECTING]


@recorded
def review(number: int, *, words: str, actor: User) -> PayRun:
    """Look through a run, and say what was looked at."""
    run = _seen(number, verb=REVIEW, actor=actor)
    check_run(RunState(run.state), wanted=RECKONED)
    run.review, run.reviewed_by, run.reviewed_at = read_said(words), actor.username, clock.now()
    old, run.state = run.state, RunState.REVIEWED.value
    run.save(update_fields=["review", "reviewed_by", "reviewed_at", "state"])
    note(f"pay run {run.pk}", old={"state": old}, new={"state": run.state, "digest": run.digest}, reason=run.review)
    return run


def _seen(number: int, *, verb: str, actor: User) -> PayRun:
    require(actor, verb, str(number))
    run = known_run(number)
    if not sees_whole(actor, run, on=clock.today()):
        raise Refusal("pay.unknown", _("There is no pay run no. %(number)s."), number=str(number)[:20])
    return run


def ask(number: int, *, reason: str, on: date, actor: User) -> Approval:
    """Ask two persons to approve a run that was looked through."""
    run = _seen(number, verb=REVIEW, actor=actor)
    check_run(RunState(run.state), wanted=REVIEWED)
    _check_unmoved(run)
    return office.ask(RUN, str(run.pk), wish={"run": run.pk, "digest": run.digest}, reason=reason, on=on, actor=actor)


def _check_unmoved(run: PayRun) -> None:
    steps = PayStep.objects.filter(line__run=run).values_list("kind", "key")
    taken = [pair[0] for pairs in PayLine.objects.filter(run=run).values_list("taken_up", flat=True) for pair in pairs]
    if standing_of(list(steps), carries=taken) != run.sources:
        words = _("Parts, corrections or recoveries this run was reckoned from have moved since; reckon it again.")
        raise Refusal("pay.moved", words)


def called(subject: str) -> str:
    """The run by its period."""
    run = run_of(int(subject))
    return gettext("%(period)s, run no. %(number)s") % {"period": run.name if run else "", "number": subject}


def standing(subject: str, _wish: Plain) -> Any:
    """The lines as they stand: reckoned again, they are others."""
    run = known_run(int(subject))
    return {"state": run.state, "digest": run.digest}


def changes(subject: str, _wish: Plain, _before: Any) -> Sequence[Change]:
    """What would be paid, by kind of step."""
    run = known_run(int(subject))
    lines = [
        Change(gettext("People"), "—", str(run.people)),
        Change(gettext("Paid out"), "—", money_text(yuan_of_fen(run.pay_fen))),
        Change(gettext("Could not be reckoned"), "—", str(len(run.troubles))),
        Change(gettext("To be paid on"), "—", run.pay_day.isoformat()),
    ]
    told = [(STEP_WORDS[one], run.totals.get(one.value, 0)) for one in StepKind]
    return [*lines, *(Change(gettext(words), "—", money_text(yuan_of_fen(fen))) for words, fen in told if fen)]


def signers(_subject: str, _wish: Plain) -> Sequence[Signer]:
    """Two places, for two persons whom the verb allows."""
    return (Signer(_("first approval of pay"), verb=APPROVE), Signer(_("second approval of pay"), verb=APPROVE))


def sees(person: User, wish: Plain, _before: Any) -> bool:
    """Whether the whole run lies in sight."""
    run = run_of(wish["run"])
    return run is not None and sees_whole(person, run, on=clock.today())


def carry_out(order: Order) -> None:
    """Approve the run as it was asked for."""
    approve(int(order.subject), request=order.number, reason=order.reason, actor=order.actor)


@recorded
def approve(number: int, *, request: int, reason: str, actor: User) -> PayRun:
    """Fix a run, and let the ledgers follow."""
    run = known_run(number)
    check_run(RunState(run.state), wanted=REVIEWED)
    _check_unmoved(run)
    old = run.state
    run.state, run.approval_id, run.approved_at = RunState.APPROVED.value, request, clock.now()
    run.save(update_fields=["state", "approval_id", "approved_at"])
    _follow(_Following(run, request, actor.username, run.approved_at))
    told = {"state": run.state, "request": request, "pay": run.pay_fen, "digest": run.digest}
    note(f"pay run {run.pk}", old={"state": old}, new=told, reason=reason)
    return run


@dataclass(frozen=True, slots=True)
class _Following:
    run: PayRun
    request: int
    by: str
    at: datetime


def _follow(one: _Following) -> None:
    lines = list(PayLine.objects.filter(run=one.run).defer("facts", "said"))
    _defer(lines, one)
    for line in lines:
        _take_up(line, last=one.run.months[-1])
    steps = PayStep.objects.filter(line__run=one.run, kind__in=FOLLOWED).order_by("line_id", "place")
    for step in steps.iterator():
        if step.kind == StepKind.DUE:
            _pay_part(int(step.key), step.fen, one)
        elif step.kind == StepKind.RECOVERED:
            _set_off(int(step.key), -step.fen, one)
        elif step.kind in CORRECTING:
            PayCorrection.objects.filter(pk=int(step.key)).update(taken_in=one.run)


def _defer(lines: Sequence[PayLine], one: _Following) -> None:
    parts = []
    for line in lines:
        days = due_days(one.run.until, parts=len(line.later_fen))
        parts += [
            DeferredPart(
                line=line,
                staff_id=line.staff_id,
                org_id=line.org_id,
                number=place,
                of=len(days),
                since=one.run.since,
                until=one.run.until,
                due=day,
                amount_fen=fen,
                left_fen=fen,
            )
            for place, (day, fen) in enumerate(zip(days, line.later_fen, strict=True), start=1)
            if fen
        ]
    DeferredPart.objects.bulk_create(parts, batch_size=ROWS_AT_ONCE)
    kept = DeferredPart.objects.filter(line__run=one.run).values_list("pk", "amount_fen")
    entries = [
        DeferredEntry(part_id=pk, kind=Entry.DEFERRED.value, fen=fen, run=one.run, by=one.by, at=one.at)
        for pk, fen in kept
    ]
    DeferredEntry.objects.bulk_create(entries, batch_size=ROWS_AT_ONCE)


def _take_up(line: PayLine, *, last: str) -> None:
    """What is carried: taken up by this line, and newly carried from it until it is forgotten."""
    for number, fen in line.taken_up:
        carry = PayCarry.objects.get(pk=number)
        carry.left_fen -= fen
        carry.save(update_fields=["left_fen"])
    until = month_period(shifted(last, by=line.carry_months)).until
    for fen, of_raw in ((line.carried_on_fen, False), (line.raw_carried_fen, True)):
        if fen and line.carry_months:
            PayCarry.objects.create(
                line=line, staff_id=line.staff_id, of_raw=of_raw, fen=fen, left_fen=fen, until=until
            )


def _pay_part(number: int, fen: int, one: _Following) -> None:
    part = DeferredPart.objects.get(pk=number)
    assert part.left_fen == fen, number
    part.left_fen, part.state = 0, PartState.PAID.value
    part.save(update_fields=["left_fen", "state"])
    DeferredEntry.objects.create(part=part, kind=Entry.PAID.value, fen=-fen, run=one.run, by=one.by, at=one.at)


def _set_off(number: int, fen: int, one: _Following) -> None:
    case = RecoveryCase.objects.get(pk=number)
    case.open_fen -= fen
    is_settled = not case.open_fen
    case.state = CaseState.SETTLED.value if is_settled else case.state
    case.save(update_fields=["open_fen", "state"])
    RecoveryStep.objects.create(case=case, did=Did.SET_OFF.value, fen=fen, run=one.run, by=one.by, at=one.at)
    if is_settled:
        RecoveryStep.objects.create(case=case, did=Did.SETTLED.value, run=one.run, by=one.by, at=one.at)


@recorded
def pay_out(number: int, *, value_day: date, on: date, actor: User) -> PayRun:
    """Note that an approved run was paid: on which day, by which file."""
    run = _seen(number, verb=PAY_OUT, actor=actor)
    check_run(RunState(run.state), wanted=APPROVED)
    if not run.until <= value_day or abs((value_day - on).days) > DAYS_AROUND_MOST:
        words = _("The day it was paid lies behind the period, and within %(most)s days of today.")
        raise Refusal("pay.value_day", words, most=DAYS_AROUND_MOST)
    run.state, run.value_day = RunState.PAID.value, value_day
    run.paid_by, run.paid_at = actor.username, clock.now()
    run.payroll_digest = digest_of(payroll_content(run))
    run.save(update_fields=["state", "value_day", "paid_by", "paid_at", "payroll_digest"])
    told = {"state": run.state, "day": value_day, "file": run.payroll_digest}
    note(f"pay run {run.pk}", old={"state": RunState.APPROVED.value}, new=told)
    return run


RUN_KIND = Kind(
    RUN,
    _("approval of a pay run"),
    ask_verb=REVIEW,
    decide_verb=APPROVE,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Wished")),
    sees=sees,
    signers=signers,
)
