"""A worked example that a scheme makes of itself: figures chosen from its tiers, targets and limits, then evaluated.

Source: piece 2, 2.4 (line 227: uniform and feasible rules). Nothing is typed: where a scheme changes, its example
changes with it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.earning import PLANS
from qiao.appraisal.rules.scheme.evaluate import PEERS_LEAST, Outcome, evaluate
from qiao.appraisal.rules.scheme.facts import MICRO, Key, PersonFacts, value_of
from qiao.appraisal.rules.scheme.library import Direction
from qiao.appraisal.rules.scheme.measures import DAYS, MEASURES, Measure
from qiao.appraisal.rules.scheme.scheme import Gate, Indicator, Leg, Rhythm, Scheme, TargetFrom
from qiao.appraisal.rules.scheme.scoring import Way
from qiao.appraisal.rules.scheme.tiers import Tiers
from qiao.appraisal.rules.scheme.units import Unit
from qiao.ground.periods import MONTHS_A_YEAR, Period

WHO = "example"
OF_PLAN_MEASURES = ("deposit_margin", "loan_margin", "npl")  # what the formula of a plan takes
PEERS, TENTH = 20, 10
MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.YEAR: 12}
GOOD, POOR = Fraction(11, 10), Fraction(9, 10)  # a tenth beyond the target, on the good side
BASE_PART = Fraction(4, 5)  # of the average, where an increment needs a base
USUAL = {
    Unit.YUAN: Fraction(1_100_000),
    Unit.YUAN_DAYS: Fraction(1_000_000),
    Unit.PART: Fraction(1, 100),
    Unit.COUNT: Fraction(10),
    Unit.POINTS: Fraction(80),
}
OF_MARGINS = {
    "deposit_margin": Fraction(500_000),
    "loan_margin": Fraction(500_000),
    "loan_margin_worth": Fraction(300_000),
    "loan_days": Fraction(1_000_000),
    "npl_days": Fraction(10_000),
    "fees": Fraction(100_000),
    "expense": Fraction(5_000),
}
"""Where neither tier nor target says how much: round sums, the same for every scheme."""


def example_of(scheme: Scheme, *, plans: Mapping[str, Plan] = PLANS, peers_least: int = PEERS_LEAST) -> Outcome:
    """The scheme applied to somebody made up, over its first period."""
    return evaluate(scheme, made_up(scheme), plans=plans, peers_least=peers_least)


def made_up(scheme: Scheme) -> PersonFacts:
    """The facts of somebody who reaches the middle of the tiers and a tenth more than each target."""
    period = first_period(scheme)
    figures: dict[str, int] = {}
    for leg in scheme.legs:
        for name in _of(leg):
            _lay(figures, MEASURES[name], _of_tiers(leg.tiers), days=period.days)
    for one in scheme.indicators:
        _lay(figures, MEASURES[one.measure], _of_indicator(one), days=period.days)
    for gate in scheme.gates:
        _lay(figures, MEASURES[gate.measure], _of_gate(gate), days=period.days)
    held: dict[Key, int] = {(name, ""): value for name, value in figures.items()}
    return _beside(scheme, PersonFacts(WHO, period, held, team=held))


def first_period(scheme: Scheme) -> Period:
    """The month, quarter or year that begins with the scheme's first day."""
    months = scheme.since.year * MONTHS_A_YEAR + scheme.since.month - 1 + MONTHS[scheme.rhythm]
    ahead = date(months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1, 1)
    until = ahead + timedelta(days=scheme.since.day - 1)
    return Period(scheme.since, until if scheme.until is None else min(until, scheme.until))


def _of(leg: Leg) -> tuple[str, ...]:
    """What a leg needs: with the gate of EVA, the margin of worthy loans besides."""
    names = (*OF_PLAN_MEASURES, "expense") if leg.plan else leg.measures
    return (*names, "loan_margin_worth") if leg.worth else names


def _of_tiers(tiers: Tiers | None) -> Fraction | None:
    """The middle of the second tier, or a quarter above where it begins if it has no end."""
    if tiers is None:
        return None
    tier = tiers.rows[min(1, len(tiers.rows) - 1)]
    low = Fraction(tier.from_micro, MICRO)
    return (low + Fraction(tier.to_micro, MICRO)) / 2 if tier.to_micro is not None else low * Fraction(5, 4)


def _of_indicator(one: Indicator) -> Fraction | None:
    scoring = one.scoring
    if scoring.way is Way.STEPS:
        return Fraction(scoring.steps[len(scoring.steps) // 2][0], MICRO)
    if scoring.way is Way.EFFICACY:
        return Fraction(scoring.least_micro + scoring.best_micro, 2 * MICRO)
    if scoring.way is Way.TAKEN_OFF:
        return Fraction(1)
    if one.target.source is not TargetFrom.FIXED:
        return None
    target = Fraction(one.target.value_micro, MICRO)
    wanted = target * (GOOD if one.axes.direction is Direction.MORE else POOR)
    return min(wanted, Fraction(1)) if MEASURES[one.measure].unit is Unit.PART else wanted


def _of_gate(gate: Gate) -> Fraction:
    return Fraction(gate.steps[0][0], MICRO)


def _lay(figures: dict[str, int], measure: Measure, wanted: Fraction | None, *, days: int) -> None:
    """Lay the kept figures so that the measure comes to what is wanted; what is there already stays."""
    value = _usual(measure) if wanted is None else wanted
    below = Fraction(days) if measure.over == DAYS else Fraction(1)
    if measure.over not in {"", DAYS}:
        below = Fraction(figures.setdefault(measure.over, int(_round_sum(measure.over) * MICRO)), MICRO)
    above = value * below
    if measure.base:
        whole = above / (1 - BASE_PART)
        figures.setdefault(measure.base, int((whole - above) * MICRO))
        above += Fraction(figures[measure.base], MICRO)
    for name in measure.minus:
        figures.setdefault(name, 0)
    first, *others = measure.plus
    for name in others:
        figures.setdefault(name, int(_round_sum(name) * MICRO))
    rest = above - sum(Fraction(figures[name], MICRO) for name in others)
    figures.setdefault(first, int((_round_sum(first) if others and wanted is None else rest) * MICRO))


def _usual(measure: Measure) -> Fraction:
    return OF_MARGINS.get(measure.code, USUAL[measure.unit])


def _round_sum(figure: str) -> Fraction:
    return OF_MARGINS.get(figure, Fraction(100))


def _beside(scheme: Scheme, facts: PersonFacts) -> PersonFacts:
    """Targets of one's own, last year's figures and peers, so that a tenth more than the target is reached."""
    targets, last_year, peers = {}, {}, {}
    for one in scheme.indicators:
        actual = value_of(MEASURES[one.measure], facts) or Fraction(0)
        factor = GOOD if one.axes.direction is Direction.MORE else POOR
        aim = int(actual / factor) * MICRO if abs(actual) > TENTH else int(actual / factor * MICRO)
        if one.target.source is TargetFrom.SHEET:
            targets[one.code] = aim
        elif one.target.source is TargetFrom.BASE and one.target.value_micro:
            last_year[one.code] = aim * MICRO // one.target.value_micro
        if one.scoring.way in {Way.RANK, Way.STANDARD}:
            step = abs(actual) / TENTH + 1
            peers[one.code] = [actual + step * number for number in range(-PEERS // 2, PEERS // 2)]
    return replace(facts, targets=targets, last_year=last_year, peers=peers)
