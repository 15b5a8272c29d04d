"""A bank's server of the link as a process of its own on a home of its own, which may be killed at any moment."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random

import psutil

from qiao.directlink.actions import opening
from qiao.directlink.adapters import passwords
from qiao.directlink.models import ClearingBank, Enterprise, Operator, Right, SignatureStep
from qiao.directlink.rules.rights import Post, Role
from tests.databases import homes
from tests.ports import free_port

PASSWORD = "correct-horse-1"
FAR_BANK = "999100000001"
OPENING_FEN = 10_000_000_00
WAIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class House:
    """An enterprise of the loop: its number and account; made up."""

    customer: str
    account: str
    name: str


HOUSES = tuple(House(f"200000000{n}", f"90101010020000000{n}", f"试验企业{n}") for n in range(1, 5))


def found(home: Path) -> None:
    """Found a bank with four enterprises, each with one operator who orders alone."""
    home.mkdir(parents=True, exist_ok=True)
    homes.furnish(home)
    with homes.database_of(home):
        at, actor = datetime.now(UTC), "ADM01"
        kept = passwords.stored(PASSWORD)
        ClearingBank.objects.create(number=FAR_BANK, name="远山银行", imported_at=at)
        for house in HOUSES:
            opening.open_enterprise(house.customer, house.name, party_id="", at=at, actor=actor)
            opening.open_account(
                house.account, house.name, customer_number=house.customer, balance_fen=OPENING_FEN, at=at, actor=actor
            )
            operator = Operator.objects.create(
                enterprise_id=house.customer, name="op01", post=Post.OPERATOR.value, password=kept, made_at=at
            )
            Right.objects.bulk_create(Right(operator=operator, role=role.value) for role in (Role.MAKE, Role.VIEW))
            SignatureStep.objects.create(enterprise_id=house.customer, signatures=0)
        Enterprise.objects.update(signature_wanted=False)


@dataclass(slots=True)
class Server:
    """The processes of a bank's server; the one that runs now, and how often it was killed so far."""

    home: Path
    port: int
    kills: int = 0
    process: subprocess.Popen[bytes] | None = None
    more: Sequence[str] = ()
    world: Mapping[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Begin it; it is there when it answers."""
        command = (sys.executable, "-m", "qiao.project.cli", "link", "serve", "--plain")
        line = [*command, "--port", str(self.port), "--workers", "2", *self.more]
        world = homes.world_of(self.home, DJANGO_SETTINGS_MODULE="qiao.project.link_settings", **self.world)
        with (self.home.parent / f"{self.home.name}.log").open("ab") as told:
            self.process = subprocess.Popen(line, env=world, stdout=told, stderr=told, start_new_session=True)

    def is_there(self) -> bool:
        """Whether it answers."""
        link = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            link.request("OPTIONS", "/")
            return link.getresponse().status < 500
        except (OSError, HTTPException):
            return False
        finally:
            link.close()

    def kill_some(self, chance: Random) -> None:
        """Kill one of its processes, or all of them, at once; the whole of it is begun again."""
        assert self.process is not None
        everybody = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        victims = everybody if chance.random() < 0.5 else [chance.choice(everybody)]
        for victim in victims:
            _kill(victim)
        self.kills += 1
        if victims[0].pid == self.process.pid:
            for one in everybody:
                _kill(one)
            self.process.wait()
            self.start()

    def stop(self) -> None:
        """End it and everything that it began."""
        if self.process is None:
            return
        everybody = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for one in everybody:
            _kill(one)
        self.process = None


def _kill(process: psutil.Process) -> None:
    try:
        os.kill(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@contextmanager
def served(home: Path, *, more: Sequence[str] = ()) -> Iterator[Server]:
    """A bank's server until the end of a test."""
    server = Server(home, free_port(), more=more)
    server.start()
    try:
        yield server
    finally:
        server.stop()
