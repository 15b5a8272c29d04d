"""Ctrl-C, remembered: engines of other languages may swallow the exception, and what was asked must not be lost.

Every action looks here before it commits, so that a job somebody stopped is rolled back and not carried on to its end.
"""

import signal
import threading
from types import FrameType

_asked = threading.Event()


def listen() -> None:
    """Remember Ctrl-C from now on; where somebody else listens, or beside the main thread, all stays as it is."""
    _asked.clear()
    if _is_main() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def _stop(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt


def was_asked() -> bool:
    """Whether somebody pressed Ctrl-C since."""
    return _asked.is_set()


def check() -> None:
    """Stop here if somebody asked for it before; what a server's threads have under way they finish."""
    if was_asked() and _is_main():
        raise KeyboardInterrupt
