"""What lies beside a person's own figures under a scheme: targets, last year's, the team's and the peers'.

One rule for all of it, so that of the same people what is simulated and what is paid cannot differ.
Peers are those of the same branch whom the scheme takes, or its units for what a team bears; where these are too few,
all of them (ours: a rank among two says nothing, one across branches compares unlike markets).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from qiao.appraisal.rules.measures import Measure as TargetOf
from qiao.appraisal.rules.scheme.facts import MICRO, Key, PersonFacts, missing_in, value_of
from qiao.appraisal.rules.scheme.library import Bearer
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.points import borne
from qiao.appraisal.rules.scheme.scheme import Indicator, Scheme, TargetFrom
from qiao.appraisal.rules.scheme.scoring import Way

TARGET_OF = {"deposit_average": TargetOf.DEPOSITS, "loan_average": TargetOf.LOANS, "fees": TargetOf.FEES}
"""Which sheet of targets an indicator's measure is held against; others have no sheet here."""
OF_WORTH = "loan_margin_worth"
NEEDS_EVA = frozenset({"eva", OF_WORTH})
AMONG_PEERS = frozenset({Way.RANK, Way.STANDARD})
Facts = Mapping[str, PersonFacts]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a person stands: the unit, whose people are the team, and the branch, whose people are the peers."""

    unit: str
    branch: str


Stands = Mapping[str, Stand]
Peers = Mapping[str, Mapping[str, Sequence[Fraction]]]
"""By person and indicator the values of all who are ranked together."""


def measures_of(schemes: Iterable[Scheme]) -> set[str]:
    """The measures of all legs, indicators and gates."""
    found: set[str] = set()
    for scheme in schemes:
        found |= {name for leg in scheme.legs for name in leg.measures}
        found |= {one.measure for one in scheme.indicators} | {one.measure for one in scheme.gates}
        found |= {OF_WORTH for leg in scheme.legs if leg.worth}
    return found


def asks_eva(schemes: Iterable[Scheme]) -> bool:
    """Whether the loans' EVA has to be reckoned."""
    return any(NEEDS_EVA.intersection(MEASURES[name].figures) for name in measures_of(schemes))


def asks_base(schemes: Iterable[Scheme]) -> bool:
    """Whether an increment over a base is measured."""
    return any(MEASURES[name].base for name in measures_of(schemes))


def base_day(schemes: Sequence[Scheme]) -> date | None:
    """The day of the base that the newest of these schemes to name one names; None = last year's average."""
    return next((leg.base_on for one in reversed(schemes) for leg in one.legs if leg.base_on is not None), None)


def by_sheet(indicators: Iterable[Indicator]) -> dict[str, TargetOf]:
    """By indicator the sheet its target is read from, of those that have one."""
    return {
        one.code: TARGET_OF[one.measure]
        for one in indicators
        if one.target.source is TargetFrom.SHEET and one.measure in TARGET_OF
    }


def over_last_year(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators whose target stands over the same months of the year before."""
    return [one for one in indicators if one.target.source is TargetFrom.BASE]


def reached(indicators: Iterable[Indicator], facts: PersonFacts) -> dict[str, Fraction]:
    """What a person, or the team for what a team bears, comes to by indicator, in units; what is not there is left out.

    Teams have to be laid beside already.
    """
    found = {}
    for one in indicators:
        measure, own = MEASURES[one.measure], borne(one, facts)
        value = None if missing_in(measure, own) else value_of(measure, own)
        if value is not None:
            found[one.code] = value
    return found


def in_millionths(values: Mapping[str, Fraction]) -> dict[str, int]:
    """Values as whole millionths, towards 0."""
    return {code: int(value * MICRO) for code, value in values.items()}


def with_teams(indicators: Iterable[Indicator], facts: Facts, *, stands: Stands) -> dict[str, PersonFacts]:
    """The facts with the figures of everybody of one's unit added up beside them, where an indicator is a team's."""
    if not any(one.axes.bearer is Bearer.TEAM for one in indicators):
        return dict(facts)
    teams: dict[str, dict[Key, int]] = {}
    for staff_id, one in facts.items():
        team = teams.setdefault(stands[staff_id].unit, {})
        for key, value in one.figures.items():
            team[key] = team.get(key, 0) + value
    return {staff_id: replace(one, team=teams[stands[staff_id].unit]) for staff_id, one in facts.items()}


def among_peers(indicators: Iterable[Indicator], facts: Facts, *, stands: Stands, peers_least: int) -> Peers:
    """Whom each person is ranked among, by indicator: people, or units for what a team bears.

    Whoever has no value is among nobody. Teams have to be laid beside already.
    """
    ranked = [one for one in indicators if one.scoring.way in AMONG_PEERS]
    own = {staff_id: reached(ranked, one) for staff_id, one in facts.items()} if ranked else {}
    found: dict[str, dict[str, Sequence[Fraction]]] = {staff_id: {} for staff_id in own}
    for one in ranked:
        by_branch: dict[str, dict[str, Fraction]] = {}
        for staff_id, values in own.items():
            if one.code in values:
                stand = stands[staff_id]
                bearer = stand.unit if one.axes.bearer is Bearer.TEAM else staff_id
                by_branch.setdefault(stand.branch, {})[bearer] = values[one.code]
        near = {branch: tuple(values.values()) for branch, values in by_branch.items()}
        everybody = tuple(value for values in near.values() for value in values)
        for staff_id, values in own.items():
            if one.code in values:
                among = near[stands[staff_id].branch]
                found[staff_id][one.code] = among if len(among) >= peers_least else everybody
    return found
