"""What is still on its way of a body that was refused: it is let come and thrown away.

Whoever is still sending reads no answer, and a line that is closed under it takes the answer with it.
"""

import socket

from qiao.directlink.rules.bounds import DRAIN_SECONDS_MOST, Drain

PIECE_BYTES = 1 << 16


def drain(connection: socket.socket) -> None:
    """Read a line on which nothing more is said, until the other side ends or the bounds are reached."""
    found = Drain()
    try:
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(DRAIN_SECONDS_MOST)
        while found.takes(connection.recv(PIECE_BYTES)):
            pass
    except OSError:
        return  # the line is gone, and the answer with it
