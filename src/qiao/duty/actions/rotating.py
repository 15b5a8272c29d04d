"""Rotations as they are told: for control or to learn, and taken back with the reason."""

from datetime import date

from qiao.duty.models import StaffRotation
from qiao.duty.queries.people import rotation_of
from qiao.duty.rules.rotating import check_rotation, read_reason, read_rotation
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

TELL = "duty.tell"


@recorded
def tell_rotation(
    staff_id: str,
    kind: str,
    *,
    place: str,
    since: date | None,
    until: date | None,
    reason: str,
    on: date,
    actor: User,
) -> StaffRotation:
    """Write down that somebody works elsewhere; one for control begins the time in the post anew."""
    require(actor, TELL, staff_id)
    what = read_rotation(kind)
    first, end, where = check_rotation(what, since, until, place=place, on=on)
    said = read_reason(reason)
    row = StaffRotation.objects.create(
        staff_id=staff_id,
        kind=what.value,
        since=first,
        until=end,
        place=where,
        reason=said,
        actor=actor.username,
        known_at=clock.now(),
    )
    note(f"rotation {staff_id}", new={"kind": what.value, "where": where, "since": first, "until": end}, reason=said)
    return row


@recorded
def take_back_rotation(number: int, *, reason: str, actor: User) -> StaffRotation:
    """Take back what was told in error."""
    row = rotation_of(number)
    if row is None or row.taken_back_at is not None:
        raise Refusal("rotation.gone", _("This rotation is not there, or was taken back already."))
    require(actor, TELL, row.staff_id)
    row.taken_back_reason = read_reason(reason)
    row.taken_back_at, row.taken_back_by = clock.now(), actor.username
    row.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    told = {"kind": row.kind, "where": row.place, "since": row.since, "until": row.until}
    note(f"rotation {row.staff_id}", old=told, new={"taken_back": True}, reason=row.taken_back_reason)
    return row
