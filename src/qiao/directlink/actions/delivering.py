"""Telling webhooks: the events behind the last one told, in order, at least once, from the enterprise's journal.

An event is in the journal because it was written with what happened, in one transaction; so none is told that did not
happen, and none is lost. The other side is reached outside of any transaction. A crash between its answer and our mark
tells the event once more, under the same number.
"""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event as Signal
from typing import Protocol

from django.db import Error, close_old_connections, connections
from django.db.models import Q

from qiao.directlink.actions.journal import turn
from qiao.directlink.actions.subscribing import secret_of
from qiao.directlink.adapters import queue, webhook_line
from qiao.directlink.adapters.webhook_line import Told
from qiao.directlink.models import Webhook
from qiao.directlink.queries import webhooks
from qiao.directlink.rules.webhooks import (
    GIVEN_UP_AFTER,
    ID_HEADER,
    SIGNATURE_HEADER,
    HookState,
    body_of,
    content_of,
    pause_after,
    signature_of,
)
from qiao.ground import clock
from qiao.ground.refusals import Refusal

LEASE = timedelta(minutes=3)
"""For so long another worker leaves a webhook alone that one has taken up."""
ROUND = timedelta(minutes=1)
"""A webhook is told for so long at a stretch; others want to be told too."""
PAUSE_S, AT_ONCE = 0.5, 4
logger = logging.getLogger(__name__)


class Teller(Protocol):
    """Posts a body to an address."""

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Told:
        """What came back."""


def deliver_once(*, now: Callable[[], datetime] = clock.now, tell: Teller = webhook_line.tell) -> int:
    """One round over all webhooks that are due; returns how many events were taken."""
    return sum(deliver(number, now=now, tell=tell) for number in webhooks.due(now()))


def deliver(number: int, *, now: Callable[[], datetime], tell: Teller) -> int:
    """Tell one webhook what it has not been told; returns how many events were taken."""
    began = now()
    hook = _taken_up(number, at=began)
    if hook is None:
        return 0
    taken, told = 0, None
    for event in webhooks.events_after(hook.enterprise_id, hook.after):
        content = content_of(hook.enterprise_id, event)
        if content is not None and content["kind"] in hook.kinds:
            body, at = body_of(content), now()
            signed = {SIGNATURE_HEADER: signature_of(secret_of(hook), body, at=at), ID_HEADER: str(content["id"])}
            told = tell(hook.url, body, signed)
            if not told.is_taken:
                break
            taken += 1
        hook.after = event.sequence
        if now() - began > ROUND:
            break
    _keep(hook, told, at=now())
    return taken


def _taken_up(number: int, *, at: datetime) -> Webhook | None:
    """Take a webhook up, so that no other worker tells it meanwhile."""
    with queue.at_once():
        rows = Webhook.objects.filter(Q(again_at=None) | Q(again_at__lte=at), pk=number, state=HookState.OPEN.value)
        if not rows.update(again_at=at + LEASE):
            return None
        return Webhook.objects.get(pk=number)


def _keep(hook: Webhook, told: Told | None, *, at: datetime) -> None:
    """Keep how far a webhook was told, and when it is told again where it did not answer."""
    if told is None or told.is_taken:
        hook.tries, hook.failing_since, hook.again_at = 0, None, None
    else:
        hook.tries += 1
        hook.failing_since = hook.failing_since or at
        hook.again_at = at + pause_after(hook.tries)
    if told is not None:
        hook.last_status, hook.last_words, hook.last_at = told.status, told.words, at
    is_given_up = hook.failing_since is not None and at - hook.failing_since >= GIVEN_UP_AFTER
    marks = ("after", "tries", "failing_since", "again_at", "last_status", "last_words", "last_at")
    with queue.at_once():
        hook.save(update_fields=marks)  # its state is the enterprise's, who may have ended it meanwhile
    if is_given_up:
        _pause(hook, at=at)


def _pause(hook: Webhook, *, at: datetime) -> None:
    """Tell a webhook no more until it is wished for, and say so in the enterprise's journal."""
    old, new = HookState.OPEN.value, HookState.PAUSED.value
    with turn(hook.enterprise_id, at=at, actor="system") as taken:
        if Webhook.objects.filter(pk=hook.pk, state=old).update(state=new):
            taken.note("webhook_paused", str(hook.pk), old=old, new=new, words=hook.last_words, status=hook.last_status)


def run_forever(stop: Signal, *, now: Callable[[], datetime] = clock.now) -> None:
    """Each webhook that is due as soon as a thread is free, and never twice at once: a slow one holds up no round."""
    under_way: dict[int, Future[int]] = {}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as threads:
        while not stop.is_set():
            under_way = {number: one for number, one in under_way.items() if not one.done()}
            try:
                fresh = [number for number in webhooks.due(now()) if number not in under_way]
            except Error as error:
                logger.warning("webhooks wait for the database: %s", error)
                fresh = []
            under_way |= {number: threads.submit(_alone, number, now=now) for number in fresh}
            close_old_connections()
            stop.wait(PAUSE_S)


def _alone(number: int, *, now: Callable[[], datetime]) -> int:
    try:
        return deliver(number, now=now, tell=webhook_line.tell)
    except (Error, AssertionError, LookupError, ValueError, Refusal):  # those behind it are told all the same
        logger.exception("left untold: webhook %s", number)
        return 0
    finally:
        connections.close_all()
