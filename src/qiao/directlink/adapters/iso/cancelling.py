"""Reads a request to withdraw orders, camt.055: small enough to be held as a whole."""

import re
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from qiao.directlink.adapters.iso.opening import Source, outermost
from qiao.directlink.rules.iso.cancelling import Cancellation, Node, cancellation_of
from qiao.directlink.rules.iso.versions import CANCELLATIONS, cancellations_told
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

CANCELLATION_BYTES_MOST = 8 * 2**20
"""Some ten thousand payments by name; who withdraws more withdraws the part."""
DEPTH_MOST = 24
NAMES_MOST = 500
NAME_OF_ELEMENT = re.compile(rb"<([^\s<>/!?]{1,200})")


def read_cancellation(file: Path | BinaryIO) -> Cancellation:
    """What is to be withdrawn; refused where the file is no such request, or not in its form."""
    if isinstance(file, Path):
        with file.open("rb") as stream:
            return read_cancellation(stream)
    source = Source(file)
    name, namespace = outermost(source.head)
    version = CANCELLATIONS.get(namespace)
    if name != "Document" or version is None:
        raise Refusal(
            "cancellation.kind",
            _("The outermost element is %(name)s of %(namespace)s. A request to withdraw is one of: %(taken)s."),
            name=name[:40],
            namespace=namespace[:80] or "-",
            taken=cancellations_told(),
        )
    root = _parsed(_whole(source))
    return cancellation_of(_node(root, f"{{{namespace}}}", depth=0), version=version, digest=source.digest())


def _whole(source: Source) -> bytes:
    """All bytes, within bounds."""
    pieces = []
    while piece := source.read(2**16):
        source.marked = source.given
        if source.given > CANCELLATION_BYTES_MOST:
            most = CANCELLATION_BYTES_MOST
            raise Refusal("file.size", _("The file has more than %(most)s bytes."), most=most)
        pieces.append(piece)
    return b"".join(pieces)


def _parsed(text: bytes) -> Any:
    """The tree; the parser keeps every name that it has met for good, so that names without end are not read."""
    if len(set(NAME_OF_ELEMENT.findall(text))) > NAMES_MOST:
        raise Refusal("file.names", _("The file has more than %(most)s names of elements."), most=NAMES_MOST)
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        words = _("The file is no well-formed XML from line %(line)s on.")
        raise Refusal("file.form", words, line=error.lineno or 1) from error


def _node(element: Any, space: str, *, depth: int) -> Node:
    """The plain form of an element. One of another namespace keeps it in its name, which no shape knows."""
    if depth > DEPTH_MOST:
        words = _("The request is nested deeper than %(most)s elements.")
        raise Refusal("cancellation.depth", words, most=DEPTH_MOST)
    children = tuple(_node(child, space, depth=depth + 1) for child in element)
    text = "".join((element.text or "", *(child.tail or "" for child in element)))
    return Node(element.tag.removeprefix(space), element.sourceline or 0, text, children)
