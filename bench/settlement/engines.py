"""One month of a made-up bank by each engine: the same result hash, and what each of them takes.

    BENCH_SCALE=0.1 .venv/bin/python -m bench.settlement.engines

The book is loaded once and settled by `qiao settle --engine`. PostgreSQL is a server of its own with the settings of
postgres_job.py, Spark runs in this machine's cores (SPARK_MASTER names a cluster). Environment: BENCH_SCALE,
BENCH_FOLDER as in compare.py; BENCH_ENGINES=duckdb,spark picks engines.
"""

import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bench.settlement.compare import MONTH, bench_folder, made_bank
from bench.settlement.measuring import Taken, measured
from bench.settlement.postgres_job import connected, server

ENGINES = ("duckdb", "postgres", "spark")
SAYS_HASH = re.compile(r"(\w{64})$")  # the last line of the command


def main() -> None:
    """Load once, settle by each engine, compare the hashes."""
    scale = float(os.environ.get("BENCH_SCALE") or 0.1)
    picked = [name for name in (os.environ.get("BENCH_ENGINES") or "").split(",") if name] or list(ENGINES)
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with bench_folder() as folder:
        bank = made_bank(folder, scale=scale, months=1)
        home = {"QIAO_HOME": str(folder / "engines")}
        if not (folder / "engines" / "book").is_dir():
            told("load", measured([*qiao(), "load", bank / "extract"], extra=home))
        hashes = {name: settled(name, home) for name in picked}
    if len(set(hashes.values())) != 1:
        sys.exit(f"the engines differ: {hashes}")


def qiao() -> list[str | Path]:
    """The command, as this interpreter runs it."""
    return [sys.executable, "-m", "qiao.project.cli"]


def settled(engine: str, home: Mapping[str, str]) -> str:
    """Settle the month by one engine; its result hash."""
    with world(engine) as more:
        taken = measured([*qiao(), "settle", MONTH, "--engine", engine], extra={**home, **more})
    found = SAYS_HASH.search(taken.told.strip())
    assert found is not None, taken.told
    told(engine, taken, words=f"  {found[1][:16]}…")
    return found[1]


@contextmanager
def world(engine: str) -> Iterator[Mapping[str, str]]:
    """What an engine needs around it."""
    if engine != "postgres":
        yield {}
        return
    with server() as folder:
        connected(folder).close()  # it answers
        yield {"QIAO_ENGINE_URL": f"postgres://postgres@{quote(str(folder), safe='')}/postgres"}


def told(name: str, taken: Taken, *, words: str = "") -> None:
    """Print what a command took; a server's own work is no part of it."""
    costs = f"{taken.wall_seconds:9.2f} s wall {taken.cpu_seconds:9.2f} s CPU {taken.peak_mib:6} MiB"
    print(f"qiao {name:10}{costs}{words}", flush=True)


if __name__ == "__main__":
    main()
