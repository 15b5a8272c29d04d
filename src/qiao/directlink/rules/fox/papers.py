"""Receipts of lines and instructions, and the yearly round of agreeing balances.

Source: piece 7 (electronic receipts, reconciliation of balances).
"""

from qiao.directlink.rules.fox.parties import RMB, payee, payer, reference, state
from qiao.directlink.rules.fox.shapes import (
    REQUIRED,
    Interface,
    account,
    amount,
    choice,
    count,
    date,
    digits,
    group,
    many,
    moment,
    paid,
    period,
    text,
)

MORE = choice("MORE", ("Y", "N"))
PAGE = (count("PAGE"),)

RECEIPTS_MADE = Interface(
    "ELECTRONICRECEIPT",
    asked=group(
        "RQBODY",
        choice("RECEIPT_TYPE", ("01",), REQUIRED),
        account("ACCTID", 24, REQUIRED),
        date("RECEIPTDATE", REQUIRED),
        need=REQUIRED,
    ),
    answered=group(
        "RSBODY",
        account("ACCTID", 24),
        moment("CRE_TIME"),
        text("CLT_REF_NO", 30),
        choice("STATUS", ("0", "1", "2", "3")),
    ),
    is_instruction=True,
)
RECEIPTS_FETCHED = Interface(
    "ASYNRECEIPTINFO",
    asked=group("RQBODY", reference("CLT_REF_NO"), need=REQUIRED, attributes=PAGE),
    answered=group(
        "RSBODY",
        choice("STATUS", ("0", "1", "2", "3")),
        text("SRVC_NO", 12),
        digits("FILESUM", 9),
        account("ACCTID", 24),
        text("RECEIPT_TYPE", 2),
        date("DUE_DATE"),
        many(group("CONTENT", digits("SEQ", 9), text("FILE_ID"), text("FILE_NAME"))),
        attributes=(MORE,),
    ),
)
RECEIPT_NUMBER = Interface(
    "RECEIPT",
    asked=group("RQBODY", choice("BIZTYPE", ("1", "2", "3"), REQUIRED), need=REQUIRED),
    answered=group(
        "RSBODY",
        text("RECEIPTNO"),
        digits("SRVRID", 12),
        payer(),
        count("TOTALCOUNT"),
        amount("TOTALAMOUNT"),
        digits("CHEQUENUM", 9),
        choice("CURSYM", RMB),
        text("PURPOSE", 60),
        date("DTDUE"),
        text("MEMO", 60),
        many(
            group("XFERINFO", digits("INDX", 10), payee(60), paid("TRNAMT"), text("STATUS"), text("MSG")),
        ),
        text("SUBMITOR"),
        text("CHECKER"),
        text("GRANTOR"),
        state(),
    ),
    outside=True,
)
AGREED = Interface(
    "BATCHCHECK",
    asked=group(
        "RQBODY", period("RECONCILEDATE", REQUIRED), account("RECONCILEACCOUNT", 32), need=REQUIRED, attributes=PAGE
    ),
    answered=group("RSBODY", period("PAYMENTDAYS"), text("RECONCILERESULT")),
    is_instruction=True,
)
AGREED_LIST = Interface(
    "BATCHCHECKQUERY",
    asked=group("RQBODY", reference("CLT_REF_NO"), need=REQUIRED, attributes=PAGE),
    answered=group(
        "RSBODY",
        text("BATCHNUM"),
        period("RECONCILEDATE"),
        text("EXCUTETIME"),
        text("EXCUTERESULT"),
        many(
            group(
                "CONTENT",
                text("ACCTTYPE"),
                account("RECONCILEACCT", 32),
                text("ACCTNAME"),
                text("CURRENCYTYPE"),
                amount("ACCTBALANCE"),
                text("RECONCILERESULT"),
            )
        ),
        attributes=(MORE,),
    ),
)
INTERFACES = (RECEIPTS_MADE, RECEIPTS_FETCHED, RECEIPT_NUMBER, AGREED, AGREED_LIST)
