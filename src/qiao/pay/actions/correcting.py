"""What an earlier run got wrong, and a branch's own distribution of what a run's people earned.

A run that stands is never changed: the next one takes the correction in as a step with its reason. A branch may move
what its people earned within the bound of their scheme; people and sum stay.
"""

from collections.abc import Mapping

from qiao.appraisal.rules.scheme.pool import second
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.models import PayCorrection, PayDistribution
from qiao.pay.queries.runs import known_run, line_of, sees_whole
from qiao.pay.queries.sharing import bound_of, first_in
from qiao.pay.rules.recovery import read_said
from qiao.pay.rules.states import OPEN_RUN, STANDING_RUN, RunState, check_run

CORRECT, MOVE = "pay.correct", "pay.move"
FEN_MOST = 10**13


@recorded
def correct(number: int, staff_id: str, *, fen: int, reason: str, actor: User) -> PayCorrection:
    """Note what a run that stands got wrong for a person; the next run takes it in."""
    require(actor, CORRECT)
    run = known_run(number)
    line = line_of(run, staff_id)
    if line is None or not sees_whole(actor, run, on=clock.today()):
        raise Refusal("pay.nobody_there", _("This run has no line of %(staff)s."), staff=staff_id[:64])
    check_run(RunState(run.state), wanted=STANDING_RUN)
    _refuse_own(actor, staff_id)
    if not fen or abs(fen) > FEN_MOST:
        raise Refusal("pay.correction_sum", _("Write the sum by which it was wrong, as in 120.00 or -35.50."))
    made = PayCorrection.objects.create(
        staff_id=staff_id,
        org_id=line.org_id,
        of_run=run,
        fen=fen,
        reason=read_said(reason),
        by=actor.username,
        at=clock.now(),
    )
    note(f"pay run {run.pk}", new={"for": staff_id, "sum": fen, "correction": made.pk}, reason=made.reason)
    return made


def _refuse_own(actor: User, staff_id: str) -> None:
    if actor.staff_id == staff_id:
        raise Refusal("authority.own_pay", _("Nobody corrects the own pay; a colleague does."))


@recorded
def take_back(number: int, *, actor: User) -> PayCorrection:
    """Take back a correction that no run has taken in."""
    require(actor, CORRECT)
    made = PayCorrection.objects.filter(pk=number).first() if number < 2**63 else None
    if made is None or made.taken_in_id is not None or made.taken_back_at is not None:
        raise Refusal("pay.correction_gone", _("This correction is not there, was taken in or taken back already."))
    _refuse_own(actor, made.staff_id)
    if made.origin:
        words = _("An appeal granted this correction; only an appeal changes what it decided.")
        raise Refusal("pay.correction_granted", words)
    if not sees_whole(actor, made.of_run, on=clock.today()):
        raise Refusal("pay.correction_gone", _("This correction is not there, was taken in or taken back already."))
    made.taken_back_at, made.taken_back_by = clock.now(), actor.username
    made.save(update_fields=["taken_back_at", "taken_back_by"])
    note(f"pay run {made.of_run_id}", old={"correction": made.pk, "sum": made.fen}, new={"taken_back": True})
    return made


@recorded
def distribute(number: int, unit: str, *, wished: Mapping[str, int], reason: str, actor: User) -> PayDistribution:
    """Keep a branch's own distribution of what its people earned in a run; reckoned again, the run follows it."""
    require(actor, MOVE, unit)
    run = known_run(number)
    check_run(RunState(run.state), wanted=OPEN_RUN)
    first = first_in(run, unit, person=actor, on=clock.today())
    if actor.staff_id in first:
        raise Refusal("authority.own_pay", _("Nobody moves the own pay; somebody above does."))
    kept = second(first, wished=wished, moved_most_micro=bound_of(run, unit))
    said = read_said(reason)
    old = PayDistribution.objects.filter(run=run, unit=unit).first()
    made, _fresh = PayDistribution.objects.update_or_create(
        run=run,
        unit=unit,
        defaults={"wished": kept, "reason": said, "by": actor.username, "at": clock.now()},
    )
    note(
        f"pay run {run.pk}",
        old={"wished": old.wished if old else None},
        new={"unit": unit, "wished": kept},
        reason=said,
    )
    return made
