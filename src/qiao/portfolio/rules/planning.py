"""A first plan for a branch, made at once: who is above a norm gives the largest customers to who has most room.

Source: piece 2, 2.1. Often nothing better exists; where something does, the solver starts from here.
"""

from collections.abc import Mapping, Sequence

from qiao.portfolio.rules.balancing import Amounts, Branch, Client, Move, Person, excess_bp, loads


def planned(branch: Branch, allowed: Mapping[str, Sequence[str]]) -> list[Move]:
    """Moves that never lift anybody above a norm; who cannot be helped so stays above."""
    people = {who.person_id: who for who in branch.people}
    held = {who: list(load) for who, load in loads(branch).items()}
    moves: list[Move] = []
    for who in branch.people:
        own = [client for client in branch.clients if client.holder == who.person_id and allowed.get(client.party_id)]
        while own and excess_bp(tuple(held[who.person_id]), who.norm):
            own.sort(key=lambda client: _helps(client, who, held[who.person_id]))
            move = _first(own, people, held=held, allowed=allowed)
            if move is None:
                break
            moved = next(client for client in own if client.party_id == move.party_id)
            own.remove(moved)
            moves.append(move)
            for place, weight in enumerate(moved.weights):
                held[move.giver][place] -= weight
                held[move.taker][place] += weight
    return moves


def _helps(client: Client, who: Person, load: Sequence[int]) -> tuple[int, int, str]:
    """The customers that bring the worst part down furthest come first, short relationships before long ones."""
    left = tuple(have - weight for have, weight in zip(load, client.weights, strict=True))
    return excess_bp(left, who.norm), client.months, client.party_id


def _first(
    own: Sequence[Client],
    people: Mapping[str, Person],
    *,
    held: Mapping[str, Sequence[int]],
    allowed: Mapping[str, Sequence[str]],
) -> Move | None:
    for client in own:
        for taker in allowed[client.party_id]:
            if _fits(client, people[taker], held[taker]):
                return Move(client.party_id, client.holder, taker)
    return None


def _fits(client: Client, taker: Person, load: Sequence[int]) -> bool:
    filled: Amounts = tuple(have + weight for have, weight in zip(load, client.weights, strict=True))
    return excess_bp(filled, taker.norm) == 0
