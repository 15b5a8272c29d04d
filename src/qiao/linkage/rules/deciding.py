"""The states of a pair, and what a later search does with those it finds again, finds anew, and finds no more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.words import gettext_noop as _

Ids = tuple[str, str]


class PairState(StrEnum):
    """Where a pair stands."""

    CLEAR = "clear"
    DOUBTFUL = "doubtful"
    MERGED = "merged"
    NOT_SAME = "not_same"
    SPLIT = "split"


OPEN = frozenset({PairState.CLEAR, PairState.DOUBTFUL})
REMEMBERED = frozenset(PairState) - OPEN
STATE_WORDS = {
    PairState.CLEAR: _("clear match"),
    PairState.DOUBTFUL: _("in doubt"),
    PairState.MERGED: _("merged"),
    PairState.NOT_SAME: _("not the same"),
    PairState.SPLIT: _("merged and split again"),
}


def ids_of(one: str, other: str) -> Ids:
    """The two ids in their order: a pair stands in the book once."""
    return (one, other) if one < other else (other, one)


PAIR, PARTY = "pair ", "customer "  # what a request is about, so that a number and an id are never mixed up


def subject_of_pair(number: int) -> str:
    """What a request to merge is about."""
    return f"{PAIR}{number}"


def subject_of_party(party_id: str) -> str:
    """What a request to split is about."""
    return f"{PARTY}{party_id}"


def pair_of_subject(subject: str) -> int:
    """The number of the pair that a request is about."""
    return int(subject.removeprefix(PAIR))


def party_of_subject(subject: str) -> str:
    """The id of the customer that a request is about."""
    return subject.removeprefix(PARTY)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a search changes: pairs to add, to renew, to take out."""

    add: tuple[Ids, ...]
    renew: tuple[Ids, ...]
    take_out: tuple[Ids, ...]


def plan_of(found: Iterable[Ids], *, held: Mapping[Ids, PairState], kept: Iterable[Ids] = ()) -> Plan:
    """What is decided stays and is not proposed again; open pairs follow the search, but for those `kept` by hand."""
    fresh = set(found)
    is_open = {ids for ids, state in held.items() if state in OPEN}
    return Plan(
        add=tuple(sorted(fresh - held.keys())),
        renew=tuple(sorted(fresh & is_open)),
        take_out=tuple(sorted(is_open - fresh - set(kept))),
    )
