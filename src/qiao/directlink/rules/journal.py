"""The journal of an enterprise: every event of its link in one chain, by number without a gap.

Each record carries the digest of the one before it. A chain is an enterprise's own, so that enterprises do not wait for
each other; it is the outbox too: whoever passes events on keeps the number of the last one passed on.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIRST_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: its number in the enterprise's chain, when, by whom, what, about what, and the facts."""

    sequence: int
    at: datetime
    actor: str
    kind: str
    subject: str
    facts: Mapping[str, Any]


def digest_after(previous: str, event: Event) -> str:
    """SHA-256 over the digest before and the event, hex; a moment is the same in every time zone."""
    content = [
        previous,
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor,
        event.kind,
        event.subject,
        event.facts,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_break(chain: Iterable[tuple[Event, str, str]]) -> int | None:
    """The number of the first record that does not follow; None where all do. Each comes with both its digests."""
    expected, before = 1, FIRST_DIGEST
    for event, previous, digest in chain:
        follows = event.sequence == expected and previous == before and digest_after(before, event) == digest
        if not follows:
            return expected
        expected, before = expected + 1, digest
    return None
