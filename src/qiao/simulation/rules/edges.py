"""Edges of a scheme: bounds at which a step more changes pay by a jump, and how many people stand near one.

Source: features 2.4 (cliffs of tiers). Edges are the bounds of tiers that jump, steps of scoring, limits of gates and
of the plan's quality steps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.evaluate import Outcome
from qiao.appraisal.rules.scheme.facts import MICRO, value_of
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Gate, Indicator, Leg, Scheme
from qiao.appraisal.rules.scheme.scoring import Way
from qiao.appraisal.rules.scheme.tiers import cliffs
from qiao.ground.money import PPM_ONE

NEAR = Fraction(1, 20)  # who stands near: within a twentieth of the bound


@dataclass(frozen=True, slots=True)
class Edge:
    """A bound: where it stands (leg, indicator, gate), of which measure, at what, and what jumps there.

    jump_fen: of a tier, in fen, else None. `before` and `after` are parts or factors in millionths, else None.
    """

    kind: str
    code: str
    name: str
    measure: str
    at: Fraction
    jump_fen: int | None = None
    before: int | None = None
    after: int | None = None

    @property
    def key(self) -> tuple[str, str, Fraction]:
        """By what it is counted."""
        return self.kind, self.code, self.at


def edges_of(scheme: Scheme, *, plans: Mapping[str, Plan]) -> list[Edge]:
    """All edges of a scheme, those in yuan first."""
    found = [one for leg in scheme.legs for one in _of_leg(leg, plans=plans)]
    found += [one for indicator in scheme.indicators for one in _of_indicator(indicator)]
    return found + [one for gate in scheme.gates for one in _of_gate(gate)]


def _of_leg(leg: Leg, *, plans: Mapping[str, Plan]) -> Iterator[Edge]:
    if leg.tiers is not None:
        for cliff in cliffs(leg.tiers):
            at = Fraction(cliff.at_micro, MICRO)
            yield Edge("tier", leg.code, leg.name, leg.measures[0], at, jump_fen=int(cliff.size * 100))
    plan = plans.get(leg.plan)
    if plan is not None:
        for step, after in zip(plan.steps, plan.steps[1:], strict=False):
            at = Fraction(step.limit_ppm, PPM_ONE)
            parts = (step.coefficient_bp * 100, after.coefficient_bp * 100)
            yield Edge("quality", leg.code, leg.name, "npl", at, before=parts[0], after=parts[1])


def _of_indicator(one: Indicator) -> Iterator[Edge]:
    if one.scoring.way is Way.STEPS:
        before = 0
        for bound, part in one.scoring.steps:
            yield Edge("step", one.code, one.name, one.measure, Fraction(bound, MICRO), before=before, after=part)
            before = part


def _of_gate(gate: Gate) -> Iterator[Edge]:
    for (limit, factor), (_next, after) in zip(gate.steps, gate.steps[1:], strict=False):
        yield Edge("gate", gate.code, gate.name, gate.measure, Fraction(limit, MICRO), before=factor, after=after)


def figures_at(outcome: Outcome) -> dict[tuple[str, str], Fraction]:
    """The figure by which each leg, indicator and gate of an outcome goes, where it is there."""
    found: dict[tuple[str, str], Fraction] = {}
    for leg in outcome.legs:
        if leg.figure is not None and leg.leg.tiers is not None:
            found["tier", leg.leg.code] = leg.figure
        elif leg.leg.plan:
            share = value_of(MEASURES["npl"], outcome.facts)
            if share is not None:
                found["quality", leg.leg.code] = share
    found |= {("step", one.indicator.code): one.actual for one in outcome.indicators if one.actual is not None}
    return found | {("gate", one.gate.code): one.figure for one in outcome.gates if not one.assumed}


def near(edge: Edge, figure: Fraction) -> int:
    """-1 just below or at an edge that is not passed yet, 1 just beyond it, 0 elsewhere."""
    if abs(figure - edge.at) > NEAR * abs(edge.at):
        return 0
    return -1 if figure < edge.at else 1
