"""An enterprise's system as a script plays it: what it wrote down before it sent, and what it was told since.

It orders from two accounts of Yunshan. Whatever it sends it has written down first; a number is made once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from qiao.directlink.rules.fox.asking import build
from qiao.directlink.rules.fox.codes import State
from qiao.directlink.rules.fox.messages import Reply, Request, SignOn
from qiao.directlink.rules.fox.parts import TEXT, Part, part_of
from qiao.directlink.tests.cast import COMPANY, FAR_ACCOUNT, FAR_BANK, FAR_NAME, NING, SECOND, B
from qiao.ground.money import text_of_scaled

RICH = "901010100100000042"
"""An account with enough on it for the large-value system."""
PASSWORD = "right-1"
STEM = "20300508P"
SINGLE, FAST, BATCH, LATER, WAGES = "XFER", "ICTRANSFER", "RBATCHTRSFR", "ASYNBATCHTRSFR", "RPAYOFF"
SIGNED_ONLY = frozenset({FAST, LATER})
PAYEES = {
    "baihua": (B, "白桦物流", True),
    "own": (SECOND, "云杉贸易", True),
    "ning": (NING, "宁小舟", True),
    "far": (FAR_ACCOUNT, "远方公司", False),
    "nobody": ("901010100199999999", "无此户", True),
}
"""Whom it pays: the account, the name, and whether it is at this bank."""


@dataclass(frozen=True, slots=True)
class Pay:
    """One payment of an order: to whom of the payees, and how much, fen."""

    to: str
    fen: int


@dataclass(frozen=True, slots=True)
class Draft:
    """An order before it has its number: the interface, from where, the payments, day and way, and whether signed."""

    interface: str
    account: str
    pays: tuple[Pay, ...]
    due: str = ""
    way: str = ""
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """An order as it was written down before it was sent."""

    number: str
    draft: Draft
    request: Request

    @property
    def is_signed(self) -> bool:
        """Whether the front-end agent signs it."""
        return self.draft.is_signed or self.draft.interface in SIGNED_ONLY


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says of an order: its state and those of its payments."""

    state: State
    items: tuple[str, ...] = ()


@dataclass(slots=True)
class Erp:
    """The system's own journal so far: orders by number, and the last that each was told."""

    sent: dict[str, Sent] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    questions: int = 0

    def write_down(self, draft: Draft) -> Sent:
        """Give an order its number and keep it; only then it may be sent."""
        number = f"{STEM}{len(self.sent) + 1:04}"
        body = BODIES[draft.interface](draft)
        self.sent[number] = Sent(number, draft, Request(draft.interface, number, part_of(body)))
        return self.sent[number]

    def ask(self, number: str) -> Request:
        """The question what became of an order."""
        self.questions += 1
        interface = self.sent[number].draft.interface
        if interface in {BATCH, LATER}:
            return Request(interface, number)
        asked = "RPAYOFFINQ" if interface == WAGES else "XFERINQ"
        return Request(asked, f"Q{self.questions}", part_of({"CLIENTREF": number}))

    def hear(self, number: str, told: Told | None) -> None:
        """Keep what an answer said; an answer that was late says nothing new of what is final."""
        known = self.told.get(number)
        if told is not None and (known is None or not known.state.is_final):
            self.told[number] = told

    @property
    def open(self) -> list[str]:
        """The orders of which nothing final is known."""
        return [number for number in self.sent if number not in self.told or not self.told[number].state.is_final]


def message(*requests: Request, operator: str = "op01") -> bytes:
    """The bytes of a message."""
    return build(SignOn("2030-05-08 09:00:00", COMPANY, operator, PASSWORD), requests)


def told_of(reply: Reply) -> Told | None:
    """What a reply says of an order; None where it says nothing."""
    if not reply.status.is_done or reply.state is None:
        return None
    items = reply.part.parts("XFERINFO") if reply.interface == BATCH else ()
    if reply.interface.startswith(WAGES):
        items = reply.part.parts("RPAYOFFINFO/RPAYOFFLIST/RPAYOFF")
    if reply.interface == LATER:
        lines = reply.part.text("XFERINFOTEXT").splitlines()
        return Told(reply.state, tuple(line.split("|")[11] for line in lines if line.strip()))
    return Told(reply.state, tuple(item.text("STATUS") for item in items))


def _yuan(fen: int) -> str:
    return text_of_scaled(fen, places=2)


def _payee(pay: Pay) -> dict[str, Any]:
    account, name, here = PAYEES[pay.to]
    bank = {} if here else {"BANKDESC": FAR_NAME, "BANKNUM": FAR_BANK}
    return {"@INTERBANK": "Y" if here else "N", "@LOCAL": "Y", "ACCTID": account, "NAME": name, **bank}


def _single(draft: Draft) -> dict[str, Any]:
    (pay,) = draft.pays
    told = {
        "ACCTFROM": {"ACCTID": draft.account, "NAME": "云杉贸易"},
        "ACCTTO": _payee(pay),
        "TRNAMT": _yuan(pay.fen),
        "PMTMODE": draft.way or None,
        "PURPOSE": "运费",
        "DTDUE": draft.due or None,
    }
    return {"XFERINFO": told}


def _head(draft: Draft) -> dict[str, Any]:
    return {"ACCTFROM": {"ACCTID": draft.account}, "BIZTYPE": "0", "PURPOSE": "货款"}


def _batch(draft: Draft) -> dict[str, Any]:
    items = [
        {"INDX": str(place), "ACCTTO": _payee(pay), "TRNAMT": _yuan(pay.fen)}
        for place, pay in enumerate(draft.pays, start=1)
    ]
    return {**_head(draft), "DTDUE": draft.due or None, "XFERINFO": items}


def _later(draft: Draft) -> dict[str, Any]:
    lines = [_line(place, pay) for place, pay in enumerate(draft.pays, start=1)]
    total = {"TOTALCOUNT": str(len(lines)), "TOTALAMOUNT": _yuan(sum(pay.fen for pay in draft.pays))}
    return {**_head(draft), **total, "XFERINFOTEXT": {"@size": str(len(lines)), TEXT: "\n".join(lines)}}


def _line(place: int, pay: Pay) -> str:
    account, name, here = PAYEES[pay.to]
    bank = ("Y", "Y", "", "") if here else ("N", "Y", FAR_BANK, FAR_NAME)
    return "|".join((str(place), account, name, *bank, "", _yuan(pay.fen), "货款", "", ""))


def _wages(draft: Draft) -> dict[str, Any]:
    wages = [
        {"INDX": str(place), "ACCTNAME": PAYEES[pay.to][1], "ACCTID": PAYEES[pay.to][0], "TRNAMT": _yuan(pay.fen)}
        for place, pay in enumerate(draft.pays, start=1)
    ]
    head = {"ACCTFROM": {"ACCTID": draft.account}, "TITLE": "五月工资", "DESCRIPTION": "006"}
    return {"RPAYOFFINFO": {**head, "DTDUE": draft.due or None, "RPAYOFFLIST": {"RPAYOFF": wages}}}


BODIES = {SINGLE: _single, FAST: _single, BATCH: _batch, LATER: _later, WAGES: _wages}


def statement(number: str, account: str, since: str, *, last: str, page: int) -> Request:
    """The question for a page of a statement."""
    span = {"DTSTART": since, "DTEND": last, "PAGE": str(page)}
    return Request("SCUSTSTMT", number, part_of({"ACCTFROM": {"ACCTID": account}, "INCTRAN": span}))


def debits(lines: Sequence[Part]) -> int:
    """What the debits of a statement's lines come to, fen."""
    return sum(line.fen("TRNAMT") or 0 for line in lines if line.text("TRNTYPE") == "DEBIT")
