"""A part of a file that collects: an order like that of any other channel, with the sender's numbers beside it."""

from collections.abc import Collection, Sequence
from datetime import date

from qiao.directlink.actions.journal import Turn
from qiao.directlink.actions.taking import Caller, take_in
from qiao.directlink.adapters.rows import update_many
from qiao.directlink.models import OrderFile
from qiao.directlink.rules.core import Core
from qiao.directlink.rules.files import Paid, Part
from qiao.directlink.rules.filing import due_of_part, is_here, said_of_part
from qiao.directlink.rules.orders import Form, Item, Order, check_order


def ordered(part: Part, number: str, good: Sequence[Paid], *, own_banks: Collection[str], on: date) -> Order:
    """A part as an order; refused where it has more payments than a collection may."""
    items = tuple(_item(place, paid, own_banks) for place, paid in enumerate(good, start=1))
    due, said = due_of_part(part, on=on), said_of_part(part)
    order = Order(number, Form.COLLECTION, part.account, items, due=due, firm=part.firm, said=said)
    check_order(order)
    return order


def collect(
    order: Order, part: Part, good: Sequence[Paid], *, caller: Caller, taken: Turn, file: OrderFile, core: Core
) -> None:
    """Take a part's order and keep the sender's numbers; refused where no agreement lets it."""
    instruction = take_in(order, caller, taken, core=core).instruction
    instruction.file, instruction.part = file, part.number[:35]
    instruction.save(update_fields=["file", "part"])
    payments = list(instruction.payments.order_by("place"))
    for payment, paid in zip(payments, good, strict=True):
        payment.end_to_end, payment.sender_number, payment.purpose = paid.end_to_end, paid.sender_number, paid.purpose
    update_many(payments, "end_to_end", "sender_number", "purpose")


def _item(place: int, paid: Paid, own_banks: Collection[str]) -> Item:
    here = is_here(paid, own_banks)
    return Item(
        place,
        paid.account,
        paid.name,
        paid.amount_fen,
        here=here,
        bank_number="" if here else paid.bank_number,
        purpose=paid.purpose,
        contract=paid.contract,
    )
