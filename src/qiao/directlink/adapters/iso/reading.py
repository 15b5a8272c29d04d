"""Reads a file of orders, pain.001 or pain.008, in one stream: nothing of it is believed before its end was seen.

The parser is lxml's iterparse with the schema. `resolve_entities=False` is never given to it: with it, lxml takes files
that were cut off for whole ones (tests/test_iso_reading.py shows it); what it would be for is done by `opening`, which
lets no document type through. The parser tells what the schema says against a payment only after all of them were read,
so payments are staged, judged, and given out with the faults of the whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO

from lxml import etree

from qiao.directlink.adapters.iso.diagnosis import ERRORS_MOST, Diagnosis, Spots
from qiao.directlink.adapters.iso.opening import HEAD_BYTES_MOST, Source, TooLongError, outermost, too_large
from qiao.directlink.adapters.iso.picking import Picker
from qiao.directlink.adapters.iso.published import schema_of
from qiao.directlink.adapters.iso.spool import Spool
from qiao.directlink.adapters.iso.staging import FullError, Staging
from qiao.directlink.rules.files import FILE_BYTES_MOST, Code, Fault, Level, Staged
from qiao.directlink.rules.iso.form import NO_END, NOT_WELL_FORMED, TOO_LONG
from qiao.directlink.rules.iso.versions import VERSIONS, Version, taken_told
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


class EnoughError(Exception):
    """So much is wrong that the rest need not be looked at."""


def read_file(file: Path | BinaryIO, *, scratch: Path) -> Staged:
    """A file of orders with what is wrong in it; refused where it is none. Its payments lie in `scratch` meanwhile."""
    with _opened(file) as stream:
        begin = stream.tell()
        if stream.seek(0, SEEK_END) - begin > FILE_BYTES_MOST:
            raise too_large()
        stream.seek(begin)
        source = Source(stream)
        version = version_of(source.head)
        schema = schema_of(version.name)
        staging = Staging(Picker(version), Spool(scratch))
        broken, spots = _streamed(source, schema, staging)
        digest = source.digest()
        if broken is not None and not broken:
            stream.seek(begin)
            diagnosis = Diagnosis(schema, staging.picker)
            diagnosis.read(Source(stream), spots)
            broken = diagnosis.faults or [Fault(Code.SYNTAX, Level.FILE, staging.line, "", NOT_WELL_FORMED)]
        return staging.judged(digest, broken=broken)


def version_of(head: bytes) -> Version:
    """Which message it is; refused with those that are read."""
    name, namespace = outermost(head)
    version = VERSIONS.get(namespace)
    if name != "Document" or version is None:
        raise Refusal(
            "file.kind",
            _(
                "The outermost element is %(name)s of %(namespace)s. Without an envelope around it, a file is one of: "
                "%(taken)s."
            ),
            name=name[:40],
            namespace=namespace[:80] or "-",
            taken=taken_told(),
        )
    return version


@contextmanager
def _opened(file: Path | BinaryIO) -> Iterator[BinaryIO]:
    """A stream that can be read a second time, to find where a fault stands."""
    if isinstance(file, Path):
        with file.open("rb") as stream:
            yield stream
    elif file.seekable():
        yield file
    else:
        with TemporaryFile() as kept:
            _keep(file, kept)
            yield kept


def _keep(stream: BinaryIO, kept: IO[bytes]) -> None:
    """Copy what can be read only once."""
    while piece := stream.read(HEAD_BYTES_MOST):
        kept.write(piece)
        if kept.tell() > FILE_BYTES_MOST:
            raise too_large()
    kept.seek(0)


def _streamed(source: Source, schema: Any, staging: Staging) -> tuple[list[Fault] | None, Spots]:
    """Stage all payments. What broke the form, None where nothing did; empty where a second reading has to tell."""
    picker = staging.picker
    tags = (picker.document, picker.header, picker.part, picker.payment)
    events = etree.iterparse(source, events=("end",), tag=tags, schema=schema, remove_comments=True, remove_pis=True)
    watched = Watched(events, source)
    source.watch = watched.look
    try:
        for _event, element in events:
            staging.take(element)
            source.marked = source.given
    except (EnoughError, etree.XMLSyntaxError):
        watched.note()
        return [], watched.spots
    except TooLongError:
        return [Fault(Code.SYNTAX, Level.FILE, staging.line, "", TOO_LONG)], ()
    except FullError as full:
        return [full.fault], ()
    return (None if staging.has_ended else [Fault(Code.SYNTAX, Level.FILE, staging.line, "", NO_END)]), ()


class Watched:
    """Looks, before each piece of the file is read, whether the schema has judged the one before it."""

    def __init__(self, events: Any, source: Source) -> None:
        """Nothing was judged."""
        self._events, self._source = events, source
        self._begin = self._told = 0
        self.spots: list[tuple[int, int]] = []

    def look(self) -> None:
        """Note what was judged; end the reading where that is enough."""
        self.note()
        if self._told >= ERRORS_MOST:
            raise EnoughError

    def note(self) -> None:
        """Note the piece in which something was judged."""
        told = len(self._events.error_log)
        if told > self._told:
            self.spots.append((self._begin, self._source.given))
        self._begin, self._told = self._source.given, told
