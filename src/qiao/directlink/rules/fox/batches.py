"""Batches: payments at once, payments in the background, and payroll.

Source: piece 7 (batch payment, agency payroll). A batch has its own number only; the same number without a body asks
what became of it.
"""

from qiao.directlink.rules.fox.parties import RMB, payee, payer, reference, state
from qiao.directlink.rules.fox.payments import DUE, MEMO
from qiao.directlink.rules.fox.shapes import (
    REQUIRED,
    Element,
    Interface,
    account,
    choice,
    count,
    digits,
    group,
    lines,
    many,
    paid,
    text,
)

ITEMS_MOST = 100
WAGES_MOST = 300
BUSINESS_KINDS = ("0", "1", "2", "3")
WAGE_KINDS = {
    "006": "工资",
    "007": "电费",
    "008": "水费",
    "022": "奖金",
    "047": "福利费",
    "048": "费用",
    "080": "报刊费",
    "605": "保险理赔",
    "747": "住房公积金",
    "813": "取暖费",
}


def batch(body: str, item: Element, *last: Element, least: int = 0, most: int = 0) -> Element:
    """A batch of payments: its head and its items."""
    return group(
        body,
        text("TITLE", 30),
        payer(32, name_most=60),
        choice("BIZTYPE", BUSINESS_KINDS, REQUIRED),
        count("TOTALCOUNT"),
        paid("TOTALAMOUNT"),
        digits("CHEQUENUM", 9),
        choice("CURSYM", RMB),
        text("PURPOSE", 60, REQUIRED),
        DUE,
        MEMO,
        many(item, least=least, most=most),
        *last,
        need=REQUIRED,
    )


def item(*last: Element) -> Element:
    """One payment of a batch."""
    return group(
        "XFERINFO",
        digits("INDX", 5, REQUIRED),
        payee(60),
        paid("TRNAMT", REQUIRED),
        text("USE", 60),
        text("REMARK", 50),
        *last,
    )


BATCH = Interface(
    "RBATCHTRSFR",
    asked=batch("RQBODY", item(), least=1, most=ITEMS_MOST),
    answered=batch("RSBODY", item(text("STATUS"), text("ERRMSG")), state()),
    is_instruction=True,
    asks_again=True,
)


def background(body: str, *last: Element) -> Element:
    """A batch whose items are lines of text."""
    return group(
        body,
        text("TITLE", 30),
        payer(24, name_most=60),
        choice("BIZTYPE", ("0", "1"), REQUIRED),
        count("TOTALCOUNT"),
        paid("TOTALAMOUNT"),
        choice("CURSYM", RMB),
        text("PURPOSE", 60, REQUIRED),
        MEMO,
        lines("XFERINFOTEXT", REQUIRED),
        *last,
        need=REQUIRED,
    )


BACKGROUND = Interface(
    "ASYNBATCHTRSFR",
    asked=background("RQBODY"),
    answered=background("RSBODY", state()),
    is_instruction=True,
    asks_again=True,
)


def payroll(*last: Element, least: int = 0, most: int = 0) -> Element:
    """A payroll: one debit, many credits to people's cards and books at this bank."""
    return group(
        "RPAYOFFINFO",
        payer(22),
        text("TITLE", 30, REQUIRED),
        choice("DESCRIPTION", tuple(WAGE_KINDS), REQUIRED),
        count("TOTALCOUNT"),
        paid("TOTALAMOUNT"),
        digits("CHEQUENUM", 9),
        choice("CURSYM", RMB),
        DUE,
        text("REMARK", 50),
        group(
            "RPAYOFFLIST",
            many(
                group(
                    "RPAYOFF",
                    digits("INDX", 10, REQUIRED),
                    text("ACCTNAME", 20, REQUIRED),
                    account("ACCTID", 18, REQUIRED),
                    paid("TRNAMT", REQUIRED),
                    *last,
                ),
                least=least,
                most=most,
            ),
            need=REQUIRED,
        ),
        need=REQUIRED,
    )


PAYROLL_ANSWER = group("RPAYOFFRS", digits("SRVRID", 12), payroll(text("STATUS"), text("ERRMSG")), state())
PAYROLL = Interface(
    "RPAYOFF",
    asked=group("RPAYOFFRQ", payroll(least=1, most=WAGES_MOST), need=REQUIRED),
    answered=PAYROLL_ANSWER,
    keeps_cookie=True,
    is_instruction=True,
    asks_again=True,
)
PAYROLL_QUESTION = Interface(
    "RPAYOFFINQ",
    asked=group("XFERINQRQ", reference(), need=REQUIRED),
    answered=PAYROLL_ANSWER,
)
INTERFACES = (BATCH, BACKGROUND, PAYROLL, PAYROLL_QUESTION)
