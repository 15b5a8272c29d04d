"""`qiao link work`: the link's worker, which `qiao link serve` begins beside it; alone where servers run elsewhere."""

import argparse
import signal
import threading
from types import FrameType

from qiao.directlink.actions import delivering, working
from qiao.project.beside import is_orphan, keeper

LOOK_SECONDS = 1.0
TELLING_SECONDS = 15
"""An event that is just being told may be told to its end."""


def run(called: argparse.Namespace) -> int:
    """Round after round until stopped, or, with --with-parent, until the server that began it is gone."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if called.with_parent:
        threading.Thread(target=_watch, args=(keeper(), stop), name="watch", daemon=True).start()
    telling = threading.Thread(target=delivering.run_forever, args=(stop,), name="webhooks", daemon=True)
    telling.start()  # a system that is slow to answer must not hold up a payment
    working.run_forever(stop)
    telling.join(TELLING_SECONDS)
    return 0


def _watch(parent: int, stop: threading.Event) -> None:
    while not stop.wait(LOOK_SECONDS):
        if is_orphan(parent):
            stop.set()
