"""A settlement on a cluster of Spark that loses a worker in the middle of the work: the same hash."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from qiao.contribution.queries.runs import chosen_run
from tests.banks.maker import seeded_bank
from tests.banks.writer import write_extract
from tests.engines.cluster import Cluster, cluster
from tests.engines.opened import spark_world
from tests.terminal.calling import done

pytestmark = [pytest.mark.whatever_database, pytest.mark.django_db]

STEPS_BEFORE = 4  # steps that were finished when the worker is killed; there are some thirty
LOOK_SECONDS, DEADLINE_SECONDS = 0.05, 240


def kill_in_the_middle(home: Path, running: Cluster, ended: Event) -> int:
    """Kill a worker when some steps are finished; how many there were, 0 where the job ended before."""
    for _look in range(int(DEADLINE_SECONDS / LOOK_SECONDS)):
        finished = len(list(home.glob("tmp/*/steps/*/_SUCCESS")))
        if finished >= STEPS_BEFORE:
            running.kill_worker(0)
            return finished
        if ended.wait(LOOK_SECONDS):
            break
    return 0


def test_a_worker_lost_in_the_middle_changes_nothing(
    empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = spark_world(tmp_path)
    bank = seeded_bank(5, accounts=9)
    done("load", write_extract(bank, tmp_path / "extract"))
    expected = done("settle", bank.month).found(r"^result hash (\w{64})$")
    for name, value in world.items():
        monkeypatch.setenv(name, value)
    ended = Event()
    with cluster(tmp_path, world, workers=2) as running, ThreadPoolExecutor() as pool:
        monkeypatch.setenv("SPARK_MASTER", running.master)
        killed = pool.submit(kill_in_the_middle, empty_home, running, ended)
        try:
            said = done("settle", bank.month, "--engine", "spark")
        finally:
            ended.set()
        assert killed.result() >= STEPS_BEFORE
        assert [worker.poll() is None for worker in running.workers] == [False, True]
    assert said.found(r"^result hash (\w{64})$") == expected
    assert chosen_run(bank.month).engine == "spark"
