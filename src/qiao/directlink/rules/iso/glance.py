"""A payment at a glance: the shape and the values of nearly all payments, told by one pattern over the element's text.

One rule, two speeds: whatever the pattern does not know is read with care (`paying`), and what it knows, care reads
alike, which a law of the tests holds. The text is what the parser writes of the element it has read, never the file's
own bytes: no second understanding of XML comes in.
"""

import re
from xml.sax.saxutils import unescape

from qiao.directlink.rules.files import FileKind
from qiao.directlink.rules.iso.amounts import FILE_AMOUNT_FEN_MOST
from qiao.directlink.rules.iso.paying import NOT_PROVIDED, Row
from qiao.directlink.rules.iso.values import NAME_LETTERS_MOST, NUMBER_LETTERS_MOST, PURPOSE_LETTERS_MOST
from qiao.directlink.rules.iso.versions import Version

GAP = r"\s*+"
ANY = r"[^<]*+"
BANK_NUMBER = r"([0-9]{14}|[0-9]{12})"
BIC = r"([A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?+)"
ACCOUNT = r"([0-9A-Za-z-]{1,32}+)"
AMOUNT = r"<InstdAmt Ccy=\"CNY\">([0-9]{1,13}+)\.([0-9]{2})</InstdAmt>"
ADDRESS = rf"(?:<PstlAdr>(?:{GAP}<[A-Za-z]++>{ANY}</[A-Za-z]++>)*+{GAP}</PstlAdr>{GAP})?+"


def element(name: str, *inside: str) -> str:
    """An element with what stands in it, in this order."""
    return GAP.join((f"<{name}>", *inside, f"</{name}>"))


def words(most: int) -> str:
    """Text that needs neither drawing together nor cutting."""
    return rf"(?=[^<]{{1,{most}}}+<)([^\s<]++(?: [^\s<]++)*+)"


def leaf(name: str, value: str) -> str:
    """An element with a value."""
    return f"<{name}>{value}</{name}>"


def maybe(pattern: str) -> str:
    """The same or nothing."""
    return f"(?:{pattern}{GAP})?+"


NUMBER, NAME, PURPOSE = (words(most) for most in (NUMBER_LETTERS_MOST, NAME_LETTERS_MOST, PURPOSE_LETTERS_MOST))


def pattern_of(version: Version) -> re.Pattern[str]:
    """The usual shape of a payment.

    Its groups: the sender's and the end-to-end number, yuan, fen, the contract, the bank's code, number and name, the
    other side's name and account, the purpose.
    """
    is_transfer = version.kind is FileKind.PAYMENTS
    other = version.other
    clearing = element("ClrSysMmbId", maybe(element("ClrSysId", leaf("Cd", "CNAPS"))) + leaf("MmbId", BANK_NUMBER))
    unnamed = maybe(element("Othr", leaf("Id", ANY)))
    bank = maybe(leaf(version.bic, BIC)) + maybe(clearing) + maybe(leaf("Nm", NAME)) + unnamed
    mandate = element("MndtRltdInf", leaf("MndtId", NUMBER), maybe(leaf("DtOfSgntr", ANY)))
    numbers = maybe(leaf("InstrId", NUMBER)) + leaf("EndToEndId", rf"(?!{NOT_PROVIDED}<){NUMBER}")
    return re.compile(
        GAP.join(
            (
                rf"<{version.payment}[^<>]*+>",
                element("PmtId", numbers, maybe(leaf("UETR", ANY))),
                element("Amt", AMOUNT) if is_transfer else AMOUNT,
                maybe(leaf("ChrgBr", ANY)) + ("()" if is_transfer else maybe(element("DrctDbtTx", mandate))),
                maybe(element(f"{other}Agt", element("FinInstnId", bank))) + element(other, leaf("Nm", NAME), ADDRESS),
                element(f"{other}Acct", element("Id", element("Othr", leaf("Id", ACCOUNT)))),
                maybe(element("Purp", leaf("Cd", ANY))) + maybe(element("RmtInf", leaf("Ustrd", PURPOSE))),
                f"</{version.payment}>",
            )
        )
    )


class Glance:
    """The pattern of one version."""

    def __init__(self, version: Version) -> None:
        """Put the pattern together."""
        self._fullmatch = pattern_of(version).fullmatch

    def row(self, text: str, part: int, line: int) -> Row | None:
        """The line of a payment with which nothing is wrong; None where it has to be looked at with care."""
        found = self._fullmatch(text)
        if found is None:
            return None
        values = found.groups("")
        if "&" in text:
            if "&#" in text:
                return None
            values = tuple([unescape(value) if "&" in value else value for value in values])
        sender, number, yuan, fen, contract, bic, bank, bank_name, name, account, purpose = values
        amount = int(yuan + fen)
        if 0 < amount <= FILE_AMOUNT_FEN_MOST:
            return (part, line, number, sender, account, name, amount, bank, bic, bank_name, purpose, contract)
        return None
