"""What the schemes come to for people of a cycle, from closed months; and what reviews came to.

Each quarter or year of the cycle is valued by pay's own door; several pieces are weighed by their days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from qiao.appraisal.queries.closing import closed_months
from qiao.appraisal.rules.scheme.evaluate import Outcome, grade_of
from qiao.cycle.models import Cycle, CycleMember
from qiao.cycle.queries.cycles import period_of
from qiao.cycle.queries.progress import months_of
from qiao.cycle.queries.standards import schemes_by_person
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.queries.taking import Taken
from qiao.pay.queries.valuing import valued
from qiao.pay.rules.periods import read_period
from qiao.people.queries.staff import staff_names
from qiao.reviews.queries.rounds import ReviewPerson
from qiao.reviews.rules.rounds import RoundState

NO_SCHEME = _("No published scheme takes this person in the period.")
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
    ids = [member.staff_id for member in members]
    names, troubles = staff_names(ids), dict[str, dict[str, Any]]()
    outcomes: dict[str, list[Outcome]] = {}
    for spell in period_of(one).spells:
        period = read_period(spell)
        schemes = schemes_by_person(members, period=period.period)
        taken = [
            Taken(
                member.staff_id,
                names.get(member.staff_id, member.staff_id),
                member.org_id,
                member.post,
                schemes[member.staff_id],
                period.months,
            )
            for member in members
        ]
        result = valued(taken, period=period, raw_carried={})
        troubles |= {each["staff_id"]: {"words": each["words"], "facts": each["facts"]} for each in result.troubles}
        troubles |= {each.staff_id: {"words": NO_SCHEME, "facts": {}} for each in taken if not each.schemes}
        for staff_id, valuer in result.valuers.items():
            outcomes.setdefault(staff_id, []).extend(valuer.outcomes())
    return {
        staff_id: Valuation(trouble=troubles[staff_id]) if staff_id in troubles else _weighed(outcomes[staff_id])
        for staff_id in ids
    }


def _weighed(outcomes: Sequence[Outcome]) -> Valuation:
    """The mean of the pieces by their days; the grade is that of the newest scheme."""
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
