"""The payments of a file begun some hundreds at a time, each slice a transaction: none is begun twice."""

from datetime import datetime

from qiao.directlink.actions import ledger
from qiao.directlink.actions.journal import Turn, turn
from qiao.directlink.actions.releasing import accounts_of, apply, due_of, take_fees
from qiao.directlink.actions.taking import side_of
from qiao.directlink.models import Instruction, LedgerAccount, Payment
from qiao.directlink.rules.carrying import carry
from qiao.directlink.rules.checking import hindrance
from qiao.directlink.rules.core import Core
from qiao.directlink.rules.orders import Business, Form, Item, Route
from qiao.directlink.rules.states import UNDER_WAY, State

SLICE = 500


def begin_slice(customer_number: str, number: int, *, at: datetime, core: Core) -> bool:
    """Begin the next payments of a file's part; False where none is left, or the enterprise is suspended meanwhile."""
    with turn(customer_number, at=at, actor="system") as taken:
        instruction = Instruction.objects.select_related("account").get(pk=number, enterprise_id=customer_number)
        if instruction.state not in UNDER_WAY or instruction.begun >= instruction.count or not taken.is_open:
            return False
        waiting = instruction.payments.filter(place__gt=instruction.begun, state=State.LODGED.value)
        payments = list(waiting.order_by("place")[:SLICE])
        instruction.begun = instruction.count if len(payments) < SLICE else payments[-1].place
        _begin(instruction, payments, taken=taken, core=core)
        return True


def _begin(instruction: Instruction, payments: list[Payment], *, taken: Turn, core: Core) -> None:
    rows = ledger.locked(accounts_of(instruction, payments))
    for payment in payments:
        payment.reason = _reason(payment, instruction, rows)
    take_fees(payments, on=taken.on)
    dues = [due_of(instruction, payment) for payment in payments]
    carried = carry(ledger.balances_of(rows), dues, keeps_here=core.keeps_here)
    apply(taken, instruction, payments, carried=carried, rows=rows)


def _reason(payment: Payment, instruction: Instruction, rows: dict[str, LedgerAccount]) -> str:
    """Why a payment within the bank cannot be made: the other side is asked now, not when the file came."""
    if payment.route != Route.BOOK.value:
        return ""
    item = Item(payment.place, payment.other_account, payment.other_name, payment.amount_fen)
    form = Form.PAYROLL if instruction.business == Business.PAYROLL.value else Form.FILE
    side = side_of(item, rows, instruction.enterprise_id)
    reason = hindrance(item, side, form=form, has_contract=False)
    return reason.value if reason else ""
