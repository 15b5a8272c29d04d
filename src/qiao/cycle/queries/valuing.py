"""What the schemes come to for people of a cycle, from closed months; and what reviews came to.

Each month, quarter or year of the cycle by which a scheme is paid is valued by pay's own door, as a run would take it;
several pieces are weighed by their days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from qiao.appraisal.queries.closing import closed_months
from qiao.appraisal.rules.scheme.evaluate import Outcome, grade_of
from qiao.appraisal.rules.spans import Span
from qiao.cycle.models import Cycle, CycleMember
from qiao.cycle.queries.cycles import period_of
from qiao.cycle.queries.progress import months_of
from qiao.cycle.queries.standards import schemes_by_person
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.queries.taking import Taken, holding_in, months_taken, schemes_of_months, schemes_over
from qiao.pay.queries.valuing import valued
from qiao.pay.rules.periods import RunPeriod, read_period
from qiao.people.queries.staff import staff_names
from qiao.reviews.queries.rounds import ReviewPerson
from qiao.reviews.rules.rounds import RoundState

NO_SCHEME = _("No published scheme takes this person in the period.")
TOO_LONG = _("%(scheme)s is paid over a longer time than this cycle; it has no score of the cycle.")
NOTHING_SCORED = _("The scheme scores nothing; it only pays.")


@dataclass(frozen=True, slots=True)
class Valuation:
    """A person's score by the schemes, exact, with the scheme's own grade; without a score the trouble says why."""

    schemes: str = ""
    score: Fraction | None = None
    grade: str = ""
    trouble: dict[str, Any] = field(default_factory=dict)


def check_closed(one: Cycle) -> None:
    """Refuse while a month of the cycle is open: grades rest on closed months."""
    closed = {row.month for row in closed_months()}
    lacking = [month for month in months_of(one) if month not in closed]
    if lacking:
        words = _("%(month)s is not closed; people are appraised on closed months only. Close it first.")
        raise Refusal("cycle.month_open", words, month=lacking[0])


def valuations(one: Cycle, members: Sequence[CycleMember]) -> dict[str, Valuation]:
    """What the schemes come to for each person."""
    troubles = _too_long(one, members)
    outcomes: dict[str, list[Outcome]] = {}
    for name in _pieces(one):
        period = read_period(name)
        result = valued(_taken(members, period=period), period=period, raw_carried={})
        troubles |= {each["staff_id"]: {"words": each["words"], "facts": each["facts"]} for each in result.troubles}
        for staff_id, valuer in result.valuers.items():
            outcomes.setdefault(staff_id, []).extend(valuer.outcomes())
    return {
        member.staff_id: Valuation(trouble=troubles[member.staff_id])
        if member.staff_id in troubles
        else _weighed(outcomes.get(member.staff_id, ()))
        for member in members
    }


def _pieces(one: Cycle) -> Iterator[str]:
    """The months, quarters and years of a cycle by which some scheme is paid."""
    period = period_of(one)
    rhythms = {scheme.rhythm for scheme in schemes_over(period.period)}
    for rhythm in sorted(rhythms):
        yield from period.pieces(Span(rhythm.value))


def _taken(members: Sequence[CycleMember], *, period: RunPeriod) -> list[Taken]:
    """Those with months of the period that are paid by its rhythm, as a pay run would take them."""
    schemes, names = schemes_by_person(members, period=period.period), staff_names([one.staff_id for one in members])
    found = []
    for member in members:
        own = schemes[member.staff_id]
        months = tuple(one for one in months_taken(own, period=period) if holding_in(own, month=one) is not None)
        if months:
            name, held = names.get(member.staff_id, member.staff_id), schemes_of_months(own, months=months)
            found.append(Taken(member.staff_id, name, member.org_id, member.post, held, months))
    return found


def _too_long(one: Cycle, members: Sequence[CycleMember]) -> dict[str, dict[str, Any]]:
    """Whose scheme is paid over a longer time than the cycle has."""
    period, found = period_of(one), dict[str, dict[str, Any]]()
    schemes = schemes_by_person(members, period=period.period)
    for member in members:
        own = [holding_in(schemes[member.staff_id], month=month) for month in period.months]
        long = [each for each in own if each is not None and not period.pieces(Span(each.rhythm.value))]
        if long:
            found[member.staff_id] = {"words": TOO_LONG, "facts": {"scheme": long[0].name}}
    return found


def _weighed(outcomes: Sequence[Outcome]) -> Valuation:
    """The mean of the pieces by their days; the grade is that of the newest scheme."""
    if not outcomes:
        return Valuation(trouble={"words": NO_SCHEME, "facts": {}})
    outcomes = sorted(outcomes, key=lambda one: (one.facts.period.since, one.scheme.since, one.scheme.code))
    schemes = ",".join(dict.fromkeys(one.scheme.code for one in outcomes))
    scored = [(one.score, one.facts.period.days) for one in outcomes if one.score is not None]
    if len(scored) < len(outcomes):
        return Valuation(schemes, trouble={"words": NOTHING_SCORED, "facts": {}})
    days = sum(part for _score, part in scored)
    score = sum((score * part for score, part in scored), Fraction(0)) / days
    newest = outcomes[-1].scheme
    return Valuation(schemes, score, grade_of(newest, score) if newest.score.grades else "")


def review_scores(one: Cycle, members: Sequence[CycleMember]) -> dict[str, int]:
    """What the newest closed round of the period came to for each person, millionths of a point."""
    names = {one.period, *period_of(one).spells}
    rows = ReviewPerson.objects.filter(
        staff_id__in=[member.staff_id for member in members],
        round__period__in=sorted(names),
        round__state=RoundState.CLOSED.value,
    ).order_by("id")
    found = {}
    for row in rows.iterator():
        value = row.score_micro if row.calibrated_micro is None else row.calibrated_micro
        if value is not None:
            found[row.staff_id] = value
    return found
