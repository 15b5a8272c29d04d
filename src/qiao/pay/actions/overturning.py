"""What a decided appeal does to pay: a recovery undone and all of it given back, a statement's difference paid next.

Runs that stand are never changed: deferred parts come back to the ledger by an entry of their own, what went out is put
right by a correction that the next run takes in. No authority checks of their own: the appeal's door has asked.
"""

from django.db.models import Sum

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.models import DeferredEntry, DeferredPart, PayCorrection, PayRun, RecoveryCase, RecoveryStep
from qiao.pay.queries.cases import known_case
from qiao.pay.queries.runs import known_run, line_of, lines_of
from qiao.pay.rules.deferral import state_of
from qiao.pay.rules.recovery import set_off_of
from qiao.pay.rules.states import (
    DECIDED_CASE,
    STANDING_RUN,
    CaseState,
    Did,
    Entry,
    RunState,
    check_case,
    check_run,
)
from qiao.pay.rules.steps import Origin


@recorded
def overturn(number: int, *, reason: str, actor: User) -> RecoveryCase:
    """Undo a recovery: parts are the person's again, nothing is owed, what was kept or paid back is paid out."""
    case = known_case(number)
    check_case(CaseState(case.state), wanted=DECIDED_CASE)
    old = {"state": case.state, "open": case.open_fen}
    paid_fen = set_off_of(case.paid_fen, open_fen=case.open_fen)
    returned_fen = sum(_return(part, case, reason=reason, actor=actor) for part in _taken_parts(case))
    if paid_fen:
        _correct(_newest_run(case), case.staff_id, fen=paid_fen, origin=Origin.RECOVERY, reason=reason, actor=actor)
    case.state, case.open_fen = CaseState.OVERTURNED.value, 0
    case.save(update_fields=["state", "open_fen"])
    RecoveryStep.objects.create(
        case=case,
        did=Did.OVERTURNED.value,
        fen=returned_fen + paid_fen,
        words=reason,
        by=actor.username,
        at=clock.now(),
    )
    told = {"state": case.state, "parts": returned_fen, "paid": paid_fen}
    note(f"recovery {case.pk} {case.staff_id}", old=old, new=told, reason=reason)
    return case


def _taken_parts(case: RecoveryCase) -> list[DeferredPart]:
    return [one.part for one in case.parts.select_related("part").order_by("id")]


def _return(part: DeferredPart, case: RecoveryCase, *, reason: str, actor: User) -> int:
    """Give back to a part what the case took of it; it stands as its other entries say."""
    taken = DeferredEntry.objects.filter(part=part, case=case).aggregate(sum=Sum("fen"))["sum"] or 0
    if not taken:
        return 0
    entry = DeferredEntry(
        part=part,
        kind=Entry.RETURNED.value,
        fen=-taken,
        reason=reason,
        case=case,
        by=actor.username,
        at=clock.now(),
    )
    told = [*part.entries.order_by("id").values_list("kind", "fen"), (entry.kind, entry.fen)]
    entry.save()
    part.left_fen -= taken
    part.state = state_of([(Entry(kind), fen) for kind, fen in told]).value
    part.save(update_fields=["left_fen", "state"])
    return int(entry.fen)


def _newest_run(case: RecoveryCase) -> PayRun:
    """The run that is put right: the newest that set something off, else the person's newest that stands."""
    step = case.steps.exclude(run=None).select_related("run").order_by("-id").first()
    if step is not None and step.run is not None:
        return step.run
    line = lines_of(case.staff_id).first()
    assert line is not None, "a case reaches pay of a run that stands"
    return line.run


@recorded
def grant(run_number: int, staff_id: str, *, fen: int, reason: str, actor: User) -> PayCorrection:
    """Note by how much a statement was wrong as an appeal found; the next run takes it in."""
    run = known_run(run_number)
    check_run(RunState(run.state), wanted=STANDING_RUN)
    if line_of(run, staff_id) is None:
        raise Refusal("pay.nobody_there", _("This run has no line of %(staff)s."), staff=staff_id[:64])
    made = _correct(run, staff_id, fen=fen, origin=Origin.APPEAL, reason=reason, actor=actor)
    note(f"pay run {run.pk}", new={"for": staff_id, "sum": fen, "correction": made.pk}, reason=reason)
    return made


def _correct(run: PayRun, staff_id: str, *, fen: int, origin: Origin, reason: str, actor: User) -> PayCorrection:
    line = lines_of(staff_id).first()
    return PayCorrection.objects.create(
        staff_id=staff_id,
        org_id=line.org_id if line is not None else run.unit,
        of_run=run,
        fen=fen,
        origin=origin.value,
        reason=reason,
        by=actor.username,
        at=clock.now(),
    )
