"""What an address names, or the answer that there is no such thing; an opening's level in words."""

from django.http import Http404

from qiao.ground import clock
from qiao.ground.refusals import Refusal
from qiao.people.queries.entry import Candidate, Opening, candidate_of, opening_of
from qiao.people.queries.ladders import ladders_on


def asked_opening(number: int) -> Opening:
    """The opening of an address."""
    try:
        return opening_of(number)
    except Refusal as refusal:
        raise Http404 from refusal


def asked_candidate(number: int) -> Candidate:
    """The candidate of an address."""
    try:
        return candidate_of(number)
    except Refusal as refusal:
        raise Http404 from refusal


def level_words(opening: Opening) -> str:
    """The level that is competed for, in marked words where its ladder is in force still."""
    ladder = ladders_on(clock.today()).get(opening.scheme)
    found = ladder.level(opening.level) if ladder else None
    return found.label if found else opening.level
