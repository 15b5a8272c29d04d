"""Signed payments by eight clients: the link beside (a) a bare endpoint on the same server and (b) a bare script.

Both do the same SQL on the same database. Printed: payments a second and their ratios, milliseconds by clients (the
curve), forced writes a payment. Usage: python -m bench.link.throughput. Environment: BENCH_DATABASES=sqlite,postgres,
BENCH_SECONDS (10), BENCH_FOLDER.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from bench.pages.load import free_port, world_of

CLIENTS, ROUNDS = 8, 2
CURVE = (1, 2, 4, 8, 16)
PYTHON = sys.executable
QIAO = (PYTHON, "-m", "qiao.project.cli")
WORKERS = "2"
WARM_UPS = 4
"""Each process asks for each password once in full, which is slow on purpose; new connections find another process."""
BARE_SERVER = """
import sys
from granian import Granian
from granian.constants import HTTPModes, Interfaces
Granian("bench.link.bare:application", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.RSGI, workers=2,
        http=HTTPModes.http1, websockets=False, log_enabled=False).serve()
"""


def main() -> None:
    """Each database in its turn."""
    seconds = float(os.environ.get("BENCH_SECONDS") or 10)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        for database in (os.environ.get("BENCH_DATABASES") or "sqlite,postgres").split(","):
            home = Path(folder) / f"link-{database}"
            home.mkdir(mode=0o755)
            with world_of(home, database=database) as world:
                beside_each_other(home, world, database=database, seconds=seconds)


def beside_each_other(home: Path, world: dict[str, str], *, database: str, seconds: float) -> None:
    """The three in turns, twice; then the curve and the forced writes."""
    keys = home / "keys.json"
    told = {**os.environ, **world, "DJANGO_SETTINGS_MODULE": "qiao.project.link_settings"}
    subprocess.run([PYTHON, "-m", "bench.link.bank", str(keys)], env=told, check=True)  # noqa: S603  our own command
    link: list[dict[str, Any]] = []
    bare: list[dict[str, Any]] = []
    script: list[float] = []
    for _ in range(ROUNDS):
        with serving([*QIAO, "link", "serve", "--plain", "--workers", WORKERS, "--port"], told) as (port, _process):
            for _again in range(WARM_UPS):
                clients(port, CLIENTS, seconds=2, keys=str(keys))
            link.append(clients(port, CLIENTS, seconds=seconds, keys=str(keys)))
        with serving([PYTHON, "-c", BARE_SERVER], told) as (port, _process):
            clients(port, CLIENTS, seconds=2, keys="bare")
            bare.append(clients(port, CLIENTS, seconds=seconds, keys="bare"))
        ran = subprocess.run([PYTHON, "-m", "bench.link.bare", str(seconds)], env=told, check=True, capture_output=True)  # noqa: S603  our own command
        script.append(float(ran.stdout))
    ours, theirs = (sum(one["per_second"] for one in each) / ROUNDS for each in (link, bare))
    alone = sum(script) / ROUNDS
    wrong = sum(one["wrong"] for one in link)
    print(f"\n{database}: {CLIENTS} clients, {seconds:.0f} s, {ROUNDS} rounds; wrong answers {wrong}")
    print(f"  the link, signed         {ours:8.1f} payments/s")
    print(f"  (a) bare endpoint        {theirs:8.1f}   the link does {100 * ours / theirs:.0f} % of it")
    print(f"  (b) bare script, alone   {alone:8.1f}   the link does {100 * ours / alone:.0f} % of it")
    with serving([*QIAO, "link", "serve", "--plain", "--workers", WORKERS, "--port"], told) as (port, process):
        for _again in range(WARM_UPS):
            clients(port, CLIENTS, seconds=2, keys=str(keys))
        print("  clients   payments/s   p50 ms   p95 ms   p99 ms")
        for count in CURVE:
            one = clients(port, count, seconds=max(seconds / 2, 3), keys=str(keys))
            print(f"  {count:7}{one['per_second']:13.1f}{one['p50']:9.1f}{one['p95']:9.1f}{one['p99']:9.1f}")
        if database == "sqlite":
            print(f"  forced writes a payment (strace): {forced(port, process, keys=str(keys))}")
        else:
            print(f"  forced writes a payment (pg_stat_io): {forced_postgres(port, told, keys=str(keys))}")


def clients(port: int, count: int, *, seconds: float, keys: str) -> dict[str, Any]:
    """What so many clients saw."""
    command = [PYTHON, "-m", "bench.link.clients", str(port), str(count), str(seconds), keys]
    ran = subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own command
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def forced(port: int, process: "subprocess.Popen[bytes]", *, keys: str) -> str:
    """Calls of fsync and fdatasync of all the server's processes while eight clients pay."""
    if shutil.which("strace") is None:
        return "strace is not on this machine"
    tracer = subprocess.Popen(  # noqa: S603  a tracer of our own child
        ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-p", ",".join(_family(process.pid))],  # noqa: S607  by the machine's path
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(1)
    one = clients(port, CLIENTS, seconds=5, keys=keys)
    tracer.send_signal(signal.SIGINT)
    counted = tracer.communicate(timeout=30)[1]
    calls = sum(int(found[1]) for found in re.finditer(r"(\d+)(?:\s+\d+)?\s+(?:fsync|fdatasync)", counted))
    return f"{calls / max(one['per_second'] * 5, 1):.2f}"


def _family(pid: int) -> list[str]:
    import psutil  # noqa: PLC0415  the curve has no need of it

    process = psutil.Process(pid)
    return [str(one.pid) for one in (process, *process.children(recursive=True))]


def forced_postgres(port: int, told: dict[str, str], *, keys: str) -> str:
    """The server's own count of forced writes of its log."""
    import psycopg  # noqa: PLC0415  SQLite has no need of it

    count = "SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'"
    with psycopg.connect(told["DATABASE_URL"], autocommit=True) as database:
        before = database.execute(count).fetchone()
        one = clients(port, CLIENTS, seconds=5, keys=keys)
        time.sleep(2)
        after = database.execute(count).fetchone()
    assert before
    assert after
    return f"{float(after[0] - before[0]) / max(one['per_second'] * 5, 1):.2f}"


@contextmanager
def serving(command: list[str], world: dict[str, str]) -> "Iterator[tuple[int, subprocess.Popen[bytes]]]":
    """A server until the end of a measurement."""
    port = free_port()
    process = subprocess.Popen([*command, str(port)], env=world, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
    try:
        for _ in range(600):
            with suppress(OSError, HTTPException):
                link = HTTPConnection("127.0.0.1", port, timeout=2)
                link.request("OPTIONS", "/")
                link.getresponse().read()
                break
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
