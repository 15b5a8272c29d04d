"""The bank of the simulation's bench: 3,000 managers, 60,000 customers, 24 settled months, made in a home of its own.

    .venv/bin/python -m bench.simulation.bank FOLDER

Every month is settled as a bank settles it, so the leaves that are kept are real ones; FOLDER/home is the home.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from bench.settlement.generate import CUSTOMERS, generate
from qiao.appraisal.rules.spans import shifted

MANAGERS, CUSTOMERS_HERE, MONTHS = 3_000, 60_000, 24
LAST = "2026-09"
QIAO = (sys.executable, "-m", "qiao.project.cli")


def made(folder: Path) -> Path:
    """The home of the bank below a folder, made where it is not there yet."""
    home = folder / "home"
    if (folder / "settled").exists():
        return home
    home.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    generate(folder, scale=CUSTOMERS_HERE / CUSTOMERS, months=MONTHS, managers=MANAGERS)
    print(f"made {time.perf_counter() - begun:.0f} s", flush=True)
    _run(home, "load", str(folder / "extract"))
    print(f"loaded {time.perf_counter() - begun:.0f} s", flush=True)
    for back in range(MONTHS - 1, -1, -1):
        _run(home, "settle", shifted(LAST, by=-back))
    print(f"settled {time.perf_counter() - begun:.0f} s", flush=True)
    (folder / "settled").touch()
    return home


def _run(home: Path, *arguments: str) -> None:
    environment = {**os.environ, "QIAO_HOME": str(home)}
    subprocess.run([*QIAO, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603  our own command


if __name__ == "__main__":
    made(Path(sys.argv[1]))
