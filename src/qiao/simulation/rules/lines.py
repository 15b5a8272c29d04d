"""A line of a simulation: one person, one piece; what is paid as things stand and what the scheme would pay."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.earning import earned
from qiao.appraisal.rules.scheme.evaluate import Outcome
from qiao.appraisal.rules.scheme.facts import MICRO
from qiao.ground.money import FEN_A_YUAN, half_away
from qiao.ground.words import gettext_noop as _


class Bound(StrEnum):
    """What kept a sum from being what was earned."""

    LEG_CAP = "leg_cap"
    LEG_FLOOR = "leg_floor"
    PAY_CAP = "pay_cap"
    GUARANTEED = "guaranteed"
    BELOW = "below"  # R is below 0


BOUND_WORDS = {
    Bound.LEG_CAP: _("a leg's cap is reached"),
    Bound.LEG_FLOOR: _("a leg's floor counts"),
    Bound.PAY_CAP: _("the cap of the whole is reached"),
    Bound.GUARANTEED: _("the guaranteed sum is paid"),
    Bound.BELOW: _("R is below 0"),
}


@dataclass(frozen=True, slots=True)
class Who:
    """A person as the settlement of the piece's last month knew them; `branch` is the unit below the head office."""

    staff_id: str
    name: str
    org_id: str
    branch: str
    units: frozenset[str]
    post: str
    level: str


@dataclass(frozen=True, slots=True)
class Line:
    """Fen; score and gate in millionths. `held` says by what the sum as things stand was reckoned."""

    staff_id: str
    name: str
    org_id: str
    branch: str
    level: str
    piece: str
    held_by: str
    held_fen: int
    new_fen: int
    now_fen: int
    later_fen: tuple[int, ...]
    raw_fen: int
    score_micro: int | None
    gate_micro: int
    unworthy_fen: int  # of R, what the gate of EVA takes
    bounds: tuple[str, ...]
    assumed: tuple[str, ...]  # indicators and gates whose figure, target or peers were assumed

    @property
    def change_fen(self) -> int:
        """What the scheme would pay more; negative where less."""
        return self.new_fen - self.held_fen


@dataclass(frozen=True, slots=True)
class Held:
    """What is paid of a person's piece as things stand, and by what: a scheme's code or the plan's."""

    fen: int
    by: str


def line_of(who: Who, outcome: Outcome, *, piece: str, held: Held, plans: Mapping[str, Plan]) -> Line:
    """A line out of what the scheme came to."""
    score = outcome.score
    return Line(
        staff_id=who.staff_id,
        name=who.name,
        org_id=who.org_id,
        branch=who.branch,
        level=who.level,
        piece=piece,
        held_by=held.by,
        held_fen=held.fen,
        new_fen=outcome.variable_fen,
        now_fen=outcome.spread.now_fen,
        later_fen=outcome.spread.later_fen,
        raw_fen=half_away(outcome.raw * FEN_A_YUAN),
        score_micro=None if score is None else half_away(score * MICRO),
        gate_micro=half_away(outcome.gate * MICRO),
        unworthy_fen=half_away(unworthy(outcome, plans=plans) * FEN_A_YUAN),
        bounds=tuple(one.value for one in bounds_of(outcome)),
        assumed=(
            *(one.indicator.code for one in outcome.indicators if one.assumed),
            *(one.gate.code for one in outcome.gates if one.assumed),
        ),
    )


def bounds_of(outcome: Outcome) -> list[Bound]:
    """The caps and floors that were reached."""
    pay, found = outcome.scheme.pay, []
    if any(one.leg.cap_fen is not None and one.raw > one.amount for one in outcome.legs):
        found.append(Bound.LEG_CAP)
    if any(one.leg.floor_fen is not None and one.raw < one.amount for one in outcome.legs):
        found.append(Bound.LEG_FLOOR)
    if pay.cap_fen is not None and outcome.variable_fen == pay.cap_fen:
        found.append(Bound.PAY_CAP)
    if pay.guaranteed_fen and outcome.variable_fen == pay.guaranteed_fen:
        found.append(Bound.GUARANTEED)
    if outcome.raw < 0:
        found.append(Bound.BELOW)
    return found


def unworthy(outcome: Outcome, *, plans: Mapping[str, Plan]) -> Fraction:
    """What R would be more, in yuan, if loans counted whatever their EVA is."""
    facts, found = outcome.facts, Fraction(0)
    if facts.sum_micro("loan_margin", weights={}) == facts.sum_micro("loan_margin_worth", weights={}):
        return found
    for one in outcome.legs:
        if one.leg.worth:
            open_leg = replace(one.leg, worth=False)
            found += earned(open_leg, outcome.facts, plans=plans, telling=False).amount - one.amount
    return found
