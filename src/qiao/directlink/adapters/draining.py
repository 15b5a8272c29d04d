"""What is still on its way of a body that was refused: it is let come and thrown away.

Whoever is still sending reads no answer, and a line that is closed under it takes the answer with it.
"""

import socket
from collections.abc import Callable
from typing import Protocol

from qiao.directlink.rules.bounds import DRAIN_SECONDS_MOST, Drain
from qiao.ground import clock

PIECE_BYTES = 1 << 16


class Line(Protocol):
    """What a socket does here."""

    def shutdown(self, how: int, /) -> None:
        """Say that nothing more is said."""

    def settimeout(self, seconds: float, /) -> None:
        """How long the next piece is waited for."""

    def recv(self, most: int, /) -> bytes:
        """The next piece, or nothing at the end."""


def drain(connection: Line, *, ticks: Callable[[], float] = clock.ticks) -> None:
    """Read a line on which nothing more is said, until the other side ends or the bounds are reached.

    The time is that of all pieces together: one that comes just before its time is over must not begin it anew.
    """
    found, until = Drain(), ticks() + DRAIN_SECONDS_MOST
    try:
        connection.shutdown(socket.SHUT_WR)
        while (left_seconds := until - ticks()) > 0:
            connection.settimeout(left_seconds)
            if not found.takes(connection.recv(PIECE_BYTES)):
                return
    except OSError:
        return  # the line is gone, and the answer with it
