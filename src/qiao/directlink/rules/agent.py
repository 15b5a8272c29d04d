"""What a front-end agent may do when an answer is late or lost: ask for the fate, and never send a second instruction.

Source: piece 7 (real time, and no payment twice). Three things can become of a message. It was answered. It was
certainly not sent: the bank could not be reached, TLS did not come about, the way was not open, or the bank's front
refused the request by a status that says it read no message. Or its fate is unknown: from the first byte written on,
whatever else happens. Of what is unknown only the bank knows, so the agent asks it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from xml.etree import ElementTree as ET

from qiao.directlink.rules import agent_messages as messages
from qiao.directlink.rules.agent_messages import Kind, Message, Wrapper
from qiao.ground.refusals import Refusal

OK = 200
NOT_READ = frozenset({400, 404, 405, 411, 413, 415, 421, 431})
"""Statuses by which a front says that it took no message. 408, 429 and 5xx may come from further behind."""
PAUSE_SECONDS_MOST = 30.0


class Sending(StrEnum):
    """What became of a message."""

    ANSWERED = "answered"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a message, its answer if there is one, and what happened, for the log."""

    sending: Sending
    body: bytes = b""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What the bank told of a message when it was asked.

    `told` holds the answer of each request that is known, `not_known` the numbers the bank has never seen. Where the
    sign-on was refused nothing was told, and asking again could lock the operator.
    """

    told: Mapping[str, ET.Element]
    not_known: frozenset[str] = frozenset()
    signed_on: bool = True


def sending_of(status: int) -> Sending:
    """What a status of HTTP says about a message that was written whole."""
    if status == OK:
        return Sending.ANSWERED
    return Sending.NOT_SENT if status in NOT_READ else Sending.UNKNOWN


def pauses(first_seconds: float, *, within_seconds: float) -> Iterator[float]:
    """The pauses before each question: each twice the last one, half a minute at most, and together bounded."""
    pause, left = first_seconds, within_seconds
    while left >= pause > 0:
        yield pause
        left -= pause
        pause = min(pause * 2, PAUSE_SECONDS_MOST)


def fits(message: Message, body: bytes) -> bool:
    """Whether a body is the whole answer to this very message: each request answered under its own number."""
    try:
        root = messages.parsed(body)
    except Refusal:
        return False
    code = root.findtext("SIGNONMSGSRSV1/SONRS/STATUS/CODE")
    if code is None:
        return False
    if code.strip() != messages.FINE:
        return True
    answers = _answers(root)
    return all((one.answer_tag, one.number) in answers for one in message.wrappers)


def fate(message: Message, body: bytes, *, numbers: Mapping[str, str]) -> Fate:
    """Read the bank's answer to the question for a message's fate; `numbers` are those of the questions."""
    try:
        root = messages.parsed(body)
    except Refusal:
        return Fate({})
    code = (root.findtext("SIGNONMSGSRSV1/SONRS/STATUS/CODE") or "").strip()
    if code != messages.FINE:
        return Fate({}, signed_on=not code)
    answers = _answers(root)
    told: dict[str, ET.Element] = {}
    not_known: set[str] = set()
    for wrapper in message.wrappers:
        answer = _answer_to(wrapper, answers, numbers)
        if answer is None:
            continue
        if wrapper.kind == Kind.INSTRUCTION and _is_not_known(wrapper, answer):
            not_known.add(wrapper.number)
        elif (known := _as_told(wrapper, answer)) is not None:
            told[wrapper.number] = known
    return Fate(told, frozenset(not_known))


def may_send_again(message: Message, found: Fate) -> bool:
    """Whether the identical message may be sent once more: the bank has seen none of its instructions."""
    return bool(message.moves) and {one.number for one in message.moves} <= found.not_known


def is_whole(message: Message, told: Collection[str]) -> bool:
    """Whether every request of a message is known."""
    return all(one.number in told for one in message.wrappers)


def answered(message: Message, told: Mapping[str, ET.Element], *, words: str, moment: datetime) -> bytes:
    """The answer to the enterprise's system: what is known as the bank told it, the rest as unknown, ask again."""
    nodes = [told[one.number] if one.number in told else _unknown(one, words, moment) for one in message.wrappers]
    return _signed_on(nodes, moment)


def not_sent(message: Message, *, words: str, moment: datetime) -> bytes:
    """The answer where certainly nothing reached the bank: each request failed, in words."""
    if not message.wrappers:
        return messages.refused(words, moment=moment, code=messages.TIMED_OUT)
    return _signed_on([_failed(one, messages.TIMED_OUT, words) for one in message.wrappers], moment)


def _signed_on(nodes: list[ET.Element], moment: datetime) -> bytes:
    sign_on = messages.sign_on_answer(messages.FINE, "", moment=moment)
    return messages.written("SIGNONMSGSRSV1", sign_on, business="SECURITIES_MSGSRSV1", nodes=nodes)


def _answers(root: ET.Element) -> dict[tuple[str, str], ET.Element]:
    nodes = root.findall("SECURITIES_MSGSRSV1/*")
    return {(node.tag, (node.findtext("TRNUID") or "").strip()): node for node in nodes}


def _answer_to(
    wrapper: Wrapper, answers: Mapping[tuple[str, str], ET.Element], numbers: Mapping[str, str]
) -> ET.Element | None:
    if wrapper.kind == Kind.INSTRUCTION and wrapper.tag == messages.TRANSFER:
        return answers.get(("XFERINQTRNRS", numbers[wrapper.number]))
    return answers.get((wrapper.answer_tag, wrapper.number))


def _is_not_known(wrapper: Wrapper, answer: ET.Element) -> bool:
    """The bank says that it has no such instruction: by its code, or by an empty list of payments."""
    code = (answer.findtext("STATUS/CODE") or "").strip()
    if code in messages.NOT_KNOWN_CODES:
        return True
    listed = answer.find("XFERINQRS/XFERLIST")
    return (
        wrapper.tag == messages.TRANSFER
        and code == messages.FINE
        and listed is not None
        and listed.find("XFER") is None
    )


def _as_told(wrapper: Wrapper, answer: ET.Element) -> ET.Element | None:
    """What the bank told of one request, in the shape of its own answer; None where it told nothing of its fate."""
    if wrapper.kind == Kind.QUERY:
        return answer
    if (answer.findtext("STATUS/CODE") or "").strip() != messages.FINE:
        return None
    if wrapper.tag != messages.TRANSFER:
        return _with_body(wrapper, [node for node in answer if node.tag not in {"TRNUID", "STATUS", "CLTCOOKIE"}])
    payments = answer.findall("XFERINQRS/XFERLIST/XFER")
    if len(payments) != 1:
        return None
    body = ET.Element("XFERRS")
    ET.SubElement(body, "SRVRID").text = payments[0].findtext("SRVRTID")
    body.extend([node for node in payments[0] if node.tag in {"XFERINFO", "XFERPRCSTS"}])
    ET.SubElement(body, "CLIENTREF").text = wrapper.number
    return _with_body(wrapper, [body])


def _unknown(wrapper: Wrapper, words: str, moment: datetime) -> ET.Element:
    """A query failed; an instruction is pending; of anything else the code says that its fate is unknown."""
    if wrapper.kind == Kind.QUERY:
        return _failed(wrapper, messages.TIMED_OUT, words)
    if wrapper.kind == Kind.OTHER:
        return _failed(wrapper, messages.CORE, words)
    body = ET.Element(messages.STATES.get(wrapper.tag, "RSBODY"))
    sent = wrapper.node.find("XFERRQ/XFERINFO")
    if sent is not None:
        body.append(sent)
    state = ET.SubElement(body, "XFERPRCSTS")
    ET.SubElement(state, "XFERPRCCODE").text = "PENDING"
    ET.SubElement(state, "DTXFERPRC").text = messages.local_moment(moment)
    ET.SubElement(state, "MESSAGE").text = messages.plain(words)
    if wrapper.tag == messages.TRANSFER:
        ET.SubElement(body, "CLIENTREF").text = wrapper.number
    return _with_body(wrapper, [body])


def _failed(wrapper: Wrapper, code: str, words: str) -> ET.Element:
    node = ET.Element(wrapper.answer_tag)
    ET.SubElement(node, "TRNUID").text = wrapper.number
    node.append(messages.status(code, words))
    node.extend(wrapper.node.findall("CLTCOOKIE"))
    return node


def _with_body(wrapper: Wrapper, body: list[ET.Element]) -> ET.Element:
    node = _failed(wrapper, messages.FINE, "")
    node.extend(body)
    return node
