"""A bank's server killed again and again under load: nothing is lost, nothing doubled, everything comes to an end.

`make soak` kills five hundred times: QIAO_LINK_KILLS says how often.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random

from pytest_django.plugin import DjangoDbBlocker

from tests.databases import homes
from tests.link import accounts
from tests.link.bank import HOUSES, Server, found, served
from tests.link.erp import Erp

SEED = 20301127
KILLS = int(os.environ.get("QIAO_LINK_KILLS", "30"))
SYSTEMS = 8
THERE_SECONDS, CALM_SECONDS = 30, max(120, KILLS)
"""For so long a server may be away, and systems ask afterwards: what is open lies heaped up by then."""
PLANTED = (sys.executable, "-m", "tests.link.planted")


def systems_at(port: int) -> list[Erp]:
    """Eight systems, two an enterprise."""
    return [
        Erp(HOUSES[n % len(HOUSES)], f"E{n}", port, Random(f"{SEED}-{n}"))  # noqa: S311  chance that can be had again
        for n in range(SYSTEMS)
    ]


def let_all(
    systems: list[Erp], what: Callable[[Erp, threading.Event], None], stop: threading.Event
) -> list[threading.Thread]:
    """Have every system do something in a thread of its own."""
    threads = [threading.Thread(target=what, args=(one, stop)) for one in systems]
    for thread in threads:
        thread.start()
    return threads


def killed_again_and_again(server: Server, chance: Random) -> None:
    """Kill it as often as is asked, each time a moment after it answers."""
    pause = threading.Event()
    while server.kills < KILLS:
        for _ in range(THERE_SECONDS * 20):
            if server.is_there():
                break
            pause.wait(0.05)
        pause.wait(chance.uniform(0.05, 0.6))
        server.kill_some(chance)


def let_settle(systems: list[Erp]) -> None:
    """Have every system ask until it knows the end of all it has sent, or the time is over."""
    late = threading.Event()
    timer = threading.Timer(CALM_SECONDS, late.set)
    timer.start()
    for thread in let_all(systems, Erp.settle, late):
        thread.join()
    timer.cancel()


def test_a_bank_that_is_killed_thirty_times_loses_and_doubles_nothing(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    home, chance = tmp_path / "bank", Random(SEED)  # noqa: S311  chance that can be had again
    with django_db_blocker.unblock():
        found(home)
    with served(home) as server:
        systems, stop = systems_at(server.port), threading.Event()
        threads = let_all(systems, Erp.run, stop)
        killed_again_and_again(server, chance)
        stop.set()
        for thread in threads:
            thread.join()
        let_settle(systems)
    sent, lost = sum(len(one.sent) for one in systems), sum(one.lost for one in systems)
    sys.stdout.write(f"{server.kills} kills, {sent} payments, {lost} answers lost\n")
    with django_db_blocker.unblock():
        assert accounts.faults(home, systems)[:20] == []
    assert sent > KILLS
    assert lost > 0


def test_a_planted_double_posting_is_found(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    """The server is the product's; the worker beside it posts what goes to other banks twice, balances and all."""
    home = tmp_path / "bank"
    with django_db_blocker.unblock():
        found(home)
    world = homes.world_of(home, DJANGO_SETTINGS_MODULE="qiao.project.link_settings")
    with served(home, more=("--no-worker",)) as server, subprocess.Popen(PLANTED, env=world) as worker:
        systems, late = systems_at(server.port)[:2], threading.Event()
        while not server.is_there():
            late.wait(0.05)
        for system in systems:
            for _ in range(10):
                system.send(system.written())
        timer = threading.Timer(CALM_SECONDS, late.set)
        timer.start()
        for system in systems:
            system.settle(late)
        timer.cancel()
        worker.kill()
    with django_db_blocker.unblock():
        told = accounts.faults(home, systems)
    assert [one for one in told if one.startswith("payment") and one.endswith("is paid with 4 lines")] == told != []
