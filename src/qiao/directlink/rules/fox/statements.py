"""Accounts, balances and statements.

Source: piece 7 (a customer's program asks for balances and lines; new versions serve old customers unchanged). The
paged statement has two shapes: an empty version is the older one, 2.0 appends fourteen elements to each line.
"""

from qiao.directlink.rules.fox.parties import balance, payer
from qiao.directlink.rules.fox.shapes import (
    REQUIRED,
    Element,
    Interface,
    account,
    amount,
    appended,
    choice,
    count,
    date,
    digits,
    group,
    lines,
    many,
    text,
)

SECOND = "2.0"
MORE = choice("MORE", ("Y", "N"))
SIDES = choice("TRNTYPE", ("0", "1", "2"))
ACCOUNT_ASKED = group("RQBODY", account("ACCTID", 32, REQUIRED), need=REQUIRED)

LINE = group(
    "STMTTRN",
    text("SRVRTID", 8, REQUIRED),
    choice("TRNTYPE", ("DEBIT", "CREDIT"), REQUIRED),
    text("TRNCODE", 3, REQUIRED),
    text("DTACCT", 19, REQUIRED),
    amount("TRNAMT", REQUIRED),
    amount("BALAMT", REQUIRED),
    text("CURRENCY", 3, REQUIRED),
    text("MEMO"),
    text("CORRELATE_ACCTID"),
    text("CORRELATE_NAME"),
    digits("CHEQUENUM", 9),
    text("BILLTYPE", 2),
    text("BILLNUMBER", 8),
    text("CORRELATE_BANKNAME", 50),
    text("CORRELATE_BANKCODE", 12),
    text("BUSINESSTYPE", 20),
    text("ATTACHINFO", 30, REQUIRED),
    *appended(
        SECOND,
        text("HXJYLSBH", 30, REQUIRED),
        text("SUMMNAME"),
        text("SUMMDESC"),
        text("PURPOSE"),
        text("BRANCHNO", 5),
        text("CHANNELCODE", 3),
        text("CASHFLAG", 1),
        text("CBBZ", 1),
        text("BCZBZ", 1),
        text("ROUTECHOICE", 1),
        text("BIZREF"),
        text("TEXT1"),
        text("TEXT2"),
        text("TEXT3"),
    ),
)
SECOND_TAGS = tuple(one.name for one in LINE.elements if one.since == SECOND)
"""What an older customer must never see."""


def span(*children: Element) -> tuple[Element, ...]:
    """The days a statement is of, and what narrows it."""
    return (date("DTSTART", REQUIRED), date("DTEND", REQUIRED), *children)


CURRENT_ACCOUNT = Interface(
    "CURRACCTQUERY",
    asked=ACCOUNT_ASKED,
    answered=group(
        "RSBODY",
        account("ACCTID", 32),
        text("NAME", 60),
        choice("STATUS", ("0", "1")),
        choice("ACCTTYPE", ("0", "1")),
        amount("BALAMT"),
        amount("AVAILBAL"),
        text("INTRST", 8),
        text("CURRENCY", 2),
        date("OPENDAT"),
        amount("CTRLLMT"),
        amount("FREEZELMT"),
    ),
)
ACCOUNT = Interface(
    "ACCOUNTQUERY",
    asked=ACCOUNT_ASKED,
    answered=group(
        "RSBODY",
        account("ACCTID", 32),
        text("NAME", 60),
        text("ORGID", 10),
        text("ACCTTYPE", 1),
        text("BANKDESC", 60),
        text("BANKADDR"),
        text("CURRENCY", 2),
        text("ISFREEZE", 1),
        choice("ISGATHER", ("0", "1")),
        text("RSLTID", 14),
        date("OPENDATE"),
        amount("BALAREAL"),
        amount("BALAMT"),
    ),
)
DEMAND_DEPOSIT = Interface(
    "DEMANDDEPOSITQUERY",
    asked=ACCOUNT_ASKED,
    answered=group(
        "RSBODY",
        text("BANKDESC", 60),
        account("ACCTID", 18, REQUIRED),
        text("ACCTNAME", 60, REQUIRED),
        amount("BALAMT", REQUIRED),
        digits("CONSULT_INTRST", 20),
        digits("DEMAND_INTRST", 20),
        date("DTSTART"),
    ),
)
HISTORY_HEAD = (
    account("ACCTID", 18, REQUIRED),
    text("ACCTNAME", 50),
    date("DTSTART", REQUIRED),
    date("DTEND", REQUIRED),
)
HISTORY = Interface(
    "HISBALQUERY",
    asked=group("HISBALQUERYRQ", group("HISBALQUERYINFO", *HISTORY_HEAD, need=REQUIRED), need=REQUIRED),
    answered=group(
        "HISBALQUERYRS",
        group(
            "HISBALQUERYINFO",
            *HISTORY_HEAD,
            group(
                "DETAILS",
                many(
                    group(
                        "DETAIL",
                        amount("HISBALANCE"),
                        digits("DEBITFLOWS", 9),
                        digits("CREDITFLOWS", 9),
                        amount("DEBITAMOUNT"),
                        amount("CREDITAMOUNT"),
                        date("DTFLOW"),
                    )
                ),
            ),
        ),
    ),
    keeps_cookie=True,
)
STATEMENT = Interface(
    "SCUSTSTMT",
    asked=group(
        "SCUSTSTMTRQ",
        choice("VERSION", (SECOND,)),
        payer(),
        group("INCTRAN", *span(count("PAGE", REQUIRED), SIDES)),
        choice("SELTYPE", ("1", "3")),
        need=REQUIRED,
    ),
    answered=group(
        "SCUSTSTMTRS",
        text("CURDEF", 3, REQUIRED),
        payer(),
        group("TRANLIST", *span(many(LINE)), attributes=(MORE,)),
        balance("LEDGERBAL"),
        balance("AVAILBAL"),
    ),
    keeps_cookie=True,
)
STATEMENT_FILE = Interface(
    "FSTMT",
    asked=group(
        "SCUSTSTMTRQ",
        payer(name_most=60),
        group(
            "INCTRAN",
            *span(count("PAGE"), count("NUM"), SIDES, amount("MINAMT", most=12), amount("MAXAMT", most=12)),
            need=REQUIRED,
        ),
        need=REQUIRED,
    ),
    answered=group(
        "SCUSTSTMTRS",
        payer(name_most=60),
        digits("TOTAL", 9),
        MORE,
        lines("TRANLIST"),
        balance("LEDGERBAL"),
        balance("AVAILBAL"),
    ),
    keeps_cookie=True,
)
INTERFACES = (CURRENT_ACCOUNT, ACCOUNT, DEMAND_DEPOSIT, HISTORY, STATEMENT, STATEMENT_FILE)
