"""When a session ends: after a time without use, and in any case after a working day.

Source: piece 2, 2.6 and 3.6 (who saw what can be told only where a screen is not left open to others).
"""

from dataclasses import dataclass
from enum import Enum

from qiao.ground.words import gettext_noop as _


class End(Enum):
    """Why a session is over."""

    IDLE = "idle"
    LONG = "long"
    CLOSED = "closed"


WORDS = {
    End.IDLE: _("You were logged out after %(minutes)s minutes without use. Log in to go on where you were."),
    End.CLOSED: _("You were logged out: your access rests or has ended. Log in to read until when; HR can help."),
    End.LONG: _("You were logged out: a log-in lasts %(hours)s hours at most. Log in to go on where you were."),
}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds a session lives: between two requests, and from the log-in on."""

    idle_seconds: int
    longest_seconds: int

    def end(self, *, began: int, seen: int, now: int) -> End | None:
        """Why a session is over at `now`, in seconds of the clock; None while it lives. The moment itself counts."""
        if now - began >= self.longest_seconds:
            return End.LONG
        return End.IDLE if now - seen >= self.idle_seconds else None


def end_of(word: str) -> End | None:
    """The reason that an address names; None where it names none of ours."""
    return next((end for end in End if end.value == word), None)
