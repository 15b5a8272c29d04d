"""What people of an enterprise say of an instruction that waits: sign, return, give in again, withdraw; and its expiry.

One queue for all channels: what came by the link is signed on the pages, and the other way round.
"""

from datetime import datetime

from qiao.directlink.actions.journal import Turn, turn
from qiao.directlink.actions.releasing import (
    fail_all,
    first_day,
    move,
    payments_to_release,
    release,
    save,
    use,
)
from qiao.directlink.actions.taking import Caller
from qiao.directlink.models import Instruction, Signing
from qiao.directlink.queries import instructions, parties
from qiao.directlink.rules.core import Core
from qiao.directlink.rules.ledger import Reason
from qiao.directlink.rules.orders import Business, Route
from qiao.directlink.rules.rights import Role, grant_for
from qiao.directlink.rules.states import WITH_SIGNERS, State
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

WORDS_MOST = 200


def sign(number: int, caller: Caller, *, at: datetime, core: Core) -> Instruction:
    """Put one's name under an instruction; the last that is wanted lets it go its way."""
    with turn(caller.customer_number, at=at, actor=caller.operator_name) as taken:
        instruction = _waiting(number, taken, {State.LODGED})
        _check_second(instruction, caller)
        grant = grant_for(
            parties.grants_of(caller.operator_id),
            Role.APPROVE,
            account=instruction.account_id,
            business=Business(instruction.business),
            amount_fen=instruction.total_fen,
        )
        use(grant, amount_fen=instruction.total_fen, on=taken.on)
        _say(instruction, caller, taken, verdict="signed")
        if len(instructions.who_signed(instruction)) >= instruction.signatures_wanted:
            _let_go(instruction, taken, core=core)
        return instruction


def send_back(number: int, caller: Caller, *, words: str, at: datetime) -> Instruction:
    """Give an instruction back to its maker with the reason; signatures so far count no more."""
    with turn(caller.customer_number, at=at, actor=caller.operator_name) as taken:
        instruction = _waiting(number, taken, {State.LODGED})
        _check_second(instruction, caller)
        grant_for(
            parties.grants_of(caller.operator_id),
            Role.APPROVE,
            account=instruction.account_id,
            business=Business(instruction.business),
            amount_fen=0,
        )
        instruction.signings.update(counts=False)
        _say(instruction, caller, taken, verdict="returned", words=_said(words))
        instruction.words = _said(words)
        move(taken, instruction, State.RETURNED)
        save(instruction, [])
        return instruction


def give_in_again(number: int, caller: Caller, *, at: datetime) -> Instruction:
    """Give a returned instruction in again as it is; another content is another order."""
    with turn(caller.customer_number, at=at, actor=caller.operator_name) as taken:
        instruction = _waiting(number, taken, {State.RETURNED})
        _check_maker(instruction, caller)
        instruction.words = ""
        _say(instruction, caller, taken, verdict="again")
        move(taken, instruction, State.LODGED)
        save(instruction, [])
        return instruction


def withdraw(number: int, caller: Caller, *, at: datetime) -> Instruction:
    """Take one's own instruction back: before it is signed for good, or before its day."""
    with turn(caller.customer_number, at=at, actor=caller.operator_name) as taken:
        states = {State.LODGED, State.RETURNED, State.SCHEDULED}
        instruction = _waiting(number, taken, states, whatever_enterprise=True)
        _check_maker(instruction, caller)
        _say(instruction, caller, taken, verdict="withdrawn")
        payments = payments_to_release(instruction)
        fail_all(taken, instruction, payments, reason=Reason.WITHDRAWN, state=State.CANCELLED)
        return instruction


def expire(customer_number: str, number: int, *, at: datetime) -> bool:
    """End an instruction whose day for signatures has passed; False where it has moved on meanwhile."""
    with turn(customer_number, at=at, actor="system") as taken:
        instruction = Instruction.objects.get(pk=number, enterprise_id=customer_number)
        over = instruction.expires_on is not None and instruction.expires_on <= taken.on
        if State(instruction.state) not in WITH_SIGNERS or not over:
            return False
        payments = payments_to_release(instruction)
        fail_all(taken, instruction, payments, reason=Reason.EXPIRED, state=State.EXPIRED)
        return True


def _let_go(instruction: Instruction, taken: Turn, *, core: Core) -> None:
    payments = payments_to_release(instruction)
    instruction.expires_on = None
    routes = instruction.payments.order_by().values_list("route", flat=True).distinct()
    instruction.day = max(instruction.day, first_day({Route(one) for one in routes}, taken))
    release(taken, instruction, payments, core=core)


def _waiting(number: int, taken: Turn, states: set[State], *, whatever_enterprise: bool = False) -> Instruction:
    found = Instruction.objects.select_related("account").filter(pk=number, enterprise=taken.enterprise).first()
    if found is None:
        raise Refusal("instruction.unknown", _("There is no such instruction."))
    if not whatever_enterprise:
        taken.demand_open()
    if State(found.state) not in states:
        raise Refusal("instruction.moved", _("The instruction has moved on meanwhile; look at it again."))
    return found


def _check_second(instruction: Instruction, caller: Caller) -> None:
    if instruction.maker_id == caller.operator_id:
        raise Refusal("instruction.own", _("Somebody else has to sign what you made."))
    if instruction.signings.filter(operator_id=caller.operator_id, verdict="signed", counts=True).exists():
        raise Refusal("instruction.signed", _("You have signed this already."))


def _check_maker(instruction: Instruction, caller: Caller) -> None:
    if instruction.maker_id != caller.operator_id:
        raise Refusal("instruction.not_maker", _("Only who made an instruction can do this."))


def _say(instruction: Instruction, caller: Caller, taken: Turn, *, verdict: str, words: str = "") -> None:
    Signing.objects.create(
        instruction=instruction,
        operator_id=caller.operator_id,
        verdict=verdict,
        channel=caller.channel,
        words=words,
        at=taken.at,
    )
    taken.note("signing", instruction.number, verdict=verdict, channel=caller.channel, words=words)


def _said(words: str) -> str:
    said = " ".join(words.split())[:WORDS_MOST]
    if not said:
        raise Refusal("instruction.words", _("Say in a few words why."))
    return said
