"""A file of 100,000 payments taken: read, judged, staged, its numbers claimed, one commit; then its payments begun.

Beside it a mere streaming parse with the schema (`bench.link.files`). Printed for each database: CPU seconds of the
process (and of PostgreSQL's own), ratios, the most memory; earmarking and booking apart, of so many payments as are
begun. Usage: python -m bench.link.accepting. Environment: BENCH_DATABASES=sqlite,postgres, BENCH_PAYMENTS (100000),
BENCH_SLICES (20, of 500 payments each), BENCH_FOLDER.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.link.files import apart, write
from bench.pages.load import world_of

ROUNDS = 3
ZONE = "Asia/Shanghai"
CUSTOMER, OPERATOR = "1000000009", "op01"
ACCOUNT, BANK_NUMBER = "6222000000000025", "102100099996"
BALANCE_FEN = 10**14
PASSWORD = "measured-1"  # noqa: S105  of a made-up enterprise in a folder that goes at the end


def main(arguments: list[str]) -> None:
    """Without arguments the comparison; with a file, one taking of it in the database that the environment names."""
    if arguments:
        take(Path(arguments[0]))
        return
    count = int(os.environ.get("BENCH_PAYMENTS") or 100_000)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        file = Path(folder) / "orders.xml"
        write(file, count=count, day=datetime.now(ZoneInfo(ZONE)).date().isoformat())
        bare = min(apart("bare", file)[0] for _ in range(ROUNDS))
        print(f"{count:,} payments, {file.stat().st_size / 1e6:.1f} MB; the mere parse with schema: {bare:.2f} s CPU")
        for database in (os.environ.get("BENCH_DATABASES") or "sqlite,postgres").split(","):
            one = measured(Path(folder), file, database=database)
            whole = one["take"] + one["server"]
            print(f"  {database}: taken in {one['take']:.2f} s CPU", end="")
            print(f" and {one['server']:.2f} s of the database's own" if one["server"] else "", end="")
            print(f" = {whole / bare:.2f} x; {one['wall']:.1f} s by the clock; peak {one['memory']:.0f} MiB", end="")
            print(f", {one['above']:.0f} MiB above the idle process")
            print(f"    of {one['begun']:,} payments: earmarked {one['earmark']:.3f} ms CPU each", end="")
            print(f", settled (earmark to booking) {one['settle']:.2f} ms each")


def measured(folder: Path, file: Path, *, database: str) -> dict[str, float]:
    """The best of the rounds, each in a fresh database."""
    rounds = []
    for number in range(ROUNDS):
        home = folder / f"{database}-{number}"
        home.mkdir(mode=0o755)
        with world_of(home, database=database) as world:
            told = {**os.environ, **world, "DJANGO_SETTINGS_MODULE": "qiao.project.link_settings"}
            tables = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
            subprocess.run(tables, env=told, check=True, capture_output=True)  # noqa: S603  not by the process that takes
            command = [sys.executable, "-m", "bench.link.accepting", str(file)]
            ran = subprocess.run(command, env=told, check=True, capture_output=True)  # noqa: S603  our own command
            rounds.append(json.loads(ran.stdout))
    return min(rounds, key=lambda one: one["take"] + one["server"])


def take(file: Path) -> None:
    """Set the bank up, take the file, begin some of its payments, and tell what it took."""
    import django  # noqa: PLC0415  a process that only compares has no need of it

    django.setup()
    caller = _set_up()
    from qiao.directlink.actions.receiving import receive  # noqa: PLC0415  its tables are there once the framework is
    from qiao.directlink.adapters.embedded import EmbeddedCore  # noqa: PLC0415  the same
    from qiao.ground import clock  # noqa: PLC0415  the same

    idle = _memory()
    with _timed() as took, file.open("rb") as stream:
        found = receive(stream, caller, at=clock.now(), core=EmbeddedCore())
    assert found.file.state == "taken", found.file.faults[:3]
    peak = _memory()
    print(json.dumps({**took, "memory": peak, "above": peak - idle, **_begun(found.file)}))


def _set_up() -> Any:
    from qiao.directlink.actions import opening  # noqa: PLC0415  the same
    from qiao.directlink.actions.taking import Caller  # noqa: PLC0415  the same
    from qiao.directlink.models import ClearingBank, Right  # noqa: PLC0415  the same
    from qiao.directlink.rules.rights import Post, Role  # noqa: PLC0415  the same
    from qiao.ground import clock  # noqa: PLC0415  the same

    at = clock.now()
    opening.open_enterprise(CUSTOMER, "云杉贸易", party_id="", at=at, actor="bench")
    opening.open_account(
        ACCOUNT, "云杉贸易", customer_number=CUSTOMER, balance_fen=BALANCE_FEN, branch="90101", at=at, actor="bench"
    )
    operator = opening.add_operator(
        CUSTOMER, OPERATOR, called="", post=Post.OPERATOR, password=PASSWORD, at=at, actor="bench"
    )
    Right.objects.create(operator=operator, role=Role.SIGN.value)
    ClearingBank.objects.create(number=BANK_NUMBER, name="演示银行", imported_at=at)
    return Caller(CUSTOMER, operator.pk, OPERATOR, "rest", is_signed=True)


def _begun(file: Any) -> dict[str, float]:
    """Milliseconds of CPU a payment: earmarked by slices, and settled one by one."""
    from qiao.directlink.actions import settling, slices  # noqa: PLC0415  the same
    from qiao.directlink.adapters.embedded import EmbeddedCore  # noqa: PLC0415  the same
    from qiao.directlink.models import Payment  # noqa: PLC0415  the same
    from qiao.ground import clock  # noqa: PLC0415  the same

    core, part = EmbeddedCore(), file.instructions.get()
    rounds = int(os.environ.get("BENCH_SLICES") or 20)
    with _timed() as earmarking:
        for _ in range(rounds):
            slices.begin_slice(CUSTOMER, part.pk, at=clock.now(), core=core)
    waiting = list(Payment.objects.exclude(again_at=None).order_by("id").values_list("id", flat=True)[: slices.SLICE])
    with _timed() as settling_took:
        for number in waiting:
            settling.settle(number, core, now=clock.now)
    begun = rounds * slices.SLICE
    return {
        "begun": begun,
        "earmark": 1_000 * (earmarking["take"] + earmarking["server"]) / begun,
        "settle": 1_000 * (settling_took["take"] + settling_took["server"]) / max(len(waiting), 1),
    }


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """CPU seconds of this process and of PostgreSQL's, and seconds by the clock."""
    took: dict[str, float] = {}
    before, served, at = time.process_time(), _server_seconds(), time.monotonic()
    yield took
    took["take"] = time.process_time() - before
    took["server"], took["wall"] = _server_seconds() - served, time.monotonic() - at


def _server_seconds() -> float:
    """What the processes of PostgreSQL on this machine have used so far; nothing where SQLite is asked."""
    if "postgres" not in os.environ.get("DATABASE_URL", ""):
        return 0.0
    import psutil  # noqa: PLC0415  SQLite has no server

    used = 0.0
    for one in psutil.process_iter(["name", "cpu_times"]):
        if one.info["name"] == "postgres" and one.info["cpu_times"]:
            used += one.info["cpu_times"].user + one.info["cpu_times"].system
    return used


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
