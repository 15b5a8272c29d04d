"""What one indicator comes to in points, and one gate in its factor, each with its reason in words."""

from dataclasses import dataclass, replace
from fractions import Fraction

from qiao.appraisal.rules.scheme import scoring as ways
from qiao.appraisal.rules.scheme.earning import lacks
from qiao.appraisal.rules.scheme.facts import MICRO, PersonFacts, missing_in, value_of
from qiao.appraisal.rules.scheme.library import Bearer, Direction
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Gate, Indicator, TargetFrom
from qiao.appraisal.rules.scheme.scoring import Way
from qiao.appraisal.rules.scheme.telling import Said, number, percent, told
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Scored:
    """An indicator with its figure, target and points; exact. `part` is what the way gives of the weight."""

    indicator: Indicator
    actual: Fraction | None
    target: Fraction | None
    part: Fraction
    points: Fraction
    steps: tuple[Said, ...]
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A gate with its figure and factor."""

    gate: Gate
    figure: Fraction
    factor: Fraction
    steps: tuple[Said, ...]
    assumed: bool = False

    @property
    def step(self) -> Said:
        """The one step there is, where it was told."""
        return self.steps[0]


@dataclass(frozen=True, slots=True)
class Held:
    """What a way of scoring is given."""

    actual: Fraction
    target: Fraction | None
    peers: tuple[Fraction, ...]
    more: bool
    weight: Fraction


def scored(
    indicator: Indicator,
    facts: PersonFacts,
    *,
    peers_least: int,
    assumed: Fraction | None = None,
    telling: bool = True,
) -> Scored:
    """An indicator of one person; `peers_least` is how many peers a rank needs at least.

    assumed: the part of the weight that is taken where a figure, target or peers are not there; None = it is refused.
    """
    lacking = lacking_of(indicator, facts, peers_least=peers_least)
    if lacking is not None:
        if assumed is None:
            raise lacking
        return _assumed(indicator, part=assumed, telling=telling)
    actual = _actual(indicator, facts)
    target = _target(indicator, facts)
    weight = Fraction(indicator.weight_micro, MICRO)
    if actual is None:
        words = _("There is nothing to hold it over in this period: no points")
        return Scored(indicator, None, target, Fraction(0), Fraction(0), (Said("points.nothing", words, {}),))
    held = Held(
        actual=actual,
        target=target,
        peers=tuple(facts.peers.get(indicator.code, ())),
        more=indicator.axes.direction is Direction.MORE,
        weight=weight,
    )
    part = _part(indicator, held)
    points = -actual if indicator.scoring.way is Way.TAKEN_OFF else weight * part
    steps = (_said(indicator, held, part=part, points=points),) if telling else ()
    return Scored(indicator, actual, target, part, points, steps)


def lacking_of(indicator: Indicator, facts: PersonFacts, *, peers_least: int) -> Refusal | None:
    """What keeps an indicator from being reckoned: a figure nobody has handed in, no target, too few peers."""
    missing = missing_in(MEASURES[indicator.measure], borne(indicator, facts))
    if missing:
        return lacks(missing[0], facts, of=indicator.code)
    known = {TargetFrom.SHEET: facts.targets, TargetFrom.BASE: facts.last_year}.get(indicator.target.source)
    if known is not None and indicator.code not in known:
        words = _("%(code)s is held against a target that %(staff)s does not have; set it first.")
        return Refusal("scheme.target_unknown", words, code=indicator.code, staff=facts.staff_id)
    peers = len(facts.peers.get(indicator.code, ()))
    if indicator.scoring.way in {Way.RANK, Way.STANDARD} and peers < peers_least:
        words = _("%(code)s is held against peers: %(found)s are too few, at least %(least)s are needed.")
        return Refusal("scheme.peers_few", words, code=indicator.code, found=peers, least=peers_least)
    return None


def _assumed(indicator: Indicator, *, part: Fraction, telling: bool) -> Scored:
    """Points that are only assumed; what is taken off is assumed to be nothing."""
    weight = Fraction(indicator.weight_micro, MICRO)
    facts = {"part": percent(part), "weight": number(weight), "points": number(weight * part)} if telling else {}
    words = _("Assumed, as its figure is not in the book: %(part)s of %(weight)s is %(points)s points")
    steps = (Said("points.assumed", words, facts),) if telling else ()
    return Scored(indicator, None, None, part, weight * part, steps, assumed=True)


def borne(indicator: Indicator, facts: PersonFacts) -> PersonFacts:
    """The facts that an indicator is told by: the person's own, or the team's."""
    return replace(facts, figures=facts.team) if indicator.axes.bearer is Bearer.TEAM else facts


def _actual(indicator: Indicator, facts: PersonFacts) -> Fraction | None:
    return value_of(MEASURES[indicator.measure], borne(indicator, facts))


def _target(indicator: Indicator, facts: PersonFacts) -> Fraction | None:
    target = indicator.target
    if target.source is TargetFrom.NONE:
        return None
    if target.source is TargetFrom.FIXED:
        return Fraction(target.value_micro, MICRO)
    known = facts.targets if target.source is TargetFrom.SHEET else facts.last_year
    value = Fraction(known[indicator.code], MICRO)
    return value if target.source is TargetFrom.SHEET else value * Fraction(target.value_micro, MICRO)


def _part(indicator: Indicator, held: Held) -> Fraction:
    """The part of the weight; a target of 0 can be reached by no part and gives none."""
    scoring = indicator.scoring
    target = held.target if held.target is not None else Fraction(0)
    found: Fraction | None
    match scoring.way:
        case Way.COMPLETION:
            found = ways.by_completion(held.actual, target=target, scoring=scoring)
        case Way.NEGATIVE:
            found = ways.by_negative(held.actual, target=target, scoring=scoring)
        case Way.STEPS:
            found = ways.by_steps(held.actual, scoring=scoring)
        case Way.EACH:
            found = ways.by_each(
                held.actual, target=target, scoring=scoring, more_is_better=held.more, weight=held.weight
            )
        case Way.RANK:
            found = ways.by_rank(held.actual, peers=held.peers, more_is_better=held.more)
        case Way.EFFICACY:
            found = ways.by_efficacy(held.actual, scoring=scoring)
        case Way.STANDARD:
            found = ways.by_standard(held.actual, peers=held.peers, more_is_better=held.more)
        case Way.TAKEN_OFF:
            found = Fraction(0)
    return Fraction(0) if found is None else found


def _said(indicator: Indicator, held: Held, *, part: Fraction, points: Fraction) -> Said:
    unit = MEASURES[indicator.measure].unit
    facts = {
        "actual": told(held.actual, unit),
        "target": "" if held.target is None else told(held.target, unit),
        "part": percent(part),
        "weight": number(held.weight),
        "points": number(points),
        "way": ways.WAY_WORDS[indicator.scoring.way],
    }
    if indicator.scoring.way is Way.TAKEN_OFF:
        return Said("points.taken_off", _("%(actual)s taken off: %(points)s points"), facts)
    if held.target is None:
        return Said("points.free", _("%(actual)s; %(way)s: %(part)s of %(weight)s is %(points)s points"), facts)
    words = _("%(actual)s against %(target)s; %(way)s: %(part)s of %(weight)s is %(points)s points")
    return Said("points.held", words, facts)


def passed(gate: Gate, facts: PersonFacts, *, assumed: bool = False, telling: bool = True) -> Passed:
    """The first row whose limit is not exceeded; above the last limit the last row.

    assumed: a gate whose figure is not there lets everything pass, and says so; else it is refused.
    """
    measure = MEASURES[gate.measure]
    lacking = missing_in(measure, facts)
    if lacking and not assumed:
        raise lacks(lacking[0], facts, of=gate.code)
    if lacking:
        words = _("Assumed, as its figure is not in the book: nothing stands in the way")
        steps = (Said("gate.assumed", words, {}),) if telling else ()
        return Passed(gate, Fraction(0), Fraction(1), steps, assumed=True)
    figure = value_of(measure, facts) or Fraction(0)
    found = next((factor for limit, factor in gate.steps if figure <= Fraction(limit, MICRO)), gate.steps[-1][1])
    factor = Fraction(found, MICRO)
    if not telling:
        return Passed(gate, figure, factor, ())
    said = {"figure": told(figure, measure.unit), "factor": number(factor)}
    return Passed(gate, figure, factor, (Said("gate.step", _("%(figure)s: the factor is %(factor)s"), said),))
