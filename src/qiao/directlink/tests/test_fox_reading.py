"""What the bank reads of the messages of FOX: every case, what is tolerated, and a table of bad input."""

import pytest

from qiao.directlink.rules.fox import reading, tree
from qiao.directlink.rules.fox.codes import Code
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.reading import read
from qiao.directlink.tests import vectors
from qiao.directlink.tests.vectors import TOLERATED, VECTORS, A, B, Vector, message, payment, sign_on
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

MISSHAPEN = {"8d", "10a", "15z"}
"""The cases that the shape alone refuses; the others need the bank's book or its calendar."""


def sole(sent: bytes) -> Request:
    """The only request of a message."""
    (request,) = read(sent).requests
    return request


@pytest.mark.parametrize("key", VECTORS, ids=lambda key: f"{key} {VECTORS[key].title}")
def test_every_case_is_read_and_only_misshapen_ones_are_refused(key: str) -> None:
    case: Vector = VECTORS[key]
    request = sole(case.sent)
    assert (request.fault is not None) == (key in MISSHAPEN)
    if request.fault is not None:
        assert (request.fault.code, request.fault.severity) == (case.code, "ERROR")
        assert request.body is None


def test_a_payment_is_read_value_by_value() -> None:
    request = sole(VECTORS["2"].sent)
    assert (request.interface, request.trnuid, request.cookie) == ("XFER", "20300508P0002", "k7")
    assert request.body is not None
    assert request.body.plain() == {
        "XFERINFO": {
            "ACCTFROM": {"ACCTID": A},
            "ACCTTO": {"@INTERBANK": "Y", "@LOCAL": "Y", "ACCTID": B, "NAME": "白桦物流"},
            "TRNAMT": "1250.5",
            "PURPOSE": "运费",
        }
    }
    assert request.body.fen("XFERINFO/TRNAMT") == 125_050


def test_a_batch_is_read_item_by_item() -> None:
    request = sole(VECTORS["10"].sent)
    assert request.body is not None
    assert [one.text("INDX") for one in request.body.parts("XFERINFO")] == ["1", "2"]
    assert [one.fen("TRNAMT") for one in request.body.parts("XFERINFO")] == [1_000, 2_000]
    assert sole(VECTORS["10q"].sent) == Request("RBATCHTRSFR", "20300508B0010")


@pytest.mark.parametrize("wages", [1, 300])
def test_a_payroll_is_read_up_to_three_hundred_wages(wages: int) -> None:
    request = sole(message(vectors.payroll("W1", *(vectors.wage(number) for number in range(1, wages + 1)))))
    assert request.body is not None
    assert len(request.body.parts("RPAYOFFINFO/RPAYOFFLIST/RPAYOFF")) == wages


def test_a_payroll_of_more_is_refused_and_one_without_content_asks() -> None:
    many = sole(message(vectors.payroll("W1", *(vectors.wage(number) for number in range(1, 302)))))
    assert many.fault is not None
    assert many.fault.message == "RPAYOFF应为1至300笔"
    asks = "<RPAYOFFTRNRQ><TRNUID>W1</TRNUID><RPAYOFFRQ></RPAYOFFRQ></RPAYOFFTRNRQ>"
    assert sole(message(asks)) == Request("RPAYOFF", "W1")


def test_the_fault_of_one_item_names_it() -> None:
    items = [
        vectors.batch_item(number, B, name="白桦物流", amount="1.001" if number == 3 else "1") for number in (1, 2, 3)
    ]
    request = sole(message(vectors.batch("B1", *items, total="3.00")))
    assert request.fault is not None
    assert (request.fault.code, request.fault.message) == (Code.AMOUNT_FORM, "第3笔：TRNAMT格式不正确")


@pytest.mark.parametrize("title", TOLERATED)
def test_what_programs_of_customers_send_is_tolerated(title: str) -> None:
    envelope = read(TOLERATED[title])
    assert envelope.requests == read(VECTORS["2"].sent).requests
    assert envelope.sign_on.fault is None
    assert envelope.sign_on.client_time == "2030-05-08 09:00:00"
    assert envelope.sign_on.password_is_cipher == (title == "a password as a cipher")
    assert envelope.sign_on.customer == ("0000000123" if "without its zeros" in title else "1000000001")


def test_the_sign_on_alone_is_a_message() -> None:
    envelope = read(message())
    assert envelope.requests == ()
    assert envelope.sign_on.operator == "op01"
    assert "right-1" not in repr(envelope)


def test_a_key_stands_for_name_and_password() -> None:
    key = "1000000001@7:MDEyMzQ1Njc4OTAxMjM0NQ=="
    signed = sign_on().replace("<USERID>op01</USERID><USERPASS>right-1</USERPASS>", f"<USERKEY>{key}</USERKEY>")
    envelope = read(message(signed=signed.replace(">N<", ">Y<")))
    assert (envelope.sign_on.key, envelope.sign_on.operator, envelope.sign_on.wants_key) == (key, "", True)


def test_one_bad_request_does_not_stop_its_neighbours() -> None:
    good, bad = payment("P1"), payment("P2", amount="12,5")
    first, second, third = read(message(good, bad, payment("P3"))).requests
    assert [first.fault, third.fault] == [None, None]
    assert second == Request("XFER", "P2", fault=second.fault)
    assert second.fault is not None
    assert second.fault.code == Code.AMOUNT_FORM


def test_the_number_of_a_question_is_used_once_in_a_message() -> None:
    asked = vectors.current_account("V1", A)
    first, second = read(message(asked, asked)).requests
    assert first.fault is None
    assert second.fault is not None
    assert read(message(payment("P1"), payment("P1"))).requests[1].fault is None


def changed(old: str, new: str) -> bytes:
    """The payment of case 2 with something changed."""
    text = VECTORS["2"].sent.decode("gbk")
    assert old in text, old
    return text.replace(old, new, 1).encode("gbk")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<TRNAMT>1250.5</TRNAMT>", "", 2002),
        ("<TRNAMT>1250.5</TRNAMT>", "<TRNAMT></TRNAMT>", 2002),
        ("<TRNAMT>1250.5</TRNAMT>", "<TRNAMT>1</TRNAMT><TRNAMT>2</TRNAMT>", 2002),
        ("<TRNAMT>1250.5</TRNAMT>", "<TRNAMT>1<B/>0</TRNAMT>", 2002),
        ("<PURPOSE>", "<MEMO>晚</MEMO><PURPOSE>", 2002),
        ("运费", "运" * 61, 2002),
        ("运费", "\u3000", 2002),
        ("运费", "a&lt;b", 2002),
        ("运费", "a&#10;b", 2002),
        ("运费", "&#128512;", 2002),
        ("1250.5", "1,250.5", 2006),
        ("1250.5", "1250.505", 2006),
        ("1250.5", "1250.", 2006),
        ("1250.5", ".5", 2006),
        ("1250.5", "-5", 2006),
        ("1250.5", "+5", 2006),
        ("1250.5", "1e3", 2006),
        ("1250.5", "0.00", 2006),
        ("1250.5", "1" * 16, 2006),
        ("1250.5", "１２", 2006),
        ('INTERBANK="Y"', 'INTERBANK="J"', 2002),
        (f'<ACCTTO INTERBANK="Y" LOCAL="Y"><ACCTID>{B}', '<ACCTTO INTERBANK="Y" LOCAL="Y"><ACCTID>9 0', 2002),
        (f"<ACCTFROM><ACCTID>{A}", f"<ACCTFROM><ACCTID>{A}1", 2002),
        ("</PURPOSE>", "</PURPOSE><DTDUE>2030-02-30</DTDUE>", 2002),
        ("</PURPOSE>", "</PURPOSE><DTDUE>20300520</DTDUE>", 2002),
        ("</PURPOSE>", "</PURPOSE><DTDUE/>", 2002),
        ("<XFERINFO>", "<XFERINFO>text", 2002),
        ("<XFERRQ>", "<XFERRQ><CURSYM>RMB</CURSYM><XFERINFO><TRNAMT>5</TRNAMT></XFERINFO>", 2002),
        ("<TRNUID>20300508P0002</TRNUID>", "", 2002),
        ("20300508P0002", "P" * 31, 2002),
        ("<CLTCOOKIE>k7</CLTCOOKIE>", "<TRNUID>P2</TRNUID>", 2002),
        ("XFERRQ", "XFERRR", 2002),
    ],
)
def test_a_payment_without_its_form_is_refused_by_itself(old: str, new: str, code: int) -> None:
    sent = changed(old, new) if old != "XFERRQ" else VECTORS["2"].sent.replace(b"XFERRQ>", b"XFERRR>")
    request = sole(sent)
    assert request.fault is not None
    assert (request.fault.code, request.body) == (code, None)
    assert request.fault.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<TRNAMT>1250.5</TRNAMT>", "<TRNAMT>\n  1250.5 </TRNAMT>"),
        ("<TRNAMT>", "<CURSYM>RMB</CURSYM><NEWER><NEWER>7</NEWER></NEWER><TRNAMT>"),
        ("<NAME>白桦物流</NAME>", "<NAME><![CDATA[白桦物流]]></NAME><BANKNUM></BANKNUM><COLLECT/>"),
        ("<XFERINFO>", "<!-- a word --><XFERINFO><ACCOUNTS/>"),
        ("</PURPOSE>", "</PURPOSE><DTDUE>2030-05-20</DTDUE><MEMO>备注</MEMO>"),
        ("运费", "&#36816;&#36153;"),
    ],
)
def test_what_is_newer_empty_or_laid_out_is_read(old: str, new: str) -> None:
    request = sole(changed(old, new))
    assert request.fault is None
    assert request.body is not None
    assert request.body.text("XFERINFO/TRNAMT") == "1250.5"
    assert request.body.text("XFERINFO/PURPOSE") == "运费"


def test_an_interface_that_is_not_there_is_told_so() -> None:
    request = sole(message("<NEWTHINGTRNRQ><TRNUID>N1</TRNUID></NEWTHINGTRNRQ><NOTE/>"))
    assert (request.interface, request.trnuid) == ("NEWTHING", "N1")
    assert request.fault is not None


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "fox.truncated"),
        (b"not a message", "fox.form"),
        (b"<FOX><A></B></FOX>", "fox.form"),
        (message()[:-1], "fox.truncated"),
        ("<FOX>行".encode("gbk")[:-1], "fox.truncated"),
        (b"<FOX>\xff</FOX>", "fox.encoding"),
        (message().replace(b'"GBK"', b'"UTF-8"'), "fox.encoding"),
        ("\ufeff<FOX/>".encode(), "fox.encoding"),
        (b"<!DOCTYPE FOX><FOX/>", "fox.doctype"),
        (b'<!DOCTYPE FOX [<!ENTITY a "b">]><FOX>&a;</FOX>', "fox.doctype"),
        (b"<FOX>&a;</FOX>", "fox.form"),
        (b"<FOX>" + b" " * 2_000_000 + b"</FOX>", "fox.size"),
        (b"<A>" * 100_000, "fox.depth"),
        (b"<FOX>" + b"<A/>" * 30_000 + b"</FOX>", "fox.nodes"),
        (message(*("<ATRNRQ/>",) * 101), "fox.requests"),
        (b"<OFX/>", "fox.root"),
        (b"<FOX/>", "fox.envelope"),
        (message().replace(b"</FOX>", sign_on().encode() + b"</FOX>"), "fox.envelope"),
        (message(signed="<SECURITIES_MSGSRQV1/>" + sign_on()), "fox.envelope"),
        (message(signed="<SIGNONMSGSRQV1></SIGNONMSGSRQV1>"), "fox.sign_on"),
        (message(signed=sign_on().replace("</SIGNONMSGSRQV1>", "<SONRQ/></SIGNONMSGSRQV1>")), "fox.sign_on"),
        (message(signed=sign_on(USERKEY="k")), "fox.sign_on_key"),
    ],
)
def test_what_is_no_message_is_refused_as_a_whole(sent: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(sent)
    assert refusal.value.code == code
    assert str(refusal.value)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"USERPASS": ""}, Code.WRONG_SIGN_ON),
        ({"USERID": ""}, Code.WRONG_SIGN_ON),
        ({"USERPASS": "x" * 31}, Code.WRONG_SIGN_ON),
        ({"CID": "12345678901"}, Code.REFUSED),
        ({"CID": "customer"}, Code.REFUSED),
        ({"CID": ""}, Code.REFUSED),
        ({"DTCLIENT": "2030-13-08 09:00:00"}, Code.REFUSED),
        ({"GENUSERKEY": "1"}, Code.REFUSED),
    ],
)
def test_a_sign_on_without_its_form_is_answered(other: dict[str, str], code: Code) -> None:
    signed = read(message(payment("P1"), signed=sign_on(**other))).sign_on
    assert signed.fault is not None
    assert signed.fault.code == code
    assert bool(signed.customer) == (code == Code.WRONG_SIGN_ON)


def test_the_deepest_and_longest_messages_lie_within_the_limits() -> None:
    wages = [vectors.wage(number, name="员" * 20, amount="999999999999999.99") for number in range(1, 301)]
    sent = message(*(vectors.payroll(f"W{number}", *wages) for number in range(9)))
    assert len(sent) < tree.REQUEST_BYTES_MOST
    assert [request.fault for request in read(sent).requests] == [None] * 9
    assert reading.REQUESTS_MOST * 9 < tree.REQUEST_NODES_MOST
