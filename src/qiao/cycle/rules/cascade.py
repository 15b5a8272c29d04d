"""Targets laid out from the whole to the person: who stands below whom, and parts that come to their whole.

Source: piece 5 (line 493), piece 2, 3.4 (line 257). Amounts are fen, exact. A person who leads a team stands beside
the team, below the unit above, so that nobody lays out a part of his or her own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.appraisal.rules.measures import BALANCES, Measure
from qiao.appraisal.rules.targets import AMOUNT_FEN_MOST
from qiao.ground.money import scaled_from_typed, text_of_scaled
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BP_ONE, HUNDRED = 10_000, 100
FEN_PLACES = 2
LETTERS_MOST = 24


class NodeKind(StrEnum):
    """What a part is given to."""

    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A unit or a person of the tree."""

    kind: NodeKind
    key: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person of the cycle stands."""

    org_id: str
    post: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A unit whose parts do not come to its whole, for a measure; fen. `without` counts people with no amount yet."""

    unit: str
    measure: str
    missing_fen: int
    beyond_fen: int
    without: int = 0

    @property
    def is_of_people(self) -> bool:
        """Whether the sum is right and only people lack an amount."""
        return bool(self.without) and not self.missing_fen and not self.beyond_fen


@dataclass(frozen=True, slots=True)
class Sum:
    """What a unit was given of a measure, None where nothing yet, and what it has laid out; fen."""

    whole_fen: int | None
    told_fen: int

    @property
    def missing_fen(self) -> int:
        """What is missing to the whole."""
        return max((self.whole_fen or 0) - self.told_fen, 0)

    @property
    def beyond_fen(self) -> int:
        """What is laid out beyond the whole."""
        return 0 if self.whole_fen is None else max(self.told_fen - self.whole_fen, 0)

    @property
    def percent(self) -> int:
        """How much of the whole is laid out, from 0 to 100."""
        return min(self.told_fen * HUNDRED // self.whole_fen, HUNDRED) if self.whole_fen else 0


Tree = Mapping[str, tuple[Node, ...]]
"""By unit what stands directly below it; units with nobody below are left out."""
Amounts = Mapping[tuple[str, Node], int]
"""By measure and node, fen."""


def tree_of(
    parents: Mapping[str, str | None], people: Mapping[str, Place], *, root: str
) -> dict[str, tuple[Node, ...]]:
    """Who stands below whom; `parents` are the units of the cycle with the unit above each.

    Whose unit is not among them any more stands directly below the root.
    """
    below: dict[str, set[Node]] = {unit: set() for unit in parents}
    for staff_id, place in people.items():
        unit = place.org_id if place.org_id in parents else root
        above = parents.get(unit) if place.post == "lead" and unit != root else unit
        below.setdefault(above or root, set()).add(Node(NodeKind.PERSON, staff_id))
    for unit in parents:
        if _has_people(unit, below, parents):
            above = parents[unit]
            if unit != root and above is not None:
                below.setdefault(above, set()).add(Node(NodeKind.UNIT, unit))
    return {unit: tuple(sorted(found)) for unit, found in below.items() if found}


def _has_people(unit: str, below: Mapping[str, Collection[Node]], parents: Mapping[str, str | None]) -> bool:
    if any(one.kind is NodeKind.PERSON for one in below.get(unit, ())):
        return True
    return any(above == unit and _has_people(child, below, parents) for child, above in parents.items())


def most_of(whole_fen: int, *, over_bp: int) -> int:
    """How much all parts of a whole may come to."""
    return whole_fen + whole_fen * over_bp // BP_ONE


def check_parts(whole_fen: int | None, parts: Mapping[Node, int], *, over_bp: int) -> None:
    """Refuse parts below their whole, with what is missing, or too far beyond it."""
    if whole_fen is None:
        raise Refusal("cycle.no_whole", _("The unit has no target of its own yet; the unit above lays it out first."))
    told = sum(parts.values())
    if told < whole_fen:
        words = _("The parts come to %(sum)s yuan; %(missing)s are missing to %(whole)s.")
        raise Refusal("cycle.below", words, sum=_yuan(told), missing=_yuan(whole_fen - told), whole=_yuan(whole_fen))
    most = most_of(whole_fen, over_bp=over_bp)
    if told > most:
        words = _("The parts come to %(sum)s yuan; at most %(most)s may be laid out, %(beyond)s less.")
        raise Refusal("cycle.beyond", words, sum=_yuan(told), most=_yuan(most), beyond=_yuan(told - most))


def _yuan(fen: int) -> str:
    return text_of_scaled(fen, places=FEN_PLACES)


def gaps_of(tree: Tree, amounts: Amounts, *, measures: Sequence[str], over_bp: int, root: str) -> list[Gap]:
    """Every unit and measure whose parts are below the whole, too far beyond it or lack a person; the root first."""
    found = []
    for unit in sorted(tree, key=lambda one: (one != root, one)):
        for measure in measures:
            whole = amounts.get((measure, Node(NodeKind.UNIT, unit)), 0)
            told = sum(amounts.get((measure, node), 0) for node in tree[unit])
            beyond = max(told - most_of(whole, over_bp=over_bp), 0)
            people = [node for node in tree[unit] if node.kind is NodeKind.PERSON]
            without = sum(1 for node in people if (measure, node) not in amounts)
            if told < whole or beyond or without or (measure, Node(NodeKind.UNIT, unit)) not in amounts:
                found.append(Gap(unit, measure, max(whole - told, 0), beyond, without))
    return found


def read_amount(text: str) -> int:
    """An amount in yuan as fen, 0 or more."""
    plain = text.replace(",", "").replace("，", "").strip()[:LETTERS_MOST]
    try:
        fen = scaled_from_typed(plain, places=FEN_PLACES, signed=False)
    except (ValueError, ArithmeticError):
        fen = -1
    if not 0 <= fen <= AMOUNT_FEN_MOST:
        raise Refusal("cycle.amount", _("Write each amount in yuan, 0 or more, with two decimals at most."))
    return fen


def spread_over(measure: Measure, fen: int, *, spells: int) -> list[int]:
    """A target over several spans: an average holds in each, a sum is divided evenly, what is left goes to the last."""
    if measure in BALANCES:
        return [fen] * spells
    part = fen // spells
    return [part] * (spells - 1) + [fen - part * (spells - 1)]
