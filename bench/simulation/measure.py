"""A scheme over 3,000 people, 60,000 customers and 24 kept months: seconds and memory of the whole simulation.

    .venv/bin/python -m bench.simulation.measure [SCHEME.toml ...]

BENCH_FOLDER keeps the bank, which takes minutes to make. Each scheme is simulated in a process of its own; what is
printed counts from the start of that process's work to its summary, with the load of the machine beside it.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.simulation.bank import LAST, MONTHS, made

SCHEMES = ("examples/schemes/corporate-manager.toml", "examples/schemes/clean.toml")
KIB_A_MIB = 1024
FORKED = "--alone"


def main() -> None:
    """Make the bank where it is missing; measure each scheme."""
    if sys.argv[1:2] == [FORKED]:
        measure(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory(prefix="qiao-simulation-") as name:
        home = made(Path(os.environ.get("BENCH_FOLDER") or name))
        for file in sys.argv[1:] or SCHEMES:
            command = [sys.executable, "-m", "bench.simulation.measure", FORKED, file]
            subprocess.run(command, check=True, env={**os.environ, "QIAO_HOME": str(home)})  # noqa: S603  ourselves


def measure(file: Path) -> None:
    """Reckon one simulation of all months and add it up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.settings")
    import django  # noqa: PLC0415  after the home is named

    django.setup()
    from qiao.appraisal.rules.scheme.reading import read_scheme  # noqa: PLC0415  its models are there once Django is
    from qiao.appraisal.rules.spans import shifted  # noqa: PLC0415  the same
    from qiao.simulation.queries.reckoning import reckon  # noqa: PLC0415  the same
    from qiao.simulation.queries.results import summary_of  # noqa: PLC0415  the same
    from qiao.simulation.rules.setting import Against, Setting  # noqa: PLC0415  the same

    first = shifted(LAST, by=1 - MONTHS)
    setting = Setting("bench", "", first, LAST, unit="", against=Against.HELD, assumed_percent=100)
    scheme = read_scheme(file.read_bytes(), file=str(file))
    begun, used = time.perf_counter(), time.process_time()
    found = reckon(scheme, setting, seen=None, tell=lambda _done, _of: None)
    told = summary_of(found)
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB_A_MIB
    print(
        f"{file.stem:20} {len(found.lines):7,} lines of {told['people']:,} people, {len(found.pieces)} pieces: "
        f"{seconds:6.1f} s ({processor:.1f} s of processor), peak {peak} MiB, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
