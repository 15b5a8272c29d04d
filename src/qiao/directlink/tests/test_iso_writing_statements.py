"""Statements as XML: a day worked by hand, any day valid, pages, and lines that are read as they are written."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from lxml import etree

from qiao.directlink.rules.iso.stated import Bank, Nature, Paging, Sender, Side, Stated, StatedLine, Totals
from qiao.directlink.rules.iso.statement_xml import VERSIONS, Kind, statement_xml
from qiao.directlink.rules.iso.transaction_codes import CODES, code_of
from qiao.directlink.tests.iso_texts import CHINA, faults_of, schemas_of, stated, values

pytestmark = pytest.mark.whatever_database
Schemas = Callable[[str], etree.XMLSchema]

PAID = StatedLine(
    line=11,
    transfer="1000000001-7-1",
    amount_fen=-1_250_50,
    on=date(2030, 5, 8),
    at=datetime(2030, 5, 8, 10, 0, tzinfo=CHINA),
    nature=Nature.TRANSFER_HERE,
    summary="231",
    words="remittance",
    balance_fen=98_749_50,
    other=Side("901010100100000026", "白桦物流"),
    sender=Sender(order="20300508P0002"),
    purpose="运费 <5月> & 8%",
)
RETURNED = StatedLine(
    line=12,
    transfer="1000000001-8-1R",
    amount_fen=300_00,
    on=date(2030, 5, 8),
    at=datetime(2030, 5, 8, 11, 0, tzinfo=CHINA),
    nature=Nature.TRANSFER_FAR,
    summary="235",
    words="money sent back",
    balance_fen=99_049_50,
    is_reversal=True,
    other=Side("6200000000000000001", "远山客户", "远山银行", "999100000001"),
    sender=Sender(order="LINE-1", end_to_end="E2E-1", message="FILE-1", part="PART-1"),
    purpose="货款",
)
DAY = Stated(
    number="0100100000018-300508300508-1",
    sequence=129,
    made_at=datetime(2030, 5, 9, 8, 0, tzinfo=CHINA),
    account="901010100100000018",
    owner="云杉贸易",
    bank=Bank("示例银行", bic="ABCDCNBJ", number="999000000001"),
    since=date(2030, 5, 8),
    last=date(2030, 5, 8),
    opening_fen=100_000_00,
    closing_fen=99_049_50,
    totals=Totals(credits=1, credits_fen=300_00, debits=1, debits_fen=1_250_50),
    lines=(PAID, RETURNED),
)
"""100,000.00 − 1,250.50 + 300.00 = 99,049.50."""


@pytest.fixture(scope="session")
def schemas(request: pytest.FixtureRequest) -> Schemas:
    return schemas_of(request)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("Bal/Tp/CdOrPrtry/Cd", ["OPBD", "CLBD"]),
        ("Bal/Amt", ["100000.00", "99049.50"]),
        ("Bal/Dt/Dt", ["2030-05-08", "2030-05-08"]),
        ("TtlCdtNtries/Sum", ["300.00"]),
        ("TtlDbtNtries/Sum", ["1250.50"]),
        ("TtlNtries/NbOfNtries", ["2"]),
        ("Ntry/Amt", ["1250.50", "300.00"]),
        ("Ntry/CdtDbtInd", ["DBIT", "CRDT"]),
        ("Ntry/RvslInd", ["true"]),
        ("Ntry/AcctSvcrRef", ["1000000001-7-1", "1000000001-8-1R"]),
        ("Ntry/BkTxCd/Domn/Fmly/SubFmlyCd", ["BOOK", "RRTN"]),
        ("Refs/InstrId", ["20300508P0002", "LINE-1"]),
        ("Refs/EndToEndId", ["E2E-1"]),
        ("Btch/MsgId", ["FILE-1"]),
        ("CdtrAcct/Id/Othr/Id", ["901010100100000026", "6200000000000000001"]),
        ("CdtrAgt/FinInstnId/ClrSysMmbId/MmbId", ["999100000001"]),
        ("RmtInf/Ustrd", ["运费 <5月> & 8%", "货款"]),
        ("GrpHdr/MsgPgntn/LastPgInd", ["true"]),
    ],
)
def test_a_day_worked_by_hand(version: str, path: str, told: list[str]) -> None:
    assert values(statement_xml(DAY, kind=Kind.STATEMENT, version=version), path) == told


def test_the_newer_version_names_payee_and_status_in_its_own_way() -> None:
    older, newer = (statement_xml(DAY, kind=Kind.STATEMENT, version=version) for version in VERSIONS)
    old, new = "".join(older), "".join(newer)
    assert ("<Cdtr><Nm>白桦物流</Nm></Cdtr>" in old, "<Cdtr><Pty><Nm>白桦物流</Nm></Pty></Cdtr>" in new) == (True, True)
    assert ("<Sts>BOOK</Sts>" in old, "<Sts><Cd>BOOK</Cd></Sts>" in new) == (True, True)
    assert ("<BIC>ABCDCNBJ</BIC>" in old, "<BICFI>ABCDCNBJ</BICFI>" in new) == (True, True)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", Kind)
@settings(max_examples=60)
@given(statement=stated())
def test_any_statement_is_valid(schemas: Schemas, kind: Kind, version: str, statement: Stated) -> None:
    schema = schemas(f"{kind.value}.001.{version}")
    assert faults_of(statement_xml(statement, kind=kind, version=version), schema) == []


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=40)
@given(statement=stated())
def test_a_program_that_adds_up_what_it_reads_comes_to_the_closing_balance(version: str, statement: Stated) -> None:
    text = "".join(statement_xml(statement, kind=Kind.STATEMENT, version=version))
    amounts, sides = values(iter([text]), "Ntry/Amt"), values(iter([text]), "Ntry/CdtDbtInd")
    balances, ways = values(iter([text]), "Bal/Amt"), values(iter([text]), "Bal/CdtDbtInd")
    moved = sum(_signed(amount, way) for amount, way in zip(amounts, sides, strict=True))
    opening, closing = (_signed(amount, way) for amount, way in list(zip(balances, ways, strict=True))[:2])
    assert (opening, closing) == (statement.opening_fen, statement.closing_fen)
    assert opening + moved == closing


def _signed(amount: str, way: str) -> int:
    return int(amount.replace(".", "")) * (-1 if way == "DBIT" else 1)


@pytest.mark.parametrize(
    ("page", "is_last", "interim"),
    [(1, True, [None, None]), (1, False, [None, "INTM"]), (2, False, ["INTM", "INTM"]), (3, True, ["INTM", None])],
)
def test_between_pages_the_balances_are_interim(page: int, *, is_last: bool, interim: list[str | None]) -> None:
    told = replace(DAY, paging=Paging(page, is_last), available_fen=1_00)
    document = etree.fromstring("".join(statement_xml(told, kind=Kind.STATEMENT, version="02")).encode())
    balances = document.xpath("//*[local-name()='Bal']")
    found = [balance.xpath("string(.//*[local-name()='SubTp']/*)") or None for balance in balances]
    assert found[:2] == interim
    assert len(found) == (3 if is_last else 2), "what may be paid out is told once, at the end"


def test_today_is_a_report_of_what_is_booked_by_now_and_may_be_paid_out() -> None:
    today = replace(DAY, available_fen=98_000_00)
    assert values(statement_xml(today, kind=Kind.REPORT, version="08"), "Bal/Tp/CdOrPrtry/Cd") == [
        *("OPBD", "ITBD", "ITAV"),
    ]


def test_a_notification_tells_no_balance() -> None:
    assert values(statement_xml(DAY, kind=Kind.NOTIFICATION, version="08"), "Bal/Amt") == []


@pytest.mark.parametrize(
    "wrong",
    [
        replace(DAY, closing_fen=99_049_51),
        replace(DAY, lines=(PAID,)),
        replace(DAY, lines=(PAID, replace(RETURNED, balance_fen=99_049_51))),
        replace(DAY, totals=replace(DAY.totals, credits=2)),
    ],
    ids=["another closing balance", "a line is missing", "a line does not follow", "more lines were counted"],
)
def test_a_statement_that_does_not_add_up_is_never_finished(wrong: Stated) -> None:
    with pytest.raises(AssertionError):
        "".join(statement_xml(wrong, kind=Kind.STATEMENT, version="02"))


def test_lines_are_read_as_they_are_written() -> None:
    read = []

    def lines() -> Iterator[StatedLine]:
        for number in range(100_000):
            read.append(number)
            yield replace(PAID, line=number, balance_fen=None)

    many = replace(DAY, lines=lines(), closing_fen=0, totals=Totals(0, 0, 100_000, 125_050_000_00))
    pieces = statement_xml(many, kind=Kind.STATEMENT, version="08")
    begun = [next(pieces) for _piece in range(10)]
    assert len(begun) == 10
    assert len(read) < 10


def test_every_kind_of_line_has_its_code_for_both_sides() -> None:
    assert set(CODES) == {(nature, credited) for nature in Nature for credited in (True, False)}


@pytest.mark.parametrize(
    ("line", "family", "sub_family"),
    [
        (PAID, "ICDT", "BOOK"),
        (RETURNED, "ICDT", "RRTN"),
        (replace(PAID, amount_fen=1_00), "RCDT", "BOOK"),
        (replace(PAID, nature=Nature.COLLECTION, amount_fen=1_00), "IDDT", "PMDD"),
        (replace(PAID, nature=Nature.FEE), "MDOP", "FEES"),
        (replace(PAID, nature=Nature.PAYROLL), "ICDT", "SALA"),
    ],
    ids=["paid", "came back", "received", "collected", "fee", "payroll"],
)
def test_what_a_line_is_in_the_standards_codes(line: StatedLine, family: str, sub_family: str) -> None:
    found = code_of(line)
    assert (found.family, found.sub_family) == (family, sub_family)
