"""An agreed proposal to balance a unit becomes requests: each customer's transfer, signed by who gives and who takes.

Whoever agreed to the proposal asks, and so has signed as the supervisor of those customers. Each request is judged at
the end of the plan: who gives one customer and takes another may do so at the limit of the level.
"""

from collections.abc import Sequence

from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.periods import day_number
from qiao.portfolio.actions import changing
from qiao.portfolio.queries import serving
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.proposing import Transfer
from qiao.portfolio.rules.shares import Act, Ask


def ask_for_all(moves: Sequence[Transfer], actor: User) -> None:
    """Ask for every transfer of a proposal, or for none: the first that is refused says which one and why."""
    along = [(one.party_id, one.from_staff, one.to_staff) for one in moves]
    for move in moves:
        since = day_number(move.since)
        ask = Ask(Act.TRANSFER, WHOLE, since, giver=move.from_staff, taker=move.to_staff)
        for party_id in _served_as(move, since=since):
            changing.propose(party_id, ask, reason=move.reason, on=clock.today(), actor=actor, along=along)


def _served_as(move: Transfer, *, since: int) -> list[str]:
    """The numbers under which the giver serves a customer that several were merged into."""
    found = [
        party_id
        for party_id in customers.family_of(move.party_id)
        if any(one.staff_id == move.from_staff and one.ends_after(since) for one in serving.lines_of(party_id))
    ]
    return found or [move.party_id]
