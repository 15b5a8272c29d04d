"""What two persons of the bank decide: what became of an unknown payment, one that was stopped, one that comes back.

Somebody asks with the reason, a head who did not ask decides; what stood meanwhile refuses a decision that is stale.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.directlink.actions import settling
from qiao.directlink.actions.banking import DECIDE, PROPOSE, READ
from qiao.directlink.adapters.cores import core_of_house
from qiao.directlink.models import Instruction, Payment
from qiao.directlink.queries import connections
from qiao.directlink.rules.ledger import whole_fen
from qiao.directlink.rules.states import STATE_WORDS, State
from qiao.ground import clock
from qiao.ground.audit import note
from qiao.ground.authority import require
from qiao.ground.figures import money_part
from qiao.ground.models import User
from qiao.ground.money import FEN_A_YUAN
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office import queries as office_queries
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish

UNKNOWN, HELD, RETURN = "directlink.unknown", "directlink.held", "directlink.return"
READ_REQUEST = "directlink.read_request"


def ask_about_unknown(number: int, *, paid: bool, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to decide what became of an unknown payment, as another's word says."""
    payment = _payment(number, actor)
    if payment.state != State.UNKNOWN.value:
        raise Refusal("payment.not_unknown", _("What became of this payment is known already."))
    return office.ask(UNKNOWN, payment.transfer, wish={"paid": paid}, reason=reason, on=on, actor=actor)


def ask_about_held(number: int, *, pays: bool, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to let a stopped instruction go on, or to end it."""
    found = connections.instruction_of(number)
    if found is None:
        raise Refusal("instruction.unknown", _("There is no such instruction."))
    require(actor, READ, found.enterprise_id)
    if found.state != State.HELD.value:
        raise Refusal("instruction.moved", _("The instruction has moved on meanwhile; look at it again."))
    return office.ask(HELD, str(found.pk), wish={"pays": pays}, reason=reason, on=on, actor=actor)


def ask_to_give_back(number: int, *, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to credit what another bank sent back of a payment that was made."""
    payment = _payment(number, actor)
    if not connections.may_come_back(payment):
        raise Refusal("payment.no_return", _("This payment cannot be given back."))
    return office.ask(RETURN, payment.transfer, wish={"back": True}, reason=reason, on=on, actor=actor)


def _payment(number: int, actor: User) -> Payment:
    payment = connections.payment_of(number)
    if payment is None:
        raise Refusal("payment.unknown", _("There is no such payment."))
    require(actor, READ, payment.instruction.enterprise_id)
    return payment


def _by_subject(subject: str) -> Payment:
    payment = connections.payment_by_transfer(subject)
    assert payment is not None, subject
    return payment


def _instruction(subject: str) -> Instruction:
    found = connections.instruction_of(int(subject))
    assert found is not None, subject
    return found


def enterprise_of_subject(subject: str) -> str:
    """The enterprise that a request's subject is of; '' where there is none."""
    if ":" in subject:
        return connections.enterprise_of_change(subject)
    if subject.isascii() and subject.isdigit():
        found = connections.instruction_of(int(subject)) if len(subject) < len(str(2**62)) else None
        return found.enterprise_id if found is not None else ""
    payment = connections.payment_by_transfer(subject)
    return payment.instruction.enterprise_id if payment is not None else ""


def _called_payment(subject: str) -> str:
    one = _by_subject(subject)
    return gettext("%(enterprise)s: %(amount)s yuan to %(payee)s, order %(number)s") % {
        "enterprise": one.instruction.enterprise.name,
        "amount": _yuan(one.amount_fen),
        "payee": one.other_name,
        "number": one.instruction.number,
    }


def _called_instruction(subject: str) -> str:
    one = _instruction(subject)
    return gettext("%(enterprise)s: order %(number)s of %(amount)s yuan") % {
        "enterprise": one.enterprise.name,
        "amount": _yuan(one.total_fen),
        "number": one.number,
    }


def _yuan(fen: int) -> str:
    return money_part(fen, FEN_A_YUAN)


def _state(value: str) -> str:
    return gettext(STATE_WORDS[State(value)])


def _changes_of_unknown(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    after = State.PAID if wish["paid"] else State.FAILED
    state = Change(gettext("State of the payment"), _state(before["state"]), _state(after.value))
    if not before["earmarked"]:
        return [state]
    sum_of = gettext("%(sum)s yuan with the fee") % {"sum": _yuan(before["whole_fen"])}
    freed = gettext("posted") if wish["paid"] else gettext("free again")
    return [state, Change(sum_of, gettext("earmarked"), freed)]


def _changes_of_held(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    after = gettext("goes its way") if wish["pays"] else _state(State.FAILED.value)
    return [Change(gettext("State of the order"), _state(before["state"]), after)]


def _changes_of_return(subject: str, _wish: Wish, _before: Any) -> Sequence[Change]:
    one = _by_subject(subject)
    account = one.instruction.account
    what = gettext("Account %(account)s") % {"account": account.number}
    return [Change(what, "—", gettext("credited with %(sum)s yuan that came back") % {"sum": _yuan(one.amount_fen)})]


def _standing_payment(subject: str, _wish: Wish) -> Any:
    one = _by_subject(subject)
    whole = whole_fen(one.amount_fen, fee_fen=one.fee_fen)
    return {"state": one.state, "whole_fen": whole, "earmarked": one.is_earmarked}


def _standing_return(subject: str, _wish: Wish) -> Any:
    one = _by_subject(subject)
    return {"state": one.state, "back": not connections.may_come_back(one)}


def two_of(order: Order) -> str:
    """Both persons' names, as the enterprise's journal tells them."""
    return f"{office_queries.approval_of(order.number).asked_by} + {order.actor.username}"


def _resolve(order: Order) -> None:
    one = _by_subject(order.subject)
    paid = bool(order.wish["paid"])
    after = settling.resolve(one.pk, paid=paid, reason=order.reason, by=two_of(order), at=clock.now())
    note(f"link payment {order.subject}", old={"state": one.state}, new={"state": after.state}, reason=order.reason)


def _decide_held(order: Order) -> None:
    number, pays = int(order.subject), bool(order.wish["pays"])
    after = settling.decide_held(number, pays=pays, by=two_of(order), at=clock.now(), core=core_of_house())
    subject = f"link order {after.enterprise_id}/{after.number}"
    note(subject, old={"state": State.HELD.value}, new={"state": after.state}, reason=order.reason)


def _give_back(order: Order) -> None:
    one = _by_subject(order.subject)
    settling.give_back(one.pk, words=order.reason[:200], by=two_of(order), at=clock.now())
    note(f"link payment {order.subject}", new={"given back": one.amount_fen}, reason=order.reason)


UNKNOWN_KIND = Kind(
    UNKNOWN,
    _("what became of an unknown payment of the direct link"),
    ask_verb=PROPOSE,
    decide_verb=DECIDE,
    called=_called_payment,
    standing=_standing_payment,
    changes=_changes_of_unknown,
    carry_out=_resolve,
    read_verb=READ_REQUEST,
)
HELD_KIND = Kind(
    HELD,
    _("an order of the direct link that the bank has stopped"),
    ask_verb=PROPOSE,
    decide_verb=DECIDE,
    called=_called_instruction,
    standing=lambda subject, _wish: {"state": _instruction(subject).state},
    changes=_changes_of_held,
    carry_out=_decide_held,
    read_verb=READ_REQUEST,
)
RETURN_KIND = Kind(
    RETURN,
    _("money of the direct link that another bank sends back"),
    ask_verb=PROPOSE,
    decide_verb=DECIDE,
    called=_called_payment,
    standing=_standing_return,
    changes=_changes_of_return,
    carry_out=_give_back,
    read_verb=READ_REQUEST,
)
KINDS = (UNKNOWN_KIND, HELD_KIND, RETURN_KIND)
