"""What people of a run are paid by: a scheme with their figures, targets, peers and team, or the plan's paid bonus.

Figures come from kept settlements and from what was handed in; a figure that nobody handed in refuses the reckoning of
that person, with the reason, and is never taken for 0.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qiao.appraisal.queries import beside
from qiao.appraisal.queries.closing import ClosedMonth
from qiao.appraisal.queries.handed_figures import handed_figures
from qiao.appraisal.queries.scheme_facts import Base, facts_by_person, scheme_columns
from qiao.appraisal.queries.schemes import known_plans, peers_least_on
from qiao.appraisal.rules.scheme.beside import Stand, Stands, asks_base, base_day, over_last_year
from qiao.appraisal.rules.scheme.facts import PersonFacts, laid_beside
from qiao.appraisal.rules.scheme.scheme import Indicator, Scheme
from qiao.appraisal.rules.spans import moved
from qiao.contribution.queries.runs import folder_of
from qiao.engine.reading import select
from qiao.ground.periods import MONTHS_A_YEAR, Period, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.saying import kept_facts
from qiao.pay.queries.taking import DAY, Taken
from qiao.pay.rules.periods import RunPeriod
from qiao.pay.rules.valued import Valuer


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
            facts = _facts(group, period=period, peers_least=peers_least)
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


def _facts(group: Sequence[Taken], *, period: RunPeriod, peers_least: int) -> dict[str, PersonFacts]:
    """The facts of a group of people under the same schemes and months."""
    schemes, months = group[0].schemes, group[0].months
    indicators = [one for scheme in schemes for one in scheme.indicators]
    ids, tree = [one.staff_id for one in group], beside.branches_and_units()
    stands = {one.staff_id: Stand(one.org_id, tree(one.org_id)[0]) for one in group}
    return beside.laid_out(
        indicators,
        _figures(ids, schemes, months),
        stands=stands,
        targets=beside.own_targets(indicators, period=period.name, staff_ids=ids),
        last_year=_last_year(group, indicators, stands=stands),
        peers_least=peers_least,
    )


def _figures(ids: Sequence[str], schemes: Sequence[Scheme], months: Sequence[str]) -> dict[str, PersonFacts]:
    """Kept figures and those handed in; whoever has none kept has 0 of what a settlement keeps."""
    columns = scheme_columns(
        ids,
        months,
        base=_base(schemes, months) if asks_base(schemes) else None,
        charges=beside.charges_of(schemes, months),
    )
    kept = facts_by_person(columns, besides=ids)
    handed = handed_figures(_span(months), ids)
    return {one: laid_beside(kept[one], handed.get(one, {})) for one in ids}


def _span(months: Sequence[str]) -> Period:
    return Period(month_period(months[0]).since, month_period(months[-1]).until)


def _base(schemes: Sequence[Scheme], months: Sequence[str]) -> Base:
    """The day the newest scheme's legs name, else the average of the year before."""
    on = base_day(schemes)
    return Base(on=on) if on is not None else Base(year=int(months[0][:4]) - 1)


def _last_year(group: Sequence[Taken], indicators: Sequence[Indicator], *, stands: Stands) -> dict[str, dict[str, int]]:
    """The same months a year before, for targets that stand over them; millionths."""
    if not over_last_year(indicators):
        return {}
    back = moved(tuple(group[0].months), by=-MONTHS_A_YEAR)
    before = _figures([one.staff_id for one in group], group[0].schemes, back)
    return beside.reached_before(indicators, before, stands=stands)


def plan_bonuses(closes: Mapping[str, ClosedMonth], *, months: Collection[str]) -> dict[tuple[str, str], int]:
    """By person and month the paid bonus of the settlement the month was closed on; those of 0 are left out."""
    found: dict[tuple[str, str], int] = {}
    for month in sorted(months):
        file = folder_of(closes[month].run) / "staff_result.parquet"
        rows = select([file], columns=["staff_id", "bonus_fen"], where="bonus_fen <> 0")
        found |= {(row["staff_id"], month): int(row["bonus_fen"]) for row in rows}
    return found
