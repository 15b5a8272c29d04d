"""Where a pay run, a deferred part and a recovery case stand, and which step may follow which.

Source: piece 1, section 3 (line 91); piece 2, 3.4 (line 259). A run is reckoned as often as wished until two persons
have approved it; what was paid never changes, and a mistake is put right by the next run.
"""

from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


class RunState(StrEnum):
    """Where a pay run stands."""

    RECKONED = "reckoned"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    PAID = "paid"
    DROPPED = "dropped"


RUN_WORDS = {
    RunState.RECKONED: _("reckoned"),
    RunState.REVIEWED: _("looked through"),
    RunState.APPROVED: _("approved by two"),
    RunState.PAID: _("paid out"),
    RunState.DROPPED: _("dropped"),
}
OPEN_RUN = frozenset({RunState.RECKONED, RunState.REVIEWED})
STANDING_RUN = frozenset({RunState.APPROVED, RunState.PAID})
"""What such a run says of people's pay is never changed."""


class PartState(StrEnum):
    """Where a deferred part stands; whether a waiting one is due is told by its day."""

    WAITING = "waiting"
    HELD = "held"
    PAID = "paid"
    FORFEITED = "forfeited"
    TAKEN_BACK = "taken_back"


PART_WORDS = {
    PartState.WAITING: _("waits for its day"),
    PartState.HELD: _("kept back"),
    PartState.PAID: _("paid out"),
    PartState.FORFEITED: _("forfeited"),
    PartState.TAKEN_BACK: _("taken back"),
}
LIVING_PART = frozenset({PartState.WAITING, PartState.HELD})


class Entry(StrEnum):
    """An entry of the deferral ledger; entries are only added."""

    DEFERRED = "deferred"
    HELD = "held"
    RELEASED = "released"
    PAID = "paid"
    FORFEITED = "forfeited"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"


ENTRY_WORDS = {
    Entry.DEFERRED: _("deferred"),
    Entry.HELD: _("kept back"),
    Entry.RELEASED: _("set free again"),
    Entry.PAID: _("paid out"),
    Entry.FORFEITED: _("forfeited"),
    Entry.TAKEN_BACK: _("taken back"),
    Entry.RETURNED: _("given back"),
}


class CaseState(StrEnum):
    """Where a recovery case stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    SETTLED = "settled"
    DROPPED = "dropped"
    OVERTURNED = "overturned"


CASE_WORDS = {
    CaseState.PROPOSED: _("proposed, the person is heard"),
    CaseState.AGREED: _("agreed by two"),
    CaseState.SETTLED: _("recovery settled"),
    CaseState.DROPPED: _("let go"),
    CaseState.OVERTURNED: _("undone by an appeal"),
}
OPEN_CASE = frozenset({CaseState.PROPOSED, CaseState.AGREED})
DECIDED_CASE = frozenset({CaseState.AGREED, CaseState.SETTLED})
"""What two persons agreed on: it can be appealed, and only a decision there undoes it."""


class Did(StrEnum):
    """A step in a case's history; steps are only added."""

    PROPOSED = "proposed"
    ANSWERED = "answered"
    DISPUTED = "disputed"
    ASKED = "asked"
    AGREED = "agreed"
    SET_OFF = "set_off"
    REPAID = "repaid"
    SETTLED = "settled"
    DROPPED = "dropped"
    OVERTURNED = "overturned"


DID_WORDS = {
    Did.PROPOSED: _("recovery proposed"),
    Did.ANSWERED: _("answered by the person"),
    Did.DISPUTED: _("disputed"),
    Did.ASKED: _("a second person asked"),
    Did.AGREED: _("agreed by two"),
    Did.SET_OFF: _("set off against pay"),
    Did.REPAID: _("paid back"),
    Did.SETTLED: _("recovery settled"),
    Did.DROPPED: _("let go"),
    Did.OVERTURNED: _("undone by an appeal"),
}


def check_run(state: RunState, *, wanted: frozenset[RunState]) -> None:
    """Refuse a step that a run's state does not allow."""
    if state not in wanted:
        raise Refusal(
            "pay.state",
            _("This run is %(state)s; what you wish is not done to it. What was paid is put right by the next run."),
            state=RUN_WORDS[state],
        )


def check_part(state: PartState) -> None:
    """Refuse to touch a part of which nothing is left."""
    if state not in LIVING_PART:
        raise Refusal("pay.part_gone", _("Nothing is left of this part: it is %(state)s."), state=PART_WORDS[state])


def check_case(state: CaseState, *, wanted: frozenset[CaseState]) -> None:
    """Refuse a step that a case's state does not allow."""
    if state not in wanted:
        raise Refusal(
            "pay.case_state", _("This case is %(state)s; its history says since when."), state=CASE_WORDS[state]
        )
