"""Ctrl-C at the narrow moments: the engine tells it as an error of its own, and it is still somebody who stopped."""

from collections.abc import Callable

import duckdb
import pytest

from qiao.project import faults


class StoppedWhileRead:
    """A table of ours that is being read at the moment of Ctrl-C."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        raise KeyboardInterrupt


def read_when_stopped(connection: duckdb.DuckDBPyConnection) -> None:
    connection.register("stopped", StoppedWhileRead())


def read_a_file_of_that_name(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SELECT * FROM read_csv('failed: KeyboardInterrupt: .csv')")


@pytest.mark.parametrize(
    ("work", "stopped"), [(read_when_stopped, True), (read_a_file_of_that_name, False)], ids=["stopped", "file missing"]
)
def test_ctrl_c_inside_the_engine_is_told_from_an_error_that_looks_like_it(
    work: Callable[[duckdb.DuckDBPyConnection], None], *, stopped: bool
) -> None:
    with duckdb.connect() as connection, pytest.raises(duckdb.Error) as told:
        work(connection)
    assert faults.is_interrupt(told.value) is stopped
