"""Reads what a client sends: the envelope as a whole, and each request by the shape of its interface.

A fault of the envelope refuses the message; a fault of one request is that request's own answer, and the others are
run. Nodes that no shape names are passed over, wherever they stand: newer clients send more than older banks know.
"""

from dataclasses import replace

from qiao.directlink.rules.fox import interfaces
from qiao.directlink.rules.fox.codes import Code, Status, refused
from qiao.directlink.rules.fox.messages import CIPHER_MARK, Envelope, Request, SignOn
from qiao.directlink.rules.fox.parties import REFERENCE_MOST
from qiao.directlink.rules.fox.parts import TEXT, Part, Value
from qiao.directlink.rules.fox.shapes import REQUIRED, UNLIMITED, Element, Interface, Kind, text
from qiao.directlink.rules.fox.tree import Node, root_of
from qiao.directlink.rules.fox.values import BLANKS, fault_of, padded_moment
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

REQUESTS_MOST = 100
"""How many requests one message may hold: our own bound, the specification has none."""
CUSTOMER_DIGITS = 10
NUMBER = text("TRNUID", REFERENCE_MOST, REQUIRED)
NAME_LETTERS_MOST = 40
DOUBLE = refused(Code.REFUSED, "同一报文内TRNUID重复")


class MisshapenError(Exception):
    """A request is not as its shape says; holds the status that answers it."""

    def __init__(self, status: Status) -> None:
        """Keep the status."""
        super().__init__(status)
        self.status = status


def misshapen(words: str) -> MisshapenError:
    """The general refusal with its words."""
    return MisshapenError(refused(Code.REFUSED, words))


def read(body: bytes) -> Envelope:
    """A message of a client. Refused where it is none; a request that has not its form carries its fault."""
    root = root_of(body)
    if root.name != "FOX":
        raise Refusal("fox.root", _("The message's outermost element is %(name)s and not FOX."), name=root.name[:40])
    known = [child for child in root.children if child.name in {"SIGNONMSGSRQV1", "SECURITIES_MSGSRQV1"}]
    names = [child.name for child in known]
    if names not in (["SIGNONMSGSRQV1"], ["SIGNONMSGSRQV1", "SECURITIES_MSGSRQV1"]):
        raise Refusal("fox.envelope", _("A message is one sign-on, and after it one list of requests or none."))
    sign_on = _sign_on(known[0])
    wrappers = [node for part in known[1:] for node in part.children if _is_wrapper(node.name)]
    if len(wrappers) > REQUESTS_MOST:
        raise Refusal("fox.requests", _("The message has more than %(most)s requests."), most=REQUESTS_MOST)
    return Envelope(sign_on, _without_doubles([_request(node) for node in wrappers]))


def _sign_on(around: Node) -> SignOn:
    """The sign-on, which stands exactly once and holds either a name or a key."""
    found = [child for child in around.children if child.name == "SONRQ"]
    if len(found) != 1:
        raise Refusal(
            "fox.sign_on", _("A message signs on exactly once; this one does so %(times)s times."), times=len(found)
        )
    given = {child.name for child in found[0].children if child.text.strip(BLANKS)}
    if {"USERKEY", "USERID"} <= given:
        raise Refusal("fox.sign_on_key", _("A message signs on with a key or with a name and password, not with both."))
    try:
        part = Part(group_of(found[0], interfaces.SIGN_ON))
    except MisshapenError as error:
        return SignOn(fault=error.status)
    return _checked(
        SignOn(
            client_time=padded_moment(part.text("DTCLIENT")) or "",
            customer=part.text("CID").zfill(CUSTOMER_DIGITS),
            operator=part.text("USERID"),
            password=part.text("USERPASS"),
            key=part.text("USERKEY"),
            wants_key=part.text("GENUSERKEY") == "Y",
            language=part.text("LANGUAGE"),
            application=part.text("APPID"),
            application_version=part.text("APPVER"),
        )
    )


def _checked(sign_on: SignOn) -> SignOn:
    """The sign-on, or its fault where it names nobody or the password is too long."""
    is_named = sign_on.key or (sign_on.operator and sign_on.password)
    clear_most = interfaces.CLEAR_PASSWORD_MOST
    is_short = len(sign_on.password) <= clear_most or sign_on.password.startswith(CIPHER_MARK)
    return sign_on if is_named and is_short else replace(sign_on, fault=refused(Code.WRONG_SIGN_ON))


def _is_wrapper(name: str) -> bool:
    """Whether a node is a request, of an interface that is known or of one that is not."""
    return name.endswith(interfaces.ASKED_END) and name.isascii() and name.isalnum() and len(name) <= NAME_LETTERS_MOST


def _request(node: Node) -> Request:
    """One request by its shape, or with its fault."""
    name = node.name.removesuffix(interfaces.ASKED_END)
    number = _first(node, "TRNUID") or ""
    interface = interfaces.ALL.get(name)
    if interface is None:
        return Request(name, number[:REFERENCE_MOST], fault=refused(Code.REFUSED, f"不支持的接口{name}"))
    cookie = _first(node, "CLTCOOKIE") if interface.keeps_cookie else None
    try:
        _check_wrapper(node, interface, number=number)
        body = _body(node, interface)
    except MisshapenError as error:
        return Request(name, number[:REFERENCE_MOST], cookie=cookie, fault=error.status)
    return Request(name, number, body, cookie)


def _without_doubles(requests: list[Request]) -> tuple[Request, ...]:
    """The requests, those refused that ask under the number of an earlier question of the same message."""
    seen: set[str] = set()
    told = []
    for request in requests:
        is_question = request.fault is None and _is_question(request)
        is_double = is_question and request.trnuid in seen
        told.append(replace(request, body=None, fault=DOUBLE) if is_double else request)
        if is_question:
            seen.add(request.trnuid)
    return tuple(told)


def _is_question(request: Request) -> bool:
    """Whether the number is the question's own; the number of a receipt's question is the instruction's."""
    interface = interfaces.ALL[request.interface]
    return not interface.is_instruction and not interface.outside


def _first(node: Node, name: str) -> str | None:
    """The text of the first child of that name."""
    return next((child.text.strip(BLANKS) for child in node.children if child.name == name), None)


def _check_wrapper(node: Node, interface: Interface, *, number: str) -> None:
    """The number first, then the cookie, then the body, each at most once; the number has its form."""
    cookie = ("CLTCOOKIE",) if interface.keeps_cookie else ()
    known = ("TRNUID", *cookie, interface.asked.name)
    found = [child.name for child in node.children if child.name in known]
    if found != [name for name in known if name in found]:
        raise misshapen(f"{node.name}节点顺序不正确或重复")
    fault = fault_of(number, NUMBER) if number else refused(Code.REFUSED, "TRNUID不能为空")
    if fault is not None:
        raise MisshapenError(fault)


def _body(node: Node, interface: Interface) -> Part | None:
    """The body; None where the same number alone asks what became of it."""
    shape = interface.asked
    inside = next((child for child in node.children if child.name == shape.name), node if interface.outside else None)
    held = group_of(inside, shape) if inside is not None else {}
    if held:
        return Part(held)
    if interface.asks_again:
        return None
    raise misshapen(f"{shape.name}不能为空")


def group_of(node: Node, shape: Element) -> dict[str, Value]:
    """What a group gives, by its shape: empty where nothing is given, and then nothing of it is required."""
    held: dict[str, Value] = {}
    repeated: dict[str, list[Part]] = {}
    places = shape.places
    reached = 0
    for child in node.children:
        place = places.get(child.name)
        if place is None:
            continue
        rank, element = place
        if rank < reached:
            raise misshapen(f"{shape.name}下{child.name}顺序不正确")
        reached = rank
        value = _value(child, element, ordinal=len(repeated.get(element.name, ())) + 1)
        if element.repeats is not None:
            if isinstance(value, Part):
                repeated.setdefault(element.name, []).append(value)
        elif value is not None:
            if element.name in held:
                raise misshapen(f"{shape.name}下{child.name}重复")
            held[element.name] = value
    if node.text.strip(BLANKS):
        raise misshapen(f"{shape.name}下有多余的文字")
    held.update((name, tuple(parts)) for name, parts in repeated.items())
    if held:
        _attributes(node, shape, held)
        _complete(shape, held)
    return held


def _value(node: Node, element: Element, *, ordinal: int) -> Value | None:
    """What a child gives, None where it is empty; a fault in one of many tells which one."""
    if element.kind is not Kind.GROUP:
        return _leaf(node, element)
    if element.repeats is None:
        held = group_of(node, element)
    else:
        try:
            held = group_of(node, element)
        except MisshapenError as error:
            raise _numbered(error.status, ordinal) from error
        if not held:
            raise misshapen(f"第{ordinal}个{element.name}不能为空")
    return Part(held) if held else None


def _numbered(status: Status, ordinal: int) -> MisshapenError:
    return MisshapenError(Status(status.code, status.severity, f"第{ordinal}笔：{status.message}"))


def _leaf(node: Node, element: Element) -> Value | None:
    """A value that has its form; None where the element is empty."""
    if node.children:
        raise misshapen(f"{element.name}下不能有节点")
    if element.kind is Kind.PASSWORD:
        return node.text or None
    value = node.text.strip(BLANKS)
    if not value:
        if element.filled:
            raise misshapen(f"{element.name}不能为空")
        return None
    fault = fault_of(value, element)
    if fault is not None:
        raise MisshapenError(fault)
    if not element.attributes:
        return value
    given = {"@" + one.name: node.attributes[one.name] for one in element.attributes if one.name in node.attributes}
    return Part({**given, TEXT: node.text})


def _attributes(node: Node, shape: Element, held: dict[str, Value]) -> None:
    """Take in the attributes that the shape names."""
    for element in shape.attributes:
        value = node.attributes.get(element.name, "").strip(BLANKS)
        if not value:
            continue
        fault = fault_of(value, element)
        if fault is not None:
            raise MisshapenError(fault)
        held["@" + element.name] = value


def _complete(shape: Element, held: dict[str, Value]) -> None:
    """Refuse a group that lacks what is required, or has too many of what repeats."""
    for name in shape.required:
        if name not in held:
            raise misshapen(f"{shape.name}下{name}不能为空")
    for name, least, most in shape.bounds:
        number = len(held.get(name, ()))
        if number < least or (most != UNLIMITED and number > most):
            raise misshapen(f"{name}应为{least}至{most}笔")
