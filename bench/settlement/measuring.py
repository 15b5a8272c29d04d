"""What a command takes: wall and CPU seconds and peak memory, of itself and of every process it starts.

CPU is what the kernel counts for the command and all descendants it waited for. The peak is the command's own highest
mark or, where several processes run at once (a server with its workers), the highest sum seen of their proportional
shares of memory, looked at twenty times a second; shared buffers count once.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

LOOK_SECONDS = 0.05
BYTES_A_MIB = 1024 * 1024
MARK_BYTES = 1 if sys.platform == "darwin" else 1024  # unit of the kernel's highest mark


@dataclass(frozen=True, slots=True)
class Taken:
    """One command's cost; `told` is what it printed."""

    wall_seconds: float
    cpu_seconds: float
    peak_mib: int
    told: str

    @property
    def figures(self) -> dict[str, object]:
        """The figures alone."""
        return {name: value for name, value in asdict(self).items() if name != "told"}


def measured(command: Sequence[str | Path], *, extra: Mapping[str, str] | None = None) -> Taken:
    """Run a command to its end; stops the bench where it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  our own commands
        [str(part) for part in command], env={**os.environ, **(extra or {})}, stdout=subprocess.PIPE, text=True
    )
    watch = Watch(process.pid)
    watch.start()
    assert process.stdout is not None
    told = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.end()
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}\n{told}")
    peak = max(usage.ru_maxrss * MARK_BYTES, watch.highest)
    return Taken(wall, usage.ru_utime + usage.ru_stime, peak // BYTES_A_MIB, told)


class Watch(threading.Thread):
    """Looks at a process with all below it while it runs, and keeps the highest sum of memory of several at once."""

    def __init__(self, pid: int) -> None:
        """Watch the tree below a process."""
        super().__init__(daemon=True)
        self.highest = 0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        """Look until told to end."""
        while not self._over.wait(LOOK_SECONDS):
            try:
                root = psutil.Process(self._pid)
                family = [root, *root.children(recursive=True)]
            except psutil.Error:
                return
            if len(family) > 1:
                self.highest = max(self.highest, sum(_memory(one) for one in family))

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def _memory(process: psutil.Process) -> int:
    """A process's share of memory in bytes; where the system does not tell shares, all it has resident."""
    try:
        full = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(full, "pss", 0) or full.rss)
