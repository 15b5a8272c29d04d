"""What a scheme takes of one person and period: kept figures by class of product, targets, peers, what was carried.

Source: piece 2, 2.4 (line 227: appraisal on figures of the back office). Every figure is a whole number, millionths
of its unit, so that facts can be added over months and built from columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from qiao.appraisal.rules.scheme.measures import DAYS, Measure
from qiao.ground.periods import Period

MICRO = 1_000_000
NO_CLASS = ""
Key = tuple[str, str]
"""A kept figure and a class of product; '' where the figure is told by none."""
Weights = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One person's period. `figures` in millionths; `targets`, `last_year` by indicator, `peers` too, themselves in."""

    staff_id: str
    period: Period
    figures: Mapping[Key, int]
    targets: Mapping[str, int] = field(default_factory=dict)
    last_year: Mapping[str, int] = field(default_factory=dict)
    peers: Mapping[str, Sequence[Fraction]] = field(default_factory=dict)
    team: Mapping[Key, int] = field(default_factory=dict)  # the same figures of the person's team
    extra_micro: int = 0  # points beside the indicators
    carried_fen: int = 0  # of earlier periods, 0 or below
    _by_figure: Mapping[str, Sequence[tuple[str, int]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """What is carried is owed. Figures are laid out by name once, since every measure asks for some of them."""
        assert self.carried_fen <= 0, self.carried_fen
        found: dict[str, list[tuple[str, int]]] = {}
        for (name, kind), value in self.figures.items():
            found.setdefault(name, []).append((kind, value))
        object.__setattr__(self, "_by_figure", found)

    def classes(self, figure: str) -> list[tuple[str, int]]:
        """A figure by class of product."""
        return sorted(self._by_figure.get(figure, ()))

    def knows(self, figure: str) -> bool:
        """Whether the figure is there at all."""
        return figure in self._by_figure

    def sum_micro(self, figure: str, *, weights: Mapping[str, int]) -> int:
        """A figure's classes, each times its weight in millionths; a class without a weight counts once."""
        rows = self._by_figure.get(figure, ())
        if not weights:
            return MICRO * sum(value for _kind, value in rows)
        return sum(value * weights.get(kind, MICRO) for kind, value in rows)


def laid_beside(facts: PersonFacts, handed: Mapping[str, int]) -> PersonFacts:
    """The facts of the book with the figures that were handed in beside them; none of the book's own is replaced."""
    beside: dict[Key, int] = {(name, NO_CLASS): value for name, value in handed.items() if not facts.knows(name)}
    return replace(facts, figures={**facts.figures, **beside})


def missing_in(measure: Measure, facts: PersonFacts) -> list[str]:
    """The figures a measure needs and the facts do not have: nothing is taken for 0."""
    return [name for name in measure.figures if not facts.knows(name)]


def value_of(
    measure: Measure, facts: PersonFacts, *, weights: Weights = (), base_weighted: bool = True
) -> Fraction | None:
    """A measure of a person, in units, exact; None where what it is held over is not above zero.

    Sums are whole numbers and become one fraction at the end: a simulation asks a million times.
    """
    by_class = dict(weights)
    above = sum(facts.sum_micro(name, weights=by_class) for name in measure.plus)
    above -= sum(facts.sum_micro(name, weights=by_class) for name in measure.minus)
    if measure.base:
        above -= facts.sum_micro(measure.base, weights=by_class if base_weighted else {})
    if not measure.over:
        return Fraction(above, MICRO * MICRO)
    if measure.over == DAYS:
        return Fraction(above, MICRO * MICRO * facts.period.days)
    below = facts.sum_micro(measure.over, weights={})
    return Fraction(above, below) if below > 0 else None


def part_of(facts: PersonFacts, period: Period) -> PersonFacts:
    """The facts of some days of a period, in proportion to the days; balances and bases stay as they are.

    Only where a scheme changes within a month: what is kept by month cannot tell on which day of it something was
    earned. The rounding of each figure is to its millionth.
    """
    days, whole = period.days, facts.period.days
    assert facts.period.since <= period.since
    assert period.until <= facts.period.until
    standing = ("deposit_at_day", "loan_at_day", "market_share")
    figures = {key: value if key[0] in standing else _cut(value, facts, period) for key, value in facts.figures.items()}
    assert 0 < days <= whole
    return replace(facts, period=period, figures=figures)


def _cut(value: int, facts: PersonFacts, period: Period) -> int:
    """The part of a figure up to the piece's end less that up to its beginning: pieces sum to the whole."""
    whole = facts.period.days
    until = value * (period.until - facts.period.since).days // whole
    return until - value * (period.since - facts.period.since).days // whole
