"""A request that several people sign: whose place it is, and when all have signed.

Source: piece 2, 2.4 (a hand-over has three signatures); the house's rule that nobody signs for two roles. Where a
request has no signers, one second person decides it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

SIGNERS_MOST = 12


@dataclass(frozen=True, slots=True)
class Signer:
    """A place to be signed. `role` is marked words; `staff_id` names who signs, '' leaves it to whom `verb` allows."""

    role: str
    staff_id: str = ""
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A signer's place of a request as it stands: `by` is the log-in that signed it, '' while it is awaited."""

    number: int
    signer: Signer
    by: str = ""

    @property
    def awaited(self) -> bool:
        """Whether the signature is still to come."""
        return not self.by


@dataclass(frozen=True, slots=True)
class Hand:
    """Who would sign: a log-in, the person of the bank behind it, and which verbs that person has for the thing."""

    username: str
    staff_id: str
    allowed: Callable[[str], bool]


def check_signers(signers: Sequence[Signer]) -> None:
    """Refuse two places of one person: each role is signed by a person of its own."""
    assert len(signers) <= SIGNERS_MOST, len(signers)
    named = [one.staff_id for one in signers if one.staff_id]
    twice = next((one for one in named if named.count(one) > 1), None)
    if twice is not None:
        raise Refusal(
            "approval.same_signer",
            _("%(person)s would sign in two roles; each role needs a person of its own."),
            person=twice,
        )


def place_for(places: Sequence[Place], hand: Hand, *, asked_by: str) -> Place | None:
    """The awaited place this person may sign, if any.

    A named person signs in that place and no other; who signed already signs no second time; whoever asked signs only
    where the request names him or her.
    """
    if any(one.by == hand.username for one in places):
        return None
    own = [one for one in places if hand.staff_id and one.signer.staff_id == hand.staff_id]
    if own or hand.username == asked_by:
        free = [one for one in own if one.awaited]
    else:
        free = [one for one in places if one.awaited and not one.signer.staff_id]
    return next((one for one in free if not one.signer.verb or hand.allowed(one.signer.verb)), None)


def check_place(place: Place | None) -> Place:
    """The place to be signed; refused where this person has none."""
    if place is None:
        raise Refusal(
            "authority.not_signer",
            _("No signature of yours is awaited here; the page of the request names who signs."),
        )
    return place


def all_signed(places: Sequence[Place]) -> bool:
    """Whether nobody is awaited any more."""
    return not any(one.awaited for one in places)
