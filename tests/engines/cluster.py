"""A standalone cluster of Spark on this machine: a master and workers of one core each, on free ports."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

SHUTDOWN_SECONDS = 30
Process = subprocess.Popen[str]


@dataclass(frozen=True)
class Cluster:
    """Where the master listens, and the processes of the workers, each with its executors in a group of its own."""

    master: str
    workers: tuple[Process, ...]

    def kill_worker(self, number: int) -> None:
        """Kill a worker with its executors, in the middle of whatever they do."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)


@contextmanager
def cluster(folder: Path, world: dict[str, str], *, workers: int) -> Iterator[Cluster]:
    """Start them, and take them away again."""
    with ExitStack() as stack:
        place = "127.0.0.1", "--port", "0", "--webui-port", "0"
        master = stack.enter_context(_running("master.Master", ["--host", *place], world))
        address = _said(master, r"Starting Spark master at (spark://[0-9.:]+)")
        started = []
        for number in range(workers):
            own = ["--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"worker{number}"), address]
            started.append(stack.enter_context(_running("worker.Worker", ["--host", *place, *own], world)))
        for worker in started:
            _said(worker, r"(Successfully registered) with master")
        yield Cluster(address, tuple(started))


@contextmanager
def _running(name: str, arguments: list[str], world: dict[str, str]) -> Iterator[Process]:
    import pyspark  # noqa: PLC0415  heavy; loaded for these tests only

    home = Path(pyspark.__file__).parent
    process = subprocess.Popen(
        [home / "bin" / "spark-class", f"org.apache.spark.deploy.{name}", *arguments],
        env={**os.environ, **world, "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=SHUTDOWN_SECONDS)


def _said(process: Process, pattern: str) -> str:
    """What the group of a pattern found in what the process says; it may go on talking afterwards."""
    heard: IO[str] | None = process.stderr
    assert heard is not None
    lines = []
    for line in heard:
        lines.append(line)
        found = re.search(pattern, line)
        if found is not None:
            Thread(target=_drain, args=[heard], daemon=True).start()
            return found[1]
    raise AssertionError("".join(lines))


def _drain(heard: IO[str]) -> None:
    with heard:
        for _line in heard:
            pass
