"""Payments on their way: written in blocks to a file of the reader's own, and given back as often as is asked."""

import marshal
import tempfile
from collections.abc import Iterator
from pathlib import Path

from qiao.directlink.rules.files import Fault, Head, Paid, Part
from qiao.directlink.rules.iso.paying import Row
from qiao.directlink.rules.iso.totals import Tally

BLOCK_ROWS = 1_000
LENGTH_BYTES = 8


class Spool:
    """Rows in blocks: no more than one block is held in memory."""

    def __init__(self, scratch: Path) -> None:
        """Open a file of a new name in the folder, which its owner clears away."""
        with tempfile.NamedTemporaryFile(dir=scratch, suffix=".rows", delete=False) as made:
            self.path = Path(made.name)
        self._file = self.path.open("wb")
        self._block: list[Row] = []

    def add(self, row: Row) -> None:
        """One row more."""
        self._block.append(row)
        if len(self._block) >= BLOCK_ROWS:
            self._write()

    def close(self) -> None:
        """Write what is left."""
        self._write()
        self._file.close()

    def empty(self) -> None:
        """Forget all rows: nothing of a file is given whose form is broken."""
        self._block = []
        self._file.truncate(0)
        self._file.close()

    def _write(self) -> None:
        if self._block:
            written = marshal.dumps(self._block)
            self._file.write(len(written).to_bytes(LENGTH_BYTES, "big") + written)
            self._block = []

    def __iter__(self) -> Iterator[Row]:
        """The rows in their order."""
        with self.path.open("rb") as file:
            while length := file.read(LENGTH_BYTES):  # read whole: marshal asks a file for a few bytes at a time
                block: list[Row] = marshal.loads(file.read(int.from_bytes(length, "big")))  # noqa: S302  written by this very object
                yield from block


class StagedFile:
    """A file that was read to its end, its payments in the spool; see `Staged`."""

    def __init__(self, spool: Spool, *, head: Head, digest: str, tally: Tally) -> None:
        """Nothing is wrong with it and it has no parts, until they are set."""
        self.head, self.digest = head, digest
        self.parts: tuple[Part, ...] = ()
        self.faults: tuple[Fault, ...] = ()
        self.count, self.sum_fen = tally.count, tally.fen
        self._spool = spool

    def payments(self) -> Iterator[Paid]:
        """The payments in the file's order."""
        return map(Paid._make, self._spool)
