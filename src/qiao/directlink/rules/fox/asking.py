"""The client's side: builds a message of requests and reads the bank's answer.

An answer is read as it comes: what is missing, too long or of an unknown kind does not stop a customer's program, and
nodes that are not known are passed over. Only a message that is none is refused.
"""

from collections.abc import Iterable
from typing import Any

from qiao.directlink.rules.fox import interfaces
from qiao.directlink.rules.fox.codes import Status
from qiao.directlink.rules.fox.messages import Answer, Reply, Request, SignedOn, SignOn
from qiao.directlink.rules.fox.parts import EMPTY, TEXT, Part, Value
from qiao.directlink.rules.fox.shapes import ONLY_ASKED, Element, Kind
from qiao.directlink.rules.fox.tree import Node, root_of
from qiao.directlink.rules.fox.values import BLANKS, DIGITS
from qiao.directlink.rules.fox.writing import HEAD, bytes_of, clean, write_element
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

CODE_DIGITS_MOST = 9
ANSWER_BYTES_MOST = 64_000_000
ANSWER_NODES_MOST = 1_000_000
"""A hundred requests of a hundred lines, each of some thirty elements, and room."""


def build(sign_on: SignOn, requests: Iterable[Request] = ()) -> bytes:
    """The bytes of a message; without requests it only tries the sign-on. Nothing is checked but the tags."""
    out = [HEAD, "<FOX><SIGNONMSGSRQV1>"]
    write_element(out, interfaces.SIGN_ON, _sign_on_of(sign_on))
    out.append("</SIGNONMSGSRQV1>")
    asked = list(requests)
    if asked:
        out.append("<SECURITIES_MSGSRQV1>")
        for request in asked:
            _write_request(out, request)
        out.append("</SECURITIES_MSGSRQV1>")
    out.append("</FOX>")
    return bytes_of(out)


def _sign_on_of(sign_on: SignOn) -> dict[str, Any]:
    """The sign-on by tag; what is empty is left out."""
    told = {
        "DTCLIENT": sign_on.client_time,
        "CID": sign_on.customer,
        "USERID": sign_on.operator,
        "USERPASS": sign_on.password,
        "USERKEY": sign_on.key,
        "GENUSERKEY": "Y" if sign_on.wants_key else "N",
        "LANGUAGE": sign_on.language,
        "APPID": sign_on.application,
        "APPVER": sign_on.application_version,
    }
    return {tag: value for tag, value in told.items() if value}


def _write_request(out: list[str], request: Request) -> None:
    """Add one request: number, cookie, body."""
    interface = interfaces.ALL[request.interface]
    wrapper = request.interface + interfaces.ASKED_END
    out.append(f"<{wrapper}><TRNUID>{clean(request.trnuid)}</TRNUID>")
    if request.cookie is not None:
        out.append(f"<CLTCOOKIE>{clean(request.cookie)}</CLTCOOKIE>")
    if request.body is not None:
        _write_body(out, interface.asked, request.body, outside=interface.outside)
    out.append(f"</{wrapper}>")


def _write_body(out: list[str], shape: Element, body: Part, *, outside: bool) -> None:
    """Add the body, or its elements alone where they stand in the wrapper itself."""
    if not outside:
        write_element(out, shape, body, version=ONLY_ASKED)
        return
    for element in shape.elements:
        if element.name in body:
            write_element(out, element, body[element.name], version=ONLY_ASKED)


def read_answer(body: bytes) -> Answer:
    """The bank's answer; refused where the bytes are no answer of FOX."""
    root = root_of(body, bytes_most=ANSWER_BYTES_MOST, nodes_most=ANSWER_NODES_MOST)
    signed = _child(_child(root, "SIGNONMSGSRSV1"), "SONRS")
    if root.name != "FOX" or signed is None:
        raise Refusal("fox.answer", _("The message is no answer of FOX: it tells nothing of the sign-on."))
    business = _child(root, "SECURITIES_MSGSRSV1")
    wrappers = business.children if business is not None else []
    end = interfaces.ANSWERED_END
    return Answer(_signed_on(signed), tuple(_reply(node) for node in wrappers if node.name.endswith(end)))


def _signed_on(node: Node) -> SignedOn:
    part = _part(node, interfaces.SIGNED_ON)
    return SignedOn(
        _status(part),
        part.text("DTSERVER"),
        part.text("USERKEY"),
        part.text("TSKEYEXPIRE"),
        part.text("LANGUAGE"),
        part.text("SESSCOOKIE"),
    )


def _status(part: Part) -> Status:
    """A status; refused where its number is none, since an answer without one says nothing."""
    code = part.text("STATUS/CODE")
    if not DIGITS.fullmatch(code) or len(code) > CODE_DIGITS_MOST:
        raise Refusal("fox.status", _("The answer has a status without a number."))
    return Status(int(code), part.text("STATUS/SEVERITY"), part.text("STATUS/MESSAGE"))


def _reply(node: Node) -> Reply:
    """One answer with its body by the shape of its interface; of an unknown interface, without."""
    name = node.name.removesuffix(interfaces.ANSWERED_END)
    interface = interfaces.ALL.get(name)
    number, cookie = _child(node, "TRNUID"), _child(node, "CLTCOOKIE")
    status = _child(node, "STATUS")
    inside = _child(node, interface.answered.name) if interface is not None else None
    told = EMPTY if status is None else Part({"STATUS": _part(status, interfaces.STATUS)})
    return Reply(
        name,
        "" if number is None else number.text.strip(BLANKS),
        _status(told),
        None if inside is None or interface is None else _part(inside, interface.answered),
        None if cookie is None else cookie.text.strip(BLANKS),
    )


def _child(node: Node | None, name: str) -> Node | None:
    return next((child for child in node.children if child.name == name), None) if node is not None else None


def _part(node: Node, shape: Element) -> Part:
    """What a group holds of the tags that are known; of one that should stand once, the last."""
    held: dict[str, Value] = {}
    repeated: dict[str, list[Part]] = {}
    for child in node.children:
        place = shape.places.get(child.name)
        if place is None:
            continue
        element = place[1]
        value = _value(child, element)
        if element.repeats is not None:
            assert isinstance(value, Part)
            repeated.setdefault(element.name, []).append(value)
        elif value:
            held[element.name] = value
    held.update((name, tuple(parts)) for name, parts in repeated.items())
    for attribute in shape.attributes:
        if attribute.name in node.attributes:
            held["@" + attribute.name] = node.attributes[attribute.name]
    return Part(held)


def _value(node: Node, element: Element) -> Value:
    if element.kind is Kind.GROUP:
        return _part(node, element)
    if element.kind is not Kind.LINES:
        return node.text.strip(BLANKS)
    given = {"@" + one.name: node.attributes[one.name] for one in element.attributes if one.name in node.attributes}
    return Part({**given, TEXT: node.text})
