"""Whether figures over the whole bank, reckoned before, may be shown once more: they take long, and hardly move."""

from datetime import datetime, timedelta

SMALL_VALUES = 20_000
"""Up to so many values the register of a whole bank is reckoned in a fraction of a second, at every change."""
KEPT_MINUTES = 10
"""Beyond them a reckoning takes seconds and its shares of many thousands move by nothing that is seen in minutes."""


def may_wait(*, everything: bool, values: int) -> bool:
    """Whether what was saved since the last reckoning may be told some minutes later."""
    return everything and values > SMALL_VALUES


def holds_still(*, changed: bool, at: datetime, now: datetime) -> bool:
    """Whether a reckoning may be shown: nothing was saved since, or it is not older than the minutes it is kept."""
    return not changed or timedelta() <= now - at < timedelta(minutes=KEPT_MINUTES)
