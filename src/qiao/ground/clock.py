"""The only place that reads the system's clock; everybody else is handed the time."""

from datetime import UTC, date, datetime
from time import perf_counter, thread_time


def now() -> datetime:
    """This moment, aware, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date on the machine's local calendar."""
    return datetime.now().astimezone().date()


def ticks() -> float:
    """Seconds of a steady clock, for durations."""
    return perf_counter()


def thread_ticks() -> float:
    """Seconds of processor time that this thread has had, for durations."""
    return thread_time()
