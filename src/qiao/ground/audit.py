"""Every write is a named action: who, what, old and new, in one transaction, chained by digest.

An action is a function with a keyword `actor`. Decorated by `recorded`, it runs in one transaction and must leave a
record by `note(...)`; an action that leaves none is our own mistake and is rolled back. Transactions with an action in
them take turns, so that what an action has read still holds when it writes.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from qiao.ground import clock, stopping
from qiao.ground.models import AuditRecord
from qiao.ground.once import forget

P = ParamSpec("P")
R = TypeVar("R")
FIRST_DIGEST = "0" * 64
SYSTEM_ACTOR = "system"
TURN = 0x51_49_41_4F  # the number of our advisory lock in PostgreSQL; any would do


@dataclass(slots=True)
class Leaf:
    """What the action under way has noted so far."""

    actor: str
    action: str
    notes: list[dict[str, Any]] = field(default_factory=list)


_under_way: ContextVar[Leaf | None] = ContextVar("action_under_way", default=None)


def recorded(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in one transaction and write what it noted to the chain."""
    name = f"{action.__module__.removeprefix('qiao.').split('.')[0]}.{action.__name__}"

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = kwargs.get("actor")
        assert actor, f"{name} needs an actor"
        leaf = Leaf(actor=str(actor), action=name)
        mark = _under_way.set(leaf)
        try:
            with transaction.atomic():
                take_turn()
                forget()
                outcome = action(*args, **kwargs)
                assert leaf.notes, f"{name} changed something and noted nothing"
                for entry in leaf.notes:
                    _append(leaf, entry)
                stopping.check()
        finally:
            _under_way.reset(mark)
            forget()
        return outcome

    return run


def take_turn() -> None:
    """Wait for the transactions of other writers; theirs wait for the end of this one, or of this very statement.

    SQLite has one writer at a time by itself. PostgreSQL may even be at a commit whose asker was killed.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def note(subject: str, *, old: Any = None, new: Any = None, reason: str = "") -> None:
    """Say what the action under way changed: its subject, what stood there and what stands there now."""
    leaf = _under_way.get()
    assert leaf is not None, "note() outside of a recorded action"
    leaf.notes.append({"subject": subject[:200], "old": old, "new": new, "reason": reason})


def _append(leaf: Leaf, entry: dict[str, Any]) -> None:
    last = AuditRecord.objects.order_by("-id").first()
    record = AuditRecord(
        at=clock.now(),
        actor=leaf.actor,
        action=leaf.action,
        previous_digest=last.digest if last else FIRST_DIGEST,
        subject=entry["subject"],
        reason=entry["reason"],
        old=_plain(entry["old"]),
        new=_plain(entry["new"]),
    )
    record.digest = digest_of(record)
    record.save(force_insert=True)


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))


def digest_of(record: AuditRecord) -> str:
    """SHA-256 over the record's content and the digest before it."""
    content = [
        record.previous_digest,
        record.at.isoformat(timespec="microseconds"),
        record.actor,
        record.action,
        record.subject,
        record.reason,
        record.old,
        record.new,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def broken_links() -> Iterator[int]:
    """Ids of records that do not follow from the one before them: changed, taken out or put in by hand."""
    return breaks_in(AuditRecord.objects.order_by("id").iterator(chunk_size=1000), after=FIRST_DIGEST)


def breaks_in(records: Iterable[AuditRecord], *, after: str) -> Iterator[int]:
    """The same of a stretch of records in their order; `after` is the digest of the record before the stretch."""
    for record in records:
        if record.previous_digest != after or digest_of(record) != record.digest:
            yield record.id
        after = record.digest
