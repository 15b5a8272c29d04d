"""What a file of orders is judged by, beyond its form: its numbers, whom each payment goes to, and what a refusal is.

Source: directlink.md 5 (a number once for ever, the pair of message and end-to-end number names a payment).
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from qiao.directlink.rules.files import Code, Fault, Level, Paid, Part
from qiao.directlink.rules.ledger import INTERNAL_NAMES
from qiao.directlink.rules.orders import ACCOUNT, AMOUNT_FEN_MOST, NUMBER, Route
from qiao.directlink.rules.routing import Bounds, usual_route
from qiao.ground.refusals import Refusal

DIGEST_LETTERS = 24
CODES: Mapping[str, Code] = {
    "account.not_yours": Code.DEBTOR_ACCOUNT,
    "account.closed": Code.CLOSED,
    "rights.single": Code.TOO_MUCH,
    "rights.daily": Code.TOO_MUCH,
    "rights.missing": Code.NOT_ALLOWED,
    "order.due": Code.DATE,
    "order.number_used": Code.DUPLICATE,
    "order.amount": Code.TOO_MUCH,
}
"""Refusals of a part by the code that ISO has for them; all others are told in words."""


def number_of_part(message_id: str, place: int, *, parts: int) -> str:
    """The number of a part among the enterprise's orders: the message's own where it is alone in there.

    A message's number may hold letters that an order's may not, or leave no room: then a digest of it stands for it.
    """
    wished = message_id if parts == 1 else f"{message_id}-{place}"
    if NUMBER.fullmatch(wished):
        return wished
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:DIGEST_LETTERS]
    return f"F{digest}-{place}"


def due_of_part(part: Part, *, on: date) -> date | None:
    """The day to come that a part is wished for; one that is here or gone by is today."""
    return part.wished_on if part.wished_on is not None and part.wished_on > on else None


def said_of_part(part: Part) -> dict[str, str]:
    """What an instruction keeps of its part: the sender's number, which may stand twice in a file, and the place."""
    return {"part": part.number, "place": str(part.place)}


@dataclass(frozen=True, slots=True)
class Ground:
    """What payments of a file are held against: banks by number, own banks' numbers, listed payees, the systems.

    `banks` grows with the numbers that were looked up; one that nobody knows has no name. `listed` is None where the
    enterprise pays whomever it likes.
    """

    banks: dict[str, str]
    own_banks: Collection[str]
    listed: Collection[tuple[str, bool]] | None
    bounds: Bounds


class Placed(NamedTuple):
    """Where a payment goes: the bank's number and name, empty within the bank, and the way."""

    bank_number: str
    bank_name: str
    route: Route


HERE = Placed("", "", Route.BOOK)


def is_here(paid: Paid, own_banks: Collection[str]) -> bool:
    """Whether the other side is at this bank: no bank is named, or this one; a clearing number alone decides."""
    if paid.bank_number:
        return paid.bank_number in own_banks
    return paid.bic in own_banks if paid.bic else not paid.bank_name


def placed(paid: Paid, ground: Ground, *, payer: str) -> Placed | Code:
    """The way of a payment, or why it has none."""
    here = is_here(paid, ground.own_banks)
    fault = _fault(paid, ground, payer=payer, here=here)
    if fault is not None:
        return fault
    if here:
        return HERE
    name = ground.banks.get(paid.bank_number)
    if not name:
        return Code.AGENT
    return Placed(paid.bank_number, name, usual_route(paid.amount_fen, ground.bounds))


def _fault(paid: Paid, ground: Ground, *, payer: str, here: bool) -> Code | None:
    if not ACCOUNT.fullmatch(paid.account) or paid.account in INTERNAL_NAMES:
        return Code.ACCOUNT
    if not 0 < paid.amount_fen <= AMOUNT_FEN_MOST:
        return Code.AMOUNT
    is_listed = ground.listed is None or (paid.account, here) in ground.listed
    return None if is_listed and not (here and paid.account == payer) else Code.NOT_ALLOWED


@dataclass(slots=True)
class Tally:
    """What a part comes to so far, without its faulty payments."""

    count: int = 0
    sum_fen: int = 0
    routes: set[Route] = field(default_factory=set)

    def add(self, paid: Paid, where: Placed) -> None:
        """Count a payment in."""
        self.count += 1
        self.sum_fen += paid.amount_fen
        self.routes.add(where.route)


def fault_of_payment(paid: Paid, code: Code, *, words: str) -> Fault:
    """A payment that is not taken, with the place where it stands."""
    return Fault(code, Level.PAYMENT, paid.line, "", words, part=paid.part, end_to_end=paid.end_to_end)


def fault_of_part(part: Part, refusal: Refusal, *, facts: Mapping[str, Any]) -> Fault:
    """A part that the core says no to; its words stay a template with facts, for readers of any language."""
    code = CODES.get(refusal.code, Code.OTHER)
    return Fault(code, Level.PART, 0, "", refusal.words, part=part.place, facts=facts)
