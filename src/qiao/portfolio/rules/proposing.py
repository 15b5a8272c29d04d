"""A proposal to balance a unit as it is kept: its states, and what it says of itself as plain JSON.

Source: piece 2, 2.1. A proposal changes nothing; only when it is asked for and agreed to are customers handed over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.portfolio.rules.balancing import Branch, Move, Solved, Worth, troubles, worth
from qiao.portfolio.rules.room import Why, people_above, why_above

KIND = "portfolio.balance"


class ProposalState(StrEnum):
    """How far a proposal is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DROPPED = "dropped"


PROPOSAL_WORDS = {
    ProposalState.DRAFT: _("Draft"),
    ProposalState.SUBMITTED: _("Submitted"),
    ProposalState.DROPPED: _("Put aside"),
}


@dataclass(frozen=True, slots=True)
class Transfer:
    """One customer handed over by an agreed proposal: what the portfolio is asked to change."""

    party_id: str
    from_staff: str
    to_staff: str
    since: date
    reason: str


def told_of(branch: Branch, solved: Solved) -> dict[str, Any]:
    """What the solver said, as plain JSON."""
    why = why_above(branch, over=people_above(branch, solved.moves)) if solved.worth.excess_bp else None
    sentence = None
    if why:
        sentence = {"words": why.words, "facts": {**why.facts, "segments": list(why.facts.get("segments", ()))}}
    return {
        "before": plain(worth(branch, ())),
        "after": plain(solved.worth),
        "bound": plain(solved.bound),
        "above": people_above(branch),
        "proven": solved.proven,
        "why": sentence,
    }


def plain(reached: Worth) -> dict[str, int]:
    """A worth as plain JSON."""
    return {"excess_bp": reached.excess_bp, "moves": reached.moves, "strain": reached.strain}


def why_of(told: Mapping[str, Any]) -> Why | None:
    """The sentence of a kept proposal."""
    found = told.get("why")
    return Why(found["words"], found["facts"]) if found else None


def check_draft(state: str) -> None:
    """Only a draft is edited, submitted or put aside."""
    if state != ProposalState.DRAFT:
        raise Refusal("balance.closed", _("This proposal is no draft any more; make a new one."))


def check_moves(branch: Branch, moves: Sequence[Move]) -> None:
    """Refuse a plan in which a move may not be, naming the first one and the reason."""
    found = troubles(branch, moves)
    if found:
        move, reason = found[0]
        raise Refusal(
            "balance.move",
            _("Customer %(party)s cannot go to %(taker)s: %(reason)s."),
            party=move.party_id,
            taker=move.taker or "-",
            reason=reason,
        )
