"""Messages as customers' older programs send them, and the elements that their answers may hold: no more, ever.

Source: piece 7 (a new version serves old customers unchanged). Made up by the history of the interfaces: what came
later is missing from the request, and must be missing from the answer.
"""

from dataclasses import dataclass
from typing import Any

from qiao.directlink.tests.vectors import A, B, message

PAYER = {"ACCTID": A, "NAME": "云杉贸易"}
PAYEE = {"@INTERBANK": "Y", "@LOCAL": "Y", "ACCTID": B, "NAME": "白桦物流", "COLLECT": "1"}
STATE = {"XFERPRCCODE": "PAYOUT", "DTXFERPRC": "2030-05-08 09:10:02"}
STATE_TAGS = ("XFERPRCSTS", "XFERPRCCODE", "DTXFERPRC")
BALANCES = {name: {"BALAMT": "900.00", "DTASOF": "2030-05-08"} for name in ("LEDGERBAL", "AVAILBAL")}
LINE = {
    "SRVRTID": "00000001",
    "TRNTYPE": "DEBIT",
    "TRNCODE": "231",
    "DTACCT": "2030-05-07T08:30:00",
    "TRNAMT": "5.00",
    "BALAMT": "995.00",
    "CURRENCY": "RMB",
    "MEMO": "汇款|运费",
    "ATTACHINFO": "2030050700000000001000001",
    "HXJYLSBH": "H90000203005070000000000010000",
    "SUMMNAME": "汇款",
    "SUMMDESC": "网上汇款",
    "PURPOSE": "运费",
    "BRANCHNO": "90101",
    "CHANNELCODE": "204",
    "CASHFLAG": "1",
    "CBBZ": "0",
    "BCZBZ": "0",
    "ROUTECHOICE": "0",
    "BIZREF": "",
    "TEXT1": "",
    "TEXT2": "",
    "TEXT3": "",
}
"""A line as a bank of today knows it, whole."""


@dataclass(frozen=True, slots=True)
class OldMessage:
    """What a program of a version sends, what a bank of today knows to answer, and which tags it may write."""

    version: str
    interface: str
    sent: bytes
    known: dict[str, Any]
    tags: tuple[str, ...]


def _wrapped(interface: str, inside: str) -> bytes:
    return message(f"<{interface}TRNRQ><TRNUID>OLD1</TRNUID>{inside}</{interface}TRNRQ>", first="")


OLD_MESSAGES = {
    "a statement before there were versions, refunds and sides": OldMessage(
        "3.5.1",
        "SCUSTSTMT",
        _wrapped(
            "SCUSTSTMT",
            f"<SCUSTSTMTRQ><ACCTFROM><ACCTID>{A}</ACCTID></ACCTFROM><INCTRAN><DTSTART>2030-05-07</DTSTART>"
            "<DTEND>2030-05-07</DTEND><PAGE>1</PAGE></INCTRAN></SCUSTSTMTRQ>",
        ),
        {
            "CURDEF": "RMB",
            "ACCTFROM": PAYER,
            "TRANLIST": {"@MORE": "N", "DTSTART": "2030-05-07", "DTEND": "2030-05-07", "STMTTRN": [LINE]},
            **BALANCES,
        },
        (
            *("CURDEF", "ACCTFROM", "ACCTID", "NAME", "TRANLIST", "DTSTART", "DTEND", "STMTTRN", "SRVRTID", "TRNTYPE"),
            *("TRNCODE", "DTACCT", "TRNAMT", "BALAMT", "CURRENCY", "MEMO", "ATTACHINFO"),
            *("LEDGERBAL", "BALAMT", "DTASOF", "AVAILBAL", "BALAMT", "DTASOF"),
        ),
    ),
    "a payment before the mark of the finance company": OldMessage(
        "3.8.2",
        "XFER",
        _wrapped(
            "XFER",
            f"<XFERRQ><XFERINFO><ACCTFROM><ACCTID>{A}</ACCTID></ACCTFROM><ACCTTO INTERBANK='Y' LOCAL='Y'><ACCTID>{B}"
            "</ACCTID><NAME>白桦物流</NAME></ACCTTO><TRNAMT>5</TRNAMT><PURPOSE>运费</PURPOSE></XFERINFO></XFERRQ>",
        ),
        {
            "SRVRID": "700000000002",
            "XFERINFO": {
                "ACCTFROM": PAYER,
                "ACCTTO": PAYEE,
                "TRNAMT": "5.00",
                "PURPOSE": "运费",
                "DTDUE": "2030-05-08",
            },
            "XFERPRCSTS": STATE,
            "CLIENTREF": "OLD1",
        },
        (
            *("SRVRID", "XFERINFO", "ACCTFROM", "ACCTID", "NAME", "ACCTTO", "ACCTID", "NAME", "TRNAMT", "PURPOSE"),
            *("DTDUE", *STATE_TAGS, "CLIENTREF"),
        ),
    ),
    "a collection before it could pay out, with a short contract": OldMessage(
        "3.5.1",
        "GATHER",
        _wrapped(
            "GATHER",
            f"<GATHERRQ><GATHERINFO><ACCTTO><ACCTID>{A}</ACCTID></ACCTTO><FIRMCODE>0001</FIRMCODE><BIZCODE>00100</BIZCODE>"
            "<LIMITDAYS>3</LIMITDAYS><TITLE>电费</TITLE><MEMO>五月</MEMO><PAYINFO><INDX>1</INDX><CONTRACTID>C1</CONTRACTID>"
            f"<ACCTFROM><ACCTID>{B}</ACCTID><NAME>白桦物流</NAME></ACCTFROM><PAYMODE>0</PAYMODE><APPLYAMT>5</APPLYAMT>"
            "<PURPOSE>电费</PURPOSE></PAYINFO></GATHERINFO></GATHERRQ>",
        ),
        {
            "GATHERINFO": {
                "ACCEPTNO": "700000000003",
                "ACCTTO": PAYER,
                "FIRMCODE": "0001",
                "BIZCODE": "00100",
                "TRNTYPE": "1",
                "PAYINFO": {
                    "INDX": "1",
                    "CONTRACTID": "C1",
                    "ACCTFROM": {"ACCTID": B, "NAME": "白桦物流"},
                    "PAYMODE": "0",
                    "APPLYAMT": "5.00",
                    "PURPOSE": "电费",
                    "PAYAMT": "5.00",
                    "RESULT": "0",
                },
            },
            "XFERPRCSTS": STATE,
        },
        (
            *("GATHERINFO", "ACCEPTNO", "ACCTTO", "ACCTID", "NAME", "FIRMCODE", "BIZCODE", "PAYINFO", "INDX"),
            *("CONTRACTID", "ACCTFROM", "ACCTID", "NAME", "PAYMODE", "APPLYAMT", "PURPOSE", "PAYAMT", "RESULT"),
            *STATE_TAGS,
        ),
    ),
    "a payroll of the first kind": OldMessage(
        "3.7.2",
        "RPAYOFF",
        _wrapped(
            "RPAYOFF",
            f"<RPAYOFFRQ><RPAYOFFINFO><ACCTFROM><ACCTID>{A}</ACCTID></ACCTFROM><TITLE>工资</TITLE>"
            "<DESCRIPTION>006</DESCRIPTION><RPAYOFFLIST><RPAYOFF><INDX>1</INDX><ACCTNAME>甲员工</ACCTNAME>"
            "<ACCTID>6229080000000001</ACCTID><TRNAMT>5</TRNAMT></RPAYOFF></RPAYOFFLIST></RPAYOFFINFO></RPAYOFFRQ>",
        ),
        {
            "SRVRID": "700000000004",
            "RPAYOFFINFO": {
                "ACCTFROM": PAYER,
                "TITLE": "工资",
                "DESCRIPTION": "006",
                "TOTALCOUNT": "1",
                "TOTALAMOUNT": "5.00",
                "DTDUE": "",
                "RPAYOFFLIST": {
                    "RPAYOFF": [
                        {
                            "INDX": "1",
                            "ACCTNAME": "甲员工",
                            "ACCTID": "6229080000000001",
                            "TRNAMT": "5.00",
                            "STATUS": "23",
                            "ERRMSG": "成功",
                        }
                    ]
                },
            },
            "XFERPRCSTS": STATE,
        },
        (
            *(
                "SRVRID",
                "RPAYOFFINFO",
                "ACCTFROM",
                "ACCTID",
                "NAME",
                "TITLE",
                "DESCRIPTION",
                "TOTALCOUNT",
                "TOTALAMOUNT",
            ),
            *("RPAYOFFLIST", "RPAYOFF", "INDX", "ACCTNAME", "ACCTID", "TRNAMT", "STATUS", "ERRMSG"),
            *STATE_TAGS,
        ),
    ),
    "a batch of the first kind": OldMessage(
        "3.8.3",
        "RBATCHTRSFR",
        _wrapped(
            "RBATCHTRSFR",
            f"<RQBODY><ACCTFROM><ACCTID>{A}</ACCTID></ACCTFROM><BIZTYPE>0</BIZTYPE><PURPOSE>货款</PURPOSE><XFERINFO>"
            f"<INDX>1</INDX><ACCTTO INTERBANK='Y' LOCAL='Y'><ACCTID>{B}</ACCTID><NAME>白桦物流</NAME></ACCTTO>"
            "<TRNAMT>5</TRNAMT></XFERINFO></RQBODY>",
        ),
        {
            "ACCTFROM": PAYER,
            "BIZTYPE": "0",
            "PURPOSE": "货款",
            "XFERINFO": [{"INDX": "1", "ACCTTO": PAYEE, "TRNAMT": "5.00", "STATUS": "PAYOUT", "ERRMSG": "成功"}],
            "XFERPRCSTS": STATE,
        },
        (
            *("ACCTFROM", "ACCTID", "NAME", "BIZTYPE", "PURPOSE", "XFERINFO", "INDX", "ACCTTO", "ACCTID", "NAME"),
            *("TRNAMT", "STATUS", "ERRMSG", *STATE_TAGS),
        ),
    ),
}
"""By what is old about each."""
