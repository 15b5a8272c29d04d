"""The link's worker: what came due, what is under way, what expired; one round after the other until it is stopped."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

from django.db import Error, close_old_connections

from qiao.directlink.actions import entering, rounds
from qiao.directlink.rules.core import Core
from qiao.ground import clock

PAUSE_S = 0.2
NONCES_EVERY = 300
logger = logging.getLogger(__name__)


def work_once(core: Core, *, now: Callable[[], datetime] = clock.now) -> int:
    """One round; returns how many things were moved on."""
    return rounds.work_once(core, now=now)


def run_forever(core: Core, stop: Event, *, now: Callable[[], datetime] = clock.now) -> None:
    """Round after round; a database that is not there for a while is waited for."""
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
