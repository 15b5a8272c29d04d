"""A wage pool goes down from bank to branch, team and person, and nothing is lost: sums check to the fen.

Source: piece 2, 3.4 (line 259: income tied to a person's and a team's results); piece 5 (line 497: two levels of
profit centres). A sum is divided by weights; fen that do not divide go to the largest remainders, ties by name. A
branch may move what its people would get, within the bound of the scheme, and never the sum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from qiao.appraisal.rules.scheme.telling import percent
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """A node of the pool: what it got, and how that went down to those below it; fen."""

    name: str
    amount_fen: int
    below: tuple["Share", ...] = ()

    def __post_init__(self) -> None:
        """What goes down is what there is."""
        assert not self.below or sum(one.amount_fen for one in self.below) == self.amount_fen, self.name


@dataclass(frozen=True, slots=True)
class Node:
    """A unit or person with its weight, before anything is divided."""

    name: str
    weight: Fraction
    below: tuple["Node", ...] = ()


def divided(total_fen: int, *, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """A sum by weights that are 0 or above, to the fen; without any weight all alike."""
    assert total_fen >= 0, total_fen
    assert all(weight >= 0 for weight in weights.values())
    assert weights
    whole = sum(weights.values(), Fraction(0))
    even = whole == 0
    exact = {
        name: Fraction(total_fen, len(weights)) if even else total_fen * weight / whole
        for name, weight in weights.items()
    }
    found = {name: value.numerator // value.denominator for name, value in exact.items()}
    left = total_fen - sum(found.values())
    for name in sorted(exact, key=lambda one: (found[one] - exact[one], one))[:left]:
        found[name] += 1
    return found


def gone_down(total_fen: int, *, node: Node) -> Share:
    """A sum through the whole tree below a node."""
    if not node.below:
        return Share(node.name, total_fen)
    names = [one.name for one in node.below]
    assert len(set(names)) == len(names), names
    found = divided(total_fen, weights={one.name: one.weight for one in node.below})
    return Share(node.name, total_fen, tuple(gone_down(found[one.name], node=one) for one in node.below))


def second(first: Mapping[str, int], *, wished: Mapping[str, int], moved_most_micro: int) -> dict[str, int]:
    """The branch's second distribution: the same people, the same sum, nobody moved beyond the bound."""
    if set(wished) != set(first):
        odd = min(set(wished) ^ set(first))
        raise Refusal("pool.people", _("%(name)s is in one distribution and not in the other."), name=odd)
    if sum(wished.values()) != sum(first.values()):
        words = _("The second distribution comes to %(found)s fen and has to come to %(whole)s.")
        raise Refusal("pool.sum", words, found=sum(wished.values()), whole=sum(first.values()))
    for name in sorted(first):
        moved = abs(wished[name] - first[name])
        if wished[name] < 0 or moved * MICRO > first[name] * moved_most_micro:
            words = _("%(name)s would be moved by %(moved)s fen of %(first)s; the scheme allows %(most)s.")
            most = percent(Fraction(moved_most_micro, MICRO))
            raise Refusal("pool.moved", words, name=name, moved=moved, first=first[name], most=most)
    return dict(wished)
