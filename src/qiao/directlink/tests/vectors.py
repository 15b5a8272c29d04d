"""Messages of FOX with what the bank has to answer: composed from its facts, customer and accounts made up.

Today is 2030-05-08. Customer 1000000001, operator op01; account A (云杉贸易) pays, B (白桦物流) is paid. The codec's
tests read and write them; a test of the server sends them and looks for the same codes, states and values.
"""

from dataclasses import dataclass
from datetime import date

TODAY = date(2030, 5, 8)
CUSTOMER, OPERATOR, PASSWORD = "1000000001", "op01", "right-1"
A, A_NAME = "901010100100000018", "云杉贸易"
B, B_NAME = "901010100100000026", "白桦物流"
NOBODY = "901010100199999999"
DECLARED = '<?xml version="1.0" encoding="GBK"?>'


@dataclass(frozen=True, slots=True)
class Vector:
    """One case: what is sent, the code of its answer, the state of an instruction, what the body holds and lacks.

    `code` is that of the reply, or of the sign-on where that is refused. Paths begin below the body.
    """

    title: str
    sent: bytes
    code: int = 0
    state: str = ""
    holds: tuple[tuple[str, str], ...] = ()
    has_body: bool = True
    signs_on: bool = True


def sign_on(**other: str) -> str:
    """The sign-on of the operator, with other values where a case asks for them."""
    told = {
        "DTCLIENT": "2030-05-08 09:00:00",
        "CID": CUSTOMER,
        "USERID": OPERATOR,
        "USERPASS": PASSWORD,
        "GENUSERKEY": "N",
        **other,
    }
    inside = "".join(f"<{tag}>{value}</{tag}>" for tag, value in told.items())
    return f"<SIGNONMSGSRQV1><SONRQ>{inside}</SONRQ></SIGNONMSGSRQV1>"


def message(*wrappers: str, signed: str = "", first: str = DECLARED) -> bytes:
    """The bytes of a whole message."""
    business = f"<SECURITIES_MSGSRQV1>{''.join(wrappers)}</SECURITIES_MSGSRQV1>" if wrappers else ""
    return f"{first}<FOX>{signed or sign_on()}{business}</FOX>".encode("gbk")


def payment(
    trnuid: str,
    *,
    amount: str = "1250.5",
    name: str = B_NAME,
    flags: str = 'INTERBANK="Y" LOCAL="Y"',
    bank: str = "",
    after: str = "",
    purpose: str = "运费",
    cookie: str = "",
) -> str:
    """A single payment from A."""
    kept = f"<CLTCOOKIE>{cookie}</CLTCOOKIE>" if cookie else ""
    return f"""<XFERTRNRQ><TRNUID>{trnuid}</TRNUID>{kept}<XFERRQ><XFERINFO><ACCTFROM><ACCTID>{A}</ACCTID></ACCTFROM>
  <ACCTTO {flags}><ACCTID>{B}</ACCTID><NAME>{name}</NAME>{bank}</ACCTTO><TRNAMT>{amount}</TRNAMT>{after}
  <PURPOSE>{purpose}</PURPOSE></XFERINFO></XFERRQ></XFERTRNRQ>"""


def due_payment(trnuid: str, due: str) -> str:
    """A payment with a day on which it is wished."""
    return payment(trnuid).replace("</PURPOSE>", f"</PURPOSE><DTDUE>{due}</DTDUE>")


def super_payment(trnuid: str, amount: str, *, bank_number: str = "<BANKNUM>999100000001</BANKNUM>") -> str:
    """A payment to another bank by the fast net between banks."""
    bank = f"<BANKDESC>远山银行</BANKDESC>{bank_number}"
    return payment(trnuid, amount=amount, flags='INTERBANK="N" LOCAL="Y"', bank=bank, after="<PMTMODE>SUPER</PMTMODE>")


def question(trnuid: str, asked: str) -> str:
    """What became of a payment."""
    return (
        f"<XFERINQTRNRQ><TRNUID>{trnuid}</TRNUID><XFERINQRQ><CLIENTREF>{asked}</CLIENTREF></XFERINQRQ></XFERINQTRNRQ>"
    )


def current_account(trnuid: str, account: str) -> str:
    """A question for a balance."""
    return (
        f"<CURRACCTQUERYTRNRQ><TRNUID>{trnuid}</TRNUID><RQBODY><ACCTID>{account}</ACCTID></RQBODY></CURRACCTQUERYTRNRQ>"
    )


def statement(trnuid: str, *days: str, page: str = "1", version: str | None = None) -> str:
    """A question for a statement of A: without days for the balances alone."""
    shape = "" if version is None else f"<VERSION>{version}</VERSION>"
    span = f"<INCTRAN><DTSTART>{days[0]}</DTSTART><DTEND>{days[1]}</DTEND><PAGE>{page}</PAGE></INCTRAN>" if days else ""
    return f"""<SCUSTSTMTTRNRQ><TRNUID>{trnuid}</TRNUID><SCUSTSTMTRQ>{shape}<ACCTFROM><ACCTID>{A}</ACCTID></ACCTFROM>
  {span}</SCUSTSTMTRQ></SCUSTSTMTTRNRQ>"""


def batch_item(number: int, account: str, *, name: str, amount: str) -> str:
    """One payment of a batch."""
    return f"""<XFERINFO><INDX>{number}</INDX><ACCTTO INTERBANK="Y" LOCAL="Y"><ACCTID>{account}</ACCTID>
  <NAME>{name}</NAME></ACCTTO><TRNAMT>{amount}</TRNAMT></XFERINFO>"""


def batch(trnuid: str, *items: str, total: str) -> str:
    """A batch of payments from A."""
    return f"""<RBATCHTRSFRTRNRQ><TRNUID>{trnuid}</TRNUID><RQBODY><TITLE>五月</TITLE>
  <ACCTFROM><ACCTID>{A}</ACCTID></ACCTFROM>
  <BIZTYPE>0</BIZTYPE><TOTALCOUNT>{len(items)}</TOTALCOUNT><TOTALAMOUNT>{total}</TOTALAMOUNT><PURPOSE>货款</PURPOSE>
  {"".join(items)}</RQBODY></RBATCHTRSFRTRNRQ>"""


def batch_question(trnuid: str) -> str:
    """The same number without a body: what became of the batch."""
    return f"<RBATCHTRSFRTRNRQ><TRNUID>{trnuid}</TRNUID></RBATCHTRSFRTRNRQ>"


def wage(number: int, *, account: str = "6229080000000000", name: str = "甲员工", amount: str = "10.00") -> str:
    """One wage of a payroll."""
    return f"""<RPAYOFF><INDX>{number}</INDX><ACCTNAME>{name}</ACCTNAME><ACCTID>{account}</ACCTID>
  <TRNAMT>{amount}</TRNAMT></RPAYOFF>"""


def payroll(trnuid: str, *wages: str) -> str:
    """A payroll from A."""
    return f"""<RPAYOFFTRNRQ><TRNUID>{trnuid}</TRNUID><RPAYOFFRQ><RPAYOFFINFO><ACCTFROM><ACCTID>{A}</ACCTID></ACCTFROM>
  <TITLE>五月工资</TITLE><DESCRIPTION>006</DESCRIPTION><RPAYOFFLIST>{"".join(wages)}</RPAYOFFLIST>
  </RPAYOFFINFO></RPAYOFFRQ></RPAYOFFTRNRQ>"""


PAID = payment("20300508P0002", cookie="k7")
PARTLY = batch(
    "20300508B0010",
    batch_item(1, B, name=B_NAME, amount="10.00"),
    batch_item(2, NOBODY, name="无此户", amount="20.00"),
    total="30.00",
)
PAID_HOLDS = (("XFERINFO/TRNAMT", "1250.50"), ("XFERINFO/ACCTFROM/NAME", A_NAME), ("CLIENTREF", "20300508P0002"))
LONG_PURPOSE = "货" * 60


def _refused(title: str, wrapper: str, code: int = 2002) -> Vector:
    return Vector(title, message(wrapper), code, has_body=False)


VECTORS = {
    "1": Vector(
        "a wrong password is refused and nothing is run",
        message(current_account("V01", A), signed=sign_on(USERPASS="nope")),
        15500,
        has_body=False,
        signs_on=False,
    ),
    "2": Vector("a payment to an account of the bank is paid", message(PAID), 0, "PAYOUT", PAID_HOLDS),
    "3": Vector(
        "a fast payment waits for its result", message(super_payment("20300508P0003", "50000.00")), 0, "PENDING"
    ),
    "3q": Vector(
        "and is paid when it is asked for later",
        message(question("Q0003", "20300508P0003")),
        0,
        "PAYOUT",
        (("XFERLIST/@MORE", "N"),),
    ),
    "3a": _refused("a fast payment over 50,000 is refused", super_payment("20300508P0103", "50000.01")),
    "3b": _refused("and so is one without the bank's number", super_payment("P0203", "5.00", bank_number="")),
    "4": Vector("the same payment again is told again", message(PAID), 0, "PAYOUT", PAID_HOLDS),
    "5": Vector(
        "the same number with another sum tells of the first",
        message(payment("20300508P0002", amount="9999.00")),
        0,
        "PAYOUT",
        PAID_HOLDS,
    ),
    "6": Vector("a payment without cover fails", message(payment("P0006", amount="99999999.00")), 0, "FAIL"),
    "7": Vector("a lodged payment waits for those who authorise", message(payment("P0007")), 0, "AUDITING"),
    "8": Vector("a payment for a later day waits for it", message(due_payment("P0008", "2030-05-20")), 0, "AUDITED"),
    "8a": Vector("fifteen days ahead is the last day", message(due_payment("P0108", "2030-05-23")), 0, "AUDITED"),
    "8b": _refused("sixteen days ahead is refused", due_payment("P0208", "2030-05-24")),
    "8c": _refused("and so is today", due_payment("P0308", "2030-05-08")),
    "8d": _refused("and an empty day", due_payment("P0408", "")),
    "9": _refused("a payee of another name is refused", payment("P0009", name="白桦货运")),
    "10": Vector("a batch is paid in part", message(PARTLY), 0, "PART_PAYOUT"),
    "10q": Vector("and tells the same when asked", message(batch_question("20300508B0010")), 0, "PART_PAYOUT"),
    "10a": _refused(
        "a batch of more than a hundred is refused",
        batch("B0110", *(batch_item(n, B, name=B_NAME, amount="1") for n in range(1, 102)), total="101.00"),
    ),
    "11": Vector(
        "the first page of a statement has a hundred lines",
        message(statement("S0011", "2030-05-07", "2030-05-07")),
        holds=(("TRANLIST/@MORE", "Y"),),
    ),
    "11b": Vector(
        "the second page has the rest",
        message(statement("S0111", "2030-05-07", "2030-05-07", page="2")),
        holds=(("TRANLIST/@MORE", "N"),),
    ),
    "11c": Vector("there is no third", message(statement("S0211", "2030-05-07", "2030-05-07", page="3")), 6421),
    "12": Vector(
        "a newer customer sees fourteen elements more",
        message(statement("S0012", "2030-05-07", "2030-05-07", version="2.0")),
        holds=(("TRANLIST/@MORE", "Y"),),
    ),
    "12a": Vector(
        "an empty version is the older shape",
        message(statement("S0011", "2030-05-07", "2030-05-07", version="")),
        holds=(("TRANLIST/@MORE", "Y"),),
    ),
    "13": Vector("without days the balances alone are told", message(statement("S0013"))),
    "13a": Vector("a day without lines", message(statement("S0113", "2030-05-04", "2030-05-04")), 6421),
    "13b": _refused("a span that reaches into today is refused", statement("S0213", "2030-05-06", "2030-05-08")),
    "14": _refused("an account that is not there is refused", current_account("V14", NOBODY)),
    "15": Vector(
        "sixty letters of purpose are kept",
        message(payment("P0015", purpose=LONG_PURPOSE)),
        0,
        "PAYOUT",
        (("XFERINFO/PURPOSE", LONG_PURPOSE),),
    ),
    "15z": _refused(
        "elements out of order are refused",
        payment("P0115").replace("<TRNAMT>1250.5</TRNAMT>", "").replace("<ACCTTO", "<TRNAMT>1250.5</TRNAMT><ACCTTO"),
    ),
}
"""By the number of the case; letters behind it are its further parts."""

TOLERATED = {
    "without a declaration": message(PAID, first=""),
    "declared as GB2312": message(PAID, first='<?xml version="1.0" encoding="gb2312"?>'),
    "with the line of FOX": message(PAID, first="<?FOX FOXHEADER='100' VERSION='100' SECURITY='NONE' LANG=CHS ?>"),
    "a client's time without zeros": message(PAID, signed=sign_on(DTCLIENT="2030-5-8 9:00:00")),
    "a number of a customer without its zeros": message(PAID, signed=sign_on(CID="123")),
    "a password as a cipher": message(PAID, signed=sign_on(USERPASS="{DES}q83vASNFZ4k=")),
}
"""The payment of case 2, as programs of customers send it too."""
