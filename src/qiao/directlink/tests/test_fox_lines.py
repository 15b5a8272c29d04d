"""Lines inside messages: the items of a batch in the background, and the 530-byte records of a statement file."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.directlink.rules.fox import conditions, records
from qiao.directlink.rules.fox.itemlines import faults_of, read_items, write_items
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import part_of
from qiao.directlink.rules.fox.records import NAMES, RECORD_BYTES, RIGHT, WIDTHS, Record, read_records, write_records
from qiao.directlink.tests.fox_bodies import LETTERS
from qiao.directlink.tests.vectors import TODAY, B
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

GOOD = f"1|{B}|白桦物流|Y|Y||||5.00|货款||"
OTHER = "2|99887766|远山<贸易>|N|N|999100000001|远山银行|远山市|6.5|货款|&lt;附|"


def test_items_are_read_field_by_field() -> None:
    first, second = read_items(f"\n{GOOD}\r\n\n  {OTHER}\n")
    assert (first.number, first.account, first.name, first.asked_fen, first.fault) == ("1", B, "白桦物流", 500, "")
    assert (first.is_at_bank, first.is_same_city, first.bank) == (True, True, "")
    assert (second.name, second.bank_number, second.bank, second.address) == (
        "远山＜贸易＞",
        "999100000001",
        "远山银行",
        "远山市",
    )
    assert (second.asked_fen, second.memo, second.is_at_bank, second.fault) == (650, "＆lt;附", False, "")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("5.00", "", "金额不能为空"),
        ("5.00", "5.001", "金额格式不正确"),
        ("5.00", "0", "金额应大于零"),
        (B, "", "收款账号不能为空"),
        (B, "9 1", "收款账号格式不正确"),
        ("|Y|Y|", "|1|Y|", "是否本行格式不正确"),
        ("|Y|Y|", "|N|Y|", "他行收款银行不能为空"),
        ("货款", "", "用途不能为空"),
        ("货款", "货" * 61, "用途超过60个字符"),
        ("1|", "x|", "序号格式不正确"),
        ("|货款", "货款", "明细格式不正确"),
        ("货款||", "货款||more", "明细格式不正确"),
    ],
)
def test_a_bad_line_tells_why(old: str, new: str, fault: str) -> None:
    (item,) = read_items(GOOD.replace(old, new, 1))
    assert item.fault == fault


def test_lines_come_back_as_they_were_sent_with_two_fields_more() -> None:
    items = read_items(f"{GOOD}\n{OTHER}\nno line")
    text = write_items([(items[0], "PAYOUT", "成功"), (items[1], "FAIL", "a|b"), (items[2], "", items[2].fault)])
    assert text.split("\n") == [f"{GOOD}PAYOUT|成功|", f"{OTHER}FAIL|a b|", "no line||明细格式不正确|"]
    told = read_items(text)
    assert [(item.status, item.message) for item in told[:2]] == [("PAYOUT", "成功"), ("FAIL", "a b")]
    assert write_items([(item, item.status, item.message) for item in told[:2]]) == text.rpartition("\n")[0]


def test_numbers_of_items_stand_once() -> None:
    assert [fault.message for fault in faults_of(read_items(f"{GOOD}\n{GOOD.replace('1', '01', 1)}"))] == [
        "第2笔：序号重复"
    ]


def background(*lines: str, **totals: str) -> Request:
    """A batch in the background."""
    body: dict[str, Any] = {**totals, "XFERINFOTEXT": {"@size": str(len(lines)), "#text": "\n".join(lines)}}
    return Request("ASYNBATCHTRSFR", "A1", part_of(body))


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (background(GOOD, OTHER), 0),
        (background(GOOD, OTHER, TOTALCOUNT="2", TOTALAMOUNT="11.50"), 0),
        (background(GOOD, OTHER, TOTALCOUNT="1"), 2000),
        (background(GOOD, OTHER, TOTALAMOUNT="11.51"), 2000),
        (background(GOOD, "2|bad|"), 2000),
        (background(" "), 2000),
        (background(*(GOOD.replace("1|", f"{number}|", 1) for number in range(1, 101))), 0),
        (background(*(GOOD.replace("1|", f"{number}|", 1) for number in range(1, 102))), 2000),
        (background(*["x"] * 100_000), 2000),
    ],
)
def test_a_batch_with_one_bad_line_is_refused_whole(request_: Request, code: int) -> None:
    fault = conditions.fault_of(request_, today=conditions.Today(TODAY))
    assert (0 if fault is None else fault.code) == code


FULL = Record(
    core_number="H90000203005070000000000010000",
    voucher_group="0000000001",
    number_in_group="1",
    day="20300507",
    time="083000",
    balance="995.00",
    amount="-5.00",
    side="0",
    other_account=B,
    other_name="白桦物流",
    purpose="运费",
)


def test_a_record_has_its_places() -> None:
    written = records.write_record(FULL)
    assert (len(written), sum(WIDTHS.values()) + 1, written[-1:]) == (RECORD_BYTES, RECORD_BYTES, b"\n")
    assert written[:30] == b"H90000203005070000000000010000"
    assert written[30:57] == b"0000000001  120300507083000"
    assert written[101:131] == b"         995.00          -5.00"
    assert written[131:133] == b"01"
    assert written[204:213].decode("gbk") == "白桦物流 "
    assert list(NAMES) == list(WIDTHS)


def test_a_text_is_cut_between_two_characters() -> None:
    written = records.write_record(replace(FULL, purpose="货" * 31, remark="a" + "货" * 30, other_voucher="<&>"))
    (told,) = read_records(written.decode("gbk"))
    assert (told.purpose, told.remark, told.other_voucher) == ("货" * 30, "a" + "货" * 29, "＜＆＞")
    assert len(written) == RECORD_BYTES


def test_a_sum_is_never_cut() -> None:
    with pytest.raises(Refusal) as refusal:
        records.write_record(replace(FULL, balance="-999999999999.99"))
    assert refusal.value.code == "fox.record"
    assert records.write_record(replace(FULL, balance="999999999999.99"))


def test_lines_may_be_indented_and_trimmed_but_not_shifted() -> None:
    laid_out = "\n".join("  " + line.rstrip() for line in write_records([FULL, FULL]).split("\n"))
    assert read_records("\n" + laid_out) == (FULL, FULL)
    with pytest.raises(Refusal, match="531 bytes"):
        read_records(records.write_record(FULL).decode("gbk")[:-1] + "x")
    shifted = "x" + write_records([replace(FULL, other_name="物" * 60)])[:-2]
    with pytest.raises(Refusal) as refusal:
        read_records(shifted)
    assert refusal.value.code == "fox.record_form"


FIELDS = {
    name: st.text(LETTERS, max_size=width // 2).map(
        lambda text: text.strip(" ").translate(str.maketrans("<>&", "＜＞＆"))
    )
    for name, width in WIDTHS.items()
    if name not in RIGHT
}


@given(drawn=st.data())
def test_a_record_that_is_written_is_read_back(drawn: st.DataObject) -> None:
    values = {name: drawn.draw(field) for name, field in FIELDS.items()}
    record = Record(**values, number_in_group="7", balance="5.00", amount="-1.00")
    assert read_records(write_records([record, FULL])) == (record, FULL)
