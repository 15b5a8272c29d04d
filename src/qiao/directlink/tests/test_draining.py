"""What comes of a body that was refused already: read for a while and up to a size, however it comes."""

from dataclasses import dataclass, field

import pytest

from qiao.directlink.adapters.draining import PIECE_BYTES, drain
from qiao.directlink.rules.bounds import DRAIN_SECONDS_MOST, DRAINED_BYTES_MOST

pytestmark = pytest.mark.whatever_database


@dataclass(slots=True)
class Dripping:
    """A line that says a piece after so many seconds each, up to so many pieces; its clock has come so far."""

    seconds: float
    pieces: int
    size: int = 1
    now: float = 1_000.0
    read: int = 0
    waits: list[float] = field(default_factory=list)

    def shutdown(self, how: int, /) -> None:
        """Nothing more is said to it."""

    def settimeout(self, seconds: float, /) -> None:
        """Note how long it is waited for."""
        assert seconds > 0, "nothing would mean: without end"
        self.waits.append(seconds)

    def recv(self, most: int, /) -> bytes:
        """The next piece, unless it comes too late."""
        if self.read == self.pieces:
            return b""
        if self.seconds > self.waits[-1]:
            self.now += self.waits[-1]
            raise TimeoutError
        self.now += self.seconds
        self.read += 1
        return b"x" * min(self.size, most)


@pytest.mark.parametrize(
    ("line", "read", "seconds"),
    [
        (Dripping(0.5, 3), 3, 1.5),
        (Dripping(0.5, 1_000), DRAIN_SECONDS_MOST * 2, DRAIN_SECONDS_MOST),
        (Dripping(DRAIN_SECONDS_MOST - 1, 1_000), 1, DRAIN_SECONDS_MOST),
        (Dripping(DRAIN_SECONDS_MOST + 1, 1_000), 0, DRAIN_SECONDS_MOST),
        (Dripping(0, 10**9, size=PIECE_BYTES), -(-DRAINED_BYTES_MOST // PIECE_BYTES), 0),
        (Dripping(0, 0), 0, 0),
    ],
    ids=["ends", "drips without end", "drips slowly", "says nothing", "much at once", "has ended"],
)
def test_a_line_is_read_no_longer_than_its_time_however_it_drips(line: Dripping, read: int, seconds: float) -> None:
    drain(line, ticks=lambda: line.now)
    assert (line.read, line.now - 1_000) == (read, seconds)
