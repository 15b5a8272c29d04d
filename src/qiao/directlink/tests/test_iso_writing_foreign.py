"""What programs that none of us wrote read in our statements: the same balances, counts and sums."""

from decimal import Decimal

import mt940 as foreign_mt940
import pytest
from hypothesis import given, settings
from ofxstatement.plugins.iso20022 import Iso20022Parser

from qiao.directlink.adapters.latin import reading
from qiao.directlink.rules.iso.mt940 import mt940
from qiao.directlink.rules.iso.stated import Stated
from qiao.directlink.rules.iso.statement_xml import VERSIONS, Kind, statement_xml
from qiao.directlink.tests.iso_texts import stated
from qiao.directlink.tests.test_iso_writing_statements import DAY

pytestmark = pytest.mark.whatever_database
YUAN = Decimal(100)


def test_a_reader_of_mt940_finds_balances_lines_and_references() -> None:
    read = foreign_mt940.parse("".join(mt940(DAY, reading=reading)))
    opening, closing = (read.data[f"final_{name}_balance"].amount.amount for name in ("opening", "closing"))
    assert (opening, closing) == (Decimal("100000.00"), Decimal("99049.50"))
    assert [line.data["amount"].amount for line in read] == [Decimal("-1250.50"), Decimal("300.00")]
    assert [line.data["bank_reference"] for line in read] == ["1000000001-7-1", "1000000001-8-1R"]
    assert read[1].data["end_to_end_reference"] == "E2E-1"
    assert read[1].data["applicant_bin"] == "999100000001"
    assert read[0].data["applicant_name"] == "901010100100000026BaiHuaWuLiu"


@settings(max_examples=100)
@given(statement=stated().filter(lambda told: all(abs(fen) < 10**13 for fen in _figures(told))))
def test_a_reader_of_mt940_comes_to_the_same_sums(statement: Stated) -> None:
    # Without the option this reader takes a reversed credit for money that came.
    options = foreign_mt940.Options(reversal_sign=True)
    read = foreign_mt940.parse("".join(mt940(statement, reading=reading)), options=options)
    amounts = [line.data["amount"].amount for line in read if "amount" in line.data]
    assert len(amounts) == statement.totals.count
    assert sum(amounts) * YUAN == statement.totals.net_fen


def _figures(statement: Stated) -> list[int]:
    own = [statement.opening_fen, statement.closing_fen, statement.available_fen or 0]
    return own + [line.amount_fen for line in statement.lines]


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=60)
@given(statement=stated())
def test_a_reader_of_camt_comes_to_the_same_sums(
    tmp_path_factory: pytest.TempPathFactory, version: str, statement: Stated
) -> None:
    path = tmp_path_factory.mktemp("camt") / "statement.xml"
    path.write_text("".join(statement_xml(statement, kind=Kind.STATEMENT, version=version)), "utf-8")
    read = Iso20022Parser(str(path), iban="1").parse()
    amounts = [line.amount for line in read.lines if line.amount is not None]
    assert len(amounts) == len(read.lines) == statement.totals.count
    assert sum(amounts) * YUAN == statement.totals.net_fen
    assert read.start_balance is not None
    assert read.end_balance is not None
    # Of a balance it reads the size alone.
    assert read.start_balance * YUAN == abs(statement.opening_fen)
    assert read.end_balance * YUAN == abs(statement.closing_fen)
