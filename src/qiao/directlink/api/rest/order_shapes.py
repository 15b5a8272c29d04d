"""What an order says and what is said of one. Every field of a body is known; amounts are texts."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from qiao.directlink.api.rest.misfits import wanted
from qiao.directlink.api.rest.texts import AccountNumber, Amount, Day, Name, Strict, Text60, fen_of
from qiao.directlink.rules.orders import ITEMS_MOST, Business, Form, Item, Order
from qiao.directlink.rules.routing import SUPER_WISHED
from qiao.ground.words import gettext_noop as _

PAYMENTS_MOST = 1_000
"""The most that any form takes (`rules.orders.ITEMS_MOST`); each form has its own bound."""
FormName = Literal["single", "fast", "batch", "batch_later", "payroll", "collection"]
BATCHES = frozenset({Form.BATCH, Form.BATCH_LATER})
assert max(ITEMS_MOST[form] for form in Form if form is not Form.FILE) == PAYMENTS_MOST


class PaymentBody(Strict):
    """One payment: the other side and how much. With a bank's number or name the other side is at another bank."""

    account: AccountNumber
    name: Name
    amount: Amount
    bank_number: Annotated[
        str, Field(pattern=r"^[0-9]{0,14}$"), wanted(_("the number of a bank in the payment systems: up to 14 digits"))
    ] = ""
    bank_name: Annotated[Text60, Field(description="Where the bank's number is not known.")] = ""
    city: Text60 = ""
    same_city: bool = True
    purpose: Text60 = ""
    memo: Text60 = ""
    contract: Annotated[Text60, Field(description="Of a collection: the payer's agreement.")] = ""

    def item(self, index: int) -> Item:
        """As orders know it."""
        return Item(
            index=index,
            account=self.account,
            name=self.name,
            amount_fen=fen_of(self.amount),
            here=not (self.bank_number or self.bank_name),
            same_city=self.same_city,
            bank_name=self.bank_name,
            bank_number=self.bank_number,
            city=self.city,
            purpose=self.purpose,
            memo=self.memo,
            contract=self.contract,
        )


class OrderBody(Strict):
    """An order. Its number is the header Idempotency-Key; `due` the day it is to go on, None as soon as it may."""

    form: FormName
    account: AccountNumber
    payments: Annotated[list[PaymentBody], Field(min_length=1, max_length=PAYMENTS_MOST)]
    effect: Annotated[
        Literal["sign", "lodge"], Field(description="sign: at once by this signature. lodge: for others to authorise.")
    ] = "sign"
    purpose: Text60 = ""
    memo: Text60 = ""
    title: Text60 = ""
    due: Day | None = None
    route: Annotated[
        Literal["", "super"], Field(description="super: the online interbank system. Empty: the bank chooses.")
    ] = ""
    code: Annotated[
        str,
        Field(pattern=r"^[0-9A-Za-z]{0,10}$", description="A summary code, of a payroll."),
        wanted(_("a summary code: up to 10 digits or letters")),
    ] = ""
    firm: Annotated[
        str,
        Field(pattern=r"^[0-9A-Za-z]{0,4}$", description="Of a collection: the firm's code."),
        wanted(_("a firm's code: up to 4 digits or letters")),
    ] = ""
    business: Annotated[Literal["payment", "expense"], Field(description="Of a batch: to companies or to persons.")] = (
        "payment"
    )

    def order(self, number: str) -> Order:
        """As the core takes it, under the enterprise's number; alike in content to what another channel sends."""
        form = Form(self.form)
        return Order(
            number=number,
            form=form,
            account=self.account,
            items=tuple(one.item(index) for index, one in enumerate(self.payments, start=1)),
            purpose=self.purpose,
            memo=self.memo,
            title=self.title,
            due=self.due,
            wished=SUPER_WISHED if self.route else "",
            code=self.code,
            firm=self.firm,
            business=Business(self.business) if form in BATCHES else None,
        )


class PaymentAnswer(Schema):
    """A payment of an order. `transfer` is the bank's number of it; `reason` is for programs, `words` for people."""

    place: int
    transfer: str
    account: str
    name: str
    bank_number: str
    bank_name: str
    amount: str
    fee: str
    route: str
    state: str
    state_since: str
    reason: str
    words: str


class SigningAnswer(Schema):
    """What somebody said of an order."""

    operator: str
    verdict: str
    channel: str
    at: str
    words: str
    counts: bool


class OrderLine(Schema):
    """An order in a list. `id` is its cursor and the bank's own number of it."""

    id: int
    number: str
    form: str
    business: str
    account: str
    total: str
    count: int
    day: date
    state: str
    state_words: str
    state_since: str
    is_final: bool
    made_at: str
    made_by: str
    channel: str
    is_signed: bool
    signatures_wanted: int
    words: str


class OrderAnswer(OrderLine):
    """An order with its payments from a place on; `after` is the place to go on from where `more`."""

    purpose: str
    memo: str
    title: str
    due: date | None
    payments: list[PaymentAnswer]
    signings: list[SigningAnswer]
    after: int
    more: bool
    replayed: bool


class OrderPage(Schema):
    """Orders in the order in which they were made; `after` is the cursor to go on from."""

    orders: list[OrderLine]
    after: int
    more: bool
