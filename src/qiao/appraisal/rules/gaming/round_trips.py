"""Money that went round: a sum leaves, lies elsewhere over a key date and comes back, by postings or by opposite moves.

Source: the domain notes, S10 and the audit cases there. A hop is a fall of one account and a rise of another by nearly
the same sum within days; hops that lead back to where they began make a circle. What goes to and fro all the time, as
between the firms of a group that pool their money, is ordinary business.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qiao.appraisal.rules.gaming.signs import BP_ONE, Pattern, Saw, Sign, Span, Trace, near
from qiao.appraisal.rules.gaming.thresholds import Thresholds

HOPS_MOST = 4
HOPS_OF_ONE_MOST = 40  # an account with more hops of one size than this is a hub: nothing is told of it
TIMES_BEFORE = 2  # as often between the same accounts before, and it is how they live
SCORE_MOVES_BP, SCORE_TOLD_BP = 6_000, 9_000  # by opposite moves only; told by postings


@dataclass(frozen=True, slots=True)
class Hop:
    """A sum from one place to another; a place is an account, or an account elsewhere that a posting names."""

    giver: str
    taker: str
    out_day: int
    in_day: int
    amount_fen: int
    told: bool = False  # by postings

    def __post_init__(self) -> None:
        """Money arrives no earlier than it leaves."""
        assert self.out_day <= self.in_day, self
        assert self.amount_fen > 0, self


Circle = tuple[Hop, ...]


def round_trips(
    hops: Iterable[Hop], *, key_day: int, parties: Mapping[str, str], limits: Thresholds
) -> tuple[Sign, ...]:
    """The circles over a key date. `parties`: the customer of each account of the book; a place elsewhere has none.

    Hops from `level_days` before the key date on tell what goes to and fro all the time.
    """
    every = sorted(set(hops), key=_place)
    habits = _habits(every, before=key_day - limits.trip_days)
    onward: dict[str, list[Hop]] = {}
    for hop in every:
        if not _is_habitual(hop, habits, limits=limits):
            onward.setdefault(hop.giver, []).append(hop)
    found: dict[frozenset[str], Circle] = {}
    for begin in (hop for own in onward.values() for hop in own):
        if key_day - limits.trip_days <= begin.out_day <= key_day:
            for circle in _circles((begin,), onward=onward, last_day=key_day + limits.trip_days, limits=limits):
                _keep(found, circle, key_day=key_day)
    return tuple(
        _sign(circle, key_day=key_day, parties=parties)
        for _places, circle in sorted(found.items(), key=lambda item: sorted(item[0]))
        if _is_of_several(circle, parties)
    )


def _place(hop: Hop) -> tuple[int, int, str, str, int]:
    return (hop.out_day, hop.in_day, hop.giver, hop.taker, hop.amount_fen)


def _circles(
    path: Circle, *, onward: Mapping[str, Sequence[Hop]], last_day: int, limits: Thresholds
) -> Iterator[Circle]:
    """The ways on from a path that lead back to its beginning, each place once."""
    end = path[-1]
    steps = onward.get(end.taker, ())
    fitting = [
        hop
        for hop in steps
        if end.in_day <= hop.out_day
        and hop.in_day <= last_day
        and near(hop.amount_fen, path[0].amount_fen, tolerance_bp=limits.tolerance_bp)
    ]
    if len(fitting) > HOPS_OF_ONE_MOST:
        return
    seen = {hop.giver for hop in path}
    for hop in fitting:
        if hop.taker == path[0].giver:
            yield (*path, hop)
        elif hop.taker not in seen and len(path) + 1 < HOPS_MOST:
            yield from _circles((*path, hop), onward=onward, last_day=last_day, limits=limits)


def _keep(found: dict[frozenset[str], Circle], circle: Circle, *, key_day: int) -> None:
    """Of the circles through the same places keep the one told by postings, then the one that moved the most."""
    if not circle[0].out_day <= key_day < circle[-1].in_day:
        return
    places = frozenset(hop.giver for hop in circle)
    known = found.get(places)
    if known is None or _weight(circle) > _weight(known):
        found[places] = circle


def _weight(circle: Circle) -> tuple[bool, int, int]:
    return (_told(circle), circle[0].amount_fen, -circle[0].out_day)


def _told(circle: Circle) -> bool:
    return all(hop.told for hop in circle)


def _is_of_several(circle: Circle, parties: Mapping[str, str]) -> bool:
    """Whether it left the customer's own accounts."""
    return len({parties.get(hop.giver, hop.giver) for hop in circle}) > 1


def _habits(hops: Sequence[Hop], *, before: int) -> dict[str, list[int]]:
    """By account the sums that went to and fro between it and another one time and again before a day."""
    sums: dict[tuple[str, str], list[int]] = {}
    for hop in hops:
        if hop.in_day < before:
            sums.setdefault((hop.giver, hop.taker), []).append(hop.amount_fen)
    found: dict[str, list[int]] = {}
    for (giver, taker), there in sums.items():
        if min(len(there), len(sums.get((taker, giver), ()))) >= TIMES_BEFORE:
            for place in (giver, taker):
                found.setdefault(place, []).extend(there)
    return found


def _is_habitual(hop: Hop, habits: Mapping[str, Sequence[int]], *, limits: Thresholds) -> bool:
    usual = (*habits.get(hop.giver, ()), *habits.get(hop.taker, ()))
    return any(near(hop.amount_fen, one, tolerance_bp=limits.tolerance_bp) for one in usual)


def _sign(circle: Circle, *, key_day: int, parties: Mapping[str, str]) -> Sign:
    stays = [(first.taker, first.in_day, later.out_day) for first, later in pairwise(circle)]
    lying = [(place, since, max(until, since + 1)) for place, since, until in stays if place in parties]
    if not lying:  # it lay elsewhere: what came back counts again
        back = circle[-1]
        lying = [(back.taker, back.in_day, back.in_day + back.in_day - circle[0].out_day)]
    traces = [
        trace
        for hop in circle
        for trace in (
            Trace(hop.out_day, hop.giver, hop.amount_fen, Saw.OUT, hop.taker),
            Trace(hop.in_day, hop.taker, hop.amount_fen, Saw.IN, hop.giver),
        )
    ]
    sums = [hop.amount_fen for hop in circle]
    even = min(sums) * BP_ONE // max(sums)
    score = (SCORE_TOLD_BP if _told(circle) else SCORE_MOVES_BP) * even // BP_ONE
    return Sign(
        pattern=Pattern.ROUND_TRIP,
        key_day=key_day,
        party_ids=tuple(sorted({parties[hop.giver] for hop in circle if hop.giver in parties})),
        spans=tuple(Span(place, since, until) for place, since, until in sorted(lying)),
        score_bp=score,
        traces=tuple(traces),
    )
