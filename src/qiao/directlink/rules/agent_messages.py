"""What a front-end agent reads of a message and writes itself: enough to ask for the fate of an instruction.

Source: piece 7 (a lost answer must not become a second payment). A message is told apart by its wrappers: queries may
be asked again, an instruction is asked for by a query of its own or by itself without its body, and of a wrapper that
is not listed nothing is assumed but that it may move money.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from xml.etree import ElementTree as ET

from qiao.directlink.rules.fox.interfaces import ALL, ASKED_END
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

ENCODING = "gb18030"
"""GBK and what was added to it since, so that no letter of a name is lost."""
DECLARATION = '<?xml version="1.0" encoding="GBK" standalone="yes"?>'
BEFORE_ROOT = re.compile(r"(?:\s*<\?[^>]*\?>)*\s*")
TRNUID_LETTERS_MOST = 30
FINE, GENERAL, TIMED_OUT, CORE = "0", "2000", "1740", "6000"
NOT_KNOWN_CODES = frozenset({"2000", "2020"})
SECRET_NODES = frozenset({"USERPASS", "USERKEY"})
TRANSFER, TRANSFER_QUERY = "XFERTRNRQ", "XFERINQTRNRQ"
ASKABLE = frozenset(
    {
        *(TRANSFER, "ICTRANSFERTRNRQ", "RBATCHTRSFRTRNRQ", "ASYNBATCHTRSFRTRNRQ"),
        *("RPAYOFFTRNRQ", "GATHERTRNRQ", "FBBATCHGATHERTRNRQ"),
    }
)
"""Instructions whose fate can be asked for. With nothing but its head such a wrapper asks, and moves nothing."""
HEAD = frozenset({"TRNUID", "CLTCOOKIE"})
STATES = {TRANSFER: "XFERRS", "ICTRANSFERTRNRQ": "XPMTRS", "RPAYOFFTRNRQ": "RPAYOFFRS", "GATHERTRNRQ": "GATHERRS"}
"""Where an answer bears the state of its instruction; RSBODY in all others."""
ELSEWHERE = frozenset({"BALNTRADEINQUIRY", "VSASUBACCTINFO", "VATSTMT"})
"""Queries of the interface that this bank does not answer; another may."""
QUERIES = frozenset(
    name + ASKED_END for name in (*ELSEWHERE, *(one.name for one in ALL.values() if not one.is_instruction))
)


class Kind(StrEnum):
    """What may be done about a wrapper whose answer did not come."""

    QUERY = "query"
    INSTRUCTION = "instruction"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wrapper:
    """One request of a message: its name, its number, and what it is."""

    tag: str
    number: str
    kind: Kind
    node: ET.Element

    @property
    def answer_tag(self) -> str:
        """The name of its answer."""
        return self.tag.removesuffix("RQ") + "RS"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as far as an agent reads it: who signs on, and what is requested."""

    sign_on: ET.Element
    wrappers: tuple[Wrapper, ...]

    @property
    def moves(self) -> tuple[Wrapper, ...]:
        """What must not be done twice."""
        return tuple(one for one in self.wrappers if one.kind != Kind.QUERY)


def read(body: bytes) -> Message:
    """Read a message; refused where the bank could not read it either, so that nothing unclear is sent."""
    root = parsed(body)
    sign_on = root.findall("SIGNONMSGSRQV1/SONRQ")
    if len(sign_on) != 1:
        raise _unreadable(_("it has to hold one SONRQ"))
    wrappers = tuple(_wrapper(node) for node in root.findall("SECURITIES_MSGSRQV1/*"))
    numbers = [one.number for one in wrappers]
    if len(set(numbers)) < len(numbers):
        raise _unreadable(_("a TRNUID stands in it twice"))
    return Message(sign_on[0], wrappers)


def parsed(body: bytes) -> ET.Element:
    """The root of a FOX message or answer; a document type, which could hold entities, is never read."""
    try:
        text = body.decode(ENCODING)
    except UnicodeDecodeError as error:
        raise _unreadable(_("it is not in GBK")) from error
    if "<!DOCTYPE" in text.upper():
        raise _unreadable(_("it holds a document type"))
    try:
        root = ET.fromstring(text[BEFORE_ROOT.match(text).end() :])  # type: ignore[union-attr]  # noqa: S314  it matches nothing too; no DOCTYPE, so no entities
    except ET.ParseError as error:
        raise _unreadable(_("it is no well-formed XML")) from error
    if root.tag != "FOX":
        raise _unreadable(_("its root is not FOX"))
    return root


def asking(message: Message, numbers: Mapping[str, str]) -> bytes:
    """The message that asks for the fate of another: `numbers` gives each payment's query a number of its own."""
    asked = [_asking(one, numbers) for one in message.wrappers if one.kind != Kind.OTHER]
    return written("SIGNONMSGSRQV1", message.sign_on, business="SECURITIES_MSGSRQV1", nodes=asked)


def written(sign_on_name: str, sign_on: ET.Element, *, business: str, nodes: Sequence[ET.Element]) -> bytes:
    """A whole message or answer."""
    root = ET.Element("FOX")
    ET.SubElement(root, sign_on_name).append(sign_on)
    if nodes:
        ET.SubElement(root, business).extend(nodes)
    text = DECLARATION + ET.tostring(root, encoding="unicode")
    return text.encode(ENCODING)


def masked(body: bytes) -> str:
    """A message for the log: without passwords and session keys; what cannot be read is not shown at all."""
    try:
        root = parsed(body)
    except Refusal:
        return f"[{len(body)} bytes that are no FOX message]"
    for node in root.iter():
        if node.tag.upper() in SECRET_NODES:
            for inner in list(node):
                node.remove(inner)
            node.text = "***"
            node.attrib.clear()
    return ET.tostring(root, encoding="unicode")


def refused(words: str, *, moment: datetime, code: str = GENERAL) -> bytes:
    """An answer that no business part follows: the sign-on refused, with words for people."""
    return written("SIGNONMSGSRSV1", sign_on_answer(code, words, moment=moment), business="", nodes=())


def sign_on_answer(code: str, words: str, *, moment: datetime) -> ET.Element:
    """SONRS, as an agent writes it itself."""
    node = ET.Element("SONRS")
    node.append(status(code, words))
    ET.SubElement(node, "DTSERVER").text = local_moment(moment)
    return node


def status(code: str, words: str = "") -> ET.Element:
    """STATUS with its severity."""
    node = ET.Element("STATUS")
    ET.SubElement(node, "CODE").text = code
    ET.SubElement(node, "SEVERITY").text = "INFO" if code == FINE else "ERROR"
    if words:
        ET.SubElement(node, "MESSAGE").text = plain(words)
    return node


def plain(words: str) -> str:
    """Words as a value of the protocol: none of the letters that XML knows, and on one line."""
    return re.sub(r"[<>&\s]+", " ", words)


def local_moment(moment: datetime) -> str:
    """A moment as the protocol writes it, by the clock it was given in."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _wrapper(node: ET.Element) -> Wrapper:
    number = (node.findtext("TRNUID") or "").strip()
    if not 0 < len(number) <= TRNUID_LETTERS_MOST:
        raise _unreadable(_("a TRNUID of 1 to 30 letters is lacking"))
    can_be_asked = node.tag in ASKABLE
    if node.tag in QUERIES or (can_be_asked and {child.tag for child in node} <= HEAD):
        kind = Kind.QUERY
    else:
        kind = Kind.INSTRUCTION if can_be_asked else Kind.OTHER
    return Wrapper(node.tag, number, kind, node)


def _asking(wrapper: Wrapper, numbers: Mapping[str, str]) -> ET.Element:
    """A query as it was; a payment by its own query; every other instruction by itself without its body."""
    if wrapper.kind == Kind.QUERY:
        return wrapper.node
    if wrapper.tag != TRANSFER:
        node = ET.Element(wrapper.tag)
        ET.SubElement(node, "TRNUID").text = wrapper.number
        return node
    node = ET.Element(TRANSFER_QUERY)
    ET.SubElement(node, "TRNUID").text = numbers[wrapper.number]
    ET.SubElement(ET.SubElement(node, "XFERINQRQ"), "CLIENTREF").text = wrapper.number
    return node


def _unreadable(why: str) -> Refusal:
    return Refusal("link.message", _("The message cannot be read: %(why)s. Nothing was sent."), why=why)
