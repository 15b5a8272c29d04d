"""The search: every move in every world, those that raise pay while the bank earns no more, the dearest first.

Source: features 2.4 (finds the loophole before the managers do). A gain has to be worth the trouble: at least the
house's least sum, and at least a hundredth of what the pair is paid.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.ground.money import MICRO_A_FEN, mul_div_half_away
from qiao.simulation.rules.loopholes.moves import Kind, Move, moves_of
from qiao.simulation.rules.loopholes.pair import worlds_of
from qiao.simulation.rules.loopholes.terms import Terms
from qiao.simulation.rules.loopholes.world import Pays, World, pays_of, profit_micro

LEAST_PART = 100  # a gain below a hundredth of the pay is none


@dataclass(frozen=True, slots=True)
class Loophole:
    """A move that pays: what pay rises by, what the bank's profit changes by (0 or below), fen over two years."""

    kind: Kind
    gain_fen: int
    profit_fen: int
    before_fen: int
    facts: Mapping[str, str]
    world: str

    @property
    def cost_fen(self) -> int:
        """What it costs the bank: pay that was not earned, and profit lost."""
        return self.gain_fen - self.profit_fen

    @property
    def key(self) -> str:
        """By what it is named."""
        return self.kind.value


def loopholes(scheme: Scheme, *, plans: Mapping[str, Plan], terms: Terms) -> tuple[Loophole, ...]:
    """The best of each kind, what costs the bank most first."""
    best: dict[Kind, Loophole] = {}
    for world in worlds_of(scheme, plans=plans, terms=terms):
        pays, profit = pays_of(world), profit_micro(world)
        for move in moves_of(world, terms):
            found = _tried(move, world, pays=pays, profit=profit, terms=terms)
            if found is not None and (found.kind not in best or best[found.kind].cost_fen < found.cost_fen):
                best[found.kind] = found
    return tuple(sorted(best.values(), key=lambda one: (-one.cost_fen, one.kind)))


def _tried(move: Move, world: World, *, pays: Pays, profit: int, terms: Terms) -> Loophole | None:
    """What a move comes to, where it is a loophole."""
    earned_fen = mul_div_half_away(profit_micro(move.world) - profit, factor=1, divisor=MICRO_A_FEN) - move.cost_fen
    if earned_fen > 0:
        return None
    gain = pays_of(move.world, known=pays).total - pays.total
    if gain < max(terms.gain_fen, pays.total // LEAST_PART):
        return None
    return Loophole(move.kind, gain, earned_fen, pays.total, move.facts, world.label)
