"""A file of an extract on its way in: one pass over its bytes for digest, decoding, line ends and quotes.

Source: the book's contract, 1. Bytes that are not of the declared encoding refuse the whole extract, with table, line
and byte. GB18030 is copied as UTF-8 into the scratch folder, because its second bytes look like delimiters.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import duckdb

from qiao.book.adapters import duck
from qiao.book.adapters.tally import chunks, tallied
from qiao.book.rules.header import cells_of, check_header
from qiao.book.rules.manifest import Manifest, TableEntry, manifest_from_text
from qiao.book.rules.reasons import LINE_BYTES_MOST
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MANIFEST_FILE = "manifest.json"
MANIFEST_BYTES_MOST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Landed:
    """A file that may be read: where (the original or its UTF-8 copy), its header, and what its bytes are like."""

    entry: TableEntry
    path: Path
    source: Path
    header: tuple[str, ...]
    sha256: str
    mark: tuple[int, int]  # size and time of change of the source, to notice a change while it is read
    rows: int = 0  # where every line is a row: neither quotes nor blank lines, and no Parquet
    quoted: bool = False
    blank_lines: bool = False

    @property
    def line_is_row(self) -> bool:
        """Whether a row is simply a line of the file."""
        return not (self.quoted or self.blank_lines or self.entry.is_parquet)


def read_manifest(directory: Path) -> tuple[Manifest, str]:
    """The manifest of an extract's folder and its SHA-256."""
    if not directory.is_dir():
        raise Refusal(
            "load.no_folder", _("There is no folder %(folder)s; name the extract's folder."), folder=str(directory)
        )
    with opened(directory, MANIFEST_FILE) as stream:
        content = stream.read(MANIFEST_BYTES_MOST + 1)
    if len(content) > MANIFEST_BYTES_MOST:
        raise Refusal(
            "manifest.huge",
            _("manifest.json is larger than %(most)s bytes; it cannot be a manifest."),
            most=MANIFEST_BYTES_MOST,
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(
            "manifest.encoding",
            _("manifest.json is not UTF-8 at byte %(byte)s; write it as UTF-8."),
            byte=error.start + 1,
        ) from error
    return manifest_from_text(text), hashlib.sha256(content).hexdigest()


@contextmanager
def opened(directory: Path, name: str) -> Iterator[BinaryIO]:
    """A plain file below the folder, opened for reading; links may not lead outside, pipes and folders are refused."""
    place = directory / name
    try:
        inside = place.resolve(strict=True).is_relative_to(directory.resolve(strict=True))
        stream = open(place, "rb", opener=_without_waiting) if inside else None  # noqa: SIM115  closed below
    except (OSError, RuntimeError) as error:
        raise Refusal(
            "load.file_missing",
            _("The file %(file)s is not in %(folder)s or cannot be opened (%(cause)s); put it there and load again."),
            file=name,
            folder=str(directory),
            cause=getattr(error, "strerror", None) or str(error),
        ) from error
    if stream is None:
        raise Refusal(
            "load.file_outside",
            _("The file %(file)s leads out of the extract's folder %(folder)s; put the file itself there."),
            file=name,
            folder=str(directory),
        )
    with stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise Refusal(
                "load.no_plain_file",
                _("%(file)s in %(folder)s is not a plain file; put the file itself there."),
                file=name,
                folder=str(directory),
            )
        yield stream


def _without_waiting(path: str, flags: int) -> int:
    """Open so that a pipe with nobody at its other end does not hold the load up."""
    return os.open(path, flags | os.O_NONBLOCK)


def land(entry: TableEntry, *, directory: Path, manifest: Manifest, workspace: Path) -> Landed:
    """Check one file's bytes against the manifest and leave a UTF-8 text (or Parquet) that the engine can read."""
    with opened(directory, entry.file) as stream:
        landed = (
            _land_parquet(entry, stream)
            if entry.is_parquet
            else _land_text(entry, stream, manifest=manifest, workspace=workspace)
        )
    if entry.sha256 is not None and landed.sha256 != entry.sha256:
        raise Refusal(
            "load.digest",
            _(
                "%(file)s of table %(table)s is not the file the manifest names: SHA-256 %(found)s instead of "
                "%(told)s; fetch it again."
            ),
            file=entry.file,
            table=entry.name,
            found=landed.sha256,
            told=entry.sha256,
        )
    check_header(landed.header, table=entry.table, file=entry.file)
    return landed


def check_unchanged(landed: Landed) -> None:
    """Refuse where somebody wrote into the file while it was being read."""
    if _mark(os.stat(landed.source)) != landed.mark:  # noqa: PTH116  the same call as in landing
        raise Refusal(
            "load.file_changed",
            _("%(file)s changed while it was being read; wait until it is complete and load again."),
            file=landed.entry.file,
        )


def _mark(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_size, facts.st_mtime_ns


def _land_parquet(entry: TableEntry, stream: BinaryIO) -> Landed:
    digest = hashlib.sha256()
    for chunk in chunks(stream):
        digest.update(chunk)
    path = Path(stream.name)
    try:
        with duck.in_memory() as engine:
            header = engine.execute(
                "SELECT name FROM parquet_schema(?) WHERE num_children IS NULL", [str(path)]
            ).fetchall()
            holed = _zero_byte_column(engine, path)
    except duckdb.Error as error:
        raise Refusal(
            "load.parquet",
            _("%(file)s of table %(table)s is no whole Parquet file (%(cause)s); have the bank write it again."),
            file=entry.file,
            table=entry.name,
            cause=str(error).splitlines()[0][:200],
        ) from error
    if holed is not None:
        raise Refusal(
            "load.nul_column",
            _("%(file)s of table %(table)s has a zero byte in column %(column)s: have the bank write it again."),
            file=entry.file,
            table=entry.name,
            column=holed,
        )
    names = tuple(str(row[0]) for row in header)
    return Landed(entry, path, path, names, digest.hexdigest(), _mark(os.fstat(stream.fileno())))


def _zero_byte_column(engine: duckdb.DuckDBPyConnection, path: Path) -> str | None:
    """The first column of text with a zero byte in it, which no database keeps."""
    rows = duck.parquet(path)
    described = engine.execute(f"DESCRIBE FROM {rows}").fetchall()
    names = [str(name) for name, kind, *_rest in described if kind == "VARCHAR"]
    if not names:
        return None
    holes = ", ".join(f"bool_or(contains({duck.name(name)}, chr(0)))" for name in names)
    (found,) = engine.execute(f"FROM {rows} SELECT {holes}").fetchall()
    return next((name for name, holed in zip(names, found, strict=True) if holed), None)


def _land_text(entry: TableEntry, stream: BinaryIO, *, manifest: Manifest, workspace: Path) -> Landed:
    source = Path(stream.name)
    copy = workspace / f"{entry.name}.csv" if manifest.encoding != "utf-8" else None
    tally = tallied(entry, stream, encoding=manifest.encoding, copy=copy)
    if tally.lone_cr and not tally.quoted:
        raise _lone_cr(entry, source)
    path = copy or source
    if tally.mixed_ends:
        path = _even_ends(path, workspace / f"{entry.name}.even.csv")
    with path.open("rb") as readable:
        line = readable.readline(LINE_BYTES_MOST)
    header = line.decode("utf-8-sig", errors="replace").rstrip("\r\n")
    return Landed(
        entry=entry,
        path=path,
        source=source,
        header=tuple(cells_of(header, delimiter=manifest.delimiter)),
        sha256=tally.digest.hexdigest(),
        mark=_mark(os.fstat(stream.fileno())),
        rows=tally.rows,
        quoted=tally.quoted,
        blank_lines=tally.blank_lines,
    )


def _even_ends(path: Path, copy: Path) -> Path:
    """A copy in which every line ends in LF: the engine wants one line end a file."""
    with path.open("rb") as mixed, copy.open("wb") as even:
        held = b""
        for chunk in chunks(mixed):
            content = held + chunk
            held = b"\r" if content.endswith(b"\r") else b""
            even.write(content.removesuffix(held).replace(b"\r\n", b"\n"))
        even.write(held)
    return copy


def _lone_cr(entry: TableEntry, source: Path) -> Refusal:
    """Where a carriage return stands alone outside of quotes, rows cannot be told apart."""
    line, before = 1, b""
    with source.open("rb") as stream:
        for chunk in chunks(stream):
            content = before + chunk
            found = re.search(rb"\r(?!\n)", content[:-1] if content.endswith(b"\r") else content)
            if found:
                line += content.count(b"\n", 0, found.start())
                break
            line += content.count(b"\n")
            before = b"\r" if content.endswith(b"\r") else b""
    return Refusal(
        "load.line_ends",
        _(
            "%(file)s of table %(table)s has a carriage return in line %(line)s that ends no line; "
            "lines end in LF or CRLF."
        ),
        file=entry.file,
        table=entry.name,
        line=line,
    )
