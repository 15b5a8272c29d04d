"""Ctrl-C at the narrow moments: an engine swallows it or makes an error of its own of it, and the job is stopped."""

import signal
from collections.abc import Iterator

import duckdb
import pytest

from qiao.ground import stopping
from qiao.ground.audit import note, recorded
from qiao.ground.models import AuditRecord
from qiao.project import faults


class StoppedWhileRead:
    """A table of ours that is being read at the moment of Ctrl-C."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("the signal comes first")


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    stopping.listen()
    yield
    stopping.listen()  # what was asked here is no matter of the tests behind
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_inside_the_engine_is_told_from_its_own_errors() -> None:
    with duckdb.connect() as connection:
        with pytest.raises(duckdb.Error) as own:
            connection.execute("SELECT * FROM read_csv('no such file.csv')")
        assert not faults.is_interrupt(own.value)
        with pytest.raises(duckdb.Error) as stopped:
            connection.register("stopped", StoppedWhileRead())
    assert faults.is_interrupt(stopped.value)


@pytest.mark.django_db
def test_an_action_whose_ctrl_c_was_swallowed_is_rolled_back() -> None:
    @recorded
    def work(*, actor: str) -> None:
        note("a thing", new={"by": actor})
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            return  # as an engine may do it

    with pytest.raises(KeyboardInterrupt):
        work(actor="chen")
    assert not AuditRecord.objects.filter(subject="a thing").exists()
