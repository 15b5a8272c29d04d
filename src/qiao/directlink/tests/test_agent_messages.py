"""What an agent reads of a message, what it keeps out of its log, and how it asks."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.directlink.rules.agent_messages import Kind, asking, masked, parsed, read
from qiao.directlink.tests.wire import SIGN_ON, balance, batch, message, payment
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

DECLARATIONS = (
    "",
    '<?xml version="1.0" encoding="GBK"?>',
    '<?xml version="1.0" encoding="GB2312"?>\r\n',
    "<?FOX FOXHEADER='100' VERSION='100' SECURITY='NONE' LANG=CHS ?>\n",
    "<?xml version='1.0' encoding='GBK'?><?FOX FOXHEADER='100' VERSION='100' SECURITY='NONE' LANG=CHS ?>",
)


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_a_message_is_read_under_each_declaration_that_is_seen(declaration: str) -> None:
    found = read(declaration.encode("gbk") + message(payment("P1")))
    assert [(one.tag, one.number, one.kind) for one in found.wrappers] == [("XFERTRNRQ", "P1", Kind.INSTRUCTION)]


@pytest.mark.parametrize(
    ("wrapper", "kind"),
    [
        (payment("N1"), Kind.INSTRUCTION),
        (batch("N1"), Kind.INSTRUCTION),
        (batch("N1", body=""), Kind.QUERY),
        (batch("N1", body="<CLTCOOKIE>k</CLTCOOKIE>"), Kind.QUERY),
        (batch("N1", body="<RQBODYS/>"), Kind.INSTRUCTION),
        (balance("N1"), Kind.QUERY),
        ("<XPMTTRNRQ><TRNUID>N1</TRNUID></XPMTTRNRQ>", Kind.OTHER),
    ],
)
def test_what_may_move_money_is_told_from_what_asks(wrapper: str, kind: Kind) -> None:
    assert [one.kind for one in read(message(wrapper)).wrappers] == [kind]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<FOX>",
        b"<OFX></OFX>",
        b"<FOX/>",
        f"<FOX>{SIGN_ON}{SIGN_ON}</FOX>".encode(),
        b"<!DOCTYPE FOX [<!ENTITY a 'b'>]>" + message(payment("P1")),
        b"<!doctype FOX>" + message(payment("P1")),
        message(payment("P1")).replace("白".encode("gbk"), b"\xff\xff"),
        message(payment("")),
        message(payment("P" * 31)),
        message(payment("P1"), balance("P1")),
        message(payment("P1"))[:-3],
    ],
)
def test_what_cannot_be_read_is_refused_before_it_is_sent(body: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        read(body)
    assert refusal.value.code == "link.message"


def test_a_payment_is_asked_for_by_a_query_of_its_own_number() -> None:
    asked = parsed(asking(read(message(payment("P1", cookie="k"))), {"P1": "Q9"}))
    query = asked.find("SECURITIES_MSGSRQV1/XFERINQTRNRQ")
    assert query is not None
    assert (query.findtext("TRNUID"), query.findtext("XFERINQRQ/CLIENTREF")) == ("Q9", "P1")
    assert asked.findtext("SIGNONMSGSRQV1/SONRQ/USERPASS") == "geheim-7"
    assert asked.find(".//XFERRQ") is None


def test_a_batch_is_asked_for_by_itself_without_its_body() -> None:
    asked = read(asking(read(message(batch("B1"), balance("S1"))), {"B1": "Q9"}))
    assert [(one.tag, one.number, one.kind) for one in asked.wrappers] == [
        ("RBATCHTRSFRTRNRQ", "B1", Kind.QUERY),
        ("CURRACCTQUERYTRNRQ", "S1", Kind.QUERY),
    ]


@given(secret=st.text(alphabet=st.characters(codec="gb18030", exclude_categories=["C"]), min_size=6, max_size=30))
def test_no_password_and_no_session_key_is_ever_shown(secret: str) -> None:
    root = parsed(message(payment("P1")))
    for node in (root.find("SIGNONMSGSRQV1/SONRQ/USERPASS"), ET.SubElement(root[0][0], "USERKEY")):
        assert node is not None
        node.text = "s-" + secret
    body = ET.tostring(root, encoding="unicode").encode("gb18030")
    shown = masked(body)
    assert "s-" + secret not in ET.tostring(parsed(shown.encode("gb18030")), encoding="unicode", method="text")
    assert "P1" in shown
    assert masked(body[:-1]) == f"[{len(body) - 1} bytes that are no FOX message]"


@pytest.mark.parametrize(
    "node",
    [
        "<USERPASS><![CDATA[geheim-7]]></USERPASS>",
        "<USERPASS ><b>geheim-7</b>geheim-7</USERPASS>",
        '<USERPASS was="geheim-7"/>',
        "<!-- geheim-7 --><userpass>geheim-7</userpass>",
    ],
)
def test_a_password_written_otherwise_is_not_shown_either(node: str) -> None:
    body = message(balance("S1")).replace(b"<USERPASS>geheim-7</USERPASS>", node.encode())
    assert "geheim" in body.decode("gbk")
    assert "geheim" not in masked(body)
