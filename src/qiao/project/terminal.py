"""Who sits at the terminal, for the record of every write that a command makes."""

import getpass
import sys

from qiao.ground.audit import SYSTEM_ACTOR
from qiao.ground.saying import fill
from qiao.ground.stages import STAGE_WORDS, Stage, Tell


def person() -> str:
    """The log-in of the operating system, marked as such; the system itself where it has none."""
    try:
        return f"{getpass.getuser()} (terminal)"
    except (KeyError, OSError, ImportError):  # a process without a log-in, as in a bare container
        return SYSTEM_ACTOR


def telling(beyond: Tell) -> Tell:
    """Tell each stage of a job on, and write it on the last line of a terminal where somebody sits at one."""

    def tell(stage: Stage) -> None:
        beyond(stage)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{fill(STAGE_WORDS[stage.kind], {'number': stage.number, 'of': stage.of})} …")
            sys.stderr.flush()

    return tell


def wipe() -> None:
    """Take the last stage off the terminal."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
