"""Reads of rounds: who is rated, how many answered, what came of it; what a rater said leaves it only in groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from qiao.ground.authority import Scope, scope_of
from qiao.ground.models import User
from qiao.ground.money import MICRO_A_YUAN
from qiao.office import queries as office
from qiao.people.queries import staff as people
from qiao.people.queries.staff import Staff
from qiao.reviews.models import Questionnaire, Rating, ReviewPerson, ReviewRound
from qiao.reviews.rules import parameters
from qiao.reviews.rules.questionnaire import Questionnaire as Read
from qiao.reviews.rules.questionnaire import read_questionnaire, score_of
from qiao.reviews.rules.rounds import PEOPLE_MOST, RATED, Colleague, RoundState
from qiao.reviews.rules.scoring import Relation, Result, Terms, result_of, severities

__all__ = (
    "Questionnaire",
    "Rating",
    "ReviewPerson",
    "ReviewRound",
    "due_ratings",
    "progress_of",
    "questionnaires",
    "rating_of",
    "result_for",
    "round_of",
    "rounds_in",
    "severities_in",
    "terms_on",
)
QUESTIONNAIRES_MOST = 100
DUE_MOST = 200
READING = frozenset({"lead", "head", "hr", "auditor"})


def questionnaires() -> list[Questionnaire]:
    """The questionnaires, the newest first, at most 100."""
    return list(Questionnaire.objects.order_by("-id")[:QUESTIONNAIRES_MOST])


def read_of(one: ReviewRound) -> Read:
    """The questionnaire of a round, read."""
    return read_questionnaire(one.questionnaire.text)


def terms_on(on: date) -> Terms:
    """The numbers of the house that hold on a day."""
    return Terms(
        raters_least=office.parameter(parameters.RATERS_LEAST.name, on=on),
        weights=dict(office.parameter_table(parameters.WEIGHTS.name, on=on)),
        trim_bp=office.parameter(parameters.TRIM.name, on=on),
        outlier_hundredths=office.parameter(parameters.OUTLIER.name, on=on),
        severity=office.parameter(parameters.SEVERITY.name, on=on),
    )


def terms_of(one: ReviewRound, *, on: date) -> Terms:
    """The numbers that a closed round was closed on, else those of the day."""
    return Terms(**one.terms) if one.terms else terms_on(on)


def round_of(number: int) -> ReviewRound | None:
    """One round by its number."""
    return ReviewRound.objects.select_related("questionnaire").filter(pk=number).first() if number < 2**62 else None


def sees_round(person: User, one: ReviewRound, *, on: date) -> bool:
    """Leads, heads, human resources and auditors who see the unit."""
    scope = scope_of(person, on=on)
    return person.post in READING and (scope.everything or one.org_id in scope.org_ids)


def rounds_in(scope: Scope) -> QuerySet[ReviewRound]:
    """The rounds of the units in sight, the newest first, each with how many were asked and answered."""
    rows = ReviewRound.objects.all() if scope.everything else ReviewRound.objects.filter(org_id__in=scope.org_ids)
    counted = rows.annotate(
        asked=Count("people__ratings"),
        answered=Count("people__ratings", filter=Q(people__ratings__answers__isnull=False)),
    )
    return counted.select_related("questionnaire").order_by("-id")


def own_results(staff_id: str) -> QuerySet[ReviewPerson]:
    """What closed rounds came to for a person, the newest first; the caller cuts."""
    rows = ReviewPerson.objects.filter(staff_id=staff_id, round__state=RoundState.CLOSED.value)
    return rows.select_related("round", "round__questionnaire").order_by("-id")


def progress_of(one: ReviewRound) -> list[ReviewPerson]:
    """The people of a round with how many were asked and answered; at most 300."""
    rows = one.people.annotate(
        asked=Count("ratings"), answered=Count("ratings", filter=Q(ratings__answers__isnull=False))
    )
    return list(rows.order_by("staff_id")[:PEOPLE_MOST])


def person_in(one: ReviewRound, staff_id: str) -> ReviewPerson | None:
    """Somebody rated in a round."""
    return one.people.select_related("round", "round__questionnaire").filter(staff_id=staff_id).first()


def rating_of(number: int, *, rater: str) -> Rating | None:
    """What a person is asked to rate; anybody else's is as if it were not there."""
    rows = Rating.objects.select_related("person__round__questionnaire")
    return rows.filter(pk=number, rater=rater).first() if rater and number < 2**62 else None


def due_ratings(staff_id: str) -> list[Rating]:
    """What a person has still to answer in rounds that collect, at most 200."""
    rows = Rating.objects.filter(
        rater=staff_id, answered_at=None, person__round__state=RoundState.COLLECTING.value
    ).select_related("person__round")
    return list(rows.order_by("person__round__until", "id")[:DUE_MOST])


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a round by person: by relation without a rater, and by rater for what needs it inside."""

    by_relation: Mapping[str, Mapping[Relation, list[Fraction]]]
    by_rater: Mapping[str, Mapping[str, Fraction]]


def _scores(one: ReviewRound, *, staff_id: str = "") -> Scores:
    read = read_of(one)
    rows = Rating.objects.filter(person__round=one, answers__isnull=False)
    rows = rows.filter(person__staff_id=staff_id) if staff_id else rows
    by_relation: dict[str, dict[Relation, list[Fraction]]] = {}
    by_rater: dict[str, dict[str, Fraction]] = {}
    for who, rater, relation, answers in rows.values_list("person__staff_id", "rater", "relation", "answers"):
        score = score_of(read, answers or {})
        by_relation.setdefault(who, {}).setdefault(Relation(relation), []).append(score)
        if relation != Relation.SELF:
            by_rater.setdefault(who, {})[rater] = score
    return Scores(by_relation, by_rater)


def result_for(one: ReviewRound, staff_id: str, *, on: date) -> Result:
    """A person's groups and score as answered so far; groups that could tell who said what are without a score."""
    found = _scores(one, staff_id=staff_id).by_relation.get(staff_id, {})
    return result_of(found, terms=terms_of(one, on=on))


def results_for(one: ReviewRound, *, on: date) -> dict[str, Result]:
    """The same of everybody in the round."""
    terms = terms_of(one, on=on)
    return {who: result_of(found, terms=terms) for who, found in _scores(one).by_relation.items()}


def severities_in(one: ReviewRound, *, on: date) -> list[tuple[Fraction, int]]:
    """Raters well above or below the others, without a name: by how many points, of how many people."""
    return severities(_scores(one).by_rater, terms=terms_of(one, on=on))


def colleagues_in(org_id: str, *, on: date) -> tuple[list[Colleague], list[Colleague]]:
    """Who is rated in a unit and below it, and everybody there who may rate; who has left is neither. At most 300."""
    rows = Staff.objects.filter(org_id__in=people.orgs_below(org_id)).filter(Q(left_on=None) | Q(left_on__gte=on))
    everybody = [Colleague(one.staff_id, one.org_id, one.post) for one in rows.order_by("staff_id")]
    return [one for one in everybody if one.post in RATED][: PEOPLE_MOST + 1], everybody


def points_text(micro: int | None) -> Fraction | None:
    """A kept score in points."""
    return None if micro is None else Fraction(micro, MICRO_A_YUAN)
