"""Who looked at what: opened another's customer or slip, uncovered a masked field, took or read a list.

The audit chain holds writes; a look changes nothing and is kept beside it, a line each, never changed or taken out.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.timezone import get_current_timezone

from qiao.ground import clock
from qiao.ground.models import Look, User
from qiao.ground.words import gettext_noop as _

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
    """Keep that a person looked at something; `subject` is written as the audit chain does: `customer C000001`."""
    assert kind in KINDS, kind
    return Look.objects.create(
        at=clock.now(),
        actor=person.username,
        post=person.post,
        kind=kind,
        subject=subject[:SUBJECT_LETTERS_MOST],
        reason=reason[:REASON_LETTERS_MOST],
        detail=dict(detail) if detail else None,
    )


def opened(person: User, subject: str) -> None:
    """Keep that a person opened what is another's; once a day for each thing, however often it is opened."""
    since = midnight(clock.today())
    known = Look.objects.filter(actor=person.username, kind=OPENED, at__gte=since, subject=subject)
    if not known.exists():
        looked(person, kind=OPENED, subject=subject)


def looks_today(person: User, *, kind: str) -> int:
    """How often a person has looked in this way since midnight of the house's time zone."""
    return Look.objects.filter(actor=person.username, kind=kind, at__gte=midnight(clock.today())).count()


def midnight(day: date) -> datetime:
    """The moment at which a day begins in the house's time zone."""
    return datetime.combine(day, time(), tzinfo=get_current_timezone())
