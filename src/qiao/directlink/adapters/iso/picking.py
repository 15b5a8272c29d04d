"""Picks the texts out of the heads of a message and of its parts.

It runs before the schema has judged the file, so any element may be missing, twice or elsewhere; what is picked then is
thrown away at the end.
"""

from dataclasses import dataclass
from typing import Any

from qiao.directlink.adapters.iso.payments import PaymentPicker
from qiao.directlink.rules.files import Head, Part
from qiao.directlink.rules.iso.amounts import scaled, whole_fen
from qiao.directlink.rules.iso.totals import Declared, count_of
from qiao.directlink.rules.iso.values import NUMBER_LETTERS_MOST, account_of, day_of, drawn_together
from qiao.directlink.rules.iso.versions import Version

SALARY = "SALA"
"""The code of a salary among the categories of purpose."""


@dataclass(frozen=True, slots=True)
class PartHead:
    """A part as far as its payments have not been read: what it says of itself."""

    part: Part
    declared: Declared
    account_words: str
    method: str
    day: str


class Picker:
    """The tags of one version, put together once, and what is picked by them."""

    def __init__(self, version: Version) -> None:
        """Put the tags together."""
        self.version = version
        self._space = f"{{{version.namespace}}}"
        self.document, self.header, self.part, self.payment = (
            self._space + name for name in ("Document", "GrpHdr", "PmtInf", version.payment)
        )
        self._ours = version.own
        self.raw = PaymentPicker(version).raw
        self._supplement = f"{self._space}SplmtryData"

    def path(self, *names: str) -> str:
        """A path of children for `find`."""
        return "/".join(self._space + name for name in names)

    def head(self, element: Any) -> tuple[Head, Declared]:
        """The head of the file."""
        count, total = self._text(element, "NbOfTxs"), self._text(element, "CtrlSum")
        sender = self._text(element, "InitgPty", "Nm") or self._identified(element.find(self.path("InitgPty", "Id")))
        head = Head(
            kind=self.version.kind,
            version=self.version.version,
            message_id=drawn_together(self._text(element, "MsgId"), most=NUMBER_LETTERS_MOST),
            made=drawn_together(self._text(element, "CreDtTm")),
            sender=drawn_together(sender),
            count=count_of(count),
            sum_fen=whole_fen(scaled(total or "")),
        )
        return head, Declared(count, total, element.sourceline or 0)

    def part_head(self, element: Any, *, place: int) -> PartHead:
        """What a part says of itself before its payments."""
        count, total = self._text(element, "NbOfTxs"), self._text(element, "CtrlSum")
        inside = (f"{self._ours}Acct", "Id")
        account, words = account_of(self._text(element, *inside, "IBAN"), self._text(element, *inside, "Othr", "Id"))
        day = self._text(element, self.version.day)
        if self.version.has_choice_of_day:
            day = self._text(element, self.version.day, "Dt") or self._text(element, self.version.day, "DtTm")
        part = Part(
            place=place,
            number=drawn_together(self._text(element, "PmtInfId"), most=NUMBER_LETTERS_MOST),
            account=account,
            name=drawn_together(self._text(element, self._ours, "Nm")),
            wished_on=day_of(day),
            count=count_of(count),
            sum_fen=whole_fen(scaled(total or "")),
            is_salary=self._text(element, "PmtTpInf", "CtgyPurp", "Cd") == SALARY,
            firm=self._identified(element.find(self.path("CdtrSchmeId", "Id"))),
        )
        declared = Declared(count, total, element.sourceline or 0)
        return PartHead(part, declared, words, method=self._text(element, "PmtMtd") or "", day=day or "")

    def supplement(self, payment: Any) -> int:
        """How many elements a payment has that are of the sender's own making."""
        return sum(1 for child in payment.iterchildren(self._supplement) for _ in child.iter())

    def _text(self, element: Any, *names: str) -> str | None:
        text: str | None = element.findtext(self.path(*names))
        return text

    def _identified(self, element: Any) -> str:
        """The number of a party, of an organisation or of a person."""
        if element is None:
            return ""
        found = element.findtext(f"{self._space}*/{self._space}Othr/{self._space}Id")
        return drawn_together(found, most=NUMBER_LETTERS_MOST)


def forget(element: Any) -> None:
    """Give the memory of an element back that was read, and of those before it."""
    element.clear()
    before = element.getprevious()
    while before is not None:
        element.getparent().remove(before)
        before = element.getprevious()
