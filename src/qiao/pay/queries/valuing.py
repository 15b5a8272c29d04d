"""What people of a run are paid by: a scheme with their figures, targets, peers and team, or the plan's paid bonus.

Figures come from kept settlements and from what was handed in; a figure that nobody handed in refuses the reckoning of
that person, with the reason, and is never taken for 0.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from qiao.appraisal.queries.closing import ClosedMonth
from qiao.appraisal.queries.handed_figures import handed_figures
from qiao.appraisal.queries.scheme_facts import OF_BASE, OF_EVA, Base, facts_by_person, scheme_columns
from qiao.appraisal.queries.schemes import charges_on, known_plans, peers_least_on
from qiao.appraisal.queries.targets import standing_targets
from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.scheme.facts import Key, PersonFacts, laid_beside, missing_in, value_of
from qiao.appraisal.rules.scheme.library import Bearer
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Indicator, Scheme, TargetFrom
from qiao.appraisal.rules.scheme.scoring import Way
from qiao.appraisal.rules.spans import moved
from qiao.contribution.queries.runs import folder_of
from qiao.engine.reading import select
from qiao.ground.money import micro_of_fen
from qiao.ground.periods import MONTHS_A_YEAR, Period, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.saying import kept_facts
from qiao.pay.queries.taking import DAY, Taken
from qiao.pay.rules.periods import RunPeriod
from qiao.pay.rules.valued import Valuer

TARGET_OF = {"deposit_average": Measure.DEPOSITS, "loan_average": Measure.LOANS, "fees": Measure.FEES}
BY_PEERS = frozenset({Way.RANK, Way.STANDARD})


@dataclass(slots=True)
class Valued:
    """By person how the schemes value the period, as found so far; and of whom that cannot be said, and why."""

    valuers: dict[str, Valuer] = field(default_factory=dict)
    troubles: list[dict[str, Any]] = field(default_factory=list)


def trouble(person: Taken, refusal: Refusal) -> dict[str, Any]:
    """Why a person could not be reckoned, as plain JSON."""
    facts = kept_facts(refusal.facts)
    return {"staff_id": person.staff_id, "name": person.name, "words": str(refusal.words), "facts": facts}


def valued(people: Sequence[Taken], *, period: RunPeriod, raw_carried: Mapping[str, int]) -> Valued:
    """Those of the people whom a scheme pays, group by group of equal schemes and months."""
    groups: dict[tuple[str, tuple[str, ...]], list[Taken]] = {}
    for one in people:
        if one.schemes:
            groups.setdefault((one.codes, one.months), []).append(one)
    found = Valued()
    last = period.period.until - DAY
    plans, peers_least = known_plans(), peers_least_on(last)
    for _key, group in sorted(groups.items()):
        try:
            facts = _facts(group, period=period)
        except Refusal as refusal:
            found.troubles += [trouble(one, refusal) for one in group]
            continue
        for one in group:
            own = replace(facts[one.staff_id], carried_fen=raw_carried.get(one.staff_id, 0))
            valuer = Valuer(one.schemes, own, plans, peers_least)
            try:
                valuer.outcomes()
            except Refusal as refusal:
                found.troubles.append(trouble(one, refusal))
            else:
                found.valuers[one.staff_id] = valuer
    return found


def _facts(group: Sequence[Taken], *, period: RunPeriod) -> dict[str, PersonFacts]:
    """The facts of a group of people under the same schemes and months."""
    schemes, months = group[0].schemes, group[0].months
    indicators = [one for scheme in schemes for one in scheme.indicators]
    own = _figures(group, schemes, months)
    span = _span(months)
    facts = {one.staff_id: PersonFacts(one.staff_id, span, own.get(one.staff_id, {})) for one in group}
    targets = _targets(group, period=period, indicators=indicators)
    before = _last_year(group, schemes, months, indicators=indicators)
    peers = _peers(facts.values(), indicators)
    teams = _teams(group, own) if any(one.axes.bearer is Bearer.TEAM for one in indicators) else {}
    return {
        one.staff_id: replace(
            facts[one.staff_id],
            targets=targets.get(one.staff_id, {}),
            last_year=before.get(one.staff_id, {}),
            peers=peers,
            team=teams.get(one.org_id, {}),
        )
        for one in group
    }


def _figures(group: Sequence[Taken], schemes: Sequence[Scheme], months: Sequence[str]) -> dict[str, dict[Key, int]]:
    """Kept figures and those handed in; whoever has none kept has 0 of what a settlement keeps."""
    needed = needed_figures(schemes)
    ids = [one.staff_id for one in group]
    columns = scheme_columns(
        ids,
        months,
        base=_base(schemes, months) if needed & set(OF_BASE) else None,
        charges=charges_on(month_period(months[-1]).until - DAY) if needed & set(OF_EVA) else None,
    )
    kept = facts_by_person(columns, besides=ids)
    handed = handed_figures(_span(months), ids)
    return {staff_id: dict(laid_beside(kept[staff_id], handed.get(staff_id, {})).figures) for staff_id in ids}


def _span(months: Sequence[str]) -> Period:
    return Period(month_period(months[0]).since, month_period(months[-1]).until)


def needed_figures(schemes: Iterable[Scheme]) -> set[str]:
    """Every kept figure that these schemes ask for."""
    found: set[str] = set()
    for scheme in schemes:
        names = [one.measure for one in scheme.indicators] + [one.measure for one in scheme.gates]
        names += [name for leg in scheme.legs for name in leg.measures]
        found |= {figure for name in names for figure in MEASURES[name].figures}
        if any(leg.worth for leg in scheme.legs):
            found |= set(OF_EVA)
    return found


def _base(schemes: Sequence[Scheme], months: Sequence[str]) -> Base:
    """The day the newest scheme's legs name, else the average of the year before."""
    named = [leg.base_on for scheme in schemes for leg in scheme.legs if leg.base_on is not None]
    return Base(on=named[-1]) if named else Base(year=int(months[0][:4]) - 1)


def _targets(
    group: Sequence[Taken], *, period: RunPeriod, indicators: Sequence[Indicator]
) -> dict[str, dict[str, int]]:
    """Each person's own targets by indicator, millionths, as the sheet of targets has them for the period."""
    wanted = {
        one.code: TARGET_OF[one.measure]
        for one in indicators
        if one.target.source is TargetFrom.SHEET and one.measure in TARGET_OF
    }
    if not wanted:
        return {}
    rows = standing_targets([one.staff_id for one in group], [period.name])
    return {
        one.staff_id: {
            code: micro_of_fen(rows[one.staff_id, measure.value, period.name].amount_fen)
            for code, measure in wanted.items()
            if (one.staff_id, measure.value, period.name) in rows
        }
        for one in group
    }


def _last_year(
    group: Sequence[Taken], schemes: Sequence[Scheme], months: Sequence[str], *, indicators: Sequence[Indicator]
) -> dict[str, dict[str, int]]:
    """The same months a year before, for targets that stand over them; millionths."""
    wanted = [one for one in indicators if one.target.source is TargetFrom.BASE]
    if not wanted:
        return {}
    back = moved(tuple(months), by=-MONTHS_A_YEAR)
    figures = _figures(group, schemes, back)
    span = _span(back)
    found: dict[str, dict[str, int]] = {}
    for one in group:
        facts = PersonFacts(one.staff_id, span, figures.get(one.staff_id, {}))
        told = {each.code: _value(each, facts) for each in wanted}
        found[one.staff_id] = {code: int(value * 1_000_000) for code, value in told.items() if value is not None}
    return found


def _value(indicator: Indicator, facts: PersonFacts) -> Fraction | None:
    measure = MEASURES[indicator.measure]
    return None if missing_in(measure, facts) else value_of(measure, facts)


def _peers(facts: Iterable[PersonFacts], indicators: Sequence[Indicator]) -> dict[str, tuple[Fraction, ...]]:
    """The figures of all who are ranked together: those of the run under the same schemes."""
    known = list(facts)
    found = {}
    for one in indicators:
        if one.scoring.way in BY_PEERS:
            values = (_value(one, facts_of_one) for facts_of_one in known)
            found[one.code] = tuple(value for value in values if value is not None)
    return found


def _teams(group: Sequence[Taken], figures: Mapping[str, Mapping[Key, int]]) -> dict[str, dict[Key, int]]:
    """By unit the figures of its people added up; of those whom the run takes."""
    found: dict[str, dict[Key, int]] = {}
    for one in group:
        own = found.setdefault(one.org_id, {})
        for key, value in figures.get(one.staff_id, {}).items():
            own[key] = own.get(key, 0) + value
    return found


def plan_bonuses(closes: Mapping[str, ClosedMonth], *, months: Collection[str]) -> dict[tuple[str, str], int]:
    """By person and month the paid bonus of the settlement the month was closed on; those of 0 are left out."""
    found: dict[tuple[str, str], int] = {}
    for month in sorted(months):
        file = folder_of(closes[month].run) / "staff_result.parquet"
        rows = select([file], columns=["staff_id", "bonus_fen"], where="bonus_fen <> 0")
        found |= {(row["staff_id"], month): int(row["bonus_fen"]) for row in rows}
    return found
