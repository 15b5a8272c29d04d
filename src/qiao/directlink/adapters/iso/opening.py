"""The bytes of a message before any parser sees them: bounds, encoding, no document type, and which message it is.

Source: directlink.md 6. A document type can stand only before the outermost element, so the head of the file alone is
looked through, as text, and never by a parser; messages are UTF-8, which is what ISO 20022 prescribes, since in another
encoding the same bytes would be other letters and other marks.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import BinaryIO

from qiao.directlink.rules.files import FILE_BYTES_MOST
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

HEAD_BYTES_MOST = 65_536
"""Comments before the outermost element may take so much; a message has none."""
PIECE_BYTES_MOST = 2**18
"""What may stand between two payments, and so in one: memory is bounded by it."""
MARK = b"\xef\xbb\xbf"
DECLARATION = re.compile(
    rb"""<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["'])?"""
    rb"""(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>"""
)
BETWEEN = re.compile(rb"(?:\s++|<!--(?:[^-]++|-(?!-))*+-->|<\?(?:[^?]++|\?(?!>))*+\?>)*+")
OUTERMOST = re.compile(rb"""<(?:([^\s:<>/='"]++):)?([^\s:<>/='"]++)((?:[^<>'"]++|"[^"<]*+"|'[^'<]*+')*+)>""")
NAMESPACES = re.compile(rb"""\sxmlns(?::([^\s:<>/='"]++))?\s*=\s*(?:"([^"]*+)"|'([^']*+)')""")

NO_XML = _(
    'The file does not begin with an XML declaration: a message begins with <?xml version="1.0" encoding="UTF-8"?>.'
)


class TooLongError(Exception):
    """One piece of the message is longer than is held in memory."""


def too_large() -> Refusal:
    """What is said of a file with more bytes than are taken."""
    return Refusal("file.size", _("The file has more than %(most)s bytes."), most=FILE_BYTES_MOST)


class Source:
    """A stream that is read once: counted, bounded, and its digest made as it passes.

    `given` counts what its reader has, `marked` how much of it the reader has done with.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Read the head."""
        self._stream = stream
        self._digest = hashlib.sha256()
        self._held = b""
        self.total = self.marked = self.given = 0
        self.watch: Callable[[], None] | None = None
        self.head = self._head()
        self._held = self.head.removeprefix(MARK)

    def _head(self) -> bytes:
        """The first bytes; a stream may give them in small pieces."""
        pieces, left = [], HEAD_BYTES_MOST
        while left > 0 and (piece := self._taken(left)):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def _taken(self, size: int) -> bytes:
        """The next bytes of the stream."""
        piece = self._stream.read(size)
        self.total += len(piece)
        if self.total > FILE_BYTES_MOST:
            raise too_large()
        self._digest.update(piece)
        return piece

    def read(self, size: int) -> bytes:
        """What a parser asks for; stops it where it has held on to too much, or found too much amiss."""
        if self.watch is not None:
            self.watch()
        if self.given - self.marked > PIECE_BYTES_MOST:
            raise TooLongError
        if self._held:
            piece, self._held = self._held[:size], self._held[size:]
        else:
            piece = self._taken(size)
        self.given += len(piece)
        return piece

    def digest(self) -> str:
        """SHA-256 over all bytes, hex; what no parser has read is read now."""
        while self._taken(HEAD_BYTES_MOST):
            pass
        return self._digest.hexdigest()


def outermost(head: bytes) -> tuple[str, str]:
    """The name and the namespace of the outermost element; refused where there is none or what may not stand there."""
    text = _declared(head)
    begins = BETWEEN.match(text)
    rest = text[begins.end() :] if begins else text
    if rest[:2] == b"<!":
        raise Refusal("file.doctype", _("The file declares a document type or entities, which no message has."))
    found = OUTERMOST.match(rest)
    if found is None:
        raise Refusal("file.form", _("The file is no XML: no outermost element begins after its declaration."))
    prefix, name, attributes = found.groups()
    namespaces: Mapping[bytes, bytes] = {
        one[1] or b"": one[2] if one[2] is not None else one[3] for one in NAMESPACES.finditer(attributes)
    }
    return name.decode("utf-8", "replace"), namespaces.get(prefix or b"", b"").decode("utf-8", "replace")


def _declared(head: bytes) -> bytes:
    """What follows the declaration, which has to stand first and to be of UTF-8."""
    if not head:
        raise Refusal("file.empty", _("The file is empty."))
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in head[:4]:
        raise Refusal("file.encoding", _("The file is in %(encoding)s; messages are in UTF-8."), encoding="UTF-16")
    text = head.removeprefix(MARK)
    found = DECLARATION.match(text)
    if found is None:
        raise Refusal("file.declaration", NO_XML)
    encoding = found[1].decode() if found[1] else "UTF-8"
    if encoding.upper() != "UTF-8":
        raise Refusal("file.encoding", _("The file is in %(encoding)s; messages are in UTF-8."), encoding=encoding[:20])
    return text[found.end() :]
