"""How often and how many at once a certificate may ask: buckets in the memory of a process, and nothing written.

Each process of the server counts for itself, so that the whole server takes at most as many times more as it has
processes. The bound is there to keep one system from crowding others out, and that it does.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

KEPT_MOST = 10_000
MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Bounds:
    """Requests a minute, and requests at the same time."""

    a_minute: int
    at_once: int


@dataclass(slots=True)
class _Bucket:
    """What a certificate has left of its minute, and what is under way, so far."""

    left: float
    filled_at: datetime
    under_way: int = 0


class Pace:
    """The buckets of one process."""

    def __init__(self) -> None:
        """Empty: a certificate's bucket begins full."""
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, key: str, bounds: Bounds, *, at: datetime) -> int:
        """Let a request in, 0, or the seconds to wait; each that is let in is ended by `end`."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is None:
                bucket = self._buckets[key] = _Bucket(float(bounds.a_minute), at)
                self._forget()
            self._buckets.move_to_end(key)
            gone_s = max((at - bucket.filled_at).total_seconds(), 0.0)
            bucket.left = min(bounds.a_minute, bucket.left + gone_s * bounds.a_minute / MINUTE_SECONDS)
            bucket.filled_at = at
            if bucket.under_way >= bounds.at_once:
                return 1
            if bucket.left < 1:
                return max(1, round((1 - bucket.left) * MINUTE_SECONDS / bounds.a_minute))
            bucket.left -= 1
            bucket.under_way += 1
            return 0

    def end(self, key: str) -> None:
        """A request that was let in is answered."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is not None:
                bucket.under_way = max(bucket.under_way - 1, 0)

    def _forget(self) -> None:
        """Let go of the bucket that was longest not asked, but of none with a request under way."""
        if len(self._buckets) > KEPT_MOST:
            idle = next((key for key, one in self._buckets.items() if not one.under_way), None)
            if idle is not None:
                del self._buckets[idle]
