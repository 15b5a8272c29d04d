"""The engines a settlement may run on, by the names of `--engine`; what an engine needs is loaded with it alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qiao.engine.sessions import DuckSession, Session


@contextmanager
def engine_session(name: str, *, local: DuckSession, scratch: Path) -> Iterator[Session]:
    """A session on an engine: DuckDB's own is `local`, which also reads and writes the files of the others."""
    if name == local.name:
        yield local
        return
    if name == "postgres":
        from qiao.engine.postgres import engine_address, postgres_session  # noqa: PLC0415  loaded with this engine

        with postgres_session(engine_address(), local=local, scratch=scratch) as on_postgres:
            yield on_postgres
        return
    assert name == "spark", name
    from qiao.engine.spark import spark_session  # noqa: PLC0415  loaded with this engine

    with spark_session(local=local, scratch=scratch) as on_spark:
        yield on_spark
