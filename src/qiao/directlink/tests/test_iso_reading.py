"""A file of orders is read to its end or not at all: cut off, broken late, declared falsely, with a bomb in it."""

import os
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from lxml import etree

from qiao.directlink.adapters.iso.opening import HEAD_BYTES_MOST, PIECE_BYTES_MOST
from qiao.directlink.adapters.iso.published import schema_of
from qiao.directlink.adapters.iso.reading import read_file
from qiao.directlink.rules.files import FAULTS_MOST, PARTS_MOST, PAYMENTS_MOST, Code, Fault, FileKind, Level, Staged
from qiao.directlink.rules.iso.paying import NOT_PROVIDED
from qiao.directlink.rules.iso.versions import VERSIONS, Version
from qiao.directlink.tests.iso_files import (
    BY_NAME,
    COLLECTIONS,
    DAY,
    TRANSFERS,
    Wanted,
    WantedFile,
    WantedPart,
    many,
    written,
)
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

EIGHTHS = range(1, 9)
THOUSAND = written(many(1_000))


def read(message: bytes, scratch: Path) -> Staged:
    """The message as a stream."""
    return read_file(BytesIO(message), scratch=scratch)


def one_part(*payments: Wanted, **part: Any) -> bytes:
    """A file of credit transfers of one part."""
    return written(WantedFile([WantedPart(payments, **part)]))


def cut(message: bytes, eighths: int) -> bytes:
    """The first eighths of a message; all eight lack its last three bytes, so that its last tag does not end."""
    return message[: len(message) * eighths // 8 - (3 if eighths == 8 else 0)]


@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.name)
def test_a_file_of_each_version_is_read(version: Version, tmp_path: Path) -> None:
    part = WantedPart(
        [Wanted("E1", "1250.50", sender_number="S1", bank_number="102100099996", bic="ICBKCNBJ", bank_name="演示银行")],
        is_salary=True,
        firm="F-17" if version.kind is FileKind.COLLECTIONS else "",
    )
    message = written(WantedFile([part], version))
    staged = read(message, tmp_path)
    assert staged.faults == ()
    assert (staged.head.kind, staged.head.version) == (version.kind, version.version)
    assert (staged.head.message_id, staged.head.count, staged.head.sum_fen) == ("M20300508-1", 1, 125_050)
    only = staged.parts[0]
    assert (only.number, only.account, only.wished_on, only.is_salary) == ("P1", "6222000000000025", DAY, True)
    assert only.firm == ("F-17" if version.kind is FileKind.COLLECTIONS else "")
    paid = next(staged.payments())
    assert (paid.end_to_end, paid.sender_number, paid.amount_fen, paid.account) == (
        *("E1", "S1", 125_050),
        "6222000000000017",
    )
    assert (paid.bank_number, paid.bic, paid.bank_name, paid.purpose) == (
        *("102100099996", "ICBKCNBJ", "演示银行"),
        "货款",
    )


def test_the_lines_are_those_of_the_file_and_may_be_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "orders.xml"
    file.write_bytes(THOUSAND)
    staged = read_file(file, scratch=tmp_path)
    first, second = list(staged.payments()), list(staged.payments())
    assert first == second
    assert [paid.end_to_end for paid in first] == [f"E{index}" for index in range(1, 1_001)]
    assert staged.sum_fen == sum(paid.amount_fen for paid in first) == staged.head.sum_fen
    lines = THOUSAND.decode().splitlines()
    assert {lines[paid.line - 1] for paid in first} == {"<CdtTrfTxInf>"}
    assert THOUSAND.splitlines()[first[-1].line].startswith(b"<PmtId><InstrId>S1000")


@pytest.mark.parametrize("eighths", EIGHTHS)
def test_a_file_that_was_cut_off_is_refused_as_a_whole(eighths: int, tmp_path: Path) -> None:
    staged = read(cut(THOUSAND, eighths), tmp_path)
    assert [(fault.code, fault.level) for fault in staged.faults] == [(Code.SYNTAX, Level.FILE)]
    assert (staged.count, staged.sum_fen, staged.parts, list(staged.payments())) == (0, 0, (), [])
    assert 0 < staged.faults[0].line <= THOUSAND.count(b"\n") + 1
    assert staged.head.message_id == "M20300508-1"


def test_why_the_parser_is_not_told_to_leave_entities_alone() -> None:
    """Lxml takes files that were cut off for whole ones once it is; this fails on the day when it no longer does."""

    def cuts_refused(**options: bool) -> int:
        refused = 0
        for eighths in EIGHTHS:
            stream = BytesIO(cut(THOUSAND, eighths))
            events = etree.iterparse(stream, events=("end",), schema=schema_of(TRANSFERS.name), **options)
            try:
                assert sum(1 for _ in events) > 0
            except etree.XMLSyntaxError:
                refused += 1
        return refused

    assert cuts_refused() == len(EIGHTHS)
    assert cuts_refused(resolve_entities=False) < len(EIGHTHS)


def test_an_error_in_payment_500_takes_the_file_down_and_is_told_where_it_stands(tmp_path: Path) -> None:
    message = THOUSAND.replace(b"<EndToEndId>E500</EndToEndId>", b"<EndToEndId>" + b"9" * 36 + b"</EndToEndId>")
    staged = read(message, tmp_path)
    fault = staged.faults[0]
    assert (len(staged.faults), staged.count, list(staged.payments())) == (1, 0, [])
    assert (fault.code, fault.level) == (Code.SYNTAX, Level.FILE)
    assert fault.element == "Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[500]/PmtId/EndToEndId"
    assert b"9" * 36 in message.splitlines()[fault.line - 1]
    assert fault.words == "the value is longer than the standard allows"


def test_of_many_errors_of_form_twenty_are_told(tmp_path: Path) -> None:
    staged = read(THOUSAND.replace(b"CtrlSum>", b"Total>").replace(b"<Amt>", b"<Amount>"), tmp_path)
    assert {fault.code for fault in staged.faults} == {Code.SYNTAX}
    mixed = read(THOUSAND.replace(b'Ccy="CNY"', b'Ccy="yuan"'), tmp_path)
    assert len(mixed.faults) == 20
    assert [fault.line for fault in mixed.faults] == sorted({fault.line for fault in mixed.faults})


ONE = [Wanted("E1")]
FALSE = (
    ("the file's count", WantedFile([WantedPart(ONE)], count="2"), Code.COUNT, Level.FILE),
    ("the file's sum", WantedFile([WantedPart(ONE)], total="10.01"), Code.CONTROL_SUM, Level.FILE),
    ("a part's count", WantedFile([WantedPart(ONE, count="3")]), Code.COUNT, Level.PART),
    ("a part's sum", WantedFile([WantedPart(ONE, total="1")]), Code.CONTROL_SUM, Level.PART),
    ("a fen's thousandth", WantedFile([WantedPart(ONE)], total="10.00001"), Code.CONTROL_SUM, Level.FILE),
)
ELEMENTS = {
    (Code.COUNT, Level.FILE): "GrpHdr/NbOfTxs",
    (Code.CONTROL_SUM, Level.FILE): "GrpHdr/CtrlSum",
    (Code.COUNT, Level.PART): "PmtInf[1]/NbOfTxs",
    (Code.CONTROL_SUM, Level.PART): "PmtInf[1]/CtrlSum",
}


@pytest.mark.parametrize(("wanted", "code", "level"), [case[1:] for case in FALSE], ids=[case[0] for case in FALSE])
def test_what_is_declared_falsely(wanted: WantedFile, code: Code, level: Level, tmp_path: Path) -> None:
    faults = read(written(wanted), tmp_path).faults
    assert [(fault.code, fault.level, fault.element) for fault in faults] == [(code, level, ELEMENTS[code, level])]


def test_what_is_not_declared_is_not_missed(tmp_path: Path) -> None:
    staged = read(written(WantedFile([WantedPart([Wanted("E1")], count="", total="")], total="")), tmp_path)
    assert (staged.faults, staged.head.sum_fen, staged.parts[0].count) == ((), None, None)


AMOUNTS = (
    ("as a rule", "1250.50", "CNY", 125_050, None),
    ("whole yuan", "7", "CNY", 700, None),
    ("one decimal", "7.5", "CNY", 750, None),
    ("with a plus and zeros before", "+0007.50", "CNY", 750, None),
    ("a fen", "0.01", "CNY", 1, None),
    ("three decimals", "7.501", "CNY", 0, Code.AMOUNT),
    ("three decimals of nothing", "7.500", "CNY", 0, Code.AMOUNT),
    ("nothing", "0.00", "CNY", 0, Code.ZERO),
    ("dollars", "7.50", "USD", 0, Code.CURRENCY),
    ("the most", "100000000000.00", "CNY", 10**13, None),
    ("more than that", "100000000000.01", "CNY", 0, Code.TOO_MUCH),
)


@pytest.mark.parametrize(
    ("amount", "currency", "fen", "code"), [case[1:] for case in AMOUNTS], ids=[a[0] for a in AMOUNTS]
)
def test_an_amount_that_cannot_be_takes_its_own_payment_down(
    amount: str, currency: str, fen: int, code: Code | None, tmp_path: Path
) -> None:
    payments = [Wanted("E1", amount, currency=currency), Wanted("E2", "1.00")]
    staged = read(written(WantedFile([WantedPart(payments, total="")], total="")), tmp_path)
    assert [paid.amount_fen for paid in staged.payments()] == [fen, 100]
    assert staged.sum_fen == fen + 100
    told = [(fault.code, fault.level, fault.end_to_end) for fault in staged.faults]
    assert told == ([] if code is None else [(code, Level.PAYMENT, "E1")])


def test_the_control_sum_counts_amounts_that_cannot_be(tmp_path: Path) -> None:
    payments = [Wanted("E1", "7.501"), Wanted("E2", "3", currency="USD"), Wanted("E3", "1.00")]
    staged = read(written(WantedFile([WantedPart(payments, total="11.501")], total="11.50100")), tmp_path)
    assert {fault.level for fault in staged.faults} == {Level.PAYMENT}
    assert staged.sum_fen == 100


PAYMENTS = (
    ("an IBAN with right check digits", Wanted("E1", iban="GB82WEST12345698765432"), None, "GB82WEST12345698765432"),
    ("an IBAN with wrong ones", Wanted("E1", iban="GB83WEST12345698765432"), Code.ACCOUNT, "GB83WEST12345698765432"),
    ("an account of 33 digits", Wanted("E1", account="6" * 33), Code.ACCOUNT, "6" * 32),
    ("an account with a stroke", Wanted("E1", account="6222/17"), Code.ACCOUNT, "6222/17"),
    ("no name", Wanted("E1", name=""), Code.NAME, "6222000000000017"),
    ("a foreign clearing number", Wanted("E1", bank_number="37040044"), Code.AGENT, "6222000000000017"),
)


@pytest.mark.parametrize(("payment", "code", "account"), [case[1:] for case in PAYMENTS], ids=[p[0] for p in PAYMENTS])
def test_what_is_wrong_with_one_payment(payment: Wanted, code: Code | None, account: str, tmp_path: Path) -> None:
    staged = read(one_part(payment, Wanted("E2")), tmp_path)
    assert [fault.code for fault in staged.faults] == ([] if code is None else [code])
    assert all((fault.level, fault.end_to_end, fault.part) == (Level.PAYMENT, "E1", 1) for fault in staged.faults)
    assert next(staged.payments()).account == account


def test_the_element_of_a_fault_is_told_by_its_path_for_either_side(tmp_path: Path) -> None:
    wrong = Wanted("E1", "0", account="?", bank_number="1")
    for version, other, amount in ((TRANSFERS, "Cdtr", "Amt/InstdAmt"), (COLLECTIONS, "Dbtr", "InstdAmt")):
        faults = read(written(WantedFile([WantedPart([Wanted("E0"), wrong])], version)), tmp_path).faults
        inside = [fault.element.removeprefix(f"PmtInf[1]/{version.payment}[2]/") for fault in faults]
        assert inside == [amount, f"{other}Agt/FinInstnId/ClrSysMmbId/MmbId", f"{other}Acct/Id"]


PARTS = (
    ("a cheque", {"method": "CHK"}, Code.OTHER),
    ("an account of 33 digits", {"account": "6" * 33}, Code.ACCOUNT),
    ("a day after all days", {"day": "12030-05-08"}, Code.DATE),
)


@pytest.mark.parametrize(("part", "code"), [case[1:] for case in PARTS], ids=[case[0] for case in PARTS])
def test_what_is_wrong_with_a_part_takes_that_part_down(part: dict[str, Any], code: Code, tmp_path: Path) -> None:
    parts = [WantedPart([Wanted("E1")], **part), WantedPart([Wanted("E2")], number="P2")]
    faults = read(written(WantedFile(parts)), tmp_path).faults
    assert [(fault.code, fault.level, fault.part) for fault in faults] == [(code, Level.PART, 1)]


def test_two_parts_of_one_number(tmp_path: Path) -> None:
    faults = read(written(WantedFile([WantedPart([Wanted("E1")]), WantedPart([Wanted("E2")])])), tmp_path).faults
    assert [(fault.code, fault.level, fault.part) for fault in faults] == [(Code.DUPLICATE, Level.PART, 2)]


@pytest.mark.parametrize(
    ("moment", "day"), [("2030-05-07T23:30:00Z", "2030-05-08"), ("2030-05-07T23:30:00", "2030-05-07")]
)
def test_a_moment_is_a_day_here(moment: str, day: str, tmp_path: Path) -> None:
    staged = read(one_part(Wanted("E1"), moment=moment), tmp_path)
    assert str(staged.parts[0].wished_on) == day


def test_who_bears_a_number_twice_is_told_each_time(tmp_path: Path) -> None:
    parts = [WantedPart([Wanted("E1"), Wanted("E2")]), WantedPart([Wanted("E3"), Wanted("E1")], number="P2")]
    faults = read(written(WantedFile(parts)), tmp_path).faults
    assert [(fault.code, fault.level, fault.part, fault.end_to_end) for fault in faults] == [
        (Code.DUPLICATE, Level.PAYMENT, 1, "E1"),
        (Code.DUPLICATE, Level.PAYMENT, 2, "E1"),
    ]
    assert faults[1].element == "PmtInf[2]/CdtTrfTxInf[2]/PmtId/EndToEndId"


def test_payments_without_a_number_are_numbered_by_part_and_place(tmp_path: Path) -> None:
    staged = read(one_part(Wanted(NOT_PROVIDED), Wanted("E2"), Wanted(NOT_PROVIDED)), tmp_path)
    assert staged.faults == ()
    assert [paid.end_to_end for paid in staged.payments()] == ["NOTPROVIDED-1-1", "E2", "NOTPROVIDED-1-3"]


def test_texts_are_drawn_together_and_cut_to_what_is_kept(tmp_path: Path) -> None:
    payment = Wanted("E1", name="演示  云杉\n贸易" + "长" * 120, purpose=["货款 ", "五月" * 70])
    paid = next(read(one_part(payment), tmp_path).payments())
    assert (len(paid.name), paid.name[:8]) == (120, "演示 云杉 贸易")
    assert (len(paid.purpose), paid.purpose[:5]) == (140, "货款 五月")


def test_a_comment_or_an_instruction_within_a_value_hides_nothing(tmp_path: Path) -> None:
    message = one_part(Wanted("E1", "1.00")).replace(
        b">1.00</InstdAmt>", b">1<!-- -->.<?x y?><![CDATA[00]]></InstdAmt>"
    )
    assert b"CDATA" in message
    staged = read(message, tmp_path)
    assert (staged.faults, next(staged.payments()).amount_fen) == ((), 100)


def test_the_firm_of_a_collection_may_stand_at_its_payments(tmp_path: Path) -> None:
    def file(*firms: str) -> bytes:
        payments = [Wanted(f"E{index}", firm=firm, contract="C1") for index, firm in enumerate(firms)]
        return written(WantedFile([WantedPart(payments)], COLLECTIONS))

    staged = read(file("F1", "F1"), tmp_path)
    assert (staged.faults, staged.parts[0].firm, next(staged.payments()).contract) == ((), "F1", "C1")
    assert [fault.code for fault in read(file("F1", "F2"), tmp_path).faults] == [Code.MANDATE]


def test_more_faults_than_are_told_refuse_the_file(tmp_path: Path) -> None:
    payments = [Wanted(f"E{index}", currency="USD") for index in range(FAULTS_MOST + 1)]
    faults = read(one_part(*payments), tmp_path).faults
    assert len(faults) == FAULTS_MOST
    assert (faults[0].code, faults[0].level) == (Code.OTHER, Level.FILE)


class Endless(RawIOBase):
    """A line that never ends, and cannot be read twice."""

    def read(self, size: int = -1) -> bytes:
        return b" " * size


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read_file(cast("BinaryIO", Endless()), scratch=tmp_path)
    assert refused.value.code == "file.size"


def test_a_line_that_can_be_read_only_once_is_read(tmp_path: Path) -> None:
    receiving, sending = os.pipe()
    with os.fdopen(sending, "wb") as out:
        out.write(GOOD.replace(b"<Amt>", b"<Amount>"))
    with os.fdopen(receiving, "rb") as stream:
        staged = read_file(stream, scratch=tmp_path)
    assert [fault.element[-6:] for fault in staged.faults] == ["Amount"]


@pytest.mark.parametrize(
    ("parts", "payments", "words"),
    [
        (PARTS_MOST, 1, None),
        (PARTS_MOST + 1, 1, "the file has more parts than are taken in one"),
        (1, PAYMENTS_MOST + 1, "the file has more payments than are taken in one"),
    ],
)
def test_a_file_is_bounded(parts: int, payments: int, words: str | None, tmp_path: Path) -> None:
    wanted = [
        WantedPart([Wanted(f"E{part}-{index}", "1.00") for index in range(payments)], number=f"P{part}")
        for part in range(parts)
    ]
    staged = read(written(WantedFile(wanted)), tmp_path)
    assert [fault.words for fault in staged.faults] == ([] if words is None else [words])
    assert staged.count == (0 if words else parts)


def supplement(*names: str) -> str:
    """Supplementary data with an element of each name."""
    inside = "".join(f"<{name}/>" for name in names)
    return f'<SplmtryData><Envlp><w xmlns="urn:x">{inside}</w></Envlp></SplmtryData>'


def test_supplementary_data_are_passed_over_as_long_as_they_are_few(tmp_path: Path) -> None:
    few = read(one_part(Wanted("E1", extra=supplement("a", "b"))), tmp_path)
    assert (few.faults, few.count) == ((), 1)
    names = [[f"n{payment}-{place}" for place in range(1_000)] for payment in range(11)]
    payments = [Wanted(f"E{place}", extra=supplement(*each)) for place, each in enumerate(names)]
    many_names = read(one_part(*payments), tmp_path)
    assert [(fault.code, fault.level) for fault in many_names.faults] == [(Code.OTHER, Level.FILE)]
    assert list(many_names.payments()) == []


def wrapped(message: bytes) -> bytes:
    """A message in an envelope."""
    return message.replace(b"<Document", b"<Envelope><Document", 1) + b"</Envelope>"


GOOD = one_part(Wanted("E1"))
NO_DECLARATION = GOOD.partition(b"\n")[2]
BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
REFUSED = (
    ("nothing", b"", "file.empty"),
    ("words", "您好".encode(), "file.declaration"),
    ("no declaration", NO_DECLARATION, "file.declaration"),
    ("a blank before it", b" " + GOOD, "file.declaration"),
    ("another encoding", GOOD.replace(b"UTF-8", b"GB18030"), "file.encoding"),
    ("UTF-16 with its mark", GOOD.decode().encode("utf-16"), "file.encoding"),
    ("UTF-16 without", GOOD.decode().encode("utf-16-be"), "file.encoding"),
    ("UTF-32", GOOD.decode().encode("utf-32-le"), "file.encoding"),
    ("a document type", GOOD.replace(b"<Document", BOMB + b"<Document"), "file.doctype"),
    ("one behind a comment", GOOD.replace(b"<Document", b"<!-- x -->\n<?a b?>" + BOMB + b"<Document"), "file.doctype"),
    ("one in UTF-7's clothes", GOOD.replace(b"UTF-8", b"UTF-7"), "file.encoding"),
    ("a comment without end", GOOD.replace(b"<Document", b"<!--" + b"x" * HEAD_BYTES_MOST), "file.doctype"),
    ("an envelope", wrapped(GOOD), "file.kind"),
    ("another standard", GOOD.replace(b"pain.001.001.09", b"pain.001.001.02"), "file.kind"),
    ("no namespace", GOOD.replace(TRANSFERS.namespace.encode(), b""), "file.kind"),
    ("a declaration alone", b'<?xml version="1.0"?>', "file.form"),
)


@pytest.mark.parametrize(("message", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_file_of_orders_is_refused_before_a_parser_sees_it(
    message: bytes, code: str, tmp_path: Path
) -> None:
    with pytest.raises(Refusal) as refused:
        read(message, tmp_path)
    assert refused.value.code == code


def test_the_refusal_of_another_kind_names_those_that_are_read(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        read(wrapped(GOOD), tmp_path)
    assert "Envelope" in str(refused.value)
    assert all(name in str(refused.value) for name in BY_NAME)


BROKEN = (
    ("an entity that nobody declared", GOOD.replace("货款".encode(), b"&a;")),
    ("bytes that are no UTF-8", GOOD.replace("货款".encode(), b"\xff\xfe")),
    ("a sign that XML has not", GOOD.replace("货款".encode(), b"\x01")),
    ("more after the end", GOOD + b"<Document/>"),
    ("a text of two megabytes", GOOD.replace("货款".encode(), b"x" * 2 * PIECE_BYTES_MOST)),
    ("elements within elements", GOOD.replace("货款".encode(), b"<a>" * 100_000)),
    ("a payment of a wide tree", GOOD.replace("货款".encode(), b"<a/>" * 500_000)),
    ("a comment of two megabytes", GOOD.replace(b"<RmtInf>", b"<!--" + b"x" * 2 * PIECE_BYTES_MOST + b"--><RmtInf>")),
    ("a payment outside a part", GOOD.replace(b"<PmtInf>", b"<Prt>").replace(b"</PmtInf>", b"</Prt>")),
    ("no head", GOOD.replace(b"GrpHdr>", b"Hdr>")),
)


@pytest.mark.parametrize("message", [case[1] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_file_of_broken_form_is_refused_as_a_whole(message: bytes, tmp_path: Path) -> None:
    staged = read(message, tmp_path)
    assert {(fault.code, fault.level) for fault in staged.faults} == {(Code.SYNTAX, Level.FILE)}
    assert list(staged.payments()) == []


def test_a_mark_of_utf_8_and_another_prefix_do_no_harm(tmp_path: Path) -> None:
    prefixed = GOOD.replace(b"</", b"</p:").replace(b"<", b"<p:").replace(b"<p:/p:", b"</p:").replace(b"<p:?", b"<?")
    prefixed = prefixed.replace(b"xmlns=", b"xmlns:p=")
    for message in (b"\xef\xbb\xbf" + GOOD, prefixed):
        staged = read(message, tmp_path)
        assert (staged.faults, staged.count) == ((), 1)


def test_the_digest_is_that_of_all_bytes_of_a_broken_file_too(tmp_path: Path) -> None:
    assert read(THOUSAND, tmp_path).digest != read(THOUSAND + b"\n", tmp_path).digest
    broken = THOUSAND.replace(b"<Amt>", b"<Amount>")
    assert read(broken, tmp_path).digest != read(broken + b" ", tmp_path).digest


def test_a_missing_schema_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"hatch_build\.py") as refused:
        schema_of(TRANSFERS.name, folder=tmp_path)
    assert refused.value.code == "file.schema"


def test_faults_are_records_that_can_be_kept(tmp_path: Path) -> None:
    fault = read(one_part(Wanted("E1", "0")), tmp_path).faults[0]
    assert fault == Fault(
        *(Code.ZERO, Level.PAYMENT, 6, "PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt"),
        words="the amount is nothing",
        part=1,
        end_to_end="E1",
    )
