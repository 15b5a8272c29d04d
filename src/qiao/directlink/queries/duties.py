"""What the link asks of the bank's people: unknown payments, stopped orders, certificates about to end."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from qiao.directlink.queries import connections
from qiao.directlink.queries.sight import seen_numbers
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.tasks import TaskLine

SOURCE = "directlink"
WAITING_FOR, CERTIFICATES_FOR = frozenset({"head", "desk"}), frozenset({"desk", "admin"})


def duties_of(person: User, on: date) -> list[TaskLine]:
    """One line for all unknown payments, one for all stopped orders, one for all certificates."""
    lines: list[TaskLine] = []
    if person.post in WAITING_FOR:
        lines += _waiting(person, on=on)
    if person.post in CERTIFICATES_FOR:
        lines += _certificates(on)
    return lines


def _waiting(person: User, *, on: date) -> list[TaskLine]:
    seen = seen_numbers(person, on=on)
    unknown, held = connections.unknown_payments(), connections.held_instructions()
    if seen is not None:
        unknown, held = unknown.filter(instruction__enterprise_id__in=seen), held.filter(enterprise_id__in=seen)
    found: list[tuple[str, Any]] = [
        (_("Payments of the direct link whose result nobody has told: %(count)s, the first since %(day)s"), unknown),
        (_("Orders of the direct link that the bank has stopped: %(count)s, the first since %(day)s"), held),
    ]
    lines = []
    for words, rows in found:
        count = rows.count()
        if count:
            since = localtime(rows[0].state_at).date()
            facts = {"count": count, "day": since.isoformat()}
            lines.append(TaskLine(words, reverse("link_waiting"), since, facts, source=SOURCE))
    return lines


def _certificates(on: date) -> list[TaskLine]:
    rows = connections.ending_certificates(at=clock.now(), on=on)
    first = rows.first()
    if first is None:
        return []
    until = localtime(first.until).date()
    words = _("Certificates of the direct link that end soon: %(count)s, the first on %(day)s; have them renewed")
    facts = {"count": rows.count(), "day": until.isoformat()}
    return [TaskLine(words, reverse("link_certificates"), until, facts, source=SOURCE)]
