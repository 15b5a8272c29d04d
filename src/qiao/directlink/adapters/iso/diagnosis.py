"""Where the form of a file is broken: line and element of each of the schema's judgements, up to twenty.

A stream's judgements come without a place. A file that is refused is therefore read once more, quickly up to the spots
where something was judged and tag by tag there, so that each judgement falls to the tag that called it forth.
"""

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

from qiao.directlink.adapters.iso.opening import Source
from qiao.directlink.adapters.iso.picking import Picker, forget
from qiao.directlink.rules.files import Code, Fault, Level
from qiao.directlink.rules.iso.form import NO_END, NOT_WELL_FORMED, element_of, words_of

ERRORS_MOST = 20
CHUNK_BYTES = 32_768
TAG = re.compile(rb"[^>]*>|[^>]+")
Spots = Sequence[tuple[int, int]]
"""From where to where in the text something is amiss, bytes."""


class Diagnosis:
    """A second reading, for its faults only."""

    def __init__(self, schema: Any, picker: Picker) -> None:
        """Begin a parser of the same kind as the first."""
        self._tags = (picker.document, picker.part, picker.payment)
        self._parser = etree.XMLPullParser(
            events=("start", "end"), tag=self._tags, schema=schema, remove_comments=True, remove_pis=True
        )
        self._root: Any = None
        self._parts = self._payments = self._told = 0
        self._lines = 1
        self.faults: list[Fault] = []

    def read(self, source: Source, spots: Spots) -> None:
        """Read until all is told or the file ends."""
        place = 0
        try:
            while len(self.faults) < ERRORS_MOST and (chunk := source.read(CHUNK_BYTES)):
                is_near = any(begin < place + len(chunk) and place < end for begin, end in spots)
                for piece in TAG.findall(chunk) if is_near else [chunk]:
                    self._feed(piece)
                place += len(chunk)
                source.marked = source.total
            if not self.faults:
                self._close()
        except etree.XMLSyntaxError as error:
            self._note()
            if not self.faults:
                self._tell(error.lineno or self._lines, "", NOT_WELL_FORMED)

    def _feed(self, piece: bytes) -> None:
        begins = self._lines + piece.count(b"\n", 0, max(piece.rfind(b"<"), 0))
        self._parser.feed(piece)
        self._note(begins)
        self._lines += piece.count(b"\n")
        for event, element in self._parser.read_events():
            self._pass(event, element)

    def _note(self, line: int = 0) -> None:
        """Tell what the schema has said since it was last asked."""
        log = self._parser.feed_error_log
        for judged in [*log][self._told :]:
            if judged.type_name.startswith("SCHEMAV"):
                self._tell(line or self._lines, self._path(element_of(judged.message)), words_of(judged.type_name))
        self._told = len(log)

    def _tell(self, line: int, element: str, words: str) -> None:
        if len(self.faults) < ERRORS_MOST:
            self.faults.append(Fault(Code.SYNTAX, Level.FILE, line, element, words))

    def _close(self) -> None:
        """The end of the file; what the parser says now is that there should be more."""
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            self._note()
            if not self.faults:
                self._tell(error.lineno or self._lines, "", NO_END)

    def _pass(self, event: str, element: Any) -> None:
        """Count what has ended, and give its memory back."""
        if event == "start":
            self._root = element if self._root is None else self._root
            return
        if element.tag == self._tags[2]:
            self._payments += 1
        elif element.tag == self._tags[1]:
            self._parts, self._payments = self._parts + 1, 0
        forget(element)

    def _path(self, name: str) -> str:
        """The way from the outermost element to the newest of that name; parts and payments with their places."""
        steps: list[str] = []
        element = self._root
        while element is not None:
            steps.append(_local(element.tag))
            element = element[-1] if len(element) else None
        if name not in steps:
            return name
        while steps[-1] != name:
            steps.pop()
        numbers = {self._tags[1]: self._parts + 1, self._tags[2]: self._payments + 1}
        places = {_local(tag): number for tag, number in numbers.items()}
        return "/".join(f"{step}[{places[step]}]" if step in places else step for step in steps)


def _local(tag: str) -> str:
    """A name without its namespace; one that is no name at all, of a file that is broken, as it is."""
    return tag.rpartition("}")[2]
