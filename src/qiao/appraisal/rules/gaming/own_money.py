"""Money of the person credited: before a key date it comes in from an account in the name of who is credited for it.

Source: the domain notes, S01 and S02. Only where the data tell it: a posting that names the payer, or an account in the
book in that name from which the same sum went out. A name is no proof, and the words say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qiao.appraisal.rules.gaming.signs import BP_ONE, Pattern, Saw, Sign, Span, Trace
from qiao.appraisal.rules.gaming.thresholds import Thresholds

SCORE_TOLD_BP, SCORE_MOVES_BP = 9_000, 7_000


@dataclass(frozen=True, slots=True)
class Inflow:
    """A sum paid into a customer's account by somebody of the name of a person credited for the customer."""

    account_id: str
    party_id: str
    day: int
    amount_fen: int
    staff_id: str
    payer: str  # the name or the account that the money came from
    told: bool  # by a posting


def own_money(inflows: Iterable[Inflow], *, key_day: int, limits: Thresholds) -> tuple[Sign, ...]:
    """One sign a customer and person, of all that came in within the days before a key date."""
    kept: dict[tuple[str, str], dict[tuple[str, int, int], Inflow]] = {}
    for one in sorted(set(inflows), key=lambda one: (one.day, one.account_id, one.amount_fen, not one.told, one.payer)):
        if key_day - limits.own_days <= one.day <= key_day:
            told = kept.setdefault((one.party_id, one.staff_id), {})
            told.setdefault((one.account_id, one.day, one.amount_fen), one)
    found = []
    for (party_id, staff_id), told in sorted(kept.items()):
        own = list(told.values())
        if sum(one.amount_fen for one in own) >= limits.own_least_fen:
            found.append(_sign(own, party_id=party_id, staff_id=staff_id, key_day=key_day, limits=limits))
    return tuple(found)


def _sign(own: list[Inflow], *, party_id: str, staff_id: str, key_day: int, limits: Thresholds) -> Sign:
    until, told = key_day + limits.after_days + 1, sum(one.amount_fen for one in own if one.told)
    since = {account_id: min(one.day for one in own if one.account_id == account_id) for account_id in _accounts(own)}
    part = told * BP_ONE // sum(one.amount_fen for one in own)
    return Sign(
        pattern=Pattern.OWN_MONEY,
        key_day=key_day,
        party_ids=(party_id,),
        spans=tuple(Span(account_id, day, until) for account_id, day in sorted(since.items())),
        score_bp=SCORE_MOVES_BP + (SCORE_TOLD_BP - SCORE_MOVES_BP) * part // BP_ONE,
        traces=tuple(Trace(one.day, one.account_id, one.amount_fen, Saw.IN, one.payer) for one in own),
        staff_ids=(staff_id,),
    )


def _accounts(own: list[Inflow]) -> set[str]:
    return {one.account_id for one in own}
