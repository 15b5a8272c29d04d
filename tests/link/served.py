"""The direct link's server, and the simulated bank, as processes on ports of their own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases.homes import world_of
from tests.ports import free_port, reached

BEGIN = "curl --silent"
"""What the simulated bank prints when it answers."""


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


@contextmanager
def sandbox(folder: Path) -> Iterator[int]:
    """The simulated bank, served, and gone afterwards; its keys are in the folder."""
    port = free_port()
    command = [sys.executable, "-m", "qiao.project.cli", "link", "simulate", "--port", str(port)]
    asked = [*command, "--keys", "keys", "--minutes", "5"]
    world = {**world_of(folder / "never-used"), "QIAO_LANG": "en"}
    with subprocess.Popen(
        asked, env=world, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            printed: list[str] = []
            while not printed or (printed[-1] and BEGIN not in printed[-1]):
                printed.append(process.stdout.readline())
            assert printed[-1], process.stderr.read() if process.stderr else ""
            yield port
        finally:
            process.kill()
