"""The solver behind a balanced branch: CP-SAT of OR-Tools, one model a branch, in whole numbers.

Three questions one after the other, each holding the answer of the one before: the least excess, then the fewest moves,
then the least strain. One worker, a fixed seed and a limit in the solver's own time make two runs alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qiao.portfolio.rules.balancing import (
    MONTHS_MOST,
    SPLIT_MONTHS,
    WHOLE_BP,
    Branch,
    Move,
    Solved,
    Worth,
    candidates,
    excess_bp,
    loads,
    moves_least,
    worth,
)
from qiao.portfolio.rules.planning import planned
from qiao.portfolio.rules.room import why_short

CANDIDATES = (3, 8)
"""To so many people a customer may go at first, and where somebody stays above without a reason; after that to all."""
SEED = 20_261_126
OWN_TIME = 10
"""Of a branch's seconds one in so many is each question's limit in the solver's own time, which is the same on any
machine; the seconds themselves stop only a machine that is far slower than usual."""
Choices = Mapping[tuple[str, str], Any]


@dataclass(frozen=True, slots=True)
class _Model:
    """A model with its choices by customer and taker, and its three goals, the first before the second."""

    model: Any
    choices: Choices
    holders: Mapping[str, str]
    goals: tuple[Any, Any, Any]


@dataclass(slots=True)
class _Clock:
    """The seconds of a branch and what is left of them so far."""

    seconds: int
    left: float


def balance(branch: Branch, *, seconds: int) -> Solved:
    """The best spread of a branch found within so many seconds, more only for building the models."""
    clock = _Clock(seconds, float(seconds))
    found = _solved(branch, most=CANDIDATES[0], clock=clock)
    for most in (*CANDIDATES[1:], len(branch.people)):
        if found.worth.excess_bp == 0 or clock.left <= 0 or why_short(branch) is not None:
            break
        found = min(_solved(branch, most=most, clock=clock), found, key=lambda one: one.worth)
    return found


def _solved(branch: Branch, *, most: int, clock: _Clock) -> Solved:
    allowed = candidates(branch, most=most)
    built = _built(branch, allowed)
    best = planned(branch, allowed)
    bounds: list[int] = []
    for place, goal in enumerate(built.goals):
        reached = _figures(worth(branch, best))
        known = moves_least(branch) if place == 1 and reached[0] == 0 else 0
        if reached[place] > known:
            built.model.add(goal >= known)
            best, bound = _answered(built, goal, best, clock=clock)
            known = max(known, bound)
        bounds.append(known)
        built.model.add(goal <= _figures(worth(branch, best))[place])
    moves = tuple(sorted(best, key=lambda one: one.party_id))
    return Solved(moves, worth(branch, moves), Worth(*bounds), most)


def _figures(reached: Worth) -> tuple[int, int, int]:
    return reached.excess_bp, reached.moves, reached.strain


def _answered(built: _Model, goal: Any, best: list[Move], *, clock: _Clock) -> tuple[list[Move], int]:
    """The moves that bring the goal lowest, those there were where none better is found; and the bound proven."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  a second and 60 MiB, only for who balances

    model, told = built.model, {(move.party_id, move.taker) for move in best}
    model.minimize(goal)
    model.clear_hints()
    for key, choice in built.choices.items():
        model.add_hint(choice, key in told)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = clock.seconds / OWN_TIME
    solver.parameters.max_time_in_seconds = max(clock.left, 0.0)
    status = solver.solve(model)
    clock.left -= solver.wall_time
    assert status not in {cp_model.MODEL_INVALID, cp_model.INFEASIBLE}, solver.status_name(status)
    if status == cp_model.UNKNOWN:
        return best, 0
    taken = [key for key, choice in built.choices.items() if solver.boolean_value(choice)]
    return [Move(party, built.holders[party], taker) for party, taker in taken], round(solver.best_objective_bound)


def _built(branch: Branch, allowed: Mapping[str, Sequence[str]]) -> _Model:
    from ortools.sat.python import cp_model  # noqa: PLC0415  a second and 60 MiB, only for who balances

    model = cp_model.CpModel()
    choices = {(party, taker): model.new_bool_var("") for party, takers in allowed.items() for taker in takers}
    for party, takers in allowed.items():
        model.add_at_most_one(choices[party, taker] for taker in takers)
    excess = _excess(model, branch, choices)
    _keep_levels(model, branch, choices)
    months = {client.party_id: min(client.months, MONTHS_MOST) for client in branch.clients}
    given_up = cp_model.LinearExpr.weighted_sum(list(choices.values()), [months[party] for party, _taker in choices])
    strain = given_up + SPLIT_MONTHS * _splits(model, branch, choices, allowed=allowed)
    holders = {client.party_id: client.holder for client in branch.clients}
    return _Model(model, choices, holders, (excess, cp_model.LinearExpr.sum(list(choices.values())), strain))


def _excess(model: Any, branch: Branch, choices: Choices) -> Any:
    """The sum of what lies above the norms, in ten-thousandths, as an expression."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  as above

    weighted = cp_model.LinearExpr.weighted_sum
    held, weights = loads(branch), {client.party_id: client.weights for client in branch.clients}
    holders = {client.party_id: client.holder for client in branch.clients}
    flows: dict[str, list[tuple[Any, int, str]]] = {}
    for (party, taker), choice in choices.items():
        flows.setdefault(taker, []).append((choice, 1, party))
        flows.setdefault(holders[party], []).append((choice, -1, party))
    everything = [who.fixed for who in branch.people] + [client.weights for client in branch.clients]
    whole = tuple(sum(column) for column in zip(*everything, strict=True))
    total = []
    for who in branch.people:
        flow = flows.get(who.person_id, [])
        above = model.new_int_var(0, excess_bp(whole, who.norm), "")
        total.append(above)
        for place, most in enumerate(who.norm):
            if most is not None:
                by = [WHOLE_BP * sign * weights[party][place] for _one, sign, party in flow]
                moved = weighted([one for one, _sign, _party in flow], by)
                model.add(moved - max(most, 1) * above <= WHOLE_BP * (most - held[who.person_id][place]))
    return sum(total)


def _keep_levels(model: Any, branch: Branch, choices: Choices) -> None:
    """Whoever is given a customer serves no more than the level allows, however much better that would spread."""
    held, holders = loads(branch), {client.party_id: client.holder for client in branch.clients}
    for who in branch.people:
        if who.level is None:
            continue
        gained = [choice for (_party, taker), choice in choices.items() if taker == who.person_id]
        given = [choice for (party, _taker), choice in choices.items() if holders[party] == who.person_id]
        if gained:
            gains, own = _any(model, gained), held[who.person_id][0]
            free = own + len(gained)  # so many it would never exceed: no limit where nothing is gained
            model.add(own + sum(gained) - sum(given) + (free - who.level.customers_most) * gains <= free)


def _splits(model: Any, branch: Branch, choices: Choices, *, allowed: Mapping[str, Sequence[str]]) -> Any:
    """How many managers groups of customers have beyond one each, as an expression."""
    groups: dict[str, list[str]] = {}
    holders = {client.party_id: client.holder for client in branch.clients}
    for client in branch.clients:
        if client.group:
            groups.setdefault(client.group, []).append(client.party_id)
    beyond: Any = 0
    for members in groups.values():
        serving: dict[str, list[Any]] = {}
        for party in members:
            takers = allowed.get(party, ())
            serving.setdefault(holders[party], []).append(1 - sum(choices[party, taker] for taker in takers))
            for taker in takers:
                serving.setdefault(taker, []).append(choices[party, taker])
        beyond += sum(_any(model, served) for served in serving.values()) - 1 if len(members) > 1 else 0
    return beyond


def _any(model: Any, served: Sequence[Any]) -> Any:
    """A truth that holds where any of these does."""
    found = model.new_bool_var("")
    for one in served:
        model.add(found >= one)
    return found
