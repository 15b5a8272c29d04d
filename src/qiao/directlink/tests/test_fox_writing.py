"""What the bank writes: the answers of the cases letter by letter, a statement in both shapes, old answers."""

import re
from typing import Any

import pytest

from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.rules.fox.codes import FINAL, MESSAGES, PAID, STATE_WORDS, Code, Severity, State, Status, refused
from qiao.directlink.rules.fox.messages import Answer, Reply, SignedOn
from qiao.directlink.rules.fox.reading import read
from qiao.directlink.rules.fox.statements import SECOND_TAGS
from qiao.directlink.rules.fox.writing import HEAD, write, write_notice
from qiao.directlink.tests.old_messages import BALANCES, LINE, OLD_MESSAGES
from qiao.directlink.tests.vectors import A, B
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

SIGNED_ON = SignedOn(Status(), "2030-05-08 09:00:01")
STATUS = "<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>"
FIRST = f"{HEAD}<FOX><SIGNONMSGSRSV1><SONRS>{STATUS}<DTSERVER>2030-05-08 09:00:01</DTSERVER></SONRS></SIGNONMSGSRSV1>"
TAGS = re.compile(r"<(\w+)")


def written(reply: Reply) -> str:
    """One answer as text, without the sign-on before it."""
    text = write(Answer(SIGNED_ON, (reply,))).decode("gbk")
    assert text.startswith(FIRST + "<SECURITIES_MSGSRSV1>")
    return text.removeprefix(FIRST + "<SECURITIES_MSGSRSV1>").removesuffix("</SECURITIES_MSGSRSV1></FOX>")


def paid(**other: Any) -> dict[str, Any]:
    """The body of the paid payment of case 2; its tags in any order, since the shape has theirs."""
    return {
        "CLIENTREF": "20300508P0002",
        "XFERPRCSTS": {"DTXFERPRC": "2030-05-08 09:10:02", "XFERPRCCODE": "PAYOUT"},
        "XFERINFO": {
            "ACCTTO": {"ACCTID": B, "NAME": "白桦物流", "@LOCAL": "Y", "@INTERBANK": "Y"},
            "ACCTFROM": {"NAME": "云杉贸易", "ACCTID": A},
            "CHEQUENUM": "0000002",
            "CURSYM": "RMB",
            "TRNAMT": "1250.50",
            "PURPOSE": "运费",
            "DTDUE": "2030-05-08",
            **other,
        },
        "SRVRID": "700000000002",
    }


PAID_TEXT = (
    f"<XFERTRNRS><TRNUID>20300508P0002</TRNUID>{STATUS}<CLTCOOKIE>k7</CLTCOOKIE><XFERRS><SRVRID>700000000002</SRVRID>"
    f"<XFERINFO><ACCTFROM><ACCTID>{A}</ACCTID><NAME>云杉贸易</NAME></ACCTFROM>"
    f'<ACCTTO INTERBANK="Y" LOCAL="Y"><ACCTID>{B}</ACCTID><NAME>白桦物流</NAME></ACCTTO>'
    "<CHEQUENUM>0000002</CHEQUENUM><CURSYM>RMB</CURSYM><TRNAMT>1250.50</TRNAMT><PURPOSE>运费</PURPOSE>"
    "<DTDUE>2030-05-08</DTDUE></XFERINFO>"
    "<XFERPRCSTS><XFERPRCCODE>PAYOUT</XFERPRCCODE><DTXFERPRC>2030-05-08 09:10:02</DTXFERPRC></XFERPRCSTS>"
    "<CLIENTREF>20300508P0002</CLIENTREF></XFERRS></XFERTRNRS>"
)


def test_a_paid_payment_is_written_letter_by_letter() -> None:
    assert written(Reply("XFER", "20300508P0002", body=paid(), cookie="k7")) == PAID_TEXT


def test_a_replay_bears_no_cookie() -> None:
    again = written(Reply("XFER", "20300508P0002", body=paid()))
    assert again == PAID_TEXT.replace("<CLTCOOKIE>k7</CLTCOOKIE>", "")


def test_a_refused_sign_on_is_answered_alone() -> None:
    signed_on = SignedOn(refused(Code.WRONG_SIGN_ON), "2030-05-08 09:00:01")
    text = write(Answer(signed_on, (Reply("XFER", "P1", body=paid()),))).decode("gbk")
    assert text == (
        f"{HEAD}<FOX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500</CODE><SEVERITY>ERROR</SEVERITY>"
        "<MESSAGE>用户名或密码不正确</MESSAGE></STATUS><DTSERVER>2030-05-08 09:00:01</DTSERVER></SONRS>"
        "</SIGNONMSGSRSV1></FOX>"
    )


def test_a_sign_on_alone_is_answered_with_its_key() -> None:
    signed_on = SignedOn(Status(), "2030-05-08 09:00:01", "1000000001@7:abc=", "2030-05-08 09:15:01", "CHS", "s1")
    text = write(Answer(signed_on)).decode("gbk")
    assert text.endswith(
        "<DTSERVER>2030-05-08 09:00:01</DTSERVER><USERKEY>1000000001@7:abc=</USERKEY>"
        "<TSKEYEXPIRE>2030-05-08 09:15:01</TSKEYEXPIRE><LANGUAGE>CHS</LANGUAGE><SESSCOOKIE>s1</SESSCOOKIE>"
        "</SONRS></SIGNONMSGSRSV1></FOX>"
    )
    assert read_answer(write(Answer(signed_on))) == Answer(signed_on)


def test_a_refused_request_has_no_body() -> None:
    assert written(Reply("XFER", "P9", refused(Code.REFUSED, "收款人户名不符"))) == (
        "<XFERTRNRS><TRNUID>P9</TRNUID><STATUS><CODE>2002</CODE><SEVERITY>ERROR</SEVERITY>"
        "<MESSAGE>收款人户名不符</MESSAGE></STATUS></XFERTRNRS>"
    )


def statement(version: str, **other: Any) -> str:
    """The statement of cases 11 and 12, written in a version."""
    body = {
        "CURDEF": "RMB",
        "ACCTFROM": {"ACCTID": A},
        "TRANLIST": {"@MORE": "Y", "DTSTART": "2030-05-07", "DTEND": "2030-05-07", "STMTTRN": [LINE, LINE]},
        **BALANCES,
        **other,
    }
    return written(Reply("SCUSTSTMT", "S0011", body=body, version=version))


OLD_LINE = (
    "<STMTTRN><SRVRTID>00000001</SRVRTID><TRNTYPE>DEBIT</TRNTYPE><TRNCODE>231</TRNCODE>"
    "<DTACCT>2030-05-07T08:30:00</DTACCT><TRNAMT>5.00</TRNAMT><BALAMT>995.00</BALAMT><CURRENCY>RMB</CURRENCY>"
    "<MEMO>汇款|运费</MEMO><ATTACHINFO>2030050700000000001000001</ATTACHINFO>"
)
NEW_LINE = (
    "<HXJYLSBH>H90000203005070000000000010000</HXJYLSBH><SUMMNAME>汇款</SUMMNAME><SUMMDESC>网上汇款</SUMMDESC>"
    "<PURPOSE>运费</PURPOSE><BRANCHNO>90101</BRANCHNO><CHANNELCODE>204</CHANNELCODE><CASHFLAG>1</CASHFLAG>"
    "<CBBZ>0</CBBZ><BCZBZ>0</BCZBZ><ROUTECHOICE>0</ROUTECHOICE>"
    "<BIZREF></BIZREF><TEXT1></TEXT1><TEXT2></TEXT2><TEXT3></TEXT3>"
)


def test_an_older_customer_sees_the_older_line_and_a_newer_one_fourteen_elements_more() -> None:
    older, newer = statement(""), statement("2.0")
    assert f'<TRANLIST MORE="Y"><DTSTART>2030-05-07</DTSTART><DTEND>2030-05-07</DTEND>{OLD_LINE}</STMTTRN>' in older
    assert [tag for tag in SECOND_TAGS if f"<{tag}>" in older] == []
    assert newer == older.replace(OLD_LINE, OLD_LINE + NEW_LINE)
    assert len(SECOND_TAGS) == 14


def test_what_has_no_lines_tells_the_balances() -> None:
    inside = statement("", TRANLIST=None).partition("<SCUSTSTMTRS>")[2]
    balances = ("LEDGERBAL", "BALAMT", "DTASOF", "AVAILBAL", "BALAMT", "DTASOF")
    assert tuple(TAGS.findall(inside)) == ("CURDEF", "ACCTFROM", "ACCTID", *balances)


def test_empty_numbers_and_dates_are_left_out_and_empty_texts_are_not() -> None:
    body = {"ACCTID": "", "NAME": "", "BALAMT": "", "OPENDAT": "", "INTRST": "", "CURRENCY": None}
    text = written(Reply("CURRACCTQUERY", "V1", body=body))
    assert text.endswith("<RSBODY><ACCTID></ACCTID><NAME></NAME><INTRST></INTRST></RSBODY></CURRACCTQUERYTRNRS>")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("A&B <C>", "A＆B ＜C＞"),
        ("喜😀乐", "喜?乐"),
        ("a\x00b\x1fc\x7f", "a?b?c?"),
        ("one\ntwo\tthree\rfour", "one two three four"),
        ("&lt;", "＆lt;"),
        ("]]>", "]]＞"),
        ("€ é ü", "? é ü"),
    ],
)
def test_no_value_breaks_a_message(value: str, shown: str) -> None:
    answer = Answer(SIGNED_ON, (Reply("CURRACCTQUERY", "V1", Status(2002, "ERROR", value), {"NAME": value}, value),))
    (told,) = read_answer(write(answer)).replies
    assert (told.part.text("NAME"), told.status.message, told.cookie) == (shown, shown, shown)


def test_lines_between_marks_hold_anything_but_their_end() -> None:
    body = {"TRANLIST": {"@size": "1", "#text": "a<b>&lt;\r\n]]>c"}}
    text = written(Reply("FSTMT", "F1", body=body))
    assert '<TRANLIST size="1"><![CDATA[a<b>&lt;\n]]＞c]]></TRANLIST>' in text


def test_a_tag_that_an_interface_has_not_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError, match="BALANCE"):
        written(Reply("CURRACCTQUERY", "V1", body={"BALANCE": "5.00"}))


def test_a_notice_has_no_envelope() -> None:
    notice = write_notice({"ACCTID": A, "TRNTYPE": "1", "TRNAMT": "5.00", "BALAMT": "905.00", "ATTACHINFO": "1"})
    assert notice.decode("gbk") == (
        f"{HEAD}<BALANCECHANGENOTICE><NOTICE_INFO><ACCTID>{A}</ACCTID><TRNTYPE>1</TRNTYPE><TRNAMT>5.00</TRNAMT>"
        "<BALAMT>905.00</BALAMT><ATTACHINFO>1</ATTACHINFO></NOTICE_INFO></BALANCECHANGENOTICE>"
    )


@pytest.mark.parametrize("title", OLD_MESSAGES)
def test_an_old_program_is_read_and_gets_its_old_answer(title: str) -> None:
    old = OLD_MESSAGES[title]
    (request,) = read(old.sent).requests
    assert (request.interface, request.fault) == (old.interface, None)
    assert request.body is not None
    text = written(Reply(request.interface, request.trnuid, body=old.known))
    inside = text.partition("</STATUS>")[2]
    assert tuple(TAGS.findall(inside)[1:]) == old.tags


def test_a_client_reads_the_state_and_the_banks_number_wherever_they_stand() -> None:
    one = {"SRVRTID": "7", "XFERINFO": paid()["XFERINFO"], "XFERPRCSTS": paid()["XFERPRCSTS"]}
    listed = {"XFERLIST": {"@MORE": "N", "FROM": "7", "TO": "7", "XFER": [one]}}
    replies = (
        Reply("XFER", "P1", body=paid()),
        Reply("XFERINQ", "Q1", body=listed),
        Reply("CURRACCTQUERY", "V1", body={"STATUS": "1"}),
        Reply("XFER", "P2", refused()),
    )
    told = read_answer(write(Answer(SIGNED_ON, replies))).replies
    assert [(reply.state, reply.bank_number) for reply in told] == [
        (State.PAYOUT, "700000000002"),
        (State.PAYOUT, "7"),
        (None, ""),
        (None, ""),
    ]


@pytest.mark.parametrize(
    ("status", "state", "is_paid"),
    [
        (Status(), "PAYOUT", True),
        (Status(), "PART_PAYOUT", True),
        (Status(), "PENDING", False),
        (Status(), "NEWER_STATE", False),
        (refused(Code.FUNDS_SHORT), "FAIL", False),
        (refused(Code.FUNDS_SHORT), "PAYOUT", False),
    ],
)
def test_a_payment_is_paid_where_status_and_state_say_so(status: Status, state: str, *, is_paid: bool) -> None:
    body = paid() | {"XFERPRCSTS": {"XFERPRCCODE": state, "DTXFERPRC": "2030-05-08 09:10:02"}}
    (told,) = read_answer(write(Answer(SIGNED_ON, (Reply("XFER", "P1", status, body),)))).replies
    assert (told.is_paid, told.status, told.part.text("XFERPRCSTS/XFERPRCCODE")) == (is_paid, status, state)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"<html>", "fox.truncated"),
        (b"<html/>", "fox.answer"),
        (b"<FOX/>", "fox.answer"),
        (b"<FOX><SIGNONMSGSRSV1><SONRS/></SIGNONMSGSRSV1></FOX>", "fox.status"),
        (FIRST.replace("<CODE>0", "<CODE>zero").encode() + b"</FOX>", "fox.status"),
    ],
)
def test_what_is_no_answer_is_refused(sent: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_answer(sent)
    assert refusal.value.code == code


def test_states_and_numbers_have_their_words() -> None:
    assert {state for state in State if state.is_final} == FINAL
    assert {state for state in State if state.is_success} == PAID
    assert set(STATE_WORDS) == set(State)
    assert set(MESSAGES) == set(Code)
    assert [State.PENDING.words, State.PAYOUT.words] == ["未知", "成功"]
    assert refused(Code.NO_LINES, severity=Severity.INFO) == Status(6421, "INFO", "没有交易流水")
    assert refused(Code.NO_LINES).is_nothing_found
    assert not refused().is_done
