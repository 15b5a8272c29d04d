"""A hold from its beginning to its end: open, then released by one person or confirmed by two, never by peers.

Source: piece 2, 3.4 and piece 5 (a figure can be questioned, and a person answers). What was decided stays decided: the
same sign is not held again.
"""

from datetime import timedelta
from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

WORDS_LEAST, WORDS_MOST = 4, 1_000
DAY = timedelta(days=1)
DECIDING = frozenset({"head", "hr"})
"""Posts that decide; each only of people they lead or see, and never of a colleague in the same post."""


class HoldState(StrEnum):
    """Where a hold stands."""

    OPEN = "open"
    RELEASED = "released"
    CONFIRMED = "confirmed"


STATE_WORDS = {
    HoldState.OPEN: _("on hold"),
    HoldState.RELEASED: _("hold released"),
    HoldState.CONFIRMED: _("hold confirmed"),
}
WITHHELD = frozenset({HoldState.OPEN, HoldState.CONFIRMED})
"""States in which pay leaves the credit out."""


class Did(StrEnum):
    """A step in a hold's history."""

    FOUND = "found"
    SAID = "said"
    ASKED = "asked"
    RELEASED = "released"
    CONFIRMED = "confirmed"


DID_WORDS = {
    Did.FOUND: _("found and held"),
    Did.SAID: _("said by the person"),
    Did.ASKED: _("confirmation asked for"),
    Did.RELEASED: _("hold released"),
    Did.CONFIRMED: _("hold confirmed"),
}


def may_decide(post: str, *, staff_id: str, held_post: str, held_id: str) -> bool:
    """Whether somebody may decide of another's hold by post: not of one's own, and not of a peer's."""
    return post in DECIDING and staff_id != held_id and post != held_post


def check_open(state: HoldState) -> None:
    """A hold is decided once."""
    if state is not HoldState.OPEN:
        raise Refusal("hold.decided", _("This hold was decided already; its history says by whom and why."))


def read_words(text: str) -> str:
    """A statement or reason in words."""
    said = " ".join(text.split())
    if len(said) < WORDS_LEAST:
        raise Refusal("hold.words", _("Say it in a few words, so that whoever reads it later understands."))
    if len(said) > WORDS_MOST:
        raise Refusal("hold.long", _("Say it in at most %(most)s characters."), most=WORDS_MOST)
    return said
