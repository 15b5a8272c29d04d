"""A pay run reckoned, and reckoned anew until two persons have approved it; nothing of the closed months changes.

What is read (settlements, ledgers, risk) is read before the transaction, since a whole bank's run takes minutes; the
transaction then checks that the ledgers are still what was read, and writes the lines.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.models import PaidMonth, PayLine, PayRun, PayStep
from qiao.pay.queries import drafting
from qiao.pay.queries.drafting import Draft
from qiao.pay.queries.runs import known_run, sees_whole
from qiao.pay.rules.periods import RunPeriod, read_period
from qiao.pay.rules.recovery import read_said
from qiao.pay.rules.states import OPEN_RUN, RunState, check_run
from qiao.pay.rules.steps import StepKind
from qiao.people.queries.staff import org_names, root_unit

RECKON = "pay.reckon"
ROWS_AT_ONCE = 500
DAYS_OFF_MOST = 400


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be paid: the period by name, the unit ('' = the whole bank), and the day it is to be paid on."""

    period: str
    unit: str
    pay_day: date


def reckon(wish: Wish, *, asker: User | None, actor: str) -> PayRun:
    """Reckon a new run; asker None = the operator of the machine."""
    if asker is not None:
        require(asker, RECKON)
    period = read_period(wish.period)
    unit = _unit(wish.unit)
    _check_day(wish.pay_day, period=period)
    drafts = drafting.drafted(period, unit=unit, pay_day=wish.pay_day, moved={}, run=0)
    return keep_new(period, drafts, unit=unit, pay_day=wish.pay_day, actor=actor)


def reckon_anew(number: int, *, asker: User | None, actor: str) -> PayRun:
    """Reckon a run again, with what became known since; whoever looked through it has to look again."""
    run = known_run(number)
    if asker is not None:
        require(asker, RECKON)
        _check_seen(asker, run)
    check_run(RunState(run.state), wanted=OPEN_RUN)
    period = read_period(run.name)
    moved = {one.unit: dict(one.wished) for one in run.distributions.all()}
    drafts = drafting.drafted(period, unit=run.unit, pay_day=run.pay_day, moved=moved, run=run.pk)
    return keep_anew(run.pk, drafts=drafts, actor=actor)


def _check_seen(asker: User, run: PayRun) -> None:
    if not sees_whole(asker, run, on=clock.today()):
        raise Refusal("pay.unknown", _("There is no pay run no. %(number)s."), number=str(run.pk))


def _unit(unit: str) -> str:
    root = root_unit()
    if not unit and root is not None:
        return root.org_id
    if unit not in org_names():
        raise Refusal("pay.unit", _("There is no unit %(unit)s."), unit=unit[:64] or "-")
    return unit


def _check_day(pay_day: date, *, period: RunPeriod) -> None:
    """The day lies behind the period, and within a good year of it."""
    if not 0 <= (pay_day - period.period.until).days <= DAYS_OFF_MOST:
        raise Refusal(
            "pay.day",
            _("The day of payment lies after the period (%(until)s on), and within %(most)s days of it."),
            until=period.period.until.isoformat(),
            most=DAYS_OFF_MOST,
        )


@recorded
def keep_new(period: RunPeriod, drafts: "drafting.Drafts", *, unit: str, pay_day: date, actor: str) -> PayRun:
    """Keep a run that was reckoned; refused where nobody is to be paid, or somebody would be paid twice."""
    if not drafts.lines and not drafts.troubles:
        raise Refusal("pay.nobody", _("There is nobody to be paid for %(period)s here."), period=period.name)
    run = PayRun.objects.create(
        name=period.name,
        rhythm=period.rhythm.value,
        months=list(period.months),
        unit=unit,
        since=period.period.since,
        until=period.period.until,
        pay_day=pay_day,
        reckoned_by=actor,
        reckoned_at=clock.now(),
    )
    _write(run, drafts)
    note(f"pay run {run.pk}", new=_told(run) | {"period": run.name, "unit": unit, "day": pay_day})
    return run


@recorded
def keep_anew(number: int, *, drafts: "drafting.Drafts", actor: str) -> PayRun:
    """Write a run's lines anew."""
    run = known_run(number)
    check_run(RunState(run.state), wanted=OPEN_RUN)
    old = _told(run)
    PaidMonth.objects.filter(run=run).delete()
    PayStep.objects.filter(line__run=run).delete()
    PayLine.objects.filter(run=run).delete()
    run.state, run.reckoned_by, run.reckoned_at = RunState.RECKONED.value, actor, clock.now()
    run.reviewed_by, run.reviewed_at, run.review = "", None, ""
    _write(run, drafts)
    note(f"pay run {run.pk}", old=old, new=_told(run))
    return run


def _told(run: PayRun) -> dict[str, Any]:
    return {"state": run.state, "people": run.people, "pay": run.pay_fen, "digest": run.digest}


def _write(run: PayRun, drafts: "drafting.Drafts") -> None:
    _refuse_twice(run, drafts.lines)
    lines = [_line(run, one) for one in drafts.lines]
    PayLine.objects.bulk_create(lines, batch_size=ROWS_AT_ONCE)
    kept = dict(PayLine.objects.filter(run=run).values_list("staff_id", "pk"))
    steps = [
        PayStep(
            line_id=kept[one.staff_id], place=place, kind=step.kind.value, fen=step.fen, key=step.key, note=step.note
        )
        for one in drafts.lines
        for place, step in enumerate(one.sum.steps)
    ]
    PayStep.objects.bulk_create(steps, batch_size=ROWS_AT_ONCE)
    months = [PaidMonth(run=run, staff_id=one.staff_id, month=month) for one in drafts.lines for month in one.months]
    PaidMonth.objects.bulk_create(months, batch_size=ROWS_AT_ONCE)
    run.people, run.pay_fen = len(lines), sum(one.pay_fen for one in lines)
    run.totals = {kind.value: sum(one.sum.of(kind) for one in drafts.lines) for kind in StepKind}
    assert sum(run.totals.values()) == run.pay_fen, run
    run.troubles, run.sources = list(drafts.troubles), drafts.sources
    run.digest = digest_of([one.digest for one in lines])
    run.save()


def _refuse_twice(run: PayRun, lines: Sequence[Draft]) -> None:
    """Another run may have taken somebody meanwhile."""
    wanted = {(one.staff_id, month) for one in lines for month in one.months}
    rows = PaidMonth.objects.filter(month__in=run.months).exclude(run=run).select_related("run")
    twice = next((row for row in rows if (row.staff_id, row.month) in wanted), None)
    if twice is not None:
        raise Refusal(
            "pay.twice",
            _("%(staff)s is paid for %(month)s by run no. %(run)s already; reckon again."),
            staff=twice.staff_id,
            month=twice.month,
            run=twice.run_id,
        )


def _line(run: PayRun, one: Draft) -> PayLine:
    total = one.sum
    line = PayLine(
        run=run,
        staff_id=one.staff_id,
        name=one.name,
        org_id=one.org_id,
        post=one.post,
        months=list(one.months),
        scheme=one.scheme,
        pay_fen=total.pay_fen,
        variable_fen=total.variable_fen,
        deferred_fen=-total.of(StepKind.DEFERRED),
        due_fen=total.of(StepKind.DUE),
        recovered_fen=total.recovered_fen,
        held_fen=-sum(step.fen for step in total.steps if step.kind is StepKind.HELD and not step.key),
        later_fen=list(total.later_fen),
        taken_up=[list(pair) for pair in (*total.taken_up, *one.raw_taken)],
        carried_on_fen=total.carried_on_fen,
        raw_carried_fen=one.raw_carried_fen,
        carry_months=one.carry_months,
        facts=one.facts,
        said=list(one.said),
        barred=list(one.barred),
    )
    steps = [[step.kind.value, step.fen, step.key, step.note] for step in total.steps]
    line.digest = digest_of([line.staff_id, line.months, line.scheme, steps, line.later_fen, line.facts])
    return line


def digest_of(content: Any) -> str:
    """SHA-256 of plain JSON."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@recorded
def drop(number: int, *, reason: str, actor: User) -> PayRun:
    """Drop a run that nobody has approved: its months can be paid by another."""
    require(actor, RECKON)
    run = known_run(number)
    _check_seen(actor, run)
    check_run(RunState(run.state), wanted=OPEN_RUN)
    said, old = read_said(reason), run.state
    PaidMonth.objects.filter(run=run).delete()
    run.state, run.dropped_reason = RunState.DROPPED.value, said
    run.save(update_fields=["state", "dropped_reason"])
    note(f"pay run {run.pk}", old={"state": old}, new={"state": run.state}, reason=said)
    return run
