"""Webhooks of an enterprise, those that have something to be told, and the events behind a number of the journal."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet

from qiao.directlink.models import JournalRecord, Webhook
from qiao.directlink.rules.journal import Event
from qiao.directlink.rules.webhooks import HOOKS_MOST, HookState

ROUND_MOST, RECORDS_MOST, ENDED_SHOWN = 200, 200, 20


def of_enterprise(customer_number: str) -> "QuerySet[Webhook]":
    """The subscriptions of an enterprise that were not ended, by number."""
    rows = Webhook.objects.filter(enterprise_id=customer_number).exclude(state=HookState.ENDED.value)
    return rows.select_related("made_by").order_by("id")[: 2 * HOOKS_MOST]


def paused(numbers: Sequence[str]) -> dict[str, int]:
    """How many subscriptions of each enterprise are paused, where any is."""
    rows = Webhook.objects.filter(enterprise_id__in=numbers, state=HookState.PAUSED.value)
    found: dict[str, int] = {}
    for number in rows.values_list("enterprise_id", flat=True):
        found[number] = found.get(number, 0) + 1
    return found


def due(at: datetime) -> list[int]:
    """Subscriptions with events behind the last that was told, whose moment has come; the longest untold first."""
    rows = Webhook.objects.filter(
        Q(again_at=None) | Q(again_at__lte=at), state=HookState.OPEN.value, enterprise__sequence__gt=F("after")
    )
    return list(rows.order_by("last_at", "id").values_list("pk", flat=True)[:ROUND_MOST])


def events_after(customer_number: str, after: int) -> list[Event]:
    """The next events of an enterprise's journal, in their order."""
    rows = JournalRecord.objects.filter(enterprise_id=customer_number, sequence__gt=after).order_by("sequence")
    return [Event(one.sequence, one.at, one.actor, one.kind, one.subject, one.facts) for one in rows[:RECORDS_MOST]]
