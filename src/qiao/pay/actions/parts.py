"""Deferred parts kept back, set free again, or forfeited: by request of one person and decision of another.

The ledger is only added to. A part that is kept back stays the person's until somebody decides; who left or retired is
reached as well.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order
from qiao.office.registry import Wish as Plain
from qiao.pay.models import DeferredEntry, DeferredPart
from qiao.pay.rules.recovery import read_said
from qiao.pay.rules.states import ENTRY_WORDS, PART_WORDS, Entry, PartState, check_part
from qiao.people.queries.staff import staff_names

ASK, DECIDE = "pay.part_ask", "pay.part_decide"
PARTS = "pay_parts"
PARTS_MOST = 100
WISHES = {
    Entry.HELD: (PartState.WAITING, PartState.HELD),
    Entry.RELEASED: (PartState.HELD, PartState.WAITING),
    Entry.FORFEITED: (None, PartState.FORFEITED),
}
"""What can be asked for: from which state (None = either that lives) to which."""


def propose(staff_id: str, numbers: Sequence[int], *, what: str, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to keep back, set free or forfeit parts of a person."""
    require(actor, ASK, staff_id)
    wished = _read(what)
    found = _parts(staff_id, numbers, wished=wished)
    wish = {"what": wished.value, "parts": [one.pk for one in found]}
    return office.ask(PARTS, staff_id, wish=wish, reason=read_said(reason), on=on, actor=actor)


def _read(what: str) -> Entry:
    if what not in {one.value for one in WISHES}:
        raise Refusal("pay.part_what", _("Choose what is to become of the parts."))
    return Entry(what)


def _parts(staff_id: str, numbers: Sequence[int], *, wished: Entry) -> list[DeferredPart]:
    found = list(DeferredPart.objects.filter(pk__in=list(numbers)[:PARTS_MOST], staff_id=staff_id).order_by("id"))
    if not found or len(found) != len(set(numbers)):
        raise Refusal("pay.part_none", _("Choose one or more parts of this person."))
    wanted, _becomes = WISHES[wished]
    for one in found:
        check_part(PartState(one.state))
        if wanted is not None and one.state != wanted:
            words = _("The part due on %(day)s is %(state)s; that cannot be done to it.")
            raise Refusal("pay.part_state", words, day=one.due.isoformat(), state=PART_WORDS[PartState(one.state)])
    return found


def called(subject: str) -> str:
    """Whose parts."""
    return f"{staff_names([subject]).get(subject, '')} {subject}".strip()


def standing(subject: str, wish: Plain) -> Any:
    """The parts as they stand."""
    rows = DeferredPart.objects.filter(pk__in=wish["parts"], staff_id=subject).order_by("id")
    return [[row.pk, row.state, row.left_fen] for row in rows]


def changes(subject: str, wish: Plain, _before: Any) -> Sequence[Change]:
    """Each part with what it would become."""
    rows = DeferredPart.objects.filter(pk__in=wish["parts"], staff_id=subject).order_by("due", "id")
    becomes = gettext(ENTRY_WORDS[Entry(wish["what"])])
    words = gettext("Part due on %(day)s")
    return [
        Change(
            words % {"day": row.due.isoformat()},
            f"{money_text(yuan_of_fen(row.left_fen))} · {gettext(PART_WORDS[PartState(row.state)])}",
            becomes,
        )
        for row in rows
    ]


def carry_out(order: Order) -> None:
    """Do to the parts what was agreed."""
    move(
        order.subject,
        order.wish["parts"],
        wished=Entry(order.wish["what"]),
        request=order.number,
        reason=order.reason,
        actor=order.actor,
    )


@recorded
def move(
    staff_id: str, numbers: Sequence[int], *, wished: Entry, request: int, reason: str, actor: User
) -> list[DeferredPart]:
    """Write the entries, judged anew."""
    found = _parts(staff_id, numbers, wished=wished)
    _wanted, becomes = WISHES[wished]
    for part in found:
        old, taken = part.state, part.left_fen if wished is Entry.FORFEITED else 0
        part.state, part.left_fen = becomes.value, part.left_fen - taken
        part.save(update_fields=["state", "left_fen"])
        DeferredEntry.objects.create(
            part=part,
            kind=wished.value,
            fen=-taken,
            reason=reason,
            approval_id=request,
            by=actor.username,
            at=clock.now(),
        )
        told = {"state": part.state, "request": request, "taken": taken}
        note(f"deferred part {part.pk} {staff_id}", old={"state": old}, new=told, reason=reason)
    return found


PARTS_KIND = Kind(
    PARTS,
    _("deferred parts"),
    ask_verb=ASK,
    decide_verb=DECIDE,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Wished")),
)
