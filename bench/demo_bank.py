"""How long the demo bank takes from nothing to a settled month, and how much memory: each step a process of its own.

Prints wall and CPU seconds and the peak of memory of `qiao --help`, `load`, `settle`, `export` and `explain`, on a bank
of 3,000 customers and 13 months. The home folder is a temporary one.
"""

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from qiao.project.demo.write import write_bank

MONTH = "2026-09"
KIB_A_MIB = 1024
BYTES_A_MIB = 1024 * 1024


def main() -> None:
    """Make the bank, then run the commands one after the other."""
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as name:
        folder = Path(name)
        begun = time.perf_counter()
        facts = write_bank(folder / "bank")
        print(f"make the bank        {time.perf_counter() - begun:6.2f} s wall, {sum(facts.rows.values())} rows")
        steps = (
            ("qiao --help", ["--help"]),
            ("qiao load", ["load", str(folder / "bank")]),
            ("qiao settle", ["settle", MONTH]),
            ("qiao settle again", ["settle", MONTH]),
            ("qiao export", ["export", MONTH, str(folder / "out")]),
            ("qiao explain", ["explain", "RM001", MONTH]),
        )
        for words, arguments in steps:
            timed(words, arguments, home=folder / "home")
        run = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
        print(f"settlement itself    {run['seconds']:6.2f} s of it, peak {run['peak_mib']} MiB, {run['rows']} rows")


def timed(words: str, arguments: Sequence[str], *, home: Path) -> None:
    """Run one command and print what it took; stops where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    command = [sys.executable, "-m", "qiao.project.cli", *arguments]
    subprocess.run(command, env={**os.environ, "QIAO_HOME": str(home)}, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = after.ru_maxrss // (BYTES_A_MIB if sys.platform == "darwin" else KIB_A_MIB)
    print(f"{words:20} {wall:6.2f} s wall, {cpu:6.2f} s CPU, at most {peak} MiB so far")


if __name__ == "__main__":
    main()
