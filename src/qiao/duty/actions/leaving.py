"""Leave: asked for by one, decided by a second person, then recorded, covered, and given back at its end.

A forced leave is told to the person no earlier than the notice allows; during it nobody gives him or her customers, and
the house is closed to the log-in (`queries.leaves.closed_to`). Who stands in: `standing_in`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from qiao.duty.actions import standing_in
from qiao.duty.models import LeaveCheck, StaffLeave
from qiao.duty.queries.draws import draw_of
from qiao.duty.queries.leaves import leave_of, met_by, served_in
from qiao.duty.rules.leave import (
    CHECKS,
    KIND_WORDS,
    LeaveKind,
    Wish,
    begun,
    check_days,
    check_deputy,
    check_end,
    check_free,
    read_finding,
)
from qiao.duty.rules.rotating import read_reason
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order
from qiao.office.registry import Wish as Plain
from qiao.people.queries.staff import staff_names, staff_of

LEAVE, ASK, DECIDE, CHECK = "leave", "duty.leave", "duty.leave_decide", "duty.check"
DAY = timedelta(days=1)


def propose(staff_id: str, wish: Wish, *, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person for a leave; refused at once where it could not be carried out."""
    require(actor, ASK, staff_id)
    check_days(wish.since, wish.until, on=on)
    _check(staff_id, wish, but=actor.staff_id)
    return office.ask(LEAVE, staff_id, wish=_plain(wish), reason=reason, on=on, actor=actor)


def _check(staff_id: str, wish: Wish, *, but: str = "") -> None:
    """Refuse what cannot be; a deputy who asks (`but`) is told by the decision only, not to learn of a leave so."""
    person, deputy = staff_of(staff_id), staff_of(wish.deputy)
    if person is None or deputy is None:
        raise Refusal("leave.nobody", _("The book knows nobody %(staff)s."), staff=(wish.deputy or staff_id)[:64])
    away = wish.deputy != but and met_by(wish.deputy, wish.since, wish.until) is not None
    check_deputy(staff_id, wish.deputy, away=away or (deputy.left_on is not None and deputy.left_on < wish.until))
    check_free(met_by(staff_id, wish.since, wish.until))
    if wish.draw is None:
        return
    made = draw_of(wish.draw)
    if made is None or staff_id not in made.drawn:
        raise Refusal("leave.draw", _("Draw no. %(number)s did not name this person."), number=wish.draw)


def _plain(wish: Wish) -> dict[str, Any]:
    return {
        "kind": wish.kind.value,
        "since": wish.since.isoformat(),
        "until": wish.until.isoformat(),
        "deputy": wish.deputy,
        "draw": wish.draw,
    }


def _wish_of(plain: Plain, *, on: date) -> Wish:
    """The wish of plain JSON; one whose first day passed before it was decided begins on the day of the decision."""
    since, until = (date.fromisoformat(plain[name]) for name in ("since", "until"))
    return Wish(LeaveKind(plain["kind"]), max(since, on), until, plain["deputy"], plain["draw"])


def called(subject: str) -> str:
    """Who is to be away."""
    staff = staff_of(subject)
    return f"{staff.name} {subject}" if staff else subject


def changes(subject: str, wish: Plain, _before: Any) -> Sequence[Change]:
    """What kind of leave, its days, who stands in, for how many customers."""
    asked = _wish_of(wish, on=date.fromisoformat(wish["since"]))
    names = staff_names([asked.deputy])
    served = len(served_in(subject, asked.since, asked.until))
    lines = [
        Change(gettext("Leave"), "—", gettext(KIND_WORDS[asked.kind])),
        Change(gettext("First day"), "—", asked.since.isoformat()),
        Change(gettext("Last day of it"), "—", (asked.until - DAY).isoformat()),
        Change(gettext("Stands in"), "—", f"{names.get(asked.deputy, '')} {asked.deputy}".strip()),
        Change(gettext("Customers to be covered"), "—", str(served)),
    ]
    if asked.kind is LeaveKind.FORCED:
        lines.append(Change(gettext("Access"), gettext("open"), gettext("rests, on the server")))
    if asked.draw is not None:
        lines.append(Change(gettext("Draw"), "—", str(asked.draw)))
    return lines


def standing(subject: str, wish: Plain) -> Any:
    """The leave that the days meet, if any."""
    met = met_by(subject, date.fromisoformat(wish["since"]), date.fromisoformat(wish["until"]))
    return {"met": [day.isoformat() for day in met] if met else None}


def carry_out(order: Order) -> None:
    """Record the leave, judged anew."""
    wish = _wish_of(order.wish, on=order.on)
    if wish.since >= wish.until:
        raise Refusal("leave.past", _("All days of this leave have passed; ask anew."))
    _check(order.subject, wish)
    record_leave(order.subject, wish=wish, reason=order.reason, number=order.number, on=order.on, actor=order.actor)


@recorded
def record_leave(staff_id: str, *, wish: Wish, reason: str, number: int, on: date, actor: User) -> StaffLeave:
    """Keep the leave, cover its customers once it may be known, and where it is forced make the checklist."""
    forced = wish.kind is LeaveKind.FORCED
    made = StaffLeave.objects.create(
        staff_id=staff_id,
        kind=wish.kind.value,
        since=wish.since,
        until=wish.until,
        deputy=wish.deputy,
        draw_id=wish.draw,
        reason=reason,
        approval_id=number,
        known_at=clock.now(),
    )
    if forced:
        LeaveCheck.objects.bulk_create(LeaveCheck(leave=made, code=code) for code in CHECKS)
    standing_in.cover(made, on=on, actor=actor.username)
    covered, bare = made.covers.filter(code="").count(), made.covers.exclude(code="").count()
    told: dict[str, object] = {"kind": wish.kind.value, "since": wish.since, "until": wish.until, "deputy": wish.deputy}
    told |= {"covered": covered, "not covered": bare, "request": number}
    note(f"leave {staff_id}", new=told, reason=reason)
    return made


@recorded
def end_leave(number: int, *, on: date, reason: str, actor: User) -> StaffLeave:
    """End a leave early: `on` is the first day back; one that did not begin yet is called off. Cover is given back."""
    made = leave_of(number)
    if made is None:
        raise Refusal("leave.unknown", _("There is no leave no. %(number)s."), number=str(number)[:20])
    require(actor, ASK, made.staff_id)
    said, until = read_reason(reason), made.until
    back = check_end(on, since=made.since, until=until)
    made.until, made.ended_at, made.ended_by, made.ended_reason = back, clock.now(), actor.username, said
    made.save(update_fields=["until", "ended_at", "ended_by", "ended_reason"])
    standing_in.stand_before(made.covers.values_list("party_id", flat=True), on=back, actor=actor.username)
    note(f"leave {made.staff_id}", old={"until": until}, new={"until": back, "leave": number}, reason=said)
    return made


@recorded
def write_finding(number: int, code: str, *, finding: str, on: date, actor: User) -> LeaveCheck:
    """Write down what was found at a point of the checklist; written anew, the record keeps what stood."""
    made = leave_of(number)
    if made is None or made.kind != LeaveKind.FORCED or not begun(made.since, made.until, on=on):
        raise Refusal("leave.unchecked", _("This leave has no checklist, or it has not begun yet."))
    require(actor, CHECK, made)
    said = read_finding(code, finding)
    row = made.checks.get(code=code)
    old = row.finding
    row.finding, row.by, row.at = said, actor.username, clock.now()
    row.save(update_fields=["finding", "by", "at"])
    note(f"leave {made.staff_id}", old={"finding": old or None}, new={"check": CHECKS[code], "finding": said})
    return row


LEAVE_KIND = Kind(
    LEAVE,
    _("leave"),
    ask_verb=ASK,
    decide_verb=DECIDE,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Wished")),
)
