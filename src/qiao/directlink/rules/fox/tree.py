"""The bytes of a message as a tree of plain nodes, within limits, by expat: no entity, no file, no network.

Messages are GBK whatever their first line says of GBK or GB2312; expat cannot read GBK, so the text is decoded first.
A message that declares another encoding is refused: read as GBK it would be other letters, and nobody would notice.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

REQUEST_BYTES_MOST = 2_000_000
REQUEST_NODES_MOST = 20_000
"""Several times the longest batch that an interface takes."""
DEPTH_MOST = 16
"""The deepest interface has eight storeys; unknown nodes may stand inside."""
BUFFER_BYTES = 65_536
DECLARED = re.compile(r"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)["']""")
ENCODINGS = frozenset({"GBK", "GB2312"})
INNER = re.compile(r"<!(?:DOCTYPE|ENTITY)")
CUT_OFF = frozenset(
    {
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    }
)
"""What expat says of a text that ends too early."""


@dataclass(slots=True, eq=False)
class Node:
    """An element with what was read of it so far: attributes, text without that of its children, children.

    What follows the first piece of text is gathered in `rest` until the element ends: a text that a thousand children
    break up must not be copied a thousand times.
    """

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    rest: list[str] | None = None


@dataclass(slots=True)
class Growing:
    """The tree so far: the nodes that are still open, the outermost first, and how many there were."""

    nodes_most: int
    open: list[Node]
    nodes: int = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """A start tag."""
        self.nodes += 1
        if self.nodes > self.nodes_most:
            raise Refusal("fox.nodes", _("The message has more than %(most)s elements."), most=self.nodes_most)
        if len(self.open) > DEPTH_MOST:
            raise Refusal("fox.depth", _("The message is nested deeper than %(most)s elements."), most=DEPTH_MOST)
        node = Node(name, attributes)
        self.open[-1].children.append(node)
        self.open.append(node)

    def end(self, _name: str) -> None:
        """An end tag; that it is the right one, expat has seen."""
        node = self.open.pop()
        if node.rest is not None:
            node.text = "".join((node.text, *node.rest))
            node.rest = None

    def say(self, text: str) -> None:
        """Text, perhaps in several pieces."""
        node = self.open[-1]
        if not node.text:
            node.text = text
        elif node.rest is None:
            node.rest = [text]
        else:
            node.rest.append(text)


def root_of(body: bytes, *, bytes_most: int = REQUEST_BYTES_MOST, nodes_most: int = REQUEST_NODES_MOST) -> Node:
    """The outermost node of a whole message; refused with a reason where the bytes are none."""
    size = len(body)
    if size > bytes_most:
        raise Refusal("fox.size", _("The message has %(size)s bytes, more than %(most)s."), size=size, most=bytes_most)
    text = _text_of(body)
    if INNER.search(text):
        raise Refusal("fox.doctype", _("The message declares a document type or entities, which FOX has not."))
    above = Node("", {})
    growing = Growing(nodes_most, [above])
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = BUFFER_BYTES
    parser.StartElementHandler = growing.begin
    parser.EndElementHandler = growing.end
    parser.CharacterDataHandler = growing.say
    try:
        parser.Parse(text, True)  # noqa: FBT003  expat's own signature: this is all of it
    except expat.ExpatError as error:
        raise _refusal_of(error) from error
    return above.children[0]


def _text_of(body: bytes) -> str:
    """The letters of a message."""
    try:
        text = body.decode("gbk")
    except UnicodeDecodeError as error:
        if error.end == len(body) and error.reason.startswith("incomplete"):
            raise Refusal("fox.truncated", _("The message ends in the middle of a character.")) from error
        raise Refusal("fox.encoding", _("Byte %(place)s of the message is no GBK."), place=error.start + 1) from error
    declared = DECLARED.match(text)
    if declared and declared[1].upper() not in ENCODINGS:
        raise Refusal("fox.encoding", _("The message declares %(encoding)s; FOX is GBK."), encoding=declared[1][:20])
    return text


def _refusal_of(error: expat.ExpatError) -> Refusal:
    """Tell a text that was cut off from one that is no XML."""
    if error.code in CUT_OFF:
        return Refusal("fox.truncated", _("The message ends before its last end tag."))
    return Refusal(
        "fox.form",
        _("The message is no XML at line %(line)s, column %(column)s."),
        line=error.lineno,
        column=error.offset + 1,
    )
