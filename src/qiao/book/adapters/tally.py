"""One pass over a text file's bytes: digest, strict decoding, line ends, quotes, a UTF-8 copy where one is needed."""

import codecs
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from qiao.book.rules.manifest import TableEntry
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

CHUNK_BYTES = 4 * 1024 * 1024


@dataclass(slots=True)
class Tally:
    """What has been seen of a file's bytes so far."""

    length: int = 0  # bytes
    lines: int = 0
    crlf: int = 0
    cr: int = 0
    quoted: bool = False
    blank_lines: bool = False
    tail: bytes = b""
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def rows(self) -> int:
        """Rows below the header where every line is a row; the last one may lack its line end."""
        return max(self.lines - self.tail.endswith(b"\n"), 0)

    @property
    def mixed_ends(self) -> bool:
        """Whether some lines end in CRLF and some in LF."""
        return 0 < self.crlf < self.lines

    @property
    def lone_cr(self) -> bool:
        """Whether a carriage return stands without a line feed."""
        return self.cr > self.crlf

    def see(self, chunk: bytes) -> None:
        """Count a further piece of the file."""
        self.digest.update(chunk)
        self.length += len(chunk)
        self.lines += chunk.count(b"\n")
        self.quoted = self.quoted or b'"' in chunk
        seam = self.tail + chunk
        self.blank_lines = self.blank_lines or b"\n\n" in seam
        if b"\r" in seam:  # one letter is found far quicker than two
            self._see_returns(chunk, seam)
        self.tail = chunk[-2:]

    def _see_returns(self, chunk: bytes, seam: bytes) -> None:
        self.cr += chunk.count(b"\r")
        self.crlf += chunk.count(b"\r\n") + (self.tail.endswith(b"\r") and chunk.startswith(b"\n"))
        self.blank_lines = self.blank_lines or b"\n\r\n" in seam


def chunks(stream: BinaryIO) -> Iterator[bytes]:
    """A file piece by piece."""
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def tallied(entry: TableEntry, stream: BinaryIO, *, encoding: str, copy: Path | None) -> Tally:
    """Pass over a file once; bytes that are not of the encoding refuse it. `copy` receives the text as UTF-8."""
    tally = Tally()
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with ExitStack() as stack:
        target = stack.enter_context(copy.open("wb")) if copy else None
        for chunk in chunks(stream):
            if tally.length == 0 and encoding != "utf-8" and chunk.startswith(codecs.BOM_UTF8):
                raise _wrong_mark(entry, encoding)
            text = _decoded(chunk, decoder, entry=entry, tally=tally)
            if b"\0" in chunk:
                raise _nul(entry, tally, chunk)
            tally.see(chunk)
            if target:
                target.write(text.encode())
        _decoded(b"", decoder, entry=entry, tally=tally)
    return tally


def _decoded(chunk: bytes, decoder: codecs.IncrementalDecoder, *, entry: TableEntry, tally: Tally) -> str:
    pending = decoder.getstate()[0]
    try:
        return decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        start = error.start - len(pending)  # below zero: the character began in the piece before
        where = {
            "table": entry.name,
            "file": entry.file,
            "line": tally.lines + chunk.count(b"\n", 0, max(start, 0)) + 1,
            "byte": tally.length + start + 1,
            "encoding": error.encoding,
        }
        if not chunk:
            raise Refusal(
                "load.cut_inside_character",
                _(
                    "%(file)s of table %(table)s ends inside a character (line %(line)s, byte %(byte)s, %(encoding)s): "
                    "it was cut off; fetch it again."
                ),
                **where,
            ) from error
        raise Refusal(
            "load.encoding",
            _(
                "%(file)s of table %(table)s is not %(encoding)s at line %(line)s, byte %(byte)s of the file; "
                "name its real encoding in manifest.json or have it written again."
            ),
            **where,
        ) from error


def _nul(entry: TableEntry, tally: Tally, chunk: bytes) -> Refusal:
    at = chunk.index(b"\0")
    return Refusal(
        "load.nul",
        _(
            "%(file)s of table %(table)s has a zero byte at line %(line)s, byte %(byte)s: "
            "it is damaged; fetch it again."
        ),
        file=entry.file,
        table=entry.name,
        line=tally.lines + chunk.count(b"\n", 0, at) + 1,
        byte=tally.length + at + 1,
    )


def _wrong_mark(entry: TableEntry, encoding: str) -> Refusal:
    return Refusal(
        "load.encoding_mark",
        _(
            "%(file)s of table %(table)s begins with the mark of UTF-8, but manifest.json says %(encoding)s; "
            "say utf-8 there."
        ),
        file=entry.file,
        table=entry.name,
        encoding=encoding,
    )
