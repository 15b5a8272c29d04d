"""Payments under way: the core is told, or asked, and its word is kept; one that nobody answered stays unknown.

Source: directlink.md 5: a number is told to the core again only after the core has said that it never heard of it. The
core is asked outside of any transaction, so that no lock waits for another machine.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from qiao.directlink.actions import ledger
from qiao.directlink.actions.journal import Turn, turn
from qiao.directlink.actions.releasing import (
    accounts_of,
    apply,
    due_of,
    fail_all,
    payments_to_release,
    release,
    whole_state,
)
from qiao.directlink.models import Entry, Instruction, Payment
from qiao.directlink.rules.carrying import given_back, settled, voided
from qiao.directlink.rules.core import Answer, Booking, Core, NoReply, Verdict
from qiao.directlink.rules.ledger import CLEARING, Reason
from qiao.directlink.rules.orders import Route
from qiao.directlink.rules.states import UNDER_WAY, State
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

PAUSES_S = (5, 30, 120, 600, 900)
"""Seconds until the core is asked again, the last for all that follow: 15 minutes, as the interface advises."""
LEASE = timedelta(seconds=60)
"""For so long another worker leaves a payment alone that one has taken up."""
SILENT_MOST = 3
"""After so many answers of the core that did not come, the rest of an order is left to the worker."""


def book_now(instruction: Instruction, core: Core, *, now: Callable[[], datetime]) -> None:
    """Have payments within the bank booked at once by a core that keeps the accounts; others are the worker's."""
    if core.keeps_here:
        return
    waiting = Payment.objects.filter(instruction=instruction, route=Route.BOOK.value, state=State.SENT.value, tries=0)
    silent = 0
    for payment_id in list(waiting.order_by("place").values_list("id", flat=True)):
        silent += settle(payment_id, core, now=now) is State.UNKNOWN
        if silent >= SILENT_MOST:
            break  # a core that gives no answer is the worker's to ask
    instruction.refresh_from_db()


def settle(payment_id: int, core: Core, *, now: Callable[[], datetime]) -> State:
    """Bring a payment under way one step further; returns where it stands then."""
    payment = Payment.objects.select_related("instruction").get(pk=payment_id)
    customer_number = payment.instruction.enterprise_id
    booking = _taken_up(customer_number, payment_id, at=now())
    if booking is None:
        payment.refresh_from_db(fields=["state"])
        return State(payment.state)
    is_first, told = booking
    try:
        answer = _asked(core, told, is_first=is_first)
    except NoReply:
        answer = None
    return _kept(customer_number, payment_id, answer, at=now())


def _taken_up(customer_number: str, payment_id: int, *, at: datetime) -> tuple[bool, Booking] | None:
    """Take a payment up before the core is told, so that a crash in between is known as one."""
    with turn(customer_number, at=at, actor="system"):
        payment = Payment.objects.select_related("instruction__account").get(pk=payment_id)
        if payment.state not in UNDER_WAY or (payment.again_at is not None and payment.again_at > at):
            return None
        is_first = payment.tries == 0
        payment.tries += 1
        payment.again_at = at + LEASE
        payment.state = State.SENT.value  # while the core is asked nobody decides by hand what became of it
        payment.save(update_fields=["tries", "again_at", "state"])
        due = due_of(payment.instruction, payment)
        told = Booking(
            number=payment.transfer,
            debit=payment.other_account if due.debit == CLEARING else due.debit,
            credit=payment.other_account if due.credit == CLEARING else due.credit,
            amount_fen=due.amount_fen,
            fee_fen=due.fee_fen,
            route=payment.route,
            name=payment.other_name,
            bank_number=payment.bank_number,
            purpose=payment.purpose or str(payment.instruction.content.get("purpose", "")),
        )
        return is_first, told


def _asked(core: Core, told: Booking, *, is_first: bool) -> Answer:
    """The first time the core is told; later it is asked, and told again only what it never heard of."""
    if is_first:
        return core.book(told)
    answer = core.ask(told.number)
    return core.book(told) if answer.verdict is Verdict.UNHEARD else answer


def _kept(customer_number: str, payment_id: int, answer: Answer | None, *, at: datetime) -> State:
    with turn(customer_number, at=at, actor="core") as taken:
        payment = Payment.objects.select_related("instruction__account").get(pk=payment_id)
        if payment.state not in UNDER_WAY:
            if answer is not None:
                taken.note("answer_too_late", payment.transfer, state=payment.state, core=answer.verdict.value)
            return State(payment.state)
        if answer is None or answer.verdict in {Verdict.PENDING, Verdict.UNHEARD}:
            return _left_open(payment, taken, is_unknown=answer is None)
        if answer.verdict is Verdict.BOOKED:
            _close(payment, taken, paid=True, words="")
        else:
            _close(payment, taken, paid=False, words=answer.words)
        return State(payment.state)


def _left_open(payment: Payment, taken: Turn, *, is_unknown: bool) -> State:
    pause = PAUSES_S[min(payment.tries, len(PAUSES_S)) - 1]
    payment.again_at = taken.at + timedelta(seconds=pause)
    state = State.UNKNOWN if is_unknown else State.SENT
    if payment.state != state.value:
        payment.state, payment.state_at = state.value, taken.at
    payment.save(update_fields=["again_at", "state", "state_at"])
    instruction = payment.instruction
    whole = whole_state(instruction, [payment])
    if instruction.state != whole.value:
        taken.note("instruction", instruction.number, old=instruction.state, new=whole.value, transfer=payment.transfer)
        instruction.state, instruction.state_at = whole.value, taken.at
        instruction.save(update_fields=["state", "state_at"])
    return state


def _close(payment: Payment, taken: Turn, *, paid: bool, words: str) -> None:
    """Post what was earmarked, or set it free; the payment is final with it."""
    instruction = payment.instruction
    due = due_of(instruction, payment)
    rows = ledger.locked(accounts_of(instruction, [payment]))
    balances = ledger.balances_of(rows)
    if paid:
        carried = settled(balances, due, is_earmarked=payment.is_earmarked)
    else:
        carried = voided(balances, due, is_earmarked=payment.is_earmarked, reason=Reason.REJECTED)
    payment.words = words[:200]
    taken.note("payment", payment.transfer, paid=paid, words=words[:200])
    apply(taken, instruction, [payment], carried=carried, rows=rows)


def resolve(payment_id: int, *, paid: bool, reason: str, by: str, at: datetime) -> Payment:
    """Decide by hand what became of an unknown payment; the bank's request carries it out with two persons' names."""
    found = Payment.objects.select_related("instruction").get(pk=payment_id)
    with turn(found.instruction.enterprise_id, at=at, actor=by) as taken:
        payment = Payment.objects.select_related("instruction__account").get(pk=payment_id)
        if payment.state != State.UNKNOWN.value:
            raise Refusal("payment.not_unknown", _("What became of this payment is known already."))
        _close(payment, taken, paid=paid, words=reason)
        return payment


def give_back(payment_id: int, *, words: str, by: str, at: datetime) -> None:
    """Credit what another bank sent back of a payment that was made; once, on its own day."""
    found = Payment.objects.select_related("instruction").get(pk=payment_id)
    with turn(found.instruction.enterprise_id, at=at, actor=by) as taken:
        payment = Payment.objects.select_related("instruction__account").get(pk=payment_id)
        transfer = f"{payment.transfer}R"
        if payment.state != State.PAID.value or Entry.objects.filter(transfer=transfer).exists():
            raise Refusal("payment.no_return", _("This payment cannot be given back."))
        instruction = payment.instruction
        rows = ledger.locked([instruction.account_id])
        carried = given_back(ledger.balances_of(rows), due_of(instruction, payment), transfer=transfer)
        taken.note("given_back", payment.transfer, words=words[:200])
        ledger.keep(rows, carried, instruction=instruction, payments=[payment], at=taken.at, on=taken.on)


def begin_due(customer_number: str, number: int, *, at: datetime, core: Core) -> bool:
    """Carry out an instruction whose day has come; False where it has moved on meanwhile."""
    with turn(customer_number, at=at, actor="system") as taken:
        instruction = Instruction.objects.select_related("account").get(pk=number, enterprise_id=customer_number)
        if instruction.state != State.SCHEDULED.value or instruction.day > taken.on or not taken.is_open:
            return False
        release(taken, instruction, payments_to_release(instruction), core=core)
        return True


def decide_held(number: int, *, pays: bool, by: str, at: datetime, core: Core) -> Instruction:
    """Let an instruction go on that the bank had stopped, or end it."""
    found = Instruction.objects.get(pk=number)
    with turn(found.enterprise_id, at=at, actor=by) as taken:
        instruction = Instruction.objects.select_related("account").get(pk=number)
        if instruction.state != State.HELD.value:
            raise Refusal("instruction.moved", _("The instruction has moved on meanwhile; look at it again."))
        payments = payments_to_release(instruction)
        if pays:
            release(taken, instruction, payments, core=core, is_looked_at=True)
        else:
            fail_all(taken, instruction, payments, reason=Reason.SCREENED, state=State.FAILED)
        return instruction
