"""A million customers searched from every page: what the worker takes, on SQLite and on PostgreSQL.

    .venv/bin/python -m bench.search.million

Environment: BENCH_CUSTOMERS (1000000), BENCH_FOLDER keeps the homes, BENCH_DATABASES=sqlite,postgres.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench.pages.load import world_of
from bench.search.ask import ANSWERS
from bench.settlement.compare import bench_folder

GOAL_MILLISECONDS = 50


def main() -> None:
    """Fill a home on each database where there is none, and ask."""
    number = int(os.environ.get("BENCH_CUSTOMERS") or 1_000_000)
    answers: set[str] = set()
    with bench_folder() as folder:
        for database in (os.environ.get("BENCH_DATABASES") or "sqlite,postgres").split(","):
            print(f"\n{database}, {number} customers; wanted: p95 <= {GOAL_MILLISECONDS} ms", flush=True)
            answers.add(searched(folder / f"search-{database}-{number}", database, number=number))
    assert len(answers) == 1, "the databases bring other customers"


def searched(home: Path, database: str, *, number: int) -> str:
    """Fill the home where it is empty, and ask; a digest of whom the answers brought."""
    with world_of(home, database=database) as world:
        made = home / "made"
        if not made.exists():
            home.mkdir(exist_ok=True)
            asked("make", str(number), world=world)
            made.touch()
        asked("measure", world=world)
    return (home / ANSWERS).read_text()


def asked(*arguments: str, world: Mapping[str, str]) -> None:
    """Run the script in a process of its own, as a worker is."""
    command = [sys.executable, "-m", "bench.search.ask", *arguments]
    subprocess.run(command, env={**os.environ, **world}, check=True, cwd=Path(__file__).parent.parent.parent)  # noqa: S603  our own command


if __name__ == "__main__":
    main()
