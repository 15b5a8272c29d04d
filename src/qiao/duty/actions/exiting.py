"""Exit: opened, signed step by step, corrected or withdrawn with the reason, closed with its dossier sealed."""

from datetime import date, timedelta

from qiao.duty.models import ExitSignature, StaffExit
from qiao.duty.queries.exits import dossier_now, exit_of, lacks_of, signed_in
from qiao.duty.rules.exits import (
    REMARK_LETTERS_MOST,
    ExitState,
    check_closing,
    check_last_day,
    check_open,
    check_sign,
)
from qiao.duty.rules.rotating import read_reason
from qiao.ground import clock, events
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.dossier import digest_of
from qiao.people.actions import posting
from qiao.people.queries.careers import careers_of
from qiao.people.queries.staff import staff_of
from qiao.people.rules.career import Career

OPEN, SIGN = "duty.exit", "duty.exit_sign"


@recorded
def open_exit(staff_id: str, *, last_day: date | None, reason: str, on: date, actor: User) -> StaffExit:
    """Say that somebody leaves, and when; from the day after, the log-in is closed."""
    require(actor, OPEN, staff_id)
    if staff_of(staff_id) is None:
        raise Refusal("exit.nobody", _("The book knows nobody %(staff)s."), staff=staff_id[:64])
    day, said = check_last_day(last_day, on=on), read_reason(reason)
    before = StaffExit.objects.filter(staff_id=staff_id, state=ExitState.OPEN.value).first()
    if before is not None:
        raise Refusal("exit.open_already", _("Exit no. %(number)s is open already."), number=before.pk)
    made = StaffExit.objects.create(
        staff_id=staff_id, last_day=day, reason=said, opened_by=actor.username, opened_at=clock.now()
    )
    _tell(made)
    note(f"exit {staff_id}", new={"number": made.pk, "last day": day}, reason=said)
    return made


def _tell(made: StaffExit) -> None:
    """The last day in the post is told, another one, or none any more."""
    events.tell(events.STANDING, [f"exit {made.pk} {clock.now().isoformat()}", made.staff_id])


@recorded
def sign_step(number: int, code: str, *, remark: str, actor: User) -> ExitSignature:
    """Sign a step of an exit."""
    made = _open(number)
    require(actor, SIGN, made.staff_id)
    step = check_sign(
        code,
        post=actor.post,
        by=actor.username,
        is_leaver=actor.staff_id == made.staff_id,
        signed=signed_in(made),
    )
    row = ExitSignature.objects.create(
        exit=made,
        code=step.code,
        by=actor.username,
        at=clock.now(),
        remark=" ".join(remark.split())[:REMARK_LETTERS_MOST],
    )
    note(f"exit {made.staff_id}", old={"signed": None}, new={"signed": step.words, "by": actor.username})
    return row


@recorded
def take_back_signature(number: int, code: str, *, reason: str, actor: User) -> ExitSignature:
    """Take back one's own signature while the exit is open."""
    made, said = _open(number), read_reason(reason)
    row = made.signatures.filter(code=code, by=actor.username, taken_back_at=None).first()
    if row is None:
        raise Refusal("exit.not_signed", _("You have not signed this step."))
    _strike([row], reason=said, actor=actor)
    note(f"exit {made.staff_id}", old={"signed": code, "by": row.by}, new={"signed": None}, reason=said)
    return row


def _strike(rows: list[ExitSignature], *, reason: str, actor: User) -> None:
    for row in rows:
        row.taken_back_at, row.taken_back_by, row.taken_back_reason = clock.now(), actor.username, reason
        row.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])


@recorded
def correct_exit(number: int, *, last_day: date | None, reason: str, on: date, actor: User) -> StaffExit:
    """Name another last day; what was signed for the other one is to be signed anew."""
    made = _open(number)
    require(actor, OPEN, made.staff_id)
    day, said, old = check_last_day(last_day, on=on), read_reason(reason), made.last_day
    if day == old:
        raise Refusal("exit.same_day", _("This is the last day already."))
    rows = list(made.signatures.filter(taken_back_at=None))
    _strike(rows, reason=said, actor=actor)
    made.last_day = day
    made.save(update_fields=["last_day"])
    _tell(made)
    note(
        f"exit {made.staff_id}",
        old={"last day": old, "signed": [row.code for row in rows]},
        new={"last day": day, "signed": []},
        reason=said,
    )
    return made


@recorded
def withdraw_exit(number: int, *, reason: str, actor: User) -> StaffExit:
    """The person stays: the exit counts no more, and the log-in is open again."""
    made = _open(number)
    require(actor, OPEN, made.staff_id)
    said = read_reason(reason)
    _end(made, ExitState.WITHDRAWN, said=said, actor=actor)
    _tell(made)
    note(f"exit {made.staff_id}", old={"state": "open"}, new={"state": "withdrawn"}, reason=said)
    return made


@recorded
def close_exit(number: int, *, reason: str, on: date, actor: User) -> StaffExit:
    """Close an exit: every step signed, nothing open; the dossier is sealed and the post ends."""
    made = _open(number)
    require(actor, OPEN, made.staff_id)
    said, dossier = read_reason(reason), dossier_now(made)
    check_closing(lacks_of(made, dossier, on=on))
    made.dossier, made.digest = dossier, digest_of(dossier)
    _end(made, ExitState.CLOSED, said=said, actor=actor)
    first_day_out = made.last_day + timedelta(days=1)
    if careers_of([made.staff_id]).get(made.staff_id, Career()).ended_on(first_day_out) is None:
        posting.end_post(made.staff_id, on=first_day_out, reason=said, actor=actor.username)
    note(f"exit {made.staff_id}", old={"state": "open"}, new={"state": "closed", "digest": made.digest}, reason=said)
    return made


def _end(made: StaffExit, state: ExitState, *, said: str, actor: User) -> None:
    made.state, made.closed_by, made.closed_at, made.closed_reason = state.value, actor.username, clock.now(), said
    made.save()


def _open(number: int) -> StaffExit:
    made = exit_of(number)
    if made is None:
        raise Refusal("exit.unknown", _("There is no exit no. %(number)s."), number=str(number)[:20])
    check_open(made.state)
    return made
