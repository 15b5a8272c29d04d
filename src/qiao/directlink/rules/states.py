"""The states of an instruction and of each payment in it: which are final, and which may follow which.

Source: piece 7 and the states of the interface it describes (fox.md 3.2). *Unknown* is a state of its own: nobody has
answered what became of the money, so nothing is decided until somebody does.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from qiao.ground.words import gettext_noop as _


class State(StrEnum):
    """Where an instruction stands."""

    LODGED = "lodged"
    RETURNED = "returned"
    SCHEDULED = "scheduled"
    HELD = "held"
    SENT = "sent"
    UNKNOWN = "unknown"
    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


STATE_WORDS: Mapping[State, str] = {
    State.LODGED: _("waits for its signatures"),
    State.RETURNED: _("returned to its maker"),
    State.SCHEDULED: _("waits for its day to come"),
    State.HELD: _("is looked at by the bank"),
    State.SENT: _("sent, not booked yet"),
    State.UNKNOWN: _("result unknown"),
    State.PAID: _("paid in full"),
    State.PARTLY_PAID: _("paid out in part"),
    State.FAILED: _("failed: nothing paid"),
    State.CANCELLED: _("withdrawn by its maker"),
    State.EXPIRED: _("expired without signatures"),
}
VERDICT_WORDS: Mapping[str, str] = {
    "signed": _("signed it"),
    "returned": _("returned it to its maker"),
    "again": _("gave it in again"),
    "withdrawn": _("withdrew it"),
}
"""What somebody of the enterprise may say of an order."""
NOT_BEGUN = _("not begun yet")
FINAL = frozenset({State.PAID, State.PARTLY_PAID, State.FAILED, State.CANCELLED, State.EXPIRED})
OPEN = frozenset(State) - FINAL
UNDER_WAY = frozenset({State.SENT, State.UNKNOWN})
WITH_SIGNERS = frozenset({State.LODGED, State.RETURNED})
MOVES: Mapping[State, frozenset[State]] = {
    State.LODGED: frozenset(
        {
            *(State.RETURNED, State.SCHEDULED, State.HELD, State.SENT, State.PAID, State.PARTLY_PAID),
            *(State.FAILED, State.CANCELLED, State.EXPIRED),
        }
    ),
    State.RETURNED: frozenset({State.LODGED, State.CANCELLED, State.EXPIRED}),
    State.SCHEDULED: frozenset({State.HELD, State.SENT, State.PAID, State.PARTLY_PAID, State.FAILED, State.CANCELLED}),
    State.HELD: frozenset({State.SCHEDULED, State.SENT, State.PAID, State.PARTLY_PAID, State.FAILED}),
    State.SENT: frozenset({State.UNKNOWN, State.PAID, State.PARTLY_PAID, State.FAILED}),
    State.UNKNOWN: frozenset({State.SENT, State.PAID, State.PARTLY_PAID, State.FAILED}),
    **dict.fromkeys(FINAL, frozenset()),
}
"""What may follow what. A final state is followed by nothing: money that comes back is a credit of its own day."""


def payment_state_words(state: State, *, order: State) -> str:
    """What is said of a payment: one that is not begun stands where its order stands."""
    if state is not State.LODGED:
        return STATE_WORDS[state]
    return NOT_BEGUN if order in UNDER_WAY else STATE_WORDS[order]


def check_move(old: State, new: State) -> None:
    """Our own mistake where a state is followed by what may not follow it."""
    assert new == old or new in MOVES[old], f"{old} is not followed by {new}"


def state_of_payments(states: Collection[State]) -> State:
    """The state of an instruction whose payments were begun, from theirs; there is at least one."""
    assert states, "an instruction has a payment"
    if State.UNKNOWN in states:
        return State.UNKNOWN
    if not FINAL.issuperset(states):
        return State.SENT
    if all(state is State.PAID for state in states):
        return State.PAID
    return State.PARTLY_PAID if State.PAID in states else State.FAILED
