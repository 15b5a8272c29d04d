"""Who sits at the terminal, for the record of every write that a command makes."""

import getpass

from qiao.ground.audit import SYSTEM_ACTOR


def person() -> str:
    """The log-in of the operating system, marked as such; the system itself where it has none."""
    try:
        return f"{getpass.getuser()} (terminal)"
    except (KeyError, OSError, ImportError):  # a process without a log-in, as in a bare container
        return SYSTEM_ACTOR
