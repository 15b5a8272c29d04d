"""Statements and reports out of the ledger itself: what was really ordered, paid, refused and given back."""

import csv
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils.translation import override
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from qiao.directlink.actions import opening, settling, working
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.adapters.latin import reading
from qiao.directlink.adapters.statement_csv import statement_csv
from qiao.directlink.models import Entry, FeeRow, Instruction, LedgerAccount, Operator, OrderFile, Payment
from qiao.directlink.queries import accounts
from qiao.directlink.queries.file_reports import report_of
from qiao.directlink.queries.iso_statements import notice, pages, stated
from qiao.directlink.rules.files import Code, Level
from qiao.directlink.rules.iso.mt940 import mt940
from qiao.directlink.rules.iso.reporting import FileReport, report_xml
from qiao.directlink.rules.iso.stated import Bank, Nature, Stated, StatedLine
from qiao.directlink.rules.iso.statement_xml import Kind, statement_xml
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.tests.cast import AT, COMPANY, FAR_ACCOUNT, NING, TODAY, A, B, Cast, pay, play
from qiao.directlink.tests.iso_texts import faults_of, schemas_of, values
from qiao.directlink.tests.test_core import batch, far, signed
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db
CORE = EmbeddedCore()
BANK = Bank("示例银行", number="999000000001")
TOMORROW = TODAY + timedelta(days=1)
EVENING = AT + timedelta(hours=8)
NEXT_DAY = AT + timedelta(days=1)
Schemas = Callable[[str], etree.XMLSchema]


@pytest.fixture(scope="session")
def schemas(request: pytest.FixtureRequest) -> Schemas:
    return schemas_of(request)


@pytest.fixture
def day() -> Cast:
    """A day of Yunshan: 100,000.00 taken over; paid 1,250.50 here, 300.00 far with a fee of 5.00, wages of 5,000.00."""
    cast = play()
    FeeRow.objects.create(route="small", since=TODAY, fee_fen=5_00)
    signed(cast, pay("P0001"))
    signed(cast, far("P0002"))
    working.work_once(CORE, now=lambda: AT)
    items = (Item(1, NING, "宁小舟", 5_000_00), Item(2, NING, "宁大舟", 1_00))
    signed(cast, batch("W0001", *items, form=Form.PAYROLL))
    return cast


def account(number: str = A) -> LedgerAccount:
    """An account as it stands."""
    return LedgerAccount.objects.get(pk=number)


def of_day(number: str = A, *, on: date = TODAY) -> Stated:
    """The statement of a day, made the day after."""
    return stated(account(number), since=on, until=on + timedelta(days=1), made_at=NEXT_DAY, bank=BANK)


def lines_of(statement: Stated) -> list[StatedLine]:
    """Its lines, read once."""
    return list(statement.lines)


def test_a_day_of_the_ledger(day: Cast) -> None:
    told = of_day()
    assert (told.opening_fen, told.closing_fen) == (0, 93_444_50)
    assert (told.totals.credits_fen, told.totals.debits_fen, told.totals.count) == (100_000_00, 6_555_50, 5)
    assert [(line.amount_fen, line.nature, line.sender.order) for line in told.lines] == [
        (100_000_00, Nature.TAKEN_OVER, ""),
        (-1_250_50, Nature.TRANSFER_HERE, "P0001"),
        (-300_00, Nature.TRANSFER_FAR, "P0002"),
        (-5_00, Nature.FEE, "P0002"),
        (-5_000_00, Nature.PAYROLL, "W0001"),
    ]


@pytest.mark.parametrize("version", ["02", "08"])
@pytest.mark.parametrize("kind", Kind)
def test_it_is_valid_in_every_form(day: Cast, schemas: Schemas, kind: Kind, version: str) -> None:
    pieces = statement_xml(of_day(), kind=kind, version=version)
    assert faults_of(pieces, schemas(f"{kind.value}.001.{version}")) == []


def test_money_given_back_is_a_reversal_of_its_own_day(day: Cast) -> None:
    payment = Payment.objects.get(instruction__number="P0002")
    settling.give_back(payment.pk, words="closed", by="BANK1", at=NEXT_DAY)
    told = of_day(on=TOMORROW)
    text = "".join(statement_xml(told, kind=Kind.STATEMENT, version="02"))
    assert values(iter([text]), "Ntry/RvslInd") == ["true"]
    assert values(iter([text]), "Fmly/SubFmlyCd") == ["RRTN"]
    assert values(iter([text]), "Cdtr/Nm") == ["远方公司"]
    assert (told.opening_fen, told.closing_fen, told.available_fen) == (93_444_50, 93_744_50, 93_744_50)


def test_what_may_be_paid_out_is_told_of_today_alone(day: Cast) -> None:
    signed(day, far("P0003", fen=100_00))
    today = stated(account(), since=TODAY, until=TOMORROW, made_at=EVENING, bank=BANK)
    assert today.available_fen == today.closing_fen - 105_00
    assert today.number.endswith("-300508180000-1")
    assert of_day().available_fen is None
    assert of_day().number == "1010100100000018-300508300508-1"


@pytest.mark.parametrize("page_lines", [1, 2, 3, 4, 5, 100])
def test_pages_follow_one_another(day: Cast, page_lines: int) -> None:
    made = [
        (one.opening_fen, one.closing_fen, one.paging.is_last, lines_of(one))
        for one in pages(account(), since=TODAY, until=TOMORROW, made_at=NEXT_DAY, bank=BANK, page_lines=page_lines)
    ]
    assert len(made) == -(-5 // page_lines)
    assert [is_last for _opening, _closing, is_last, _lines in made] == [False] * (len(made) - 1) + [True]
    assert [closing for _opening, closing, *_rest in made[:-1]] == [opening for opening, *_rest in made[1:]]
    assert [line for *_rest, lines in made for line in lines] == lines_of(of_day())


def test_a_day_without_a_line_has_one_page_with_its_balance(day: Cast) -> None:
    (told,) = pages(account(), since=TOMORROW, until=TOMORROW + timedelta(days=1), made_at=NEXT_DAY, bank=BANK)
    assert (told.opening_fen, told.closing_fen, lines_of(told)) == (93_444_50, 93_444_50, [])


def test_there_is_no_statement_of_days_to_come(day: Cast) -> None:
    with pytest.raises(Refusal, match="ends today at the latest"):
        stated(account(), since=TODAY, until=TOMORROW + timedelta(days=1), made_at=EVENING, bank=BANK)


def test_what_is_booked_while_a_statement_is_written_stands_in_the_next(day: Cast) -> None:
    today = stated(account(), since=TODAY, until=TOMORROW, made_at=EVENING, bank=BANK)
    signed(day, pay("P0009", fen=1_00))
    text = "".join(statement_xml(today, kind=Kind.REPORT, version="08"))
    assert values(iter([text]), "TtlNtries/NbOfNtries") == ["5"]


def test_the_payee_is_told_the_end_to_end_number_and_none_of_the_payers_own(day: Cast) -> None:
    as_file("P0001", file_of("FILE-1"), part="PART-1")
    own, other = [line for line in lines_of(of_day()) if line.sender.message], lines_of(of_day(B))[-1]
    assert [(line.sender.order, line.sender.end_to_end, line.sender.part) for line in own] == [("I-1", "E-1", "PART-1")]
    assert (other.sender.order, other.sender.end_to_end, other.sender.message) == ("", "E-1", "")
    assert (other.other.name, other.amount_fen) == ("云杉贸易", 1_250_50)


def test_a_collection_is_told_to_both_sides(day: Cast) -> None:
    opening.add_mandate(COMPANY, firm="0001", contract="C-7", payer=NING, name="宁小舟", at=AT, actor="ADM01")
    item = Item(1, NING, "宁小舟", 30_00, contract="C-7")
    signed(day, Order("G0001", Form.COLLECTION, A, (item,), firm="0001", code="00500"))
    came, went = lines_of(of_day())[-1], lines_of(of_day(NING))[-1]
    assert (came.nature, came.amount_fen, came.sender.order) == (Nature.COLLECTION, 30_00, "G0001")
    assert (went.nature, went.amount_fen, went.sender.order) == (Nature.COLLECTION, -30_00, "")


def test_a_single_line_is_notified_with_its_payment(day: Cast, schemas: Schemas) -> None:
    entry = Entry.objects.get(account_id=B, amount_fen=1_250_50)
    text = "".join(statement_xml(notice(entry, made_at=AT, bank=BANK), kind=Kind.NOTIFICATION, version="08"))
    assert faults_of(iter([text]), schemas("camt.054.001.08")) == []
    assert (values(iter([text]), "Ntry/Amt"), values(iter([text]), "Dbtr/Pty/Nm")) == (["1250.50"], ["云杉贸易"])


def test_the_same_day_in_the_letters_of_swift(day: Cast) -> None:
    text = "".join(mt940(of_day(), reading=reading))
    assert text.count(":61:") == 5
    assert ":60F:C300508CNY0,00" in text
    assert ":62F:C300508CNY93444,50" in text
    assert "?32YuanFangGongSi" in text


@pytest.mark.parametrize(
    ("language", "heads", "ends"),
    [
        ("zh-hans", ["日期", "时间", "银行流水号"], "期末余额"),
        ("en", ["Day", "Time", "Bank's number"], "Closing balance"),
    ],
)
def test_a_table_in_the_readers_language(day: Cast, language: str, heads: list[str], ends: str) -> None:
    with override(language):
        text = "".join(statement_csv(of_day()))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    assert rows[0][:3] == heads
    assert {len(row) for row in rows} == {15}
    assert [row[4] for row in rows[3:7]] == ["1250.50", "300.00", "5.00", "5000.00"]
    assert (rows[-1][3], rows[-1][6]) == (ends, "93444.50")


def test_a_name_that_a_spreadsheet_would_run_is_disarmed(day: Cast) -> None:
    Entry.objects.filter(account_id=A, amount_fen=-300_00).update(other_name="=1+1")
    assert "'=1+1" in "".join(statement_csv(of_day()))


def file_of(number: str, **said: object) -> OrderFile:
    """A file of Yunshan as it was taken, or refused."""
    kept = {"state": "taken", "count": 1, "sum_fen": 1_250_50, **said}
    maker = Operator.objects.get(enterprise_id=COMPANY, name="op04")
    return OrderFile.objects.create(
        enterprise_id=COMPANY,
        message_id=number,
        kind="pain.001",
        version="09",
        digest="0" * 64,
        channel="api",
        maker=maker,
        at=AT,
        **kept,
    )


def as_file(number: str, file: OrderFile, *, part: str) -> Instruction:
    """An order as if it had come as a part of a file."""
    instruction = Instruction.objects.get(number=number)
    instruction.file, instruction.part = file, part
    instruction.content["said"] = {"part": part, "place": "1"}
    instruction.save(update_fields=["file", "part", "content"])
    for payment in instruction.payments.all():
        payment.end_to_end, payment.sender_number = f"E-{payment.place}", f"I-{payment.place}"
        payment.save(update_fields=["end_to_end", "sender_number"])
    return instruction


def fault(code: Code, level: Level, **said: object) -> dict[str, object]:
    """A fault as a file keeps it."""
    return {"code": code.value, "level": level.value, "line": 0, "element": "", "words": "", "part": 0} | {
        "end_to_end": "",
        **said,
    }


def text_of(report: FileReport, version: str, schemas: Schemas) -> str:
    """The report, held to its schema."""
    text = "".join(report_xml(report, version=version))
    assert faults_of(iter([text]), schemas(f"pain.002.001.{version}")) == []
    return text


@pytest.mark.parametrize("version", ["03", "12"])
def test_a_file_that_was_paid_in_part(day: Cast, schemas: Schemas, version: str) -> None:
    file = file_of("FILE-2", count=2, sum_fen=5_001_00)
    as_file("W0001", file, part="WAGES")
    with override("zh-hans"):
        text = text_of(report_of(file, made_at=EVENING, bank="示例银行"), version, schemas)
    assert values(iter([text]), "GrpSts") == ["PART"]
    assert values(iter([text]), "OrgnlMsgNmId") == ["pain.001.001.09"]
    assert values(iter([text]), "OrgnlPmtInfId") == ["WAGES"]
    assert values(iter([text]), "TxInfAndSts/OrgnlEndToEndId") == ["E-1", "E-2"]
    assert values(iter([text]), "TxSts") == ["ACSC", "RJCT"]
    assert values(iter([text]), "TxInfAndSts/StsRsnInf/Rsn/Cd") == ["BE01"]
    assert values(iter([text]), "TxInfAndSts/StsRsnInf/AddtlInf") == ["户名不符"]
    assert values(iter([text]), "OrgnlGrpInfAndSts/NbOfTxsPerSts/DtldCtrlSum") == ["5000.00", "1.00"]


def test_a_payment_refused_while_the_file_was_read_is_told_in_its_part(day: Cast, schemas: Schemas) -> None:
    faults = [
        fault(Code.AMOUNT, Level.PAYMENT, part=1, number="PART-1", end_to_end="E-7", line=40),
        fault(Code.DUPLICATE, Level.PAYMENT, part=1, number="PART-1", end_to_end="E-7", line=41),
        fault(Code.FUNDS, Level.PAYMENT, part=1, number="PART-1", end_to_end="E-1"),
        fault(Code.DATE, Level.PART, part=2, number="PART-2", line=60, words="that day is a holiday"),
    ]
    file = file_of("FILE-3", faults=faults)
    as_file("P0001", file, part="PART-1")
    with override("en"):
        text = text_of(report_of(file, made_at=EVENING, bank="示例银行"), "12", schemas)
    assert values(iter([text]), "GrpSts") == ["PART"]
    assert values(iter([text]), "OrgnlPmtInfId") == ["PART-1", "PART-2"]
    assert values(iter([text]), "PmtInfSts") == ["PART", "RJCT"]
    assert values(iter([text]), "TxInfAndSts/OrgnlEndToEndId") == ["E-1", "E-7"], (
        "E-1 became a payment: its state counts"
    )
    assert values(iter([text]), "TxSts") == ["ACSC", "RJCT"]
    assert values(iter([text]), "TxInfAndSts/StsRsnInf/Rsn/Cd") == ["AM12", "AM05"]
    assert values(iter([text]), "OrgnlPmtInfAndSts/StsRsnInf/AddtlInf") == [
        "that day is a holiday (line 60, part 2 of the file)"
    ]


@pytest.mark.parametrize("version", ["03", "12"])
def test_a_refused_file_is_told_with_all_its_faults(day: Cast, schemas: Schemas, version: str) -> None:
    faults = [
        fault(Code.CONTROL_SUM, Level.FILE, line=5, element="GrpHdr/CtrlSum"),
        fault(Code.ACCOUNT, Level.PAYMENT, part=1, end_to_end="E-2", line=30),
        fault(Code.ZERO, Level.PAYMENT, part=1, line=50),
    ]
    file = file_of("", state="refused", count=0, sum_fen=0, faults=faults)
    with override("zh-hans"):
        text = text_of(report_of(file, made_at=EVENING, bank=""), version, schemas)
    assert values(iter([text]), "OrgnlMsgId") == ["NOTPROVIDED"]
    assert values(iter([text]), "GrpSts") == ["RJCT"]
    assert values(iter([text]), "OrgnlGrpInfAndSts/StsRsnInf/Rsn/Cd") == ["AM10"]
    assert values(iter([text]), "TxInfAndSts/OrgnlEndToEndId") == ["E-2", "NOTPROVIDED"]
    assert values(iter([text]), "TxSts") == ["RJCT", "RJCT"]
    (words,) = values(iter([text]), "OrgnlGrpInfAndSts/StsRsnInf/AddtlInf")
    assert "第5行" in words
    assert "GrpHdr/CtrlSum" in words


def test_a_part_of_which_nothing_was_paid_leaves_the_reasons_to_its_payments(day: Cast, schemas: Schemas) -> None:
    signed(day, pay("P0005", fen=90_000_000_00))
    file = file_of("FILE-5")
    as_file("P0005", file, part="PART-1")
    with override("en"):
        text = text_of(report_of(file, made_at=EVENING, bank=""), "03", schemas)
    assert values(iter([text]), "GrpSts") == values(iter([text]), "PmtInfSts") == ["RJCT"]
    assert values(iter([text]), "StsRsnInf/Rsn/Cd") == values(iter([text]), "TxInfAndSts/StsRsnInf/Rsn/Cd") == ["AM04"]


def test_an_order_waiting_for_its_signatures_is_reported_as_right_in_form(day: Cast) -> None:
    take(pay("P0006"), day.maker, at=AT, core=CORE)
    file = file_of("FILE-6")
    as_file("P0006", file, part="PART-1")
    report = report_of(file, made_at=EVENING, bank="")
    text = "".join(report_xml(report, version="12"))
    assert values(iter([text]), "GrpSts") == values(iter([text]), "TxSts") == ["ACTC"]
    assert values(iter([text]), "StsRsnInf/Rsn/Cd") == []


def test_a_file_of_which_nothing_is_begun_is_right_in_form(day: Cast) -> None:
    report = report_of(file_of("FILE-4"), made_at=EVENING, bank="")
    assert values(report_xml(report, version="12"), "GrpSts") == ["ACTC"]


def test_a_statement_makes_few_requests_of_the_database(
    day: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        signed(day, pay(f"Q{number}", fen=1_00))
    row = account()
    with django_assert_max_num_queries(12):
        told = stated(row, since=TODAY, until=TOMORROW, made_at=NEXT_DAY, bank=BANK)
        assert len(lines_of(told)) == 25
    assert accounts.ledger_sum_fen() == 0
    assert FAR_ACCOUNT in {line.other.account for line in lines_of(of_day())}
