"""What an agent may conclude from an answer, and what it may not."""

import pytest

from qiao.directlink.rules import agent
from qiao.directlink.rules.agent_messages import parsed, read
from qiao.directlink.tests.wire import answer, balance, batch, found, message, not_found, paid, payment
from qiao.ground.clock import now

pytestmark = pytest.mark.whatever_database

QUERY = {"P1": "Q1", "P2": "Q2", "B1": "Q3"}


@pytest.mark.parametrize(
    ("status", "sending"),
    [(200, "answered"), (400, "not_sent"), (413, "not_sent"), (405, "not_sent")]
    + [(status, "unknown") for status in (204, 301, 403, 408, 409, 429, 500, 502, 503, 504)],
)
def test_only_a_front_that_read_nothing_is_certain(status: int, sending: str) -> None:
    assert agent.sending_of(status) == sending


@pytest.mark.parametrize(
    ("first", "within", "pauses"),
    [
        (2, 14, [2, 4, 8]),
        (2, 120, [2, 4, 8, 16, 30, 30, 30]),
        (2, 1, []),
        (0, 10, []),
    ],
)
def test_pauses_grow_and_their_sum_is_bounded(first: float, within: float, pauses: list[float]) -> None:
    assert list(agent.pauses(first, within_seconds=within)) == pauses


@pytest.mark.parametrize(
    ("body", "fitting"),
    [
        (answer(paid("P1")), True),
        (answer(code="15500"), True),
        (answer(paid("P2")), False),
        (answer(), False),
        (answer(paid("P1"))[:-4], False),
        (b"<html>busy</html>", False),
        (b"", False),
        (b"<FOX/>", False),
    ],
)
def test_an_answer_is_one_only_under_the_number_of_the_message(body: bytes, *, fitting: bool) -> None:
    assert agent.fits(read(message(payment("P1"))), body) == fitting


@pytest.mark.parametrize(
    ("body", "told", "not_known", "signed_on"),
    [
        (answer(found("Q1", state="AUDITING")), "AUDITING", False, True),
        (answer(not_found("Q1")), None, True, True),
        (answer(not_found("Q1", code="2005")), None, False, True),
        (answer(not_found("Q1", code="1740")), None, False, True),
        (answer(not_found("Q2")), None, False, True),
        (answer(found("Q2")), None, False, True),
        (answer(found("Q1").replace("</XFERLIST>", "<XFER/></XFERLIST>")), None, False, True),
        (answer(code="15500"), None, False, False),
        (b"<html/>", None, False, True),
    ],
)
def test_the_fate_of_a_payment_is_what_the_bank_said_of_this_one(
    body: bytes, told: str | None, *, not_known: bool, signed_on: bool
) -> None:
    fate = agent.fate(read(message(payment("P1"))), body, numbers=QUERY)
    state = fate.told["P1"].findtext("XFERRS/XFERPRCSTS/XFERPRCCODE") if fate.told else None
    assert (state, fate.not_known == {"P1"}, fate.signed_on) == (told, not_known, signed_on)


def test_an_empty_list_of_payments_says_that_it_is_not_known() -> None:
    empty = (
        "<XFERINQTRNRS><TRNUID>Q1</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS><XFERINQRS>"
        '<XFERLIST MORE="N"><FROM>-1</FROM><TO>-1</TO></XFERLIST></XFERINQRS></XFERINQTRNRS>'
    )
    fate = agent.fate(read(message(payment("P1"))), answer(empty), numbers=QUERY)
    assert fate.not_known == {"P1"}


def test_a_payment_that_was_found_is_answered_in_the_shape_of_a_payment() -> None:
    sent = read(message(payment("P1", cookie="k7")))
    fate = agent.fate(sent, answer(found("Q1")), numbers=QUERY)
    node = parsed(agent.answered(sent, fate.told, words="", moment=now())).find("SECURITIES_MSGSRSV1/XFERTRNRS")
    assert node is not None
    assert [child.tag for child in node] == ["TRNUID", "STATUS", "CLTCOOKIE", "XFERRS"]
    assert [child.tag for child in node[3]] == ["SRVRID", "XFERINFO", "XFERPRCSTS", "CLIENTREF"]
    assert (node.findtext("CLTCOOKIE"), node.findtext("XFERRS/SRVRID")) == ("k7", "700000000002")


def test_of_two_payments_each_has_its_own_fate() -> None:
    sent = read(message(payment("P1"), payment("P2"), balance("S1")))
    fate = agent.fate(sent, answer(found("Q1"), not_found("Q2")), numbers=QUERY)
    assert (set(fate.told), set(fate.not_known)) == ({"P1"}, {"P2"})
    assert not agent.may_send_again(sent, fate)
    root = parsed(agent.answered(sent, fate.told, words="结果未知", moment=now()))
    assert [node.text for node in root.iter("XFERPRCCODE")] == ["PAYOUT", "PENDING"]
    assert root.findtext("SECURITIES_MSGSRSV1/CURRACCTQUERYTRNRS/STATUS/CODE") == "1740"


@pytest.mark.parametrize(
    ("wrapper", "path", "code"),
    [
        (payment("P1"), "XFERTRNRS/XFERRS/XFERPRCSTS/XFERPRCCODE", "PENDING"),
        (batch("P1"), "RBATCHTRSFRTRNRS/RSBODY/XFERPRCSTS/XFERPRCCODE", "PENDING"),
        (
            "<RPAYOFFTRNRQ><TRNUID>P1</TRNUID><RPAYOFFRQ/></RPAYOFFTRNRQ>",
            "RPAYOFFTRNRS/RPAYOFFRS/XFERPRCSTS/XFERPRCCODE",
            "PENDING",
        ),
        (
            "<GATHERTRNRQ><TRNUID>P1</TRNUID><GATHERRQ/></GATHERTRNRQ>",
            "GATHERTRNRS/GATHERRS/XFERPRCSTS/XFERPRCCODE",
            "PENDING",
        ),
        ("<XPMTTRNRQ><TRNUID>P1</TRNUID></XPMTTRNRQ>", "XPMTTRNRS/STATUS/CODE", "6000"),
        (balance("P1"), "CURRACCTQUERYTRNRS/STATUS/CODE", "1740"),
    ],
)
def test_what_is_unknown_is_answered_as_unknown(wrapper: str, path: str, code: str) -> None:
    body = agent.answered(read(message(wrapper)), {}, words="结果未知 <&>", moment=now())
    assert parsed(body).findtext(f"SECURITIES_MSGSRSV1/{path}") == code
    assert "结果未知" in body.decode("gbk")


def test_a_batch_is_answered_as_the_bank_told_it() -> None:
    sent = read(message(batch("B1")))
    told = (
        "<RBATCHTRSFRTRNRS><TRNUID>B1</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS><RSBODY>"
        "<XFERPRCSTS><XFERPRCCODE>PART_PAYOUT</XFERPRCCODE></XFERPRCSTS></RSBODY></RBATCHTRSFRTRNRS>"
    )
    fate = agent.fate(sent, answer(told), numbers=QUERY)
    assert agent.is_whole(sent, fate.told)
    assert fate.told["B1"].findtext("RSBODY/XFERPRCSTS/XFERPRCCODE") == "PART_PAYOUT"
    unknown = agent.fate(sent, answer(not_found("B1", tag="RBATCHTRSFRTRNRS")), numbers=QUERY)
    assert agent.may_send_again(sent, unknown)
