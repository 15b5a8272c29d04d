"""A server of the direct link as a process, on a port of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases.homes import world_of
from tests.ports import free_port, reached


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
