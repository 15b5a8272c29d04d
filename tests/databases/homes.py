"""A home's own database: on SQLite the file inside the home, on PostgreSQL a database that is named after it."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from tests.databases import server

_made: set[str] = set()
FILES = frozenset({"qiao.sqlite3", "qiao.sqlite3-wal", "qiao.sqlite3-shm"})
"""What SQLite keeps in a home."""


def name_of(home: Path) -> str:
    """What Django calls the database of a home; on PostgreSQL it is made where it is missing, and is empty then."""
    if not server.is_postgres():
        return str(home / "qiao.sqlite3")
    name = _name(home)
    if name not in _made:
        _do(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
        _made.add(name)
    return name


def _name(home: Path) -> str:
    return f"home_{hashlib.sha256(str(home).encode()).hexdigest()[:32]}"


def _do(*statements: str) -> None:
    with psycopg.connect(server.address_of("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def world_of(home: Path, **more: str) -> dict[str, str]:
    """The surroundings of a command at a home: SQLite needs no address, as for a newcomer."""
    world = {**os.environ, "QIAO_HOME": str(home), "QIAO_LANG": "en"}
    if server.is_postgres():
        world["DATABASE_URL"] = server.address_of(name_of(home))
    return world | more


@contextmanager
def database_of(home: Path) -> Iterator[None]:
    """Put the database of a home in the place of the default database."""
    usual: BaseDatabaseWrapper = connections["default"]
    settings = {**usual.settings_dict, "NAME": name_of(home)}
    connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, alias="default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual


def rows_of(home: Path, query: str) -> list[tuple[Any, ...]]:
    """What the database of a home answers, past Django and the product."""
    if server.is_postgres():
        with psycopg.connect(server.address_of(name_of(home))) as connection:
            return connection.execute(query.encode()).fetchall()
    with closing(sqlite3.connect(name_of(home))) as database:
        return database.execute(query).fetchall()


def furnish(home: Path) -> None:
    """Give a home that nobody has used a database with its tables, as the first command would, which takes seconds."""
    source = Path(_with_tables().name)
    copy_database(source, home)
    for file in FILES & {path.name for path in source.iterdir()}:
        shutil.copyfile(source / file, home / file)


@cache
def _with_tables() -> "TemporaryDirectory[str]":
    """A home with nothing but tables, made once in a process and taken away at its end."""
    folder = TemporaryDirectory(prefix="qiao-tables-")
    with database_of(Path(folder.name)):
        call_command("migrate", interactive=False, verbosity=0)
    return folder


def copy(source: Path, target: Path) -> None:
    """Copy a home with its database; nobody is at work on it."""
    shutil.copytree(source, target)
    copy_database(source, target)


def copy_database(source: Path, target: Path) -> None:
    """Copy what a home keeps outside of its folder; what the target kept is gone."""
    if server.is_postgres():
        name = _name(target)
        drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
        _do(drop, f"CREATE DATABASE {name} TEMPLATE {name_of(source)} STRATEGY FILE_COPY")
        _made.add(name)


def remove(home: Path) -> None:
    """Remove a home with its database, whoever is still at work on it."""
    shutil.rmtree(home)
    remove_database(home)


def remove_database(home: Path) -> None:
    """Remove what a home keeps outside of its folder."""
    if server.is_postgres() and _name(home) in _made:
        _do(f"DROP DATABASE IF EXISTS {_name(home)} WITH (FORCE)")
        _made.discard(_name(home))


def ruin_database(home: Path) -> str:
    """Have a home's database be one no more; with what words it answers then."""
    if server.is_postgres():
        _do(f"DROP DATABASE {_name(home)} WITH (FORCE)")
        return "does not exist"
    Path(name_of(home)).write_bytes(b"no database at all" * 100)
    return "file is not a database"
