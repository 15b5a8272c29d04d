"""A session on an engine, with what the engine needs beside it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from qiao.engine.engines import engine_session
from qiao.engine.sessions import DuckSession, Session, duckdb_session
from tests.databases import server
from tests.house.programs import needs_program

SMALL = """\
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1
"""
"""What Spark compiles for a large bank takes longer than a small one."""


@dataclass(frozen=True)
class Opened:
    """A session on an engine, and the one of this machine that reads what it wrote."""

    session: Session
    local: DuckSession
    folder: Path


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[Opened]:
    """Open a session; its scratch folder is in `folder` and has a name that a pattern could take offence at."""
    scratch = folder / "it's a=[1] {b}*"
    scratch.mkdir()
    with (
        surroundings(engine, folder),
        duckdb_session(scratch) as local,
        engine_session(engine, local=local, scratch=scratch) as session,
    ):
        yield Opened(session, local, scratch)


@contextmanager
def surroundings(engine: str, folder: Path) -> Iterator[None]:
    """What an engine asks of the environment."""
    with ExitStack() as stack:
        world = stack.enter_context(pytest.MonkeyPatch.context())
        if engine == "postgres":
            world.setenv("QIAO_ENGINE_URL", stack.enter_context(server.lent()))
        if engine == "spark":
            for name, value in spark_world(folder).items():
                world.setenv(name, value)
        yield


def spark_world(folder: Path) -> dict[str, str]:
    """Variables for a Spark that starts quickly and stays small."""
    if "JAVA_HOME" not in os.environ:
        needs_program("java")
    settings = folder / "spark-settings"
    settings.mkdir(exist_ok=True)
    (settings / "spark-defaults.conf").write_text(SMALL, encoding="ascii")
    return {
        "SPARK_CONF_DIR": str(settings),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_MASTER": "local[2]",
        "QIAO_SPARK_MEMORY": "512m",
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }
