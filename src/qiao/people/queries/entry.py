"""Reads of entry: openings, their candidates by stage, one candidate's way; whose names somebody may read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from qiao.ground.authority import may
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.people.models import Candidate, EntryStep, Opening
from qiao.people.rules import entry as way
from qiao.people.rules.entry import Entry, Stage, Step, StepKind, Terms
from qiao.people.rules.entry_reading import from_plain
from qiao.people.rules.workdays import DAYS_OFF, working_days

__all__ = (
    "Candidate",
    "EntryStep",
    "Opening",
    "Standing",
    "candidate_of",
    "candidates_of",
    "free_places",
    "notice_stood",
    "objected",
    "on_probation",
    "opening_of",
    "openings",
    "own_candidacies",
    "probation_over_of",
    "seen_whole",
    "standing_of",
    "steps_of",
    "terms_of",
)
CANDIDATES_MOST = 500
STEPS_MOST = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate with where he or she stands."""

    candidate: Candidate
    entry: Entry
    last_on: date


def openings(*, open_only: bool = False, on: date) -> QuerySet[Opening]:
    """Openings, the newest first, with how many applied and were appointed; the caller cuts it."""
    rows = Opening.objects.annotate(
        applied=Count("candidates"), appointed=Count("candidates", filter=Q(candidates__place__isnull=False))
    )
    if open_only:
        rows = rows.filter(closed_at=None, closes_on__gte=on)
    return rows.order_by("-id")


def opening_of(number: int) -> Opening:
    """One opening; an unknown number is refused."""
    found = Opening.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Refusal("opening.unknown", _("There is no opening no. %(number)s."), number=str(number)[:20])
    return found


def candidate_of(number: int) -> Candidate:
    """One candidate with the opening; an unknown number is refused."""
    rows = Candidate.objects.select_related("opening")
    found = rows.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Refusal("candidate.unknown", _("There is no candidate no. %(number)s."), number=str(number)[:20])
    return found


def terms_of(opening: Opening) -> Terms:
    """What the opening asks for."""
    return from_plain(opening.terms)


def steps_of(candidate: Candidate) -> list[EntryStep]:
    """Everything that was done with a candidate, in order; at most 500 steps."""
    return list(EntryStep.objects.filter(candidate=candidate).order_by("id")[:STEPS_MOST])


def standing_of(candidate: Candidate) -> Standing:
    """Where a candidate stands."""
    return _standing(candidate, steps_of(candidate), terms_of(candidate.opening))


def candidates_of(opening: Opening) -> list[Standing]:
    """Every candidate of an opening with where each stands; at most 500."""
    return _standings(Candidate.objects.filter(opening=opening).order_by("id"))


def on_probation() -> list[tuple[Standing, date]]:
    """Who was appointed and is not confirmed yet, with the day on which the probation is over; looked for among 500."""
    placed = _standings(Candidate.objects.filter(place__isnull=False).order_by("-id"))
    waiting = [one for one in placed if one.entry.stage is Stage.PROBATION]
    return [(one, way.probation_over(one.entry, terms_of(one.candidate.opening))) for one in waiting]


def probation_over_of(staff_id: str) -> date | None:
    """The day from which somebody who was appointed by an opening can be confirmed; None where nothing says so."""
    placed = _standings(Candidate.objects.filter(staff_id=staff_id, place__isnull=False).order_by("-id"))
    waiting = [one for one in placed if one.entry.stage is Stage.PROBATION] if staff_id else []
    return way.probation_over(waiting[0].entry, terms_of(waiting[0].candidate.opening)) if waiting else None


def objected() -> list[Standing]:
    """Who stands in the public notice with an objection that nobody answered; looked for among the newest 500."""
    asked = EntryStep.objects.filter(kind=StepKind.OBJECTED.value).values("candidate")
    found = _standings(Candidate.objects.filter(pk__in=asked).order_by("-id"))
    waiting = [one for one in found if any(not said.answer for said in one.entry.objections)]
    return [one for one in waiting if one.entry.stage is Stage.NOTICE]


def _standings(candidates: QuerySet[Candidate]) -> list[Standing]:
    rows = list(candidates.select_related("opening")[:CANDIDATES_MOST])
    steps: defaultdict[int, list[EntryStep]] = defaultdict(list)
    for step in EntryStep.objects.filter(candidate__in=rows).order_by("id"):
        steps[step.candidate_id].append(step)
    return [_standing(row, steps[row.pk], terms_of(row.opening)) for row in rows]


def _standing(candidate: Candidate, steps: Sequence[EntryStep], terms: Terms) -> Standing:
    return Standing(candidate, way.entry([step_of(one) for one in steps], terms=terms), steps[-1].on)


def step_of(row: EntryStep) -> Step:
    """A row as the rules know it."""
    return Step(StepKind(row.kind), row.on, row.pk, row.actor, row.facts, row.reason)


def own_candidacies(staff_id: str) -> list[Candidate]:
    """Where somebody applied, the newest first; at most 500."""
    rows = Candidate.objects.filter(staff_id=staff_id).select_related("opening")
    return list(rows.order_by("-id")[:CANDIDATES_MOST]) if staff_id else []


def free_places(opening: Opening) -> list[int]:
    """The numbers of the places that no appointment took."""
    taken = set(Candidate.objects.filter(opening=opening, place__isnull=False).values_list("place", flat=True))
    return [place for place in range(1, opening.places + 1) if place not in taken]


def notice_stood(since: date, *, on: date) -> int:
    """How many whole working days a notice has stood: the day it began counts, the day of the question does not."""
    return working_days(since, until=on, days_off=office.parameter_table(DAYS_OFF.name, on=on))


def seen_whole(person: User, candidate: Candidate) -> bool:
    """Whether somebody may read who a candidate is: HR, the panel, and the candidate."""
    own = bool(person.staff_id) and person.staff_id == candidate.staff_id
    return own or may(person, "people.entry") or person.username in candidate.opening.panel


def named_in_public(standing: Standing) -> bool:
    """Whether everybody may read the name: during the notice, and of those who came through it."""
    found = standing.entry
    past = Stage.NOTICE in found.passed and found.stage not in {Stage.REJECTED, Stage.WITHDRAWN}
    return past or (found.stage is Stage.NOTICE and found.announced is not None)


def waiting_for_score(person: User, opening_rows: Iterable[Opening]) -> list[Standing]:
    """The candidates at the interview whom this member of the panel has not scored yet."""
    found: list[Standing] = []
    for opening in opening_rows:
        if person.username not in opening.panel:
            continue
        for one in candidates_of(opening):
            given = {by for by, _score in one.entry.scores} | one.entry.related
            if one.entry.stage is Stage.INTERVIEW and person.username not in given:
                found.append(one)
    return found
