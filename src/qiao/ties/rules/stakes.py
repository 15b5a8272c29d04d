"""Stakes: who holds how much of whom, each pair once, and what of it can be used.

Source: piece 2, 2.5 (line 231: related parties). A pair named by two sources or under two numbers of one customer is
one stake; where the record has one holder in two entries of one company the larger counts, and it is told. A company
whose holders have more than all of it together is told, and none of these shares is used, but for a majority that one
source tells without being over itself and no other source contradicts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from qiao.ground.money import SHARE_BP_ONE


@dataclass(frozen=True, slots=True)
class Stake:
    """`holder` has a share of `held`, ten-thousandths.

    `declared`: named as its parent company, whatever the share. `owner`: named as the one who in the end has half of it
    or more, by ways that need not be known; `stated_bp`: what it has in the end. `recorded`: told by the customer's
    record, not by the contract.
    """

    holder: str
    held: str
    share_bp: int = 0
    declared: bool = False
    owner: bool = False
    recorded: bool = False
    stated_bp: int = 0

    @property
    def told_bp(self) -> int:
        """The share of this way: held, else stated; 0 = unknown."""
        return self.share_bp or self.stated_bp


class Oddity(StrEnum):
    """What cannot be so, or can be read in two ways."""

    OVER = "over"  # holders have more than all of it
    ITSELF = "itself"  # holds shares of itself
    TWICE = "twice"  # the record has one holder in two entries: whether the shares are to be added nobody can know
    JOINT = "joint"  # two groups have half each, or one half and another is named as parent
    GUARANTOR = "guarantor"  # vouches for so many that it makes no circle: their number stands for the share
    CIRCULAR = "circular"  # controls itself by way of others: nobody stands at the top


@dataclass(frozen=True, slots=True)
class Finding:
    """An oddity of one company; `share_bp` what its holders, the two entries or the other group have together."""

    what: Oddity
    key: str
    share_bp: int = 0


def usable(stakes: Iterable[Stake]) -> tuple[list[Stake], list[Finding]]:
    """Each pair once, in order, without what cannot be; and what was found odd."""
    told_stakes = list(stakes)
    pairs: dict[tuple[str, str], Stake] = {}
    sources: dict[tuple[str, bool], dict[str, int]] = {}  # by company and source the holders' shares
    odd = set(_twice(told_stakes))
    sums: dict[str, int] = {}
    for one in told_stakes:
        assert 0 <= one.share_bp <= SHARE_BP_ONE, one
        if one.holder == one.held:
            odd.add(Finding(Oddity.ITSELF, one.held))
            continue
        before = pairs.get((one.held, one.holder))
        known = before.share_bp if before else 0
        pairs[one.held, one.holder] = Stake(
            one.holder,
            one.held,
            max(one.share_bp, known),
            declared=one.declared or (before is not None and before.declared),
            owner=one.owner or (before is not None and before.owner),
            stated_bp=max(one.stated_bp, before.stated_bp if before else 0),
        )
        sums[one.held] = sums.get(one.held, 0) + max(one.share_bp - known, 0)
        told = sources.setdefault((one.held, one.recorded), {})
        told[one.holder] = max(told.get(one.holder, 0), one.share_bp)
    over = {held: total for held, total in sums.items() if total > SHARE_BP_ONE}
    odd.update(Finding(Oddity.OVER, held, total) for held, total in over.items())
    left = {held: _majority(sources.get((held, False), {}), sources.get((held, True), {})) for held in over}
    used = [
        replace(one, share_bp=left[one.held].get(one.holder, 0)) if one.held in over else one for one in pairs.values()
    ]
    kept = [one for one in used if one.share_bp or one.declared or one.owner]
    kept.sort(key=lambda one: (one.held, one.holder))
    return kept, sorted(odd, key=lambda one: (one.what, one.key, one.share_bp))


def _twice(stakes: Iterable[Stake]) -> Iterator[Finding]:
    """Companies whose record has a holder in more than one entry, with the shares of these together."""
    entries: dict[tuple[str, str], list[int]] = {}
    for one in stakes:
        if one.recorded and not one.owner and one.holder != one.held:
            entries.setdefault((one.held, one.holder), []).append(one.share_bp)
    for (held, _holder), shares in entries.items():
        if len(shares) > 1:
            yield Finding(Oddity.TWICE, held, sum(shares))


def _majority(*sources: Mapping[str, int]) -> dict[str, int]:
    """Who has more than half by a source that is not over itself, with the least such share; nobody where two have."""
    found: dict[str, int] = {}
    for shares in sources:
        if sum(shares.values()) <= SHARE_BP_ONE:
            large = {holder: share for holder, share in shares.items() if share > SHARE_BP_ONE // 2}
            found |= {holder: min(share, found.get(holder, share)) for holder, share in large.items()}
    return found if len(found) == 1 else {}
