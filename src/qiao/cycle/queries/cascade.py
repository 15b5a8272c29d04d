"""Reads of targets laid out: the tree of a cycle, what stands at each node, where parts and wholes do not meet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from qiao.cycle.models import Cycle, TargetPart
from qiao.cycle.queries.cycles import members_of, number_on, units_of
from qiao.cycle.rules import parameters
from qiao.cycle.rules.cascade import Amounts, Gap, Node, NodeKind, Place, Sum, Tree, gaps_of, tree_of
from qiao.cycle.rules.cycle import BEFORE_APPRAISAL

__all__ = ("Laid", "TargetPart", "amounts_of", "laid_out", "versions_of")
VERSIONS_MOST = 200


@dataclass(frozen=True, slots=True)
class Laid:
    """A cycle's targets as they stand."""

    cycle: Cycle
    tree: Tree
    amounts: Amounts
    over_bp: int

    @property
    def gaps(self) -> list[Gap]:
        """Where parts are below their whole, too far beyond it, or not laid out; until the appraisal also whose."""
        found = gaps_of(
            self.tree, self.amounts, measures=self.cycle.measures, over_bp=self.over_bp, root=self.cycle.org_id
        )
        return found if self.cycle.stage in BEFORE_APPRAISAL else [gap for gap in found if not gap.is_of_people]

    def whole_of(self, unit: str, measure: str) -> int | None:
        """What a unit has to lay out, fen; None where it was given nothing yet."""
        return self.amounts.get((measure, Node(NodeKind.UNIT, unit)))

    def sum_of(self, unit: str, measure: str) -> Sum:
        """What a unit was given of a measure and what it has laid out."""
        told = sum(self.amounts.get((measure, node), 0) for node in self.tree.get(unit, ()))
        return Sum(self.whole_of(unit, measure), told)


def laid_out(one: Cycle, *, on: date) -> Laid:
    """The targets of a cycle as they stand."""
    members = {member.staff_id: Place(member.org_id, member.post) for member in members_of(one)}
    tree = tree_of(units_of(one), members, root=one.org_id)
    return Laid(one, tree, amounts_of(one), number_on(parameters.OVER.name, on=on))


def amounts_of(one: Cycle, *, staff_ids: Collection[str] | None = None) -> dict[tuple[str, Node], int]:
    """The newest amount of every node and measure, or of these people alone; fen."""
    rows = TargetPart.objects.filter(cycle=one)
    if staff_ids is not None:
        rows = rows.filter(kind=NodeKind.PERSON.value, key__in=list(staff_ids))
    found = rows.order_by("id").values_list("measure", "kind", "key", "amount_fen")
    return {(measure, Node(NodeKind(kind), key)): fen for measure, kind, key, fen in found.iterator()}


def versions_of(one: Cycle, unit: str) -> list[TargetPart]:
    """Everything that was laid out by the holder of a unit, the newest first, at most 200."""
    return list(TargetPart.objects.filter(cycle=one, holder=unit).order_by("-id")[:VERSIONS_MOST])
