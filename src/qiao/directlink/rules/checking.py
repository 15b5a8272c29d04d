"""What is asked of the other side of a payment before it is accepted: that it is there, open, and called so.

Source: fox.md 1.5 (the payee's name has to be the core's), 2.9 (payroll pays persons), 2.10 (collections are agreed).
"""

from dataclasses import dataclass

from qiao.directlink.rules.ledger import AccountKind, AccountState, Reason
from qiao.directlink.rules.orders import Business, Form, Item


@dataclass(frozen=True, slots=True)
class OtherSide:
    """An account of this bank as it is known: whose, called how, and whether the enterprise is its own owner."""

    name: str
    kind: AccountKind
    state: AccountState
    is_own: bool


def same_name(said: str, known: str) -> bool:
    """Whether two names are the same, blanks and the width of brackets aside."""
    return plain_name(said) == plain_name(known)


def plain_name(name: str) -> str:
    """A name without blanks, its brackets of one width."""
    return "".join(name.split()).replace("（", "(").replace("）", ")")


def hindrance(item: Item, side: OtherSide | None, *, form: Form, has_contract: bool) -> Reason | None:
    """Why a payment with an account of this bank cannot be accepted; None where it can."""
    reason: Reason | None = None
    if side is None or side.kind is AccountKind.INTERNAL:
        reason = Reason.UNKNOWN_ACCOUNT
    elif side.state is AccountState.CLOSED:
        reason = Reason.CLOSED
    elif not same_name(item.name, side.name):
        reason = Reason.NAME
    elif form is Form.PAYROLL and side.kind is not AccountKind.PERSON:
        reason = Reason.NOT_A_PERSON
    elif form is Form.COLLECTION and not has_contract:
        reason = Reason.CONTRACT
    return reason


def business_of(form: Form, sides: list[OtherSide | None], *, wished: Business | None) -> Business:
    """For which kind of business a right is asked: of a single payment the payee's account tells."""
    if form is Form.PAYROLL:
        return Business.PAYROLL
    if form is Form.COLLECTION:
        return Business.COLLECTION
    if form in {Form.BATCH, Form.BATCH_LATER}:
        return wished or Business.PAYMENT
    side = sides[0]
    if side is not None and side.is_own:
        return Business.INTERNAL
    return Business.EXPENSE if side is not None and side.kind is AccountKind.PERSON else Business.PAYMENT
