"""A request to withdraw what was ordered by file: the whole file, a part of it, or single payments.

Source: ISO 20022 camt.055. Of the elements that say what is withdrawn, order and number are checked here, since no
release that may be shipped carries their schema; who asked whom, and copies of the payments, are passed over.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qiao.directlink.rules.iso.values import NUMBER_LETTERS_MOST
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MANY = 10**6
YES, NO = frozenset({"true", "1"}), frozenset({"false", "0", ""})


class Scope(StrEnum):
    """How much is withdrawn."""

    FILE = "file"
    PART = "part"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One thing that is withdrawn, by the numbers that its sender once gave it, and the reason's code or text.

    `message_name` is what the request says that the file was, as pain.001.001.09.
    """

    scope: Scope
    message_id: str
    message_name: str = ""
    part: str = ""
    end_to_end: str = ""
    sender_number: str = ""
    reason: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A request with its own number; `digest` is SHA-256 over its bytes, hex."""

    version: str
    message_id: str
    made: str
    digest: str
    withdrawals: tuple[Withdrawal, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """An element as it was read, without its namespace."""

    name: str
    line: int
    text: str = ""
    children: tuple["Node", ...] = field(default=())

    def find(self, *names: str) -> "Node | None":
        """The first descendant by a way of names."""
        node: Node | None = self
        for name in names:
            node = next((one for one in node.children if one.name == name), None) if node else None
        return node

    def say(self, *names: str) -> str:
        """The text of a descendant, empty where there is none."""
        found = self.find(*names)
        return found.text.strip() if found else ""


CASE = ("Case", 0, 1)
CONTROL = (("NbOfTxs", 0, 1), ("CtrlSum", 0, 1))
REASONS = ("CxlRsnInf", 0, MANY)
SUPPLEMENT = ("SplmtryData", 0, MANY)
SHAPES: Mapping[str, tuple[tuple[str, int, int], ...]] = {
    "Document": (("CstmrPmtCxlReq", 1, 1),),
    "CstmrPmtCxlReq": (("Assgnmt", 1, 1), CASE, ("CtrlData", 0, 1), ("Undrlyg", 1, MANY), SUPPLEMENT),
    "Assgnmt": (("Id", 1, 1), ("Assgnr", 1, 1), ("Assgne", 1, 1), ("CreDtTm", 1, 1)),
    "CtrlData": (("NbOfTxs", 1, 1), ("CtrlSum", 0, 1)),
    "Undrlyg": (("OrgnlGrpInfAndCxl", 0, 1), ("OrgnlPmtInfAndCxl", 0, MANY)),
    "OrgnlGrpInfAndCxl": (
        *(("GrpCxlId", 0, 1), CASE, ("OrgnlMsgId", 1, 1), ("OrgnlMsgNmId", 1, 1), ("OrgnlCreDtTm", 0, 1)),
        *(*CONTROL, ("GrpCxl", 0, 1), REASONS),
    ),
    "OrgnlPmtInfAndCxl": (
        *(("PmtCxlId", 0, 1), CASE, ("OrgnlPmtInfId", 1, 1), ("OrgnlGrpInf", 0, 1), *CONTROL, ("PmtInfCxl", 0, 1)),
        *(REASONS, ("TxInf", 0, MANY)),
    ),
    "OrgnlGrpInf": (("OrgnlMsgId", 1, 1), ("OrgnlMsgNmId", 1, 1), ("OrgnlCreDtTm", 0, 1)),
    "TxInf": (
        *(("CxlId", 0, 1), CASE, ("OrgnlInstrId", 0, 1), ("OrgnlEndToEndId", 0, 1), ("OrgnlUETR", 0, 1)),
        *(("OrgnlInstdAmt", 0, 1), ("OrgnlReqdExctnDt", 0, 1), ("OrgnlReqdColltnDt", 0, 1), REASONS),
        *(("OrgnlTxRef", 0, 1), SUPPLEMENT),
    ),
    "CxlRsnInf": (("Orgtr", 0, 1), ("Rsn", 0, 1), ("AddtlInf", 0, MANY)),
    "Rsn": (("Cd", 0, 1), ("Prtry", 0, 1)),
}
"""The children of each element that is read, in their order: name, least, most."""
NUMBERS = frozenset({"OrgnlMsgId", "OrgnlPmtInfId", "OrgnlInstrId", "OrgnlEndToEndId"})
PASSED_OVER = frozenset({"Case", "Assgnr", "Assgne", "Orgtr", "OrgnlTxRef", "SplmtryData", "OrgnlReqdExctnDt"})


def cancellation_of(root: Node, *, version: str, digest: str) -> Cancellation:
    """What is withdrawn; refused where the message is not in its form, or names nothing."""
    _check(root)
    request = root.children[0]
    head = request.children[0]
    withdrawals = tuple(one for node in request.children if node.name == "Undrlyg" for one in _underlying(node))
    declared = request.say("CtrlData", "NbOfTxs")
    are_payments = all(one.scope is Scope.PAYMENT for one in withdrawals)
    if declared and are_payments and declared.lstrip("0") != str(len(withdrawals)):
        raise Refusal("cancellation.count", _("The request does not name as many payments as it declares."))
    number = head.say("Id")
    if not 0 < len(number) <= NUMBER_LETTERS_MOST:
        raise _misshapen(head)
    return Cancellation(version, number, head.say("CreDtTm"), digest, withdrawals)


def _misshapen(node: Node) -> Refusal:
    return Refusal(
        "cancellation.form",
        _("The request is not in the form of its standard at line %(line)s, element %(name)s."),
        line=node.line,
        name=node.name[:40],
    )


def _check(node: Node) -> None:
    """Order and number of the children, as deep as anything is read."""
    shape = SHAPES.get(node.name)
    if shape is None:
        is_number = node.name in NUMBERS
        if node.children or (is_number and not 0 < len(node.text.strip()) <= NUMBER_LETTERS_MOST):
            raise _misshapen(node)
        return
    left = deque(node.children)
    for name, least, most in shape:
        found = 0
        while left and left[0].name == name and found < most:
            child = left.popleft()
            found += 1
            if name not in PASSED_OVER:
                _check(child)
        if found < least:
            raise _misshapen(node)
    if left or node.text.strip():
        raise _misshapen(left[0] if left else node)


def _says(node: Node | None, name: str) -> bool:
    """A mark that is set or not."""
    said = node.say(name) if node else ""
    if node and said not in YES | NO:
        raise _misshapen(node)
    return said in YES


def _reason(*nodes: Node | None) -> str:
    """The nearest reason: its code, or the sender's own text."""
    for node in nodes:
        told = node.find("CxlRsnInf", "Rsn") if node else None
        if told and told.children:
            return told.children[0].text.strip()
    return ""


def _underlying(node: Node) -> Iterator[Withdrawal]:
    """What one group of the request withdraws."""
    group = node.find("OrgnlGrpInfAndCxl")
    parts = [one for one in node.children if one.name == "OrgnlPmtInfAndCxl"]
    is_whole = _says(group, "GrpCxl")
    if is_whole == bool(parts):
        words = _("The request names a whole file and parts of it, or nothing at all, at line %(line)s.")
        raise Refusal("cancellation.scope", words, line=node.line)
    if is_whole and group:
        name = group.say("OrgnlMsgNmId")
        yield Withdrawal(Scope.FILE, group.say("OrgnlMsgId"), name, reason=_reason(group), line=group.line)
    for part in parts:
        file = part.find("OrgnlGrpInf") or group
        message = file.say("OrgnlMsgId") if file else ""
        if not message:
            raise Refusal("cancellation.message", _("The request does not say which file it is about."))
        yield from _of_part(part, group, of_file=(message, file.say("OrgnlMsgNmId") if file else ""))


def _of_part(part: Node, group: Node | None, *, of_file: tuple[str, str]) -> Iterator[Withdrawal]:
    """A part, or payments of it; `of_file` is the file's number and name."""
    number = part.say("OrgnlPmtInfId")
    payments = [one for one in part.children if one.name == "TxInf"]
    if _says(part, "PmtInfCxl") == bool(payments):
        words = _("The request names a whole part and payments of it, or nothing at all, at line %(line)s.")
        raise Refusal("cancellation.scope", words, line=part.line)
    if not payments:
        yield Withdrawal(Scope.PART, *of_file, number, reason=_reason(part, group), line=part.line)
    for payment in payments:
        end_to_end, sender_number = payment.say("OrgnlEndToEndId"), payment.say("OrgnlInstrId")
        if not end_to_end and not sender_number:
            raise _misshapen(payment)
        yield Withdrawal(
            Scope.PAYMENT,
            *of_file,
            number,
            end_to_end,
            sender_number,
            reason=_reason(payment, part, group),
            line=payment.line,
        )
