"""Single payments: to whoever it may be, fast ones without workflow, and the questions what became of them.

Source: piece 7 (payments by the customer's own program). One interface serves transfers among the customer's accounts,
payments to others and expenses; the bank tells them apart by the payee's account.
"""

from qiao.directlink.rules.fox.parties import RMB, payee, payer, reference, state
from qiao.directlink.rules.fox.shapes import (
    REQUIRED,
    Child,
    Element,
    Interface,
    Need,
    account,
    choice,
    date,
    digits,
    either,
    group,
    many,
    paid,
    text,
)

ROUTES = ("REAL_TIME", "SUPER")


def order(*last: Child, named: Need = Need.OPTIONAL, name_most: int = 50, before: tuple[Element, ...] = ()) -> Element:
    """The particulars of one payment, with what its interface has at the end."""
    return group(
        "XFERINFO",
        *before,
        payer(name_most=name_most, named=named),
        payee(),
        digits("CHEQUENUM", 9),
        choice("CURSYM", RMB),
        paid("TRNAMT", REQUIRED),
        choice("PMTMODE", ROUTES),
        text("PURPOSE", 60, REQUIRED),
        *last,
        need=REQUIRED,
    )


DUE = date("DTDUE", filled=True)
MEMO = text("MEMO", 60)
FUNDING = group("FUNDACCT", account("ACCTID", 32))


def listing(number: str) -> Element:
    """The answer to a question: none or one payment between the numbers of the first and the last."""
    return group(
        "XFERINQRS",
        group(
            "XFERLIST",
            text("FROM", 12, REQUIRED),
            text("TO", 12, REQUIRED),
            many(group("XFER", digits(number, 12, REQUIRED), order(DUE, MEMO), state())),
            attributes=(choice("MORE", ("Y", "N")),),
        ),
    )


PAYMENT = Interface(
    "XFER",
    asked=group("XFERRQ", order(DUE, MEMO), need=REQUIRED),
    answered=group("XFERRS", digits("SRVRID", 12, REQUIRED), order(DUE, MEMO), state(), text("CLIENTREF", 30)),
    keeps_cookie=True,
    is_instruction=True,
)
QUESTION = Interface(
    "XFERINQ",
    asked=group("XFERINQRQ", reference(), need=REQUIRED),
    answered=listing("SRVRTID"),
)
CORE_RESULT = Interface(
    "INQSTATE",
    asked=group("INQSTATECOND", digits("SRVRID", 12), text("CLIENTREF", 30), need=REQUIRED),
    answered=group(
        "TXNSTATERS",
        order(DUE, MEMO, before=(digits("SRVRID", 12),)),
        choice("CORERESULT", ("0", "1", "2")),
        text("CORESTATUS", 1),
        text("CORECLM", 9),
    ),
)
FAST = Interface(
    "ICTRANSFER",
    asked=group("XMPTRQ", FUNDING, order(either(MEMO, DUE), named=REQUIRED, name_most=60), need=REQUIRED),
    answered=group("XPMTRS", digits("SRVRID", 12, REQUIRED), FUNDING, order(either(MEMO, DUE), name_most=60), state()),
    is_instruction=True,
    asks_again=True,
)
FAST_QUESTION = Interface(
    "ICTRANSFERINQ",
    asked=group("XFERINQRQ", reference(), need=REQUIRED),
    answered=listing("SRVRID"),
)
INTERFACES = (PAYMENT, QUESTION, CORE_RESULT, FAST, FAST_QUESTION)
