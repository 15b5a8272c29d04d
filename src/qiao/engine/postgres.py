"""PostgreSQL as the engine: every job in a schema of its own, loaded and read back by COPY.

Names the job gives are tables of that schema, which is dropped with the job, failed or not. What a killed job left is
dropped by the next one: a schema is a living job's while somebody holds the advisory lock of its number. Tables are
not logged, since nobody restores them, and analysed before they are used: without it the planner takes a settlement's
joins for small ones and does not come to an end.
"""

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from qiao.engine.sessions import (
    ARROW_TYPES,
    SQL_TYPES,
    DuckSession,
    Schema,
    Session,
    Step,
    cast_columns,
    identifier,
    named,
    quoted,
    typed,
)
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import psycopg
    import pyarrow as pa

PREFIX = "qiao_job_"
ROWS_A_BATCH = 50_000  # rows of a file that are in memory as text at once
SETTINGS = {
    "jit": "off",  # compiling costs more than it saves in steps of seconds
    "synchronous_commit": "off",  # nothing of a job outlives it
    "client_min_messages": "error",
    "standard_conforming_strings": "on",  # a backslash in a text is a backslash
    "extra_float_digits": "1",  # a double is a double, and not its first fifteen digits
}
CAUSE_LENGTH_MOST = 200


class PostgresSession(Session):
    """A schema of a PostgreSQL server; files are read and written by DuckDB on this machine."""

    name: ClassVar[str] = "postgres"
    dialect: ClassVar[str] = "postgres"

    def __init__(self, connection: "psycopg.Connection[Any]", *, local: DuckSession, scratch: Path) -> None:
        """Wrap a connection whose search path is the job's schema; both stay the caller's to close."""
        super().__init__()
        self.connection = connection
        self._local = local
        self._scratch = scratch

    def read(self, name: str, files: Sequence[str], *, schema: Schema) -> "ir.Table":
        """A table over Parquet files, copied to the server; where there are none, an empty table."""
        self._make(name, schema)
        if files:
            self._load(name, f"read_parquet([{', '.join(map(quoted, files))}], hive_partitioning = false)", schema)
        self._run(f"ANALYZE {identifier(name)}")
        return named(name, schema)

    def put(self, name: str, table: "pa.Table") -> "ir.Table":
        """A table from columns in memory."""
        schema = {field.name: ARROW_TYPES[str(field.type)] for field in table.schema}
        self._make(name, schema)
        self._local.connection.register("put_columns", table)
        self._load(name, "put_columns", schema)
        self._local.connection.unregister("put_columns")
        self._run(f"ANALYZE {identifier(name)}")
        return named(name, schema)

    def drop(self, *names: str) -> None:
        """Forget steps that nobody needs any more."""
        for name in names:
            self._run(f"DROP TABLE IF EXISTS {identifier(name)}")

    def rows(self, expression: "ir.Table | Step", *, most: int) -> list[dict[str, Any]]:
        """At most `most` rows as dictionaries of plain values."""
        text = f"SELECT * FROM ({self._stepped(expression).text}) AS asked LIMIT {int(most)}"  # noqa: S608  constants of this code
        answer = self.connection.execute(text.encode())
        names = [column.name for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def _make(self, name: str, schema: Schema) -> None:
        columns = ", ".join(f"{identifier(column)} {SQL_TYPES[kind]}" for column, kind in schema.items())
        self.drop(name)
        self._run(f"CREATE UNLOGGED TABLE {identifier(name)} ({columns})")

    def _load(self, name: str, source: str, schema: Schema) -> None:
        """Copy what DuckDB reads to the server, batch by batch.

        Texts stand in quotes and what is unknown in none, so that an empty text stays one. Wide decimals are read as
        text, which takes all their digits along.
        """
        import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs
        from pyarrow import csv  # noqa: PLC0415  as above

        kinds = {column: "string" if kind.startswith("decimal") else kind for column, kind in schema.items()}
        reader = self._local.connection.sql(
            f"SELECT {cast_columns(kinds)} FROM {source}"  # noqa: S608  constants of this code
        ).to_arrow_reader(ROWS_A_BATCH)
        target = f"COPY {identifier(name)} FROM STDIN (FORMAT csv, ENCODING 'UTF8')"
        with self.connection.cursor() as cursor, cursor.copy(target.encode()) as copy:
            for batch in reader:
                text = pa.BufferOutputStream()
                csv.write_csv(batch, text, csv.WriteOptions(include_header=False, quoting_style="needed"))
                copy.write(text.getvalue().to_pybytes())

    def _keep(self, name: str, step: Step) -> None:
        made = identifier(f"{name} in the making")  # a step may read what it replaces
        self._run(f"CREATE UNLOGGED TABLE {made} AS {typed(step)}")
        self.drop(name)
        self._run(f"ALTER TABLE {made} RENAME TO {identifier(name)}")
        self._run(f"ANALYZE {identifier(name)}")

    def _write(self, step: Step, path: Path, *, order: Sequence[str], group: int) -> None:
        """Bring the rows over as text and let DuckDB sort them: the server's language has its own order of texts."""
        draft = self._scratch / f"{uuid.uuid4().hex}.csv"
        asked = f"COPY ({typed(step)}) TO STDOUT (FORMAT csv, FORCE_QUOTE *, NULL 'NULL', ENCODING 'UTF8')"
        try:
            with draft.open("wb") as file, self.connection.cursor() as cursor, cursor.copy(asked.encode()) as copy:
                for piece in copy:
                    file.write(piece)
            kinds = ", ".join(f"{quoted(column)}: '{SQL_TYPES[kind]}'" for column, kind in step.schema.items())
            form = "auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n'"
            unknown = "nullstr = 'NULL', allow_quoted_nulls = false"
            self._local.write_from(
                f"read_csv({quoted(str(draft))}, hive_partitioning = false, {form}, {unknown}, columns = {{{kinds}}})",
                path,
                schema=step.schema,
                order=order,
                group=group,
            )
        finally:
            draft.unlink(missing_ok=True)

    def _run(self, statement: str) -> None:
        self.connection.execute(statement.encode())


def engine_address() -> str:
    """Where the server is: QIAO_ENGINE_URL, else DATABASE_URL where that is PostgreSQL."""
    database = os.environ.get("DATABASE_URL", "")
    address = os.environ.get("QIAO_ENGINE_URL") or (
        database if database.startswith(("postgres:", "postgresql:")) else ""
    )
    if not address:
        raise Refusal(
            "engine.no_address",
            _(
                "The engine postgres needs a server: name it in QIAO_ENGINE_URL as "
                "postgres://user:password@host:5432/name, or leave --engine away."
            ),
        )
    return address


@contextmanager
def postgres_session(address: str, *, local: DuckSession, scratch: Path) -> Iterator[PostgresSession]:
    """A session in a schema of its own, which is gone at the end; the server's trouble is a refusal."""
    import psycopg  # noqa: PLC0415  loaded when a job runs on it

    try:
        with psycopg.connect(**_parameters(address), autocommit=True) as connection:
            _sweep(connection)
            with _schema(connection):
                yield PostgresSession(connection, local=local, scratch=scratch)
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as error:
        raise Refusal(
            "engine.postgres",
            _(
                "The server of the engine postgres did not do the job (%(cause)s); nothing was changed. "
                "Check QIAO_ENGINE_URL, the server and the right to create a schema."
            ),
            cause=(str(error).splitlines() or [type(error).__name__])[0][:CAUSE_LENGTH_MOST],
        ) from error


def _parameters(address: str) -> dict[str, Any]:
    """The address as psycopg takes it, read as DATABASE_URL is; the refusal does not repeat a password."""
    import dj_database_url  # noqa: PLC0415  loaded when a job runs on it
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415  as above

    try:
        parts = dj_database_url.parse(address)
        found = {
            "host": parts.get("HOST"),
            "port": parts.get("PORT"),
            "user": parts.get("USER"),
            "password": parts.get("PASSWORD"),
            "dbname": parts.get("NAME"),
            **parts.get("OPTIONS", {}),
        }
        given = {name: value for name, value in found.items() if value}
        make_conninfo(**given)
        known = parts.get("ENGINE") == "django.db.backends.postgresql"
    except Exception as error:  # whatever the address does to its readers
        raise _unreadable() from error
    if not known:
        raise _unreadable()
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    return {**given, "options": f"{given.get('options', '')} {options}".strip(), "client_encoding": "utf8"}


def _unreadable() -> Refusal:
    return Refusal(
        "engine.address",
        _("QIAO_ENGINE_URL is no address of a PostgreSQL server; write it as postgres://user:password@host:5432/name."),
    )


@contextmanager
def _schema(connection: "psycopg.Connection[Any]") -> Iterator[None]:
    """A schema whose number this connection holds; it is gone afterwards, where the server still answers."""
    import psycopg  # noqa: PLC0415  loaded when a job runs on it

    name = f"{PREFIX}{uuid.uuid4().hex[:16]}"
    connection.execute("SELECT pg_advisory_lock(%s)", [_number(name)])
    connection.execute(f"CREATE SCHEMA {name}".encode())
    try:
        connection.execute(f"SET search_path TO {name}".encode())
        yield
    except BaseException:
        with suppress(psycopg.Error):  # the next job sweeps too; what went wrong is worth more
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())
        raise
    connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


def _sweep(connection: "psycopg.Connection[Any]") -> None:
    """Drop the schemas of jobs that were killed: their numbers are held by nobody."""
    found = connection.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname ~ %s AND pg_get_userbyid(nspowner) = current_user",
        [f"^{PREFIX}[0-9a-f]{{16}}$"],
    ).fetchall()
    for (name,) in found:
        free = connection.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)]).fetchone()
        if free == (True,):
            connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())
            connection.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])


def _number(name: str) -> int:
    """The number of a schema's advisory lock: the one in its name, as a signed integer of 64 bits."""
    return int.from_bytes(bytes.fromhex(name.removeprefix(PREFIX)), signed=True)
