"""Turns: one transaction of one enterprise, and what it wrote into the enterprise's journal.

A turn locks the enterprise's row, so that its orders come one after the other while other enterprises go on beside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from qiao.directlink.adapters import queue, rows
from qiao.directlink.models import Enterprise, JournalRecord
from qiao.directlink.queries import parties
from qiao.directlink.rules.journal import Event, digest_after
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


@dataclass(slots=True)
class Turn:
    """An enterprise whose row is locked, the moment of the turn, and the events it has noted so far."""

    enterprise: Enterprise
    at: datetime
    actor: str
    events: list[Event] = field(default_factory=list)

    @property
    def on(self) -> date:
        """The bank's day of the turn."""
        return self.local.date()

    @property
    def local(self) -> datetime:
        """The turn's moment by the bank's clock."""
        return localtime(self.at)

    @property
    def next_sequence(self) -> int:
        """The number that the next event will bear."""
        return self.enterprise.sequence + len(self.events) + 1

    @property
    def is_open(self) -> bool:
        """Whether the enterprise may use its link."""
        return self.enterprise.state == "open"

    def demand_open(self) -> None:
        """Refuse what a suspended enterprise asks for."""
        if not self.is_open:
            raise Refusal("enterprise.suspended", _("The link of the enterprise is suspended; ask the bank."))

    def note(self, kind: str, subject: str, **facts: Any) -> None:
        """Say what happened; facts are plain JSON."""
        self.events.append(Event(self.next_sequence, self.at, self.actor, kind, subject, facts))


@contextmanager
def turn(customer_number: str, *, at: datetime, actor: str) -> Iterator[Turn]:
    """Take an enterprise's turn: everything within is one transaction, and nothing of it stays where it fails."""
    with queue.at_once():
        enterprise = parties.ENTERPRISE.first(customer_number, lock=True)
        if enterprise is None:
            raise Refusal("enterprise.unknown", _("There is no enterprise %(number)s."), number=customer_number[:20])
        taken = Turn(enterprise, at, actor[:150])
        yield taken
        _write(taken)


def _write(taken: Turn) -> None:
    if not taken.events:
        return
    enterprise, records = taken.enterprise, []
    for event in taken.events:
        digest = digest_after(enterprise.digest, event)
        records.append(
            JournalRecord(
                enterprise=enterprise,
                sequence=event.sequence,
                at=event.at,
                actor=event.actor,
                kind=event.kind,
                subject=event.subject[:80],
                facts=event.facts,
                previous_digest=enterprise.digest,
                digest=digest,
            )
        )
        enterprise.digest, enterprise.sequence = digest, event.sequence
    rows.insert(records)
    rows.update(enterprise, "digest", "sequence")
