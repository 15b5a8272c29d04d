"""One deposit in several parts: below a limit of size, or so that one customer counts as several new ones.

Source: the domain notes, S16 and S26 (splitting). A ladder of terms, employees who open their accounts together and a
couple are ordinary business: their products or their sums differ, or they are too few.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from qiao.appraisal.rules.gaming.signs import BP_ONE, Pattern, Saw, Sign, Span, Trace, near
from qiao.appraisal.rules.gaming.thresholds import Thresholds

SCORE_BELOW_BP, SCORE_SHARED_BP, SCORE_FED_BP = 7_000, 8_000, 9_000


@dataclass(frozen=True, slots=True)
class Opening:
    """A deposit account opened these days, with what it was opened with.

    marks: what ties its customer to others (telephone, address, number of a paper). is_new: the customer had none
    before. staff_id: who is credited most of it.
    """

    account_id: str
    party_id: str
    product_id: str
    staff_id: str
    day: int
    amount_fen: int
    marks: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Fall:
    """A sum that left one account on a day."""

    account_id: str
    day: int
    amount_fen: int


class Falls(Protocol):
    """The sums of about so many fen that left accounts from one day to another, both included."""

    def __call__(self, total_fen: int, *, first: int, last: int) -> Sequence[Fall]:
        """Ask for them."""


def splits(openings: Iterable[Opening], falls: Falls, *, limits: Thresholds) -> tuple[Sign, ...]:
    """All signs among the accounts opened."""
    every = sorted(set(openings), key=lambda one: (one.day, one.account_id))
    found = [*_below(every, limits), *_as_several(every, falls, limits=limits)]
    taken: set[str] = set()
    kept = []
    for sign in sorted(found, key=lambda sign: (-len(sign.spans), -sign.score_bp, sign.key)):
        accounts = {span.account_id for span in sign.spans}
        if taken.isdisjoint(accounts):
            taken |= accounts
            kept.append(sign)
    return tuple(kept)


def _below(every: Sequence[Opening], limits: Thresholds) -> Iterator[Sign]:
    """Accounts of one customer and product, each just below the same limit."""
    for tier in limits.tiers_fen:
        just = [one for one in every if tier * (BP_ONE - limits.below_bp) <= one.amount_fen * BP_ONE < tier * BP_ONE]
        for group in _together(just, lambda one: [(one.party_id, one.product_id)], limits=limits):
            yield _sign(group, score_bp=SCORE_BELOW_BP, fed=None, limits=limits)


def _as_several(every: Sequence[Opening], falls: Falls, *, limits: Thresholds) -> Iterator[Sign]:
    """New customers of one person with equal sums, tied by a mark or fed from one account."""
    new = [one for one in every if one.is_new and one.staff_id and one.amount_fen > 0]
    for group in _together(new, lambda one: [(one.staff_id, mark) for mark in one.marks], limits=limits):
        equal = _equal(group, limits=limits)
        if equal:
            fed = _feeding(equal, falls, limits=limits)
            yield _sign(equal, score_bp=SCORE_FED_BP if fed else SCORE_SHARED_BP, fed=fed, limits=limits)
    for group in _together(new, lambda one: [(one.staff_id, one.product_id)], limits=limits):
        equal = _equal(group, limits=limits)
        fed = _feeding(equal, falls, limits=limits) if equal else None
        if fed:
            yield _sign(equal, score_bp=SCORE_FED_BP, fed=fed, limits=limits)


def _together(
    openings: Sequence[Opening], keys: Callable[[Opening], Iterable[Hashable]], *, limits: Thresholds
) -> Iterator[list[Opening]]:
    """Openings of one key within the days, where there are enough of them; the widest window of each key."""
    by_key: dict[Hashable, list[Opening]] = {}
    for one in openings:
        for key in keys(one):
            by_key.setdefault(key, []).append(one)
    for own in by_key.values():
        windows = [[one for one in own if 0 <= one.day - first.day < limits.split_days] for first in own]
        widest = max(windows, key=len)
        if len(widest) >= limits.split_parts:
            yield widest


def _equal(group: Sequence[Opening], *, limits: Thresholds) -> list[Opening]:
    """The most of them that have the same sum and are customers of their own; none where they are too few."""
    alike = [
        [one for one in group if near(one.amount_fen, first.amount_fen, tolerance_bp=limits.tolerance_bp)]
        for first in group
    ]
    most = max(alike, key=len, default=[])
    parties = {one.party_id for one in most}
    large = sum(one.amount_fen for one in most) >= limits.least_fen
    return most if len(parties) == len(most) >= limits.split_parts and large else []


def _feeding(group: Sequence[Opening], falls: Falls, *, limits: Thresholds) -> Fall | None:
    """The account from which their sum went out as one, just before or while they were opened."""
    total, own = sum(one.amount_fen for one in group), {one.account_id for one in group}
    first, last = group[0].day - limits.hop_days, group[-1].day
    fitting = (
        fall
        for fall in falls(total, first=first, last=last)
        if fall.account_id not in own
        and first <= fall.day <= last
        and near(fall.amount_fen, total, tolerance_bp=limits.tolerance_bp)
    )
    return min(fitting, key=lambda fall: (fall.day, fall.account_id), default=None)


def _sign(group: Sequence[Opening], *, score_bp: int, fed: Fall | None, limits: Thresholds) -> Sign:
    opened = [Trace(one.day, one.account_id, one.amount_fen, Saw.OPENED, one.party_id) for one in group]
    source = [Trace(fed.day, fed.account_id, fed.amount_fen, Saw.FED)] if fed else []
    return Sign(
        pattern=Pattern.SPLIT,
        key_day=max(one.day for one in group),
        party_ids=tuple(sorted({one.party_id for one in group})),
        spans=tuple(Span(one.account_id, one.day, one.day + limits.counts_days) for one in group),
        score_bp=score_bp,
        traces=(*source, *opened),
    )
