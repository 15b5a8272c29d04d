"""The link's worker: what came due, what is under way, what expired; one round after the other until it is stopped."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Event

from django.db import Error, OperationalError, close_old_connections
from django.utils.timezone import localtime

from qiao.directlink.actions import deciding, entering, errands, settling, slices
from qiao.directlink.adapters.cores import core_of_house
from qiao.directlink.queries import waiting
from qiao.directlink.rules.core import Core
from qiao.ground import clock
from qiao.ground.refusals import Refusal

PAUSE_S = 0.2
NONCES_EVERY = 300
logger = logging.getLogger(__name__)


def work_once(core: Core, *, now: Callable[[], datetime] = clock.now) -> int:
    """One round; returns how many things were moved on."""
    at = now()
    on = localtime(at).date()
    moved = 0
    for number, customer in waiting.due(on):
        moved += _alone(partial(settling.begin_due, customer, number, at=now(), core=core))
    for number, customer in waiting.files():
        moved += _alone(partial(slices.begin_slice, customer, number, at=now(), core=core))
    for payment_id in waiting.to_ask_again(at):
        moved += _alone(partial(settling.settle, payment_id, core, now=now))
    for number, customer in waiting.expired(on):
        moved += _alone(partial(deciding.expire, customer, number, at=now()))
    for errand_id in waiting.errands():
        moved += _alone(partial(errands.run, errand_id, at=now()))
    return moved


def _alone(step: Callable[[], object]) -> int:
    """Do one thing; where it fails it is told in the log, and those behind it are done all the same."""
    try:
        return int(bool(step()))
    except OperationalError:
        raise  # the database is away: nothing else can be done either
    except (Error, AssertionError, LookupError, ValueError, Refusal):
        logger.exception("left by the worker: %s", step)
        return 0


def run_forever(stop: Event, core: Core | None = None, *, now: Callable[[], datetime] = clock.now) -> None:
    """Round after round by the house's core, or another; a database that is not there for a while is waited for."""
    core = core or core_of_house()
    rounds = 0
    while not stop.is_set():
        try:
            moved = work_once(core, now=now)
            if rounds % NONCES_EVERY == 0:
                entering.forget_nonces(at=now())
            rounds += 1
        except Error as error:
            logger.warning("the worker waits for the database: %s", error)
            moved = 0
        close_old_connections()
        if not moved:
            stop.wait(PAUSE_S)
