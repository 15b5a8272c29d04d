"""Payments of a file taken back by who sent it: all of it, a part, or single ones, as long as none of them is begun.

Source: ISO 20022 camt.055 and its answer camt.029; what is begun stays as it is, since nobody calls money back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from qiao.directlink.actions.journal import Turn, turn
from qiao.directlink.actions.releasing import move, save
from qiao.directlink.actions.taking import Caller
from qiao.directlink.models import Instruction, OrderFile, Payment
from qiao.directlink.rules.files import TAKEN
from qiao.directlink.rules.ledger import Reason
from qiao.directlink.rules.states import State
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

NOT_BEGUN = frozenset({State.LODGED.value, State.RETURNED.value, State.SCHEDULED.value})
GONE_ON = NOT_BEGUN | {State.SENT.value, State.UNKNOWN.value}
"""States of a part in which some of its payments may not be begun."""
PARTS_NOTED = 100


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of a wish about a part: so many payments are taken back (`now` of them by it), so many stay.

    `single` tells of each payment that was named: its end-to-end number, and whether it was taken back; None where the
    file has no such payment.
    """

    part: str
    gone: int
    left: int
    single: Mapping[str, bool | None]
    now: int = 0


def take_back(
    message_id: str, caller: Caller, *, parts: Mapping[str, Collection[str]], at: datetime
) -> list[TakenBack]:
    """Take payments of a file back; `parts` names end-to-end numbers by part (none: all of it), empty: the file."""
    with turn(caller.customer_number, at=at, actor=caller.operator_name) as taken:
        file = OrderFile.objects.filter(enterprise=taken.enterprise, message_id=message_id, state=TAKEN).first()
        if file is None:
            raise Refusal("file.unknown", _("No file of this number was taken."))
        if file.maker_id != caller.operator_id:
            raise Refusal("instruction.not_maker", _("Only who made an instruction can do this."))
        known = {one.part: one for one in file.instructions.select_related("account").order_by("id")}
        found = [
            _of_part(known[part], parts.get(part, ()), taken) if part in known else _unknown(part, parts[part])
            for part in (parts or known)
        ]
        freed = [one for one in found if one.now]
        if freed:
            taken.note("file_taken_back", message_id, parts=[one.part for one in freed][:PARTS_NOTED])
        return found


def _unknown(part: str, numbers: Collection[str]) -> TakenBack:
    """A part that the file does not have, or that fell when the file was taken: there is nothing to take back."""
    return TakenBack(part, 0, 0, dict.fromkeys(numbers))


def _of_part(instruction: Instruction, numbers: Collection[str], taken: Turn) -> TakenBack:
    """Payments are named by their end-to-end number, or else by the sender's own."""
    named = Q(end_to_end__in=list(numbers)) | Q(sender_number__in=list(numbers))
    asked = instruction.payments.filter(named) if numbers else instruction.payments.all()
    now = _free(instruction, asked, taken) if instruction.state in GONE_ON else 0
    gone = asked.filter(reason=Reason.WITHDRAWN.value).count()
    told = list(asked.values_list("end_to_end", "sender_number", "reason")) if numbers else []
    reasons = {number: reason for *both, reason in told for number in both if number}
    single = {number: reasons[number] == Reason.WITHDRAWN.value if number in reasons else None for number in numbers}
    return TakenBack(instruction.part, gone, asked.count() - gone, single, now)


def _free(instruction: Instruction, asked: "QuerySet[Payment]", taken: Turn) -> int:
    """Strike what is not begun; a part of which nothing is left ends with it."""
    waiting = asked.filter(place__gt=instruction.begun, state=State.LODGED.value)
    gone = waiting.update(state=State.FAILED.value, reason=Reason.WITHDRAWN.value, state_at=taken.at)
    if gone and instruction.state in NOT_BEGUN and not instruction.payments.filter(state=State.LODGED.value).exists():
        move(taken, instruction, State.CANCELLED)
        save(instruction, [])
    return gone
