"""What is asked when a release is recorded: every vector, every tolerated message, every interface that is answered."""

from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import Part, part_of
from qiao.directlink.tests import erp, vectors
from qiao.directlink.tests.old_messages import OLD_MESSAGES
from qiao.directlink.tests.recording import Case, Exchange
from qiao.directlink.tests.vectors import TOLERATED, VECTORS

BEFORE = {"3q": ("3",), "4": ("2",), "5": ("2",), "10q": ("10",)}
FIRST = {"3q": "the worker works", "7": "one signature is wanted"}
OLD_FIRST = {"SCUSTSTMT": "3 payments of yesterday"}
PAGED = ("11", "11b", "11c", "12", "12a")
DAY = 24 * 60


def old_cases() -> list[Case]:
    """What programs of older versions send, and the same once more."""
    return [
        Case(
            f"{old.version} {title}",
            (
                Exchange(_text(old.sent), first=OLD_FIRST.get(old.interface, "")),
                Exchange(_text(old.sent), after_minutes=15),
            ),
        )
        for title, old in OLD_MESSAGES.items()
    ]


def cases() -> list[Case]:
    """The vectors, what is tolerated, and the other interfaces."""
    single = [
        Case(
            f"vector {key}: {vector.title}",
            (
                *(Exchange(_text(VECTORS[earlier].sent)) for earlier in BEFORE.get(key, ())),
                Exchange(_text(vector.sent), after_minutes=15, first=FIRST.get(key, "")),
            ),
        )
        for key, vector in VECTORS.items()
        if key not in PAGED
    ]
    return [*single, _paged(), *_tolerated(), *_others()]


def _paged() -> Case:
    pages = (VECTORS[key].sent for key in PAGED)
    first, *rest = (Exchange(_text(sent)) for sent in pages)
    return Case(
        "vectors 11 and 12: a statement in pages", (Exchange(first.asked, first="150 payments of yesterday"), *rest)
    )


def _tolerated() -> list[Case]:
    return [Case(f"tolerated: {title}", (Exchange(_text(sent)),)) for title, sent in TOLERATED.items()]


def _others() -> list[Case]:
    account = {"ACCTID": vectors.A}
    days = {"DTSTART": "2030-05-07", "DTEND": "2030-05-08"}
    span = {"DTSTART": "2030-05-08", "DTEND": "2030-05-08"}
    paid = Exchange(_text(message(vectors.payment("P1"))))
    return [
        Case(
            "accounts and balances",
            (
                _asks("CURRACCTQUERY", account),
                _asks("ACCOUNTQUERY", account),
                _asks("DEMANDDEPOSITQUERY", account),
                _asks("HISBALQUERY", {"HISBALQUERYINFO": {**account, **days}}),
                _asks("HISBALQUERY", {"HISBALQUERYINFO": {**account, **days}}, later=2 * DAY),
            ),
        ),
        Case(
            "a statement file, today's lines and the core's result",
            (
                paid,
                _asks("FSTMT", {"ACCTFROM": account, "INCTRAN": {**span, "PAGE": "1", "NUM": "100"}}, later=1),
                _asks("SCUSTSTMT", {"ACCTFROM": account, "INCTRAN": {**span, "PAGE": "1"}}, later=2),
                _asks("SCUSTSTMT", {"VERSION": "2.0", "ACCTFROM": account, "INCTRAN": {**span, "PAGE": "1"}}, later=3),
                _asks("INQSTATE", {"CLIENTREF": "P1"}, later=4),
                _asks("RECEIPT", {"BIZTYPE": "1"}, number="P1", later=5),
            ),
        ),
        Case("a fast transfer", _fast()),
        Case("a batch in the background", _later()),
        Case("a payroll", _payroll()),
        Case("collections", _collections()),
        Case("receipts and reconciliation", _papers(paid)),
        Case("what nobody serves", (Exchange(_text(message(_unknown()))), _asks("XFERINQ", {"CLIENTREF": "NONE"}))),
    ]


def _fast() -> tuple[Exchange, ...]:
    draft = erp.Draft(erp.FAST, vectors.A, (erp.Pay("baihua", 5_00),))
    asked = erp.Erp().write_down(draft).request
    return (
        _sends(asked, is_signed=True),
        _sends(Request(erp.FAST, asked.trnuid), is_signed=False, later=5),
        _asks("ICTRANSFERINQ", {"CLIENTREF": asked.trnuid}, later=6),
    )


def _later() -> tuple[Exchange, ...]:
    draft = erp.Draft(erp.LATER, vectors.A, (erp.Pay("baihua", 5_00), erp.Pay("nobody", 1_00)))
    asked = erp.Erp().write_down(draft).request
    question = Request(erp.LATER, asked.trnuid)
    return (
        _sends(asked, is_signed=True),
        _sends(question, is_signed=False, later=1),
        _sends(question, is_signed=False, later=15, first="the worker works"),
    )


def _payroll() -> tuple[Exchange, ...]:
    draft = erp.Draft(erp.WAGES, vectors.A, (erp.Pay("ning", 5_000_00), erp.Pay("baihua", 1_00)))
    asked = erp.Erp().write_down(draft).request
    return (
        _sends(asked, is_signed=False),
        _asks("RPAYOFFINQ", {"CLIENTREF": asked.trnuid}, later=15),
        _asks("RECEIPT", {"BIZTYPE": "3"}, number=asked.trnuid, later=16),
    )


def _collections() -> tuple[Exchange, ...]:
    item = {
        "INDX": "1",
        "CONTRACTID": "C2",
        "ACCTFROM": {"ACCTID": erp.PAYEES["ning"][0], "NAME": "宁小舟"},
        "PAYMODE": "0",
        "APPLYAMT": "2.00",
        "PURPOSE": "电费",
    }
    head = {"FIRMCODE": "0001", "BIZCODE": "00100", "LIMITDAYS": "3", "TITLE": "电费", "MEMO": "五月"}
    many = {**item, "BIZCODE0": "0", "BIZCODE1": "0", "MEMO": "五月"}
    batch = {"ACCTID": vectors.A, **head, "TRNTYPE": "1", "GATHERINFO": [many]}
    return (
        _sends(Request(erp.SINGLE, "W1", _to_ning()), is_signed=False),
        _asks("GATHER", {"GATHERINFO": {"ACCTTO": {"ACCTID": vectors.A}, **head, "PAYINFO": item}}, number="G1"),
        _sends(Request("GATHER", "G1"), is_signed=False, later=15),
        _asks("FBBATCHGATHER", batch, number="G2"),
        _asks("FBBATCHSTMT", {"CLIENTREF": "G2", "@PAGE": "1"}, later=15),
    )


def _to_ning() -> Part | None:
    return erp.Erp().write_down(erp.Draft(erp.SINGLE, vectors.A, (erp.Pay("ning", 100_00),))).request.body


def _papers(paid: Exchange) -> tuple[Exchange, ...]:
    receipts = {"RECEIPT_TYPE": "01", "ACCTID": vectors.A, "RECEIPTDATE": "2030-05-08"}
    return (
        paid,
        _asks("ELECTRONICRECEIPT", receipts, number="E1", later=DAY),
        _asks("ASYNRECEIPTINFO", {"CLT_REF_NO": "E1"}, later=DAY + 1, first="the worker works"),
        _asks("BATCHCHECK", {"RECONCILEDATE": "203004"}, number="B1", later=DAY),
        _asks("BATCHCHECKQUERY", {"CLT_REF_NO": "B1"}, later=DAY + 30, first="the worker works"),
    )


def _unknown() -> str:
    return "<VSASUBACCTINFOTRNRQ><TRNUID>V1</TRNUID></VSASUBACCTINFOTRNRQ>"


message = vectors.message


def _asks(interface: str, body: object, *, number: str = "V1", later: int = 0, first: str = "") -> Exchange:
    assert isinstance(body, dict)
    return _sends(Request(interface, number, part_of(body)), is_signed=False, later=later, first=first)


def _sends(request: Request, *, is_signed: bool, later: int = 0, first: str = "") -> Exchange:
    asked = erp.message(request, operator="op04" if is_signed else "op01")
    return Exchange(_text(asked), after_minutes=later, first=first, is_signed=is_signed)


def _text(sent: bytes) -> str:
    text = sent.decode("gbk")
    assert text.encode("gbk") == sent
    return text
