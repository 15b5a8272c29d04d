"""Who looked at what: opened another's customer or slip, uncovered a masked field, took or read a list.

The audit chain holds writes; a look changes nothing and is kept beside it, a line each, never changed or taken out.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import get_current_timezone

from qiao.ground import clock, spool
from qiao.ground.models import Look, User
from qiao.ground.spool import SPOOL_FILE, take_in, waiting
from qiao.ground.words import gettext_noop as _

__all__ = (
    "EXPORTED",
    "KINDS",
    "LISTED",
    "OPENED",
    "REVEALED",
    "SPOOL_FILE",
    "looked",
    "looks_today",
    "midnight",
    "opened",
    "take_in",
    "waiting",
)

OPENED, REVEALED, EXPORTED, LISTED = "opened", "revealed", "export", "list"
KINDS: Mapping[str, str] = {
    OPENED: _("opened"),
    REVEALED: _("masked field shown"),
    EXPORTED: _("list taken away"),
    LISTED: _("list read by a program"),
}
REASON_LETTERS_MOST = 500
SUBJECT_LETTERS_MOST = 200


def looked(person: User, *, kind: str, subject: str, reason: str = "", detail: Mapping[str, Any] | None = None) -> Look:
    """Keep that a person looked at something; `subject` is written as the audit chain does: `customer C000001`.

    Nobody waits for it: while somebody else writes it stands in the spool.
    """
    assert kind in KINDS, kind
    look = Look(
        at=clock.now(),
        actor=person.username,
        post=person.post,
        kind=kind,
        subject=subject[:SUBJECT_LETTERS_MOST],
        reason=reason[:REASON_LETTERS_MOST],
        detail=dict(detail) if detail else None,
    )
    spool.keep(look)
    return look


def opened(person: User, subject: str) -> None:
    """Keep that a person opened what is another's; once a day for each thing, however often it is opened."""
    since = midnight(clock.today())
    known = Look.objects.filter(actor=person.username, kind=OPENED, at__gte=since, subject=subject)
    if not known.exists() and not _waiting(person, kind=OPENED, since=since, subject=subject):
        looked(person, kind=OPENED, subject=subject)


def looks_today(person: User, *, kind: str) -> int:
    """How often a person has looked in this way since midnight of the house's time zone."""
    since = midnight(clock.today())
    kept = Look.objects.filter(actor=person.username, kind=kind, at__gte=since).count()
    return kept + len(_waiting(person, kind=kind, since=since))


def _waiting(person: User, *, kind: str, since: datetime, subject: str = "") -> list[Look]:
    return [
        one
        for one in waiting()
        if (one.actor, one.kind) == (person.username, kind) and one.at >= since and subject in {"", one.subject}
    ]


def midnight(day: date) -> datetime:
    """The moment at which a day begins in the house's time zone."""
    return datetime.combine(day, time(), tzinfo=get_current_timezone())
