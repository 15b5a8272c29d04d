"""Reads of proposals to balance units."""

from collections.abc import Collection, Sequence

from qiao.portfolio.models import BalanceMove, BalanceProposal
from qiao.portfolio.rules.balancing import Move

__all__ = ("MOVES_MOST", "BalanceMove", "BalanceProposal", "plan_of", "proposal_of", "proposals_of", "standing_moves")

PROPOSALS_MOST = 20
MOVES_MOST = 5_000


def proposals_of(units: Collection[str] | None) -> list[BalanceProposal]:
    """The newest proposals to balance these units (None = all), at most 20."""
    rows = BalanceProposal.objects.order_by("-id")
    return list((rows if units is None else rows.filter(unit__in=list(units)))[:PROPOSALS_MOST])


def proposal_of(number: int) -> BalanceProposal | None:
    """One proposal."""
    return BalanceProposal.objects.filter(pk=number).first() if number < 2**63 else None


def plan_of(number: int) -> list[BalanceMove]:
    """The customers of a proposal, those dropped too, by who gives; at most 5,000."""
    return list(BalanceMove.objects.filter(proposal=number).order_by("giver", "party_id")[:MOVES_MOST])


def standing_moves(rows: Sequence[BalanceMove]) -> list[Move]:
    """The moves of a proposal that were not dropped."""
    return [Move(one.party_id, one.giver, one.taker) for one in rows if not one.dropped]
