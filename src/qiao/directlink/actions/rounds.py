"""One round of the link's worker: what came due, what is under way, what expired, and errands."""

from collections.abc import Callable
from datetime import datetime

from django.utils.timezone import localtime

from qiao.directlink.actions import deciding, errands, settling
from qiao.directlink.queries import waiting
from qiao.directlink.rules.core import Core


def work_once(core: Core, *, now: Callable[[], datetime]) -> int:
    """One round; returns how many things were moved on."""
    at = now()
    on = localtime(at).date()
    moved = 0
    for number, customer in waiting.due(on):
        moved += settling.begin_due(customer, number, at=now(), core=core)
    for payment_id in waiting.to_ask_again(at):
        settling.settle(payment_id, core, now=now)
        moved += 1
    for number, customer in waiting.expired(on):
        moved += deciding.expire(customer, number, at=now())
    for errand_id in waiting.errands():
        moved += errands.run(errand_id, at=now())
    return moved
