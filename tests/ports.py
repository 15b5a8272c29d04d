"""Ports of this machine for programs that a test begins."""

import socket

SECONDS_MOST = 60
TRIES_MOST = 2_000_000  # a refused connection answers at once; a server comes up in a few seconds


def free_port() -> int:
    """A port that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def reached(port: int) -> bool:
    """Wait until somebody listens there."""
    for _ in range(TRIES_MOST):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=SECONDS_MOST).close()
        except OSError:
            continue
        return True
    return False
