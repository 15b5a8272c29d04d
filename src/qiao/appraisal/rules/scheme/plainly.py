"""A scheme in plain sentences, section by section, as a manager reads it on one page.

Source: piece 2, 2.4 (line 227); piece 1, section 3 (lines 93, 95). Every number comes from the scheme; the words are
marked and said in the language of the moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from qiao.appraisal.rules.scheme.library import BEARER_WORDS, CATEGORY_WORDS, HORIZON_WORDS, NATURE_WORDS
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import MICRO, Gate, Indicator, Leg, Scheme, TargetFrom
from qiao.appraisal.rules.scheme.scoring import WAY_WORDS, Scoring, Way
from qiao.appraisal.rules.scheme.telling import Said, money, number, percent, told
from qiao.appraisal.rules.scheme.tiers import Counted, Tier, Tiers
from qiao.appraisal.rules.scheme.units import Unit
from qiao.ground.words import gettext_noop as _

FEN_A_YUAN = 100


@dataclass(frozen=True, slots=True)
class Row:
    """An indicator as a row: words are marked, figures are texts."""

    code: str
    name: str
    weight: str
    category: str
    axes: tuple[str, ...]
    target: Said
    scoring: tuple[Said, ...]
    formula: str


@dataclass(frozen=True, slots=True)
class Part:
    """A leg or gate with its sentences."""

    code: str
    name: str
    lines: tuple[Said, ...]


def rows_of(scheme: Scheme) -> tuple[Row, ...]:
    """The indicators."""
    return tuple(_row(one) for one in scheme.indicators)


def _row(one: Indicator) -> Row:
    return Row(
        code=one.code,
        name=one.name,
        weight=number(Fraction(one.weight_micro, MICRO)),
        category=CATEGORY_WORDS[one.axes.category],
        axes=(NATURE_WORDS[one.axes.nature], HORIZON_WORDS[one.axes.horizon], BEARER_WORDS[one.axes.bearer]),
        target=_target(one),
        scoring=tuple(_scoring(one)),
        formula=MEASURES[one.measure].formula,
    )


def _target(one: Indicator) -> Said:
    value = Fraction(one.target.value_micro, MICRO)
    if one.target.source is TargetFrom.FIXED:
        return Said("target.fixed", "%(target)s", {"target": told(value, MEASURES[one.measure].unit)})
    if one.target.source is TargetFrom.BASE:
        return Said("target.base", _("last year x %(factor)s"), {"factor": number(value)})
    if one.target.source is TargetFrom.SHEET:
        return Said("target.sheet", _("one's own, by the sheet of targets"), {})
    return Said("target.none", _("none"), {})


def _scoring(one: Indicator) -> Iterator[Said]:
    scoring, unit = one.scoring, MEASURES[one.measure].unit
    yield Said("way", "%(way)s", {"way": WAY_WORDS[scoring.way]})
    if scoring.way is Way.STEPS:
        for bound, part in scoring.steps:
            facts = {"bound": told(Fraction(bound, MICRO), unit), "part": percent(Fraction(part, MICRO))}
            yield Said("way.step", _("from %(bound)s on %(part)s of the weight"), facts)
    elif scoring.way is Way.EACH:
        facts = {
            "each": told(Fraction(scoring.each_micro, MICRO), unit),
            "points": number(Fraction(scoring.points_micro, MICRO)),
            "most": number(Fraction(scoring.most_micro, MICRO)),
        }
        words = _("each whole %(each)s off takes %(points)s points, at most %(most)s")
        linear = _("each %(each)s off takes %(points)s points in proportion, at most %(most)s")
        yield Said("way.each", words if scoring.whole_steps else linear, facts)
    else:
        yield from _bounds(scoring, unit)


def _bounds(scoring: Scoring, unit: Unit) -> Iterator[Said]:
    if scoring.way in {Way.COMPLETION, Way.NEGATIVE}:
        yield Said("way.cap", _("at most %(cap)s of the weight"), {"cap": percent(Fraction(scoring.cap_micro, MICRO))})
    if scoring.nothing_below_micro:
        least = percent(Fraction(scoring.nothing_below_micro, MICRO))
        yield Said("way.nothing", _("below %(least)s of the target nothing"), {"least": least})
    if scoring.way is Way.EFFICACY:
        facts = {
            "least": told(Fraction(scoring.least_micro, MICRO), unit),
            "best": told(Fraction(scoring.best_micro, MICRO), unit),
        }
        yield Said("way.efficacy", _("least value %(least)s, best %(best)s"), facts)


def legs_of(scheme: Scheme) -> tuple[Part, ...]:
    """The legs of the bonus."""
    return tuple(Part(leg.code, leg.name, tuple(_leg(leg))) for leg in scheme.legs)


def _leg(leg: Leg) -> Iterator[Said]:
    if leg.plan:
        yield Said("leg.plan", _("R of the source formula by the plan %(plan)s, before its floor"), {"plan": leg.plan})
    for name in leg.measures:
        facts = {"measure": MEASURES[name].name, "formula": MEASURES[name].formula}
        yield Said("leg.measure", _("%(measure)s: %(formula)s"), facts)
    for kind, weight in leg.weights:
        facts = {"kind": kind, "weight": number(Fraction(weight, MICRO))}
        yield Said("leg.weight", _("%(kind)s counts x %(weight)s"), facts)
    if any(MEASURES[name].base for name in leg.measures):
        yield _base(leg)
    for rate in leg.rates:
        value = told(Fraction(rate.value_micro, MICRO), rate.unit)
        yield Said("leg.rate", _("x %(name)s %(rate)s"), {"name": rate.name, "rate": value})
    if leg.day_basis is not None:
        words = _("x the days as part of a year by %(basis)s")
        yield Said("leg.basis", words, {"basis": leg.day_basis.value})
    if leg.tiers is not None:
        yield from _tiers(leg.tiers, MEASURES[leg.measures[0]].unit)
    if leg.worth:
        yield Said("leg.worth", _("only loans whose EVA is positive count"), {})
    yield from _limits(leg)


def _base(leg: Leg) -> Said:
    if leg.base_on is None:
        return Said("leg.base", _("the base is last year's average"), {})
    words = _("the base is the balance of %(day)s")
    whole = _("the base is the balance of %(day)s, without the weights of products")
    return Said("leg.base", words if leg.base_weighted else whole, {"day": leg.base_on.isoformat()})


def _tiers(tiers: Tiers, unit: Unit) -> Iterator[Said]:
    if tiers.counted is Counted.MARGINAL:
        yield Said("tiers", _("marginal tiers: each rate is paid on what lies in its tier"), {})
    else:
        yield Said("tiers", _("whole-base tiers: the rate of the reached tier is paid on all of it"), {})
    yield from (_tier(one, unit) for one in tiers.rows)


def _tier(tier: Tier, unit: Unit) -> Said:
    facts = {
        "begins": told(Fraction(tier.from_micro, MICRO), unit),
        "ends": "" if tier.to_micro is None else told(Fraction(tier.to_micro, MICRO), unit),
        "rate": percent(Fraction(tier.rate_micro, MICRO)),
        "sum": money(Fraction(tier.sum_fen, FEN_A_YUAN)),
    }
    if tier.to_micro is None and tier.sum_fen:
        return Said("tier", _("from %(begins)s on: %(rate)s and %(sum)s yuan"), facts)
    if tier.to_micro is None:
        return Said("tier", _("from %(begins)s on: %(rate)s"), facts)
    if tier.sum_fen:
        return Said("tier", _("from %(begins)s to below %(ends)s: %(rate)s and %(sum)s yuan"), facts)
    return Said("tier", _("from %(begins)s to below %(ends)s: %(rate)s"), facts)


def _limits(leg: Leg) -> Iterator[Said]:
    if leg.cap_fen is not None:
        cap = money(Fraction(leg.cap_fen, FEN_A_YUAN))
        yield Said("leg.cap", _("at most %(cap)s yuan"), {"cap": cap})
    if leg.floor_fen is not None:
        floor = money(Fraction(leg.floor_fen, FEN_A_YUAN))
        yield Said("leg.floor", _("at least %(floor)s yuan"), {"floor": floor})


def gates_of(scheme: Scheme) -> tuple[Part, ...]:
    """The gates."""
    return tuple(Part(gate.code, gate.name, tuple(_gate(gate))) for gate in scheme.gates)


def _gate(gate: Gate) -> Iterator[Said]:
    unit = MEASURES[gate.measure].unit
    for limit, factor in gate.steps:
        facts = {"limit": told(Fraction(limit, MICRO), unit), "factor": number(Fraction(factor, MICRO))}
        yield Said("gate.step", _("up to %(limit)s: x %(factor)s"), facts)
    if gate.veto:
        yield Said("gate.veto", _("a factor of 0 takes the whole score as well"), {})


def pay_of(scheme: Scheme) -> tuple[Said, ...]:
    """How the bonus becomes pay, now and later."""
    return tuple(_pay(scheme))


def _pay(scheme: Scheme) -> Iterator[Said]:
    pay = scheme.pay
    if scheme.legs:
        yield Said("pay.formula", _("Variable pay = max(0, R) x score / 100 x gates; R is the sum of the legs"), {})
    for code, words, fen in (
        ("pay.draw", _("%(sum)s yuan are paid ahead in each period and taken off"), pay.draw_fen),
        ("pay.cap", _("in all at most %(sum)s yuan"), pay.cap_fen),
        ("pay.guaranteed", _("%(sum)s yuan are guaranteed"), pay.guaranteed_fen),
    ):
        if fen:
            yield Said(code, words, {"sum": money(Fraction(fen, FEN_A_YUAN))})
    if pay.carry_forward:
        months = {"months": str(pay.carry_months)}
        yield Said("pay.carry", _("a negative R is carried forward for %(months)s months"), months)
    if pay.base_part_micro is not None:
        part = percent(Fraction(pay.base_part_micro, MICRO))
        yield Said("pay.base", _("base pay is %(part)s of all pay"), {"part": part})
    if scheme.deferral is not None:
        facts = {"part": percent(Fraction(scheme.deferral.part_micro, MICRO)), "years": str(scheme.deferral.years)}
        equal = _("%(part)s is deferred over %(years)s years in equal parts")
        words = _("%(part)s is deferred over %(years)s years") if scheme.deferral.parts else equal
        yield Said("pay.deferral", words, facts)
        if scheme.deferral.conditions:
            words = _("paid under the condition: %(conditions)s")
            yield Said("pay.conditions", words, {"conditions": scheme.deferral.conditions})
    if scheme.pool is not None:
        most = percent(Fraction(scheme.pool.moved_most_micro, MICRO))
        words = _("a branch may move a person's part by at most %(most)s; the sum stays")
        yield Said("pay.pool", words, {"most": most})
