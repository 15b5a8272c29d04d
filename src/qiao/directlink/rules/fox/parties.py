"""The parts that many interfaces share: who pays, who is paid, the state, the balances, the key of a list."""

from qiao.directlink.rules.fox.shapes import (
    ONLY_ASKED,
    REQUIRED,
    Element,
    Need,
    account,
    amount,
    appended,
    choice,
    digits,
    group,
    moment,
    text,
)

YES_NO = ("Y", "N")
RMB = ("RMB",)
REFERENCE_MOST = 30
"""The longest number that a client gives."""
FLAGS = (choice("INTERBANK", YES_NO), choice("LOCAL", YES_NO))
"""INTERBANK is Y where the payee has its account at this bank: the name misleads."""


def payer(most: int = 18, *, name_most: int = 50, named: Need = Need.OPTIONAL) -> Element:
    """Who pays; in questions the account alone counts."""
    return group(
        "ACCTFROM",
        account("ACCTID", most, REQUIRED),
        text("NAME", name_most, named),
        text("BANKDESC", name_most),
        text("CITY", 30),
        need=REQUIRED,
    )


def payee(name_most: int = 50) -> Element:
    """Who is paid; the mark of the finance company's inner account is asked and never answered."""
    return group(
        "ACCTTO",
        account("ACCTID", 32, REQUIRED),
        text("NAME", name_most, REQUIRED),
        text("BANKDESC", name_most),
        digits("BANKNUM", 12),
        text("CITY", 30),
        *appended(ONLY_ASKED, choice("COLLECT", ("0", "1"))),
        need=REQUIRED,
        attributes=FLAGS,
    )


def reference(name: str = "CLIENTREF") -> Element:
    """The number that the client gave to an earlier request."""
    return text(name, REFERENCE_MOST, REQUIRED)


def state() -> Element:
    """Where an instruction stands, since when, and words."""
    return group("XFERPRCSTS", text("XFERPRCCODE", 20, REQUIRED), moment("DTXFERPRC", REQUIRED), text("MESSAGE"))


def balance(name: str) -> Element:
    """A balance and the day or moment it is of."""
    return group(name, amount("BALAMT", REQUIRED), text("DTASOF", 19, REQUIRED))
