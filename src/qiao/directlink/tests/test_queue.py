"""Work that the database broke off for others' sake is begun anew; nothing else is, and nothing within other work."""

from dataclasses import dataclass

import pytest
from django.db import OperationalError, transaction

from qiao.directlink.adapters import queue
from qiao.directlink.models import ClearingBank
from qiao.directlink.tests.cast import AT, FAR_BANK

pytestmark = pytest.mark.django_db(transaction=True)
DEADLOCK, NOT_IN_ORDER, DISK_FULL = "40P01", "40001", "53100"


class DriversError(Exception):
    """What a driver of PostgreSQL says, with its state of SQL."""

    def __init__(self, sqlstate: str) -> None:
        """As the driver raises it."""
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@dataclass(slots=True)
class Work:
    """Writes a bank down and is broken off by these states, one a try; then it is done."""

    states: tuple[str, ...]
    tries: int = 0

    def __call__(self) -> str:
        """One try."""
        self.tries += 1
        ClearingBank.objects.create(number=FAR_BANK, name="远山银行", imported_at=AT)
        if self.tries <= len(self.states):
            raise OperationalError from DriversError(self.states[self.tries - 1])
        return "done"


def outcome(work: Work) -> str:
    """What came of it: done, or the state that was told."""
    try:
        return queue.whole(work)
    except OperationalError as fault:
        return str(fault.__cause__)


@pytest.mark.parametrize(
    ("states", "came", "tries"),
    [
        ((), "done", 1),
        ((DEADLOCK, DEADLOCK), "done", 3),
        ((NOT_IN_ORDER,), "done", 2),
        ((DISK_FULL,), DISK_FULL, 1),
        ((DEADLOCK, DISK_FULL), DISK_FULL, 2),
        ((DEADLOCK,) * 3, "done", queue.TRIES),
        ((DEADLOCK,) * 9, DEADLOCK, queue.TRIES),
    ],
)
def test_work_that_was_broken_off_is_begun_anew(states: tuple[str, ...], came: str, tries: int) -> None:
    """A bank that a try had written is not there at the next one, which would be refused for it."""
    work = Work(states)
    assert (outcome(work), work.tries) == (came, tries)
    assert ClearingBank.objects.count() == (came == "done")


def test_a_failure_without_a_state_is_told_at_once() -> None:
    def locked() -> str:
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError, match="locked"):
        queue.whole(locked)


def test_within_other_work_nothing_is_begun_anew() -> None:
    """The database has broken off all of it, and only whoever began it can begin anew."""
    work = Work((DEADLOCK,) * 2)
    with transaction.atomic():
        assert (outcome(work), work.tries) == (DEADLOCK, 1)
