"""Spark as the engine: for a bank that has outgrown one machine, and for one machine as well.

Every step is written as Parquet into the job's scratch folder and read from there. A worker that is lost takes nothing
along that the others could not read or reckon again, and no step carries the history of those before it. On a cluster
the folder has to be one that all workers see under the same path.
"""

import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from qiao.engine.sessions import ARROW_TYPES, SQL_TYPES, DuckSession, Schema, Session, Step, named, quoted
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql import SparkSession as Context

MASTER = "local[*]"
MEMORY = "1g"  # of the driver and of each executor; QIAO_SPARK_MEMORY names another bound
JAVA_LEAST = 17
PARTITIONS_LEAST = 2
CAUSE_LENGTH_MOST = 200
GLOB = re.compile(r"([\\{}\[\]*?])")  # what Hadoop takes for a pattern in a path
LOOPBACK = re.compile(r"local\b.*|spark://(127\.[0-9.]+|localhost|\[::1\])(:[0-9]+)?")
LOGGING = """\
rootLogger.level = error
rootLogger.appenderRef.err.ref = err
appender.err.type = Console
appender.err.name = err
appender.err.target = SYSTEM_ERR
appender.err.layout.type = PatternLayout
appender.err.layout.pattern = %p %c: %m%n
"""


class SparkSession(Session):
    """Spark's tables: views over Parquet files, those of the book and those of the steps."""

    name: ClassVar[str] = "spark"
    dialect: ClassVar[str] = "pyspark"

    def __init__(self, context: "Context", *, local: DuckSession, scratch: Path) -> None:
        """Wrap a session of Spark; it stays the caller's to stop."""
        super().__init__()
        self.context = context
        self._local = local
        self._folder = scratch / "steps"
        self._folder.mkdir(exist_ok=True)
        self._kept: dict[str, Path] = {}
        self._partitions = PARTITIONS_LEAST

    def step(self, expression: "ir.Table") -> Step:
        """An expression put into words; Ibis asks for an option that it sets with a connection of its own only."""
        from ibis.config import Config, options  # noqa: PLC0415  heavy; loaded when a job runs

        class Options(Config):  # type: ignore[misc]  # Ibis carries no types
            treat_nan_as_null: bool = False

        if options.pyspark is None:
            options.pyspark = Options()
        return super().step(expression)

    def read(self, name: str, files: Sequence[str], *, schema: Schema) -> "ir.Table":
        """A view over Parquet files; where there are none, no rows. As many files, as many partitions of a step."""
        if len(files) > self._partitions:
            self._partitions = len(files)
            self.context.conf.set("spark.sql.shuffle.partitions", str(self._partitions))
        rows = self._files(files) if files else self.context.range(0)
        columns = [
            f"CAST({_identifier(column) if files else 'NULL'} AS {_type(kind)}) AS {_identifier(column)}"
            for column, kind in schema.items()
        ]
        rows.selectExpr(*columns).createOrReplaceTempView(_identifier(name))
        return named(name, schema)

    def put(self, name: str, table: "pa.Table") -> "ir.Table":
        """A table from columns in memory, by way of a file that every worker can read."""
        from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

        place = self._place()
        place.mkdir()
        parquet.write_table(table, place / "put.parquet")
        found = self.read(
            name,
            [str(place / "put.parquet")],
            schema={field.name: ARROW_TYPES[str(field.type)] for field in table.schema},
        )
        self._replace(name, place)
        return found

    def drop(self, *names: str) -> None:
        """Forget steps that nobody needs any more."""
        for name in names:
            self.context.catalog.dropTempView(name)
            self._replace(name, None)

    def rows(self, expression: "ir.Table | Step", *, most: int) -> list[dict[str, Any]]:
        """At most `most` rows as dictionaries of plain values."""
        answer = self.context.sql(f"SELECT * FROM ({self._stepped(expression).text}) LIMIT {int(most)}")  # noqa: S608  constants of this code
        return [row.asDict() for row in answer.collect()]

    def _keep(self, name: str, step: Step) -> None:
        place = self._written(step)
        self._files([str(place)], known=step.schema).createOrReplaceTempView(_identifier(name))
        self._replace(name, place)

    def _write(self, step: Step, path: Path, *, order: Sequence[str], group: int) -> None:
        """Let Spark write its parts, and DuckDB bring them into one file in the order of bytes."""
        place = self._written(step)
        parts = ", ".join(quoted(str(part)) for part in sorted(place.glob("*.parquet")))
        source = f"read_parquet([{parts}], hive_partitioning = false)"
        self._local.write_from(source, path, schema=step.schema, order=order, group=group)
        shutil.rmtree(place)

    def _written(self, step: Step) -> Path:
        """The rows of a step as Parquet files in a folder of their own, in the types that were promised."""
        place = self._place()
        columns = ", ".join(
            f"CAST({_identifier(column)} AS {_type(kind)}) AS {_identifier(column)}"
            for column, kind in step.schema.items()
        )
        text = f"SELECT {columns} FROM ({step.text})"  # noqa: S608  constants of this code
        self.context.sql(text).write.parquet(str(place))
        return place

    def _files(self, files: Sequence[str], *, known: Schema | None = None) -> "DataFrame":
        """Parquet files, whatever letters are in their paths; folders called `name=value` add no column.

        known: the types in them, where Spark wrote them itself; otherwise a job of its own looks.
        """
        paths = [GLOB.sub(r"\\\1", file) for file in files]
        reader = self.context.read.option("recursiveFileLookup", "true")
        if known is not None:
            reader = reader.schema(", ".join(f"{_identifier(column)} {_type(kind)}" for column, kind in known.items()))
        return reader.parquet(*paths)

    def _place(self) -> Path:
        return self._folder / uuid.uuid4().hex

    def _replace(self, name: str, place: Path | None) -> None:
        """Take away the files that stood under a name; the new ones have been written from them."""
        before = self._kept.pop(name, None)
        if before is not None:
            shutil.rmtree(before)
        if place is not None:
            self._kept[name] = place


def _identifier(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _type(kind: str) -> str:
    return "STRING" if kind == "string" else SQL_TYPES[kind]


@contextmanager
def spark_session(*, local: DuckSession, scratch: Path) -> Iterator[SparkSession]:
    """A session on SPARK_MASTER, else on all cores of this machine; Spark's trouble is a refusal."""
    _check_pyspark()
    _check_java()
    from py4j.protocol import Py4JError, Py4JNetworkError  # noqa: PLC0415  loaded with this engine
    from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415  as above

    master = os.environ.get("SPARK_MASTER") or MASTER
    refused = partial(_refused, master=master, log=scratch / "spark.log")
    try:
        context = _started(master, scratch)
    except (Py4JError, PySparkRuntimeError, OSError) as error:
        raise refused(error) from error
    try:
        yield SparkSession(context, local=local, scratch=scratch)
    except (Py4JError, Py4JNetworkError, ConnectionError) as error:
        raise refused(error) from error
    finally:
        context.stop()


def _check_pyspark() -> None:
    if find_spec("pyspark") is None:
        raise Refusal(
            "engine.no_pyspark",
            _("The engine spark needs the package pyspark; install Qiao with its extra: pip install 'qiao[spark]'."),
        )


def _check_java() -> None:
    """Refuse where there is no Java that Spark runs on; it would say so in a page of its own words."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    said = ""
    if java is not None:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603  the machine's own Java
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < JAVA_LEAST:
        raise Refusal(
            "engine.no_java",
            _(
                "The engine spark needs Java %(least)s or newer, found: %(found)s. Install one "
                "(Debian: apt install openjdk-17-jre-headless) and name its folder in JAVA_HOME."
            ),
            least=JAVA_LEAST,
            found=version[0] if version else "-",
        )


def _started(master: str, scratch: Path) -> "Context":
    """Start Spark; what its Java says goes to a file of the job and not to the terminal."""
    from pyspark.sql import SparkSession as Context  # noqa: PLC0415  heavy; loaded when a job runs

    logging = scratch / "log4j2.properties"
    logging.write_text(LOGGING, encoding="ascii")
    builder = Context.builder.master(master).appName("qiao")
    for name, value in _settings(master, scratch, logging).items():
        builder = builder.config(name, value)
    with _errors_into(scratch / "spark.log"):
        return builder.getOrCreate()


def _settings(master: str, scratch: Path, logging: Path) -> dict[str, str]:
    memory = os.environ.get("QIAO_SPARK_MEMORY") or MEMORY
    settings = {
        "spark.sql.ansi.enabled": "true",  # a number that does not fit is an error
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.shuffle.partitions": str(PARTITIONS_LEAST),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.sql.caseSensitive": "true",
        "spark.local.dir": str(scratch / "spark"),
        "spark.driver.memory": memory,
        "spark.executor.memory": memory,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.driver.extraJavaOptions": f'-Dlog4j2.configurationFile="{logging.as_uri()}"',
    }
    if LOOPBACK.fullmatch(master):
        settings |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    return settings


@contextmanager
def _errors_into(path: Path) -> Iterator[None]:
    """Have child processes that are started meanwhile write their errors into a file."""
    kept = os.dup(2)
    try:
        with path.open("ab") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _refused(error: Exception, *, master: str, log: Path) -> Refusal:
    java = getattr(error, "java_exception", None)
    said = str(java.getMessage() or java) if java is not None else str(error)
    if java is None and log.is_file():
        said = log.read_text(encoding="utf-8", errors="replace") or said
    return Refusal(
        "engine.spark",
        _(
            "The engine spark (%(master)s) did not do the job (%(cause)s); nothing was changed. "
            "Check SPARK_MASTER, QIAO_SPARK_MEMORY and that every worker sees QIAO_HOME."
        ),
        master=master,
        cause=(said.strip().splitlines() or [type(error).__name__])[0][:CAUSE_LENGTH_MOST],
    )
