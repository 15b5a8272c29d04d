"""The effective share: what of a company belongs to the head in the end, shares multiplied along each way and added.

Shown beside the chain of control: 60 % of 60 % is control, and 36 % of what is earned. Where the record states what the
head has in the end, that counts unless the known ways give more; where a way's share is unknown, so is the whole.
"""

from collections.abc import Iterable, Mapping, Sequence

from qiao.ground.money import PPM_ONE, SHARE_BP_ONE
from qiao.ties.rules.control import Member
from qiao.ties.rules.stakes import Stake

FINE = PPM_ONE * 1_000_000
ROUNDS_MOST = 200
"""Rings of shareholding come closer with every round; what is left after so many is less than a millionth."""


def effective(members: Iterable[Member], stakes: Mapping[str, Iterable[Stake]]) -> dict[str, int | None]:
    """By member what the head has of it in the end, millionths. stakes: those of each member's holders."""
    steps = [one.key for one in sorted(members, key=lambda one: one.step)]
    head, inside = steps[0], set(steps)
    ways: dict[str, list[Stake]] = {}
    stated: dict[str, int] = {}
    for key in steps[1:]:
        held = [one for one in stakes.get(key, ()) if one.holder in inside]
        ways[key] = [one for one in held if one.share_bp or one.declared or one.holder != head or not one.stated_bp]
        stated[key] = max((one.stated_bp for one in held if one.holder == head), default=0)
    shares = _multiplied(steps, ways, stated)
    unknown = _unknown(ways, stated)
    return {key: None if key in unknown else share * PPM_ONE // FINE for key, share in shares.items()}


def _multiplied(steps: Sequence[str], ways: Mapping[str, list[Stake]], stated: Mapping[str, int]) -> dict[str, int]:
    shares = dict.fromkeys(steps, 0) | {steps[0]: FINE}
    for _round in range(ROUNDS_MOST):
        moved = False
        for key in steps[1:]:
            found = sum(shares[one.holder] * one.told_bp for one in ways[key]) // SHARE_BP_ONE
            found = max(found, FINE * stated[key] // SHARE_BP_ONE)
            moved = moved or found != shares[key]
            shares[key] = min(found, FINE)
        if not moved:
            break
    return shares


def _unknown(ways: Mapping[str, list[Stake]], stated: Mapping[str, int]) -> set[str]:
    """The members to which a way leads whose share nobody tells, and those below them; none of which it is stated."""
    below: dict[str, list[str]] = {}
    for key, stakes in ways.items():
        for one in stakes:
            below.setdefault(one.holder, []).append(key)
    waiting = [key for key, stakes in ways.items() if not all(one.told_bp for one in stakes)]
    unknown: set[str] = set()
    for key in waiting:
        if key not in unknown and not stated[key]:
            unknown.add(key)
            waiting += below.get(key, ())
    return unknown
