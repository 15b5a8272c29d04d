"""An order as an enterprise gives it, whatever the channel: who pays whom how much, when, and under which number.

Source: piece 7. The enterprise's own number names an order for ever and across all channels; the digest of its content
tells the same order sent again from another one under an old number.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum

from qiao.directlink.rules.ledger import INTERNAL_NAMES
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

NUMBER = re.compile(r"[0-9A-Za-z_-]{1,35}", re.ASCII)
"""FOX allows 30 letters, ISO 20022 35."""
ACCOUNT = re.compile(r"[0-9A-Za-z-]{1,32}", re.ASCII)
AMOUNT_FEN_MOST = 10**17 - 1
"""15 digits of yuan and two decimals, as the interface writes amounts."""


class Form(StrEnum):
    """In which form an order comes."""

    SINGLE = "single"
    FAST = "fast"
    BATCH = "batch"
    BATCH_LATER = "batch_later"
    PAYROLL = "payroll"
    COLLECTION = "collection"
    FILE = "file"


FORM_WORDS: Mapping[Form, str] = {
    Form.SINGLE: _("single payment"),
    Form.FAST: _("fast transfer"),
    Form.BATCH: _("batch payment"),
    Form.BATCH_LATER: _("batch in the background"),
    Form.PAYROLL: _("payroll"),
    Form.COLLECTION: _("collection"),
    Form.FILE: _("payments of a file"),
}
ITEMS_MOST: Mapping[Form, int] = {
    Form.SINGLE: 1,
    Form.FAST: 1,
    Form.BATCH: 100,
    Form.BATCH_LATER: 100,
    Form.PAYROLL: 300,
    Form.COLLECTION: 1_000,
    Form.FILE: 100_000,
}
"""Items a request (fox.md 1.8); of a file the product's own bound."""
SIGNED_ONLY = frozenset({Form.FAST, Form.BATCH_LATER})
"""Forms that know no workflow and no limit, and so come signed (fox.md 4)."""


class Business(StrEnum):
    """What a right is given for."""

    INTERNAL = "internal"
    PAYMENT = "payment"
    EXPENSE = "expense"
    PAYROLL = "payroll"
    COLLECTION = "collection"


BUSINESS_WORDS: Mapping[Business, str] = {
    Business.INTERNAL: _("transfer between own accounts"),
    Business.PAYMENT: _("payment to others"),
    Business.EXPENSE: _("payment to persons"),
    Business.PAYROLL: _("payroll"),
    Business.COLLECTION: _("collection"),
}


class Route(StrEnum):
    """By which way money goes."""

    BOOK = "book"
    LARGE = "large"
    SMALL = "small"
    SUPER = "super"


ROUTE_WORDS: Mapping[Route, str] = {
    Route.BOOK: _("within the bank"),
    Route.LARGE: _("large-value system"),
    Route.SMALL: _("small-value system"),
    Route.SUPER: _("online interbank system"),
}


CHANNEL_WORDS: Mapping[str, str] = {"web": _("web desk"), "fox": _("direct link"), "rest": _("JSON interface")}
"""By which channel an order comes, or a signature."""


@dataclass(frozen=True, slots=True)
class Item:
    """One payment of an order: the other side, and how much. `here` says that the other side is at this bank."""

    index: int
    account: str
    name: str
    amount_fen: int
    here: bool = True
    same_city: bool = True
    bank_name: str = ""
    bank_number: str = ""
    city: str = ""
    purpose: str = ""
    memo: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered. `account` is the enterprise's own; `wished` the route asked for; `code` a summary code.

    `said` keeps what a channel has to say again in its answers and the core has no use for.
    """

    number: str
    form: Form
    account: str
    items: tuple[Item, ...]
    purpose: str = ""
    memo: str = ""
    title: str = ""
    due: date | None = None
    wished: str = ""
    code: str = ""
    firm: str = ""
    business: Business | None = None
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def total_fen(self) -> int:
        """The sum of its payments, fen."""
        return sum(item.amount_fen for item in self.items)

    @property
    def is_collection(self) -> bool:
        """Whether money is to come instead of to go."""
        return self.form is Form.COLLECTION


def whole_of(payments: Iterable[tuple[int, int]]) -> int:
    """What payments take off an account together with their fees, fen."""
    return sum(amount_fen + fee_fen for amount_fen, fee_fen in payments)


def content_of(order: Order) -> dict[str, object]:
    """The order as plain JSON."""
    plain = {name: getattr(order, name) for name in _ORDER}
    return plain | {
        "due": order.due.isoformat() if order.due else None,
        "items": [{name: getattr(item, name) for name in _ITEM} for item in order.items],
        "said": dict(order.said),
    }


_ORDER, _ITEM = (tuple(field.name for field in fields(one)) for one in (Order, Item))


def digest_of(order: Order) -> str:
    """SHA-256 over what was ordered, hex; what a channel merely says again is no part of it."""
    content = content_of(order)
    del content["said"]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check_order(order: Order) -> None:
    """Refuse what no account and no right could mend: a number, an amount or a count out of its bounds."""
    if not NUMBER.fullmatch(order.number):
        raise Refusal("order.number", _("The order's number has to be 1 to 35 letters, digits, - or _."))
    most = ITEMS_MOST[order.form]
    if not 1 <= len(order.items) <= most:
        raise Refusal("order.count", _("An order of this form has 1 to %(most)s payments."), most=most)
    if len({item.index for item in order.items}) != len(order.items):
        raise Refusal("order.index", _("Two payments of the order bear the same number."))
    for item in order.items:
        _check_item(item, payer=order.account)
    if order.total_fen > AMOUNT_FEN_MOST:
        raise Refusal("order.amount", _("An amount has to be at least 0.01 and at most 15 digits."))


def _check_item(item: Item, *, payer: str) -> None:
    """Refuse a payment for itself; `payment` tells which."""
    if not 0 < item.amount_fen <= AMOUNT_FEN_MOST:
        words = _("An amount has to be at least 0.01 and at most 15 digits.")
        raise Refusal("order.amount", words, payment=item.index)
    if not ACCOUNT.fullmatch(item.account) or item.account in INTERNAL_NAMES:  # nobody pays the bank's own accounts
        words = _("An account has to be 1 to 32 digits, letters or hyphens.")
        raise Refusal("order.account", words, payment=item.index)
    if item.account == payer:
        raise Refusal("order.same_account", _("Payer and payee are the same account."), payment=item.index)
