"""Targets laid out: the whole by human resources, the parts of a unit by its holder; each version stays."""

from collections.abc import Mapping
from datetime import date

from qiao.cycle.models import Cycle, TargetPart
from qiao.cycle.queries import cascade, cycles
from qiao.cycle.rules.cascade import Node, NodeKind, check_parts, read_amount
from qiao.cycle.rules.cycle import BEFORE_APPRAISAL, check_stage, read_words
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

SET_WHOLE, LAY_OUT = "cycle.open", "cycle.lay_out"


@recorded
def set_whole(number: int, texts: Mapping[str, str], *, reason: str, actor: User) -> Cycle:
    """Set what the whole unit of a cycle is to reach, by measure in yuan."""
    one = _cycle(number)
    require(actor, SET_WHOLE, one.org_id)
    check_stage(one.stage, BEFORE_APPRAISAL)
    node = Node(NodeKind.UNIT, one.org_id)
    wished = {(name, node): read_amount(texts.get(name, "")) for name in one.measures}
    _keep(one, wished, holder="", reason=reason, actor=actor)
    return one


@recorded
def lay_out(
    number: int, unit: str, texts: Mapping[tuple[str, Node], str], *, reason: str, on: date, actor: User
) -> Cycle:
    """Lay out the parts of a unit by measure and node, in yuan; they come to the whole, or a little more."""
    one = _cycle(number)
    require(actor, LAY_OUT, unit)
    check_stage(one.stage, BEFORE_APPRAISAL)
    laid = cascade.laid_out(one, on=on)
    nodes = laid.tree.get(unit, ())
    if not nodes:
        raise Refusal("cycle.unit", _("Choose a unit of the list."))
    if actor.staff_id and Node(NodeKind.PERSON, actor.staff_id) in nodes:
        raise Refusal("cycle.own_part", _("Your own part is among these; who leads you lays them out."))
    wished = {(name, node): read_amount(texts.get((name, node), "")) for name in one.measures for node in nodes}
    for name in one.measures:
        parts = {node: wished[name, node] for node in nodes}
        check_parts(laid.whole_of(unit, name), parts, over_bp=laid.over_bp)
    _keep(one, wished, holder=unit, reason=reason, actor=actor)
    return one


def _keep(one: Cycle, wished: Mapping[tuple[str, Node], int], *, holder: str, reason: str, actor: User) -> None:
    """Add the versions that differ; what stood before is changed only with a reason."""
    before = cascade.amounts_of(one)
    changed = {key: fen for key, fen in wished.items() if before.get(key) != fen}
    replaced = {key: before[key] for key in changed if key in before}
    said = read_words(reason) if replaced else reason.strip()
    now = clock.now()
    TargetPart.objects.bulk_create(
        [
            TargetPart(
                cycle=one,
                measure=name,
                holder=holder,
                kind=node.kind.value,
                key=node.key,
                amount_fen=fen,
                reason=said,
                by=actor.username,
                at=now,
            )
            for (name, node), fen in changed.items()
        ],
        batch_size=500,
    )
    old = {f"{name} {node.key}": fen for (name, node), fen in replaced.items()}
    new = {f"{name} {node.key}": fen for (name, node), fen in changed.items()}
    note(f"cycle {one.pk} {holder or one.org_id}", old={"parts": old}, new={"parts": new}, reason=said)


def _cycle(number: int) -> Cycle:
    one = cycles.cycle_of(number)
    if one is None:
        raise Refusal("cycle.unknown", _("There is no such cycle."))
    return one
