"""A server of the direct link as a process, on a port of its own."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases.homes import world_of

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


@contextmanager
def link_served(home: Path, *arguments: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """`qiao link serve` with its port and process, ended afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "qiao.project.cli", "link", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen([*command, *arguments], env=world_of(home), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert f":{port}" in process.stdout.readline()
            assert reached(port)
            yield port, process
        finally:
            process.terminate()
