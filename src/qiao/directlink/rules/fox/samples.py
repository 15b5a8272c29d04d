"""A sample request of every interface, made from its shape: what is required, and of the rest what a value is known of.

Source: piece 7 (a standard interface for other firms' systems). Names and numbers are those of the simulated bank, so
that a sample is answered there as it stands. A shape that grows a required element fails here until it has a value.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from qiao.directlink.rules import simulated
from qiao.directlink.rules.fox import interfaces
from qiao.directlink.rules.fox.messages import Request, SignOn
from qiao.directlink.rules.fox.parts import TEXT, part_of
from qiao.directlink.rules.fox.shapes import REQUIRED, Element, Interface, Kind

SIGNED_ONLY = frozenset({"ICTRANSFER", "ASYNBATCHTRSFR"})
"""What is taken with a certificate's signature alone."""
COOKIE, SCRIPT = "0001", "good"
"""The script's name stands in the memo, so that a simulator that plays all scripts loses none of the answers."""
NEAR = {
    "ACCTTO/@INTERBANK": "Y",
    "ACCTTO/@LOCAL": "Y",
    "ACCTTO/ACCTID": simulated.PAYEE,
    "ACCTTO/NAME": simulated.PAYEE_NAME,
}
FAR = {
    "ACCTTO/@INTERBANK": "N",
    "ACCTTO/@LOCAL": "N",
    "ACCTTO/ACCTID": simulated.FAR_ACCOUNT,
    "ACCTTO/NAME": simulated.FAR_NAME,
    "ACCTTO/BANKDESC": simulated.FAR_BANK,
    "ACCTTO/BANKNUM": simulated.FAR_BANK_NUMBER,
}
VALUES: Mapping[str, str] = {
    **NEAR,
    "ACCTFROM/ACCTID": simulated.ACCOUNT,
    "ACCTFROM/NAME": simulated.NAME,
    "ACCTID": simulated.ACCOUNT,
    "CURSYM": "RMB",
    "TRNAMT": "12.50",
    "PURPOSE": "货款",
    "MEMO": f"样例 {SCRIPT}",
    "INDX": "1",
    "@PAGE": "1",
}
"""By the end of a path: the longest that fits counts."""
DEBTOR = {"ACCTFROM/ACCTID": simulated.PAYEE, "ACCTFROM/NAME": simulated.PAYEE_NAME, "PURPOSE": "物业费"}
COLLECTED = {
    **DEBTOR,
    "FIRMCODE": simulated.FIRM,
    "BIZCODE": "00700",
    "LIMITDAYS": "3",
    "TITLE": "物业费",
    "TRNTYPE": "1",
    "CONTRACTID": simulated.CONTRACT,
    "PAYMODE": "0",
    "APPLYAMT": "6.00",
    "BIZCODE0": "1",
    "BIZCODE1": "1",
}
BACKGROUND_LINES = (
    f"1|{simulated.PAYEE}|{simulated.PAYEE_NAME}|Y|Y||||12.50|货款||\n"
    f"2|{simulated.FAR_ACCOUNT}|{simulated.FAR_NAME}|N|N|{simulated.FAR_BANK_NUMBER}|{simulated.FAR_BANK}||8.00|货款||"
)
BATCH_TOTALS = {"TITLE": "样例", "BIZTYPE": "0", "TOTALCOUNT": "2", "TOTALAMOUNT": "20.50"}
OWN: Mapping[str, Mapping[str, str]] = {
    "ICTRANSFER": {**FAR, "PMTMODE": "SUPER"},
    "RBATCHTRSFR": BATCH_TOTALS,
    "ASYNBATCHTRSFR": {**BATCH_TOTALS, "@size": "2", "XFERINFOTEXT": BACKGROUND_LINES},
    "RPAYOFF": {
        "TITLE": "样例工资",
        "DESCRIPTION": "006",
        "TOTALCOUNT": "1",
        "TOTALAMOUNT": "88.00",
        "REMARK": f"样例 {SCRIPT}",
        "RPAYOFF/ACCTNAME": simulated.PERSON_NAME,
        "RPAYOFF/ACCTID": simulated.PERSON,
        "TRNAMT": "88.00",
    },
    "GATHER": {**COLLECTED, "ACCTTO/@INTERBANK": "", "ACCTTO/ACCTID": simulated.ACCOUNT, "ACCTTO/NAME": ""},
    "FBBATCHGATHER": COLLECTED,
    "SCUSTSTMT": {"VERSION": "2.0", "PAGE": "1", "INCTRAN/TRNTYPE": "2"},
    "FSTMT": {"PAGE": "1", "NUM": "100"},
    "ELECTRONICRECEIPT": {"RECEIPT_TYPE": "01"},
    "RECEIPT": {"BIZTYPE": "1"},
    "BATCHCHECK": {"RECONCILEACCOUNT": simulated.ACCOUNT},
}
ITEMS: Mapping[tuple[str, str], tuple[Mapping[str, str], ...]] = {
    ("RBATCHTRSFR", "XFERINFO"): ({}, {**FAR, "INDX": "2", "TRNAMT": "8.00"}),
}
"""What repeats in a sample more than once, with what each has of its own."""
ASKS_FOR: Mapping[str, str] = {
    "XFERINQ": "XFER",
    "INQSTATE": "XFER",
    "ICTRANSFERINQ": "ICTRANSFER",
    "RPAYOFFINQ": "RPAYOFF",
    "FBBATCHSTMT": "FBBATCHGATHER",
    "ASYNRECEIPTINFO": "ELECTRONICRECEIPT",
    "BATCHCHECKQUERY": "BATCHCHECK",
    "RECEIPT": "XFER",
}
"""Which earlier sample a question is about; it comes before it."""
REFERENCES = ("CLIENTREF", "CLT_REF_NO")


def sign_on_of(on: date) -> SignOn:
    """The simulator's own log-in."""
    return SignOn(f"{on} 09:00:00", simulated.CUSTOMER, simulated.OPERATOR, simulated.PASSWORD)


def sample_of(name: str, *, on: date) -> Request:
    """The sample request of an interface on a day."""
    interface = interfaces.ALL[name]
    known = {**VALUES, **_of_day(on), **OWN.get(name, {})}
    asked = ASKS_FOR.get(name)
    number = _number(name, on)
    if asked is not None and interface.outside:
        number = _number(asked, on)
    elif asked is not None:
        known |= dict.fromkeys(REFERENCES, _number(asked, on))
    body = _filled(interface.asked, known, interface=interface, path="")
    return Request(name, number, part_of(body), COOKIE if interface.keeps_cookie else None)


def _number(name: str, on: date) -> str:
    return f"{on:%Y%m%d}-{name}"


def _of_day(on: date) -> dict[str, str]:
    """Days of the past of which the simulated bank has a line: the one on which the accounts were opened."""
    opened = str(on - timedelta(days=simulated.OPENED_DAYS_AGO))
    last_month = on.replace(day=1) - timedelta(days=1)
    return {"DTSTART": opened, "DTEND": opened, "RECEIPTDATE": opened, "RECONCILEDATE": f"{last_month:%Y%m}"}


def _filled(shape: Element, known: Mapping[str, str], *, interface: Interface, path: str) -> dict[str, Any]:
    """The body of a group; what is optional and of no known value is left out."""
    held: dict[str, Any] = {}
    for element in shape.elements:
        value = _value(element, known, interface=interface, path=f"{path}/{element.name}")
        if value:
            held[element.name] = value
    for attribute in shape.attributes:
        value = _known(known, f"{path}/@{attribute.name}")
        if value:
            held["@" + attribute.name] = value
    return held


def _value(element: Element, known: Mapping[str, str], *, interface: Interface, path: str) -> Any:
    if element.kind is Kind.GROUP:
        items = ITEMS.get((interface.name, element.name), ({},))
        parts = [_filled(element, {**known, **own}, interface=interface, path=path) for own in items]
        found: Any = [one for one in parts if one] if element.repeats else parts[0]
        return found if found or element.need is not REQUIRED else _missing(interface, path)
    value = _known(known, path)
    if not value:
        return _missing(interface, path) if element.need is REQUIRED else None
    if element.kind is Kind.LINES:
        return {"@size": _known(known, f"{path}/@size"), TEXT: value}
    return value


def _missing(interface: Interface, path: str) -> None:
    raise AssertionError(f"the sample of {interface.name} has no value for {path}")


def _known(known: Mapping[str, str], path: str) -> str:
    """The value of the longest end of a path that is known; empty where none is."""
    tags = path.strip("/").split("/")
    return next((known[end] for start in range(len(tags)) if (end := "/".join(tags[start:])) in known), "")
