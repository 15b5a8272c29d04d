"""Customers exchanged: two managers take over customers from each other round the end of a half-year.

Source: piece 2, 3.1 (how customers are handed on). To the taker a customer counts as new; one that goes one way, goes
back to whom it came from, or goes along a chain of several people is an ordinary hand-over or a cover.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qiao.appraisal.rules.gaming.signs import BP_ONE, Pattern, Saw, Sign, Span, Trace
from qiao.appraisal.rules.gaming.thresholds import Thresholds

SCORE_LEAST_BP = 5_000  # for an exchange of very unlike sizes


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A customer's larger share that went from one person to another; `size_fen` is what lay with it that day."""

    party_id: str
    giver: str
    taker: str
    day: int
    size_fen: int


def swaps(
    handed: Iterable[HandedOver], *, key_day: int, accounts: Mapping[str, Sequence[str]], limits: Thresholds
) -> tuple[Sign, ...]:
    """One sign a pair of people; `accounts` gives each customer's accounts."""
    by_pair: dict[tuple[str, str], list[HandedOver]] = {}
    for one in sorted(set(handed), key=lambda one: (one.day, one.party_id, one.giver, one.taker)):
        if abs(one.day - key_day) <= limits.swap_days:
            by_pair.setdefault((one.giver, one.taker), []).append(one)
    found = []
    for (giver, taker), there in sorted(by_pair.items()):
        back = by_pair.get((taker, giver), [])
        if giver < taker:
            both = _one_way_only(there, back)
            if min(len(side) for side in both) >= limits.swap_least:
                found.append(_sign(both, key_day=key_day, accounts=accounts, limits=limits))
    return tuple(one for one in found if one is not None)


def _one_way_only(there: Sequence[HandedOver], back: Sequence[HandedOver]) -> tuple[list[HandedOver], list[HandedOver]]:
    """Without the customers that went and came back: that was a cover."""
    both = {one.party_id for one in there} & {one.party_id for one in back}
    return ([one for one in there if one.party_id not in both], [one for one in back if one.party_id not in both])


def _sign(
    both: tuple[list[HandedOver], list[HandedOver]],
    *,
    key_day: int,
    accounts: Mapping[str, Sequence[str]],
    limits: Thresholds,
) -> Sign | None:
    sizes = [sum(max(one.size_fen, 0) for one in side) for side in both]
    alike = min(sizes) * BP_ONE // max(sizes) if max(sizes) else BP_ONE
    every = sorted([*both[0], *both[1]], key=lambda one: (one.day, one.party_id))
    spans = [
        Span(account_id, one.day, one.day + limits.counts_days)
        for one in every
        for account_id in sorted(accounts.get(one.party_id, ()))
    ]
    if not spans:
        return None
    return Sign(
        pattern=Pattern.SWAP,
        key_day=key_day,
        party_ids=tuple(sorted({one.party_id for one in every})),
        spans=tuple(spans),
        score_bp=SCORE_LEAST_BP + (BP_ONE - SCORE_LEAST_BP) * alike // BP_ONE,
        traces=tuple(
            Trace(one.day, one.party_id, one.size_fen, Saw.HANDED, f"{one.giver} → {one.taker}") for one in every
        ),
        staff_ids=tuple(sorted({one.taker for one in every})),
    )
