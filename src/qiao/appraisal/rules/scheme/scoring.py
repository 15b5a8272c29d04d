"""How an indicator becomes points: completion, steps, points for each step off, rank, efficacy, standardised.

Source: piece 2, 3.4 (line 257). Each way is a pure function from an actual figure and its target to a part of the
weight, exact; the scheme names the way, its caps and whether steps count whole or in proportion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction

from qiao.appraisal.rules.performance import completion as completion_of
from qiao.ground.words import gettext_noop as _

MICRO = 1_000_000
EFFICACY_LEAST, EFFICACY_SPAN, EFFICACY_WHOLE = 60, 40, 100  # the method's own: 60 at the least value, 100 at the best
STANDARD_MIDDLE, STANDARD_STEP = 50, 10  # the method's own: 50 at the mean, 10 points a standard deviation
ROOT = Context(prec=40)
HIGHEST_POINTS = 100


class Way(StrEnum):
    """The ways of scoring."""

    COMPLETION = "completion"
    NEGATIVE = "negative"
    STEPS = "steps"
    EACH = "each"
    RANK = "rank"
    EFFICACY = "efficacy"
    STANDARD = "standard"
    TAKEN_OFF = "taken_off"


WAY_WORDS = {
    Way.COMPLETION: _("completion of the target, within a floor and a cap"),
    Way.NEGATIVE: _("two less the completion, as less is better"),
    Way.STEPS: _("points by steps of the figure"),
    Way.EACH: _("points off for each step beyond the target"),
    Way.RANK: _("place among peers"),
    Way.EFFICACY: _("efficacy coefficient: 60 at the least value, 100 at the best"),
    Way.STANDARD: _("standardised among peers: 50 at their mean, 10 a standard deviation"),
    Way.TAKEN_OFF: _("points taken off, without a floor"),
}


@dataclass(frozen=True, slots=True)
class Scoring:
    """A way with its numbers, millionths; those that the way does not use stand as they are.

    steps: (bound, part of the weight), the highest bound that is reached counts. each: so much off the target takes so
    much of the points (in points), at most all of `most`.
    """

    way: Way
    cap_micro: int = MICRO
    floor_micro: int = 0
    nothing_below_micro: int = 0
    steps: tuple[tuple[int, int], ...] = ()
    each_micro: int = 0
    points_micro: int = 0
    most_micro: int = 0
    whole_steps: bool = True
    least_micro: int = 0
    best_micro: int = 0


def clipped(value: Fraction, *, least: Fraction, most: Fraction) -> Fraction:
    """A value within bounds."""
    return max(least, min(value, most))


def by_completion(actual: Fraction, *, target: Fraction, scoring: Scoring) -> Fraction | None:
    """A / T between floor and cap, nothing below a threshold; below a target under 0 it is 1 + (A - T) / |T|."""
    done = completed(actual, target=target)
    if done is None:
        return None
    if scoring.nothing_below_micro and done < Fraction(scoring.nothing_below_micro, MICRO):
        return Fraction(0)
    return clipped(done, least=_of(scoring.floor_micro), most=_of(scoring.cap_micro))


def completed(actual: Fraction, *, target: Fraction) -> Fraction | None:
    """How much of a target is reached, exactly; None for a target of 0."""
    if target == 0:
        return None
    scale = target.denominator
    return completion_of(actual * scale, target=int(target * scale))


def by_negative(actual: Fraction, *, target: Fraction, scoring: Scoring) -> Fraction | None:
    """2 - A / T between 0 and cap, where less is better; a target of 0 or below has no such measure."""
    if target <= 0:
        return None
    return clipped(2 - actual / target, least=Fraction(0), most=_of(scoring.cap_micro))


def by_steps(actual: Fraction, *, scoring: Scoring) -> Fraction:
    """The part of the weight at the highest bound that the figure reaches; 0 below the first."""
    found = [part for bound, part in scoring.steps if actual >= _of(bound)]
    return _of(found[-1]) if found else Fraction(0)


def points_off(actual: Fraction, *, target: Fraction, scoring: Scoring, more_is_better: bool) -> Fraction:
    """Points that being off the target takes: for each whole step, or in proportion; at most `most`."""
    assert scoring.each_micro > 0
    off = target - actual if more_is_better else actual - target
    if off <= 0:
        return Fraction(0)
    steps = off / _of(scoring.each_micro)
    counted = Fraction(steps.numerator // steps.denominator) if scoring.whole_steps else steps
    return min(counted * _of(scoring.points_micro), _of(scoring.most_micro))


def by_each(
    actual: Fraction, *, target: Fraction, scoring: Scoring, more_is_better: bool, weight: Fraction
) -> Fraction:
    """The part of the weight that is left after the points off."""
    if weight == 0:
        return Fraction(0)
    taken = points_off(actual, target=target, scoring=scoring, more_is_better=more_is_better)
    return clipped(1 - taken / weight, least=Fraction(0), most=Fraction(1))


def mean_rank(value: Fraction, *, peers: Sequence[Fraction], more_is_better: bool) -> Fraction:
    """The place among peers, oneself included; those who tie share the mean of their places."""
    better = sum(1 for one in peers if (one > value if more_is_better else one < value))
    same = sum(1 for one in peers if one == value)
    assert same > 0, "the peers hold the person"
    return better + Fraction(same + 1, 2)


def by_rank(value: Fraction, *, peers: Sequence[Fraction], more_is_better: bool) -> Fraction:
    """(n - rank + 1) / n."""
    rank = mean_rank(value, peers=peers, more_is_better=more_is_better)
    return (len(peers) - rank + 1) / len(peers)


def by_efficacy(actual: Fraction, *, scoring: Scoring) -> Fraction:
    """(60 + 40 (A - least) / (best - least)) / 100, within 0 and 1; the best value may be the lower one."""
    least, best = _of(scoring.least_micro), _of(scoring.best_micro)
    assert least != best
    part = (EFFICACY_LEAST + EFFICACY_SPAN * (actual - least) / (best - least)) / EFFICACY_WHOLE
    return clipped(part, least=Fraction(0), most=Fraction(1))


def by_standard(value: Fraction, *, peers: Sequence[Fraction], more_is_better: bool) -> Fraction:
    """50 + 10 z within 0 and 100, over 100; z by the deviation of all peers, its root taken to 40 digits."""
    mean = sum(peers, Fraction(0)) / len(peers)
    variance = sum(((one - mean) ** 2 for one in peers), Fraction(0)) / len(peers)
    if variance == 0:
        return Fraction(STANDARD_MIDDLE, HIGHEST_POINTS)
    root = ROOT.sqrt(ROOT.divide(Decimal(variance.numerator), Decimal(variance.denominator)))
    z = (value - mean) / Fraction(root)
    points = STANDARD_MIDDLE + STANDARD_STEP * (z if more_is_better else -z)
    return clipped(points, least=Fraction(0), most=Fraction(HIGHEST_POINTS)) / HIGHEST_POINTS


def _of(micro: int) -> Fraction:
    return Fraction(micro, MICRO)
