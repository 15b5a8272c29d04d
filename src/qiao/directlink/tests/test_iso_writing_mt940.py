"""MT940: a day worked by hand, and the laws of its letters and lines for any statement."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from qiao.directlink.adapters.latin import reading
from qiao.directlink.rules.iso.latin import latin, reference
from qiao.directlink.rules.iso.mt940 import mt940
from qiao.directlink.rules.iso.stated import Bank, Paging, Stated
from qiao.directlink.tests.iso_texts import stated, texts
from qiao.directlink.tests.test_iso_writing_statements import DAY, PAID, RETURNED
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

SWIFT = re.compile(r"[A-Za-z0-9/\-?:().,'+{} ]*")
MOVED = re.compile(
    r":61:\d{10}R?[CD][\d,]{4,15}[NF][A-Z]{3}(?P<own>(?:(?!//).){1,16})(?://(?P<bank>.{1,16}))?(?:\r\n(?P<more>[^:\r].{0,33}))?"
)
BY_HAND = """\
{1:F01ABCDCNBJXXXX0000000000}{2:I940ABCDCNBJXXXXN}{4:
:20:300508300508-1
:25:901010100100000018
:28C:00129/00001
:60F:C300508CNY100000,00
:61:3005080508D1250,50NTRF20300508P0002//1000000001-7-1
:86:231?00remittance?20KREF+20300508P0002?21SVWZ+YunFei .5Yue. + 8.
?31901010100100000026?32BaiHuaWuLiu
:61:3005080508RD300,00NRTIE2E-1//1000000001-8-1R
:86:235?00money sent back?20EREF+E2E-1?21KREF+LINE-1?22SVWZ+HuoKuan
?30999100000001?316200000000000000001?32YuanShanKeHu
:62F:C300508CNY99049,50
-}
"""


def test_a_day_worked_by_hand() -> None:
    assert "".join(mt940(DAY, reading=reading)).replace("\r\n", "\n") == BY_HAND


def test_pages_and_what_may_be_paid_out() -> None:
    first = replace(DAY, paging=Paging(1, is_last=False), available_fen=5)
    last = replace(DAY, paging=Paging(2, is_last=True), available_fen=-5, bank=Bank("示例银行"))
    between, end = ("".join(mt940(page, reading=reading)) for page in (first, last))
    assert (":60F:" in between, ":62M:" in between, ":64:" in between) == (True, True, False)
    assert (":60M:" in end, ":62F:" in end, ":64:D300508CNY0,05" in end) == (True, True, True)
    assert ":28C:00129/00002\r\n" in end
    assert end.endswith("\r\n-\r\n")


@settings(max_examples=150)
@given(statement=stated())
def test_any_statement_keeps_to_the_letters_and_lengths_of_swift(statement: Stated) -> None:
    assume(abs(statement.opening_fen) < 10**13 and abs(statement.closing_fen) < 10**13)
    assume(all(abs(line.amount_fen) < 10**13 for line in statement.lines))
    pieces = list(mt940(statement, reading=reading))
    for piece in pieces:
        assert piece == "" or piece.endswith("\r\n")
        for line in piece.removesuffix("\r\n").split("\r\n"):
            assert SWIFT.fullmatch(line), line
            assert len(line) <= 70
            assert line or not statement.bank.bic
    moved = [piece.removesuffix("\r\n") for piece in pieces if piece.startswith(":61:")]
    assert all(MOVED.fullmatch(one) for one in moved), moved
    details = [piece.removeprefix(":86:").removesuffix("\r\n").split("\r\n") for piece in pieces if piece[:4] == ":86:"]
    assert all(len(lines) <= 6 for lines in details)
    assert all(len(line) <= 65 and line[:1] not in {":", "-"} for lines in details for line in lines)
    assert len(moved) == len(details) == statement.totals.count


def test_the_other_side_is_told_however_long_the_purpose_is() -> None:
    wordy = replace(PAID, purpose="运费" * 200)
    found = "".join(mt940(replace(DAY, lines=(wordy, RETURNED)), reading=reading))
    assert "?31901010100100000026" in found
    assert "?32BaiHuaWuLiu" in found


def test_more_digits_than_there_is_room_for_are_refused() -> None:
    rich = replace(
        DAY, opening_fen=10**14, closing_fen=10**14, lines=(), totals=replace(DAY.totals, credits=0, debits=0)
    )
    with pytest.raises(Refusal) as refused:
        "".join(mt940(rich, reading=reading))
    assert refused.value.code == "statement.mt940_amount"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("云杉贸易", "YunShanMaoYi"),
        ("（中国）有限公司", "(ZhongGuo)YouXianGongSi"),
        ("Zoë Ångström", "Zoe Angstrom"),
        ("A&B_C@D #1", "A+B-C.D .1"),
        ("😀", "."),
        ("\x00 \u3000 ", ""),
        ("女", "Nv"),
    ],
)
def test_texts_in_the_letters_of_swift(words: str, told: str) -> None:
    assert latin(words, reading=reading) == told


@given(words=texts)
def test_a_reference_has_no_blank_and_no_slash_at_its_ends(words: str) -> None:
    found = reference(words, most=16, reading=reading)
    assert len(found) <= 16
    assert not re.search(r"//|^/|/$|[? ]", found)
