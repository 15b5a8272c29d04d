"""Scores out of many answers: groups large enough to hide who said what, trimmed means, outliers, hard and soft raters.

Source: piece 5, part 4. A group of raters with too few answers is neither shown nor counted, so that it cannot be
reckoned back from the whole. One's own view stands apart and never counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from qiao.ground.words import gettext_noop as _

MAD_PART = Fraction(14_826, 10_000)
"""Times the median deviation: what a standard deviation would be of answers spread evenly about their middle."""
SPREAD_LEAST = Fraction(5)
"""Answers that agree to a point make no outlier of one that is a few points off."""
RATED_LEAST = 3
"""Of fewer people nobody is called a hard or a soft rater."""
BP_ONE, HUNDRED = 10_000, 100


class Relation(StrEnum):
    """How a rater stands to who is rated."""

    SELF = "self"
    LEAD = "lead"
    PEER = "peer"
    REPORT = "report"
    SERVICE = "service"


RELATION_WORDS = {
    Relation.SELF: _("oneself"),
    Relation.LEAD: _("who leads"),
    Relation.PEER: _("colleagues of the same post"),
    Relation.REPORT: _("who is led"),
    Relation.SERVICE: _("those who are served inside the bank"),
}
KNOWN = frozenset({Relation.SELF, Relation.LEAD})
"""Groups of one by their nature: everybody knows who it is."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The numbers of the house that hold for a round."""

    raters_least: int
    weights: Mapping[str, int]
    trim_bp: int
    outlier_hundredths: int
    severity: int


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of a relation together; without a score where too few answered."""

    relation: Relation
    answers: int
    score: Fraction | None
    outliers: tuple[Fraction, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether its score may be read."""
        return self.score is not None


@dataclass(frozen=True, slots=True)
class Result:
    """A person's groups and the score of those that count; None where none does."""

    groups: tuple[Group, ...]
    score: Fraction | None


def trimmed_mean(scores: Sequence[Fraction], *, trim_bp: int) -> Fraction:
    """The mean without the lowest and the highest part; at least one stays."""
    ordered = sorted(scores)
    cut = min(len(ordered) * trim_bp // BP_ONE, (len(ordered) - 1) // 2)
    kept = ordered[cut : len(ordered) - cut]
    return sum(kept, Fraction(0)) / len(kept)


def deviations(scores: Sequence[Fraction]) -> list[Fraction]:
    """Each score's robust deviation from the median: by the median of all deviations, at least five points."""
    middle = median(scores)
    spread = max(MAD_PART * median(abs(one - middle) for one in scores), SPREAD_LEAST)
    return [Fraction(one - middle) / spread for one in scores]


def result_of(scores: Mapping[Relation, Sequence[Fraction]], *, terms: Terms) -> Result:
    """A person's result out of the scores by relation."""
    groups = tuple(_group(relation, scores.get(relation, ()), terms) for relation in Relation if scores.get(relation))
    counted = [
        (one.score, terms.weights.get(one.relation.value, 0))
        for one in groups
        if one.score is not None and one.relation is not Relation.SELF
    ]
    weight = sum(part for _score, part in counted)
    if not weight:
        return Result(groups, None)
    return Result(groups, sum((score * part for score, part in counted), Fraction(0)) / weight)


def _group(relation: Relation, scores: Sequence[Fraction], terms: Terms) -> Group:
    if relation not in KNOWN and len(scores) < terms.raters_least:
        return Group(relation, len(scores), None)
    bound = Fraction(terms.outlier_hundredths, HUNDRED)
    outliers = tuple(sorted(one for one in deviations(scores) if abs(one) > bound))
    return Group(relation, len(scores), trimmed_mean(scores, trim_bp=terms.trim_bp), outliers)


def severities(scores: Mapping[str, Mapping[str, Fraction]], *, terms: Terms) -> list[tuple[Fraction, int]]:
    """Raters who are on average well above or below the median of those they rate: by how much, of how many; no names.

    `scores` are by person and rater, oneself left out. The hardest first.
    """
    off: dict[str, list[Fraction]] = {}
    for by_rater in scores.values():
        middle = median(by_rater.values()) if len(by_rater) >= terms.raters_least else None
        for rater, score in by_rater.items():
            if middle is not None:
                off.setdefault(rater, []).append(Fraction(score - middle))
    found = [(sum(own, Fraction(0)) / len(own), len(own)) for own in off.values() if len(own) >= RATED_LEAST]
    return sorted(one for one in found if abs(one[0]) >= terms.severity)
