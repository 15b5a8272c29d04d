"""A round of review: collecting answers until a day, then calibrated, then closed; who rates whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.money import scaled_from_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.reviews.rules.questionnaire import SCALE_MOST
from qiao.reviews.rules.scoring import Relation

RATED = frozenset({"rm", "lead"})
WORDS_LEAST, WORDS_MOST = 4, 1_000
PEOPLE_MOST, PEERS_MOST, SERVED_MOST = 300, 8, 20
MICRO_PLACES = 6


class RoundState(StrEnum):
    """How far a round is."""

    COLLECTING = "collecting"
    CALIBRATING = "calibrating"
    CLOSED = "closed"


ROUND_WORDS = {
    RoundState.COLLECTING: _("collecting answers"),
    RoundState.CALIBRATING: _("being calibrated"),
    RoundState.CLOSED: _("round closed"),
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person as far as relations go."""

    staff_id: str
    org_id: str
    post: str


def raters_of(person: Colleague, others: Sequence[Colleague], *, served: Collection[str]) -> dict[str, Relation]:
    """Who rates a person, and as what: oneself, the lead, peers of the unit, who is led, who is served inside."""
    near = [one for one in others if one.org_id == person.org_id and one.staff_id != person.staff_id]
    raters = {person.staff_id: Relation.SELF}
    if person.post == "rm":
        raters |= {one.staff_id: Relation.LEAD for one in near if one.post in {"lead", "head"}}
        peers = sorted(one.staff_id for one in near if one.post == "rm")
        raters |= dict.fromkeys(_around(person.staff_id, peers), Relation.PEER)
    else:
        raters |= {one.staff_id: Relation.REPORT for one in near if one.post == "rm"}
        raters |= {one.staff_id: Relation.LEAD for one in near if one.post == "head"}
    for staff_id in sorted(served):
        raters.setdefault(staff_id, Relation.SERVICE)
    return raters


def _around(staff_id: str, peers: Sequence[str]) -> list[str]:
    """At most eight peers: those next after the person in a ring, so that everybody is asked about as often."""
    if len(peers) <= PEERS_MOST:
        return list(peers)
    after = [one for one in peers if one > staff_id] + [one for one in peers if one < staff_id]
    return after[:PEERS_MOST]


def check_state(state: str, among: Collection[RoundState]) -> None:
    """Refuse a step that does not follow."""
    if state not in among:
        words = _("The round is %(state)s; this step does not follow it.")
        raise Refusal("review.state", words, state=ROUND_WORDS[RoundState(state)])


def read_words(text: str) -> str:
    """A reason in words."""
    said = " ".join(text.split())
    if not WORDS_LEAST <= len(said) <= WORDS_MOST:
        raise Refusal("review.words", _("Say why in a few words, in at most %(most)s letters."), most=WORDS_MOST)
    return said


def read_score(text: str) -> int:
    """A calibrated score from 0 to 100 as millionths of a point."""
    try:
        micro = scaled_from_text(text.strip()[:20], places=MICRO_PLACES)
    except (ValueError, ArithmeticError):
        micro = -1
    if not 0 <= micro <= SCALE_MOST * 10**MICRO_PLACES:
        raise Refusal("review.score", _("Write the score as a number from 0 to 100."))
    return micro
