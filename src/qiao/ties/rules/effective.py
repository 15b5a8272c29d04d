"""The effective share: what of a company belongs to the head in the end, shares multiplied along each way and added.

Shown beside the chain of control: 60 % of 60 % is control, and 36 % of what is earned.
"""

from collections.abc import Iterable, Mapping

from qiao.ground.money import PPM_ONE, SHARE_BP_ONE
from qiao.ties.rules.control import Member
from qiao.ties.rules.stakes import Stake

FINE = PPM_ONE * 1_000_000
ROUNDS_MOST = 200
"""Rings of shareholding come closer with every round; what is left after so many is less than a millionth."""


def effective(members: Iterable[Member], stakes: Mapping[str, Iterable[Stake]]) -> dict[str, int]:
    """By member what the head has of it in the end, millionths. stakes: those of each member's holders."""
    steps = sorted(members, key=lambda one: one.step)
    shares = {one.key: FINE if one.step == 0 else 0 for one in steps}
    for _round in range(ROUNDS_MOST):
        moved = False
        for one in steps:
            if one.step == 0:
                continue
            held = stakes.get(one.key, ())
            found = sum(shares.get(stake.holder, 0) * stake.share_bp for stake in held) // SHARE_BP_ONE
            moved = moved or found != shares[one.key]
            shares[one.key] = min(found, FINE)
        if not moved:
            break
    return {key: share * PPM_ONE // FINE for key, share in shares.items()}
