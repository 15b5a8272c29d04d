"""A round of review: a questionnaire kept, a round opened, answered, calibrated and closed as figures handed in."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from qiao.appraisal.actions.handed import hand_in_figures
from qiao.appraisal.rules.handed import FigureLine
from qiao.appraisal.rules.spans import period_of_name
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.money import MICRO_A_YUAN, half_away
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.reviews.models import Questionnaire, Rating, ReviewPerson, ReviewRound
from qiao.reviews.queries import rounds as queries
from qiao.reviews.rules.questionnaire import read_answers, read_questionnaire
from qiao.reviews.rules.rounds import (
    PEOPLE_MOST,
    SERVED_MOST,
    RoundState,
    check_state,
    raters_of,
    read_score,
    read_words,
)

OPEN, CALIBRATE, ANSWER, FIGURE = "reviews.open", "reviews.calibrate", "reviews.see", "service"
DAYS_MOST, CODE_LETTERS = 120, 40


@recorded
def keep_questionnaire(code: str, text: str, *, actor: User) -> Questionnaire:
    """Keep a questionnaire as it stands; it is never changed."""
    require(actor, OPEN)
    code = code.strip()
    if not code or len(code) > CODE_LETTERS or not code.isprintable():
        raise Refusal("review.code", _("A questionnaire needs a code of at most 40 letters."))
    if Questionnaire.objects.filter(code=code).exists():
        raise Refusal(
            "review.code_again", _("There is a questionnaire %(code)s already; give this one a new code."), code=code
        )
    read = read_questionnaire(text)
    made = Questionnaire.objects.create(code=code, name=read.name, text=text, at=clock.now(), actor=actor.username)
    note(f"questionnaire {code}", new={"name": read.name, "items": len(read.items)})
    return made


@recorded
def open_round(
    code: str, *, org_id: str, period: str, until: date | None, served: Collection[str] = (), on: date, actor: User
) -> ReviewRound:
    """Open a round: everybody of a unit is rated by those round them, until a day."""
    require(actor, OPEN, org_id)
    questionnaire = Questionnaire.objects.filter(code=code).first()
    if questionnaire is None:
        raise Refusal("review.unknown", _("There is no such questionnaire."))
    last = _checked_day(until, on=on)
    _check_terms(org_id, period=period, served=served)
    rated, everybody = queries.colleagues_in(org_id, on=on)
    if not 0 < len(rated) <= PEOPLE_MOST:
        words = _("A round is about 1 to %(most)s people; the unit has %(count)s to be rated.")
        raise Refusal("review.people", words, most=PEOPLE_MOST, count=len(rated))
    made = ReviewRound.objects.create(
        questionnaire=questionnaire,
        org_id=org_id,
        period=period,
        until=last,
        opened_at=clock.now(),
        opened_by=actor.username,
    )
    asked = 0
    for person in rated:
        row = ReviewPerson.objects.create(round=made, staff_id=person.staff_id)
        raters = raters_of(person, everybody, served=served)
        Rating.objects.bulk_create(
            [Rating(person=row, rater=rater, relation=relation.value) for rater, relation in raters.items()]
        )
        asked += len(raters)
    note(
        f"review round {made.pk}",
        new={"unit": org_id, "period": period, "until": until, "people": len(rated), "asked": asked},
    )
    return made


def _checked_day(until: date | None, *, on: date) -> date:
    if until is None or not on <= until <= on + timedelta(days=DAYS_MOST):
        raise Refusal("review.until", _("The last day lies within %(most)s days from today."), most=DAYS_MOST)
    return until


def _check_terms(org_id: str, *, period: str, served: Collection[str]) -> None:
    try:
        period_of_name(period)
    except ValueError as error:
        raise Refusal("review.period", _("Write the period as 2026-09, 2026-Q3 or 2026.")) from error
    if len(set(served)) > SERVED_MOST or len(people.staff_by_id(served)) != len(set(served)):
        raise Refusal(
            "review.served", _("Name at most %(most)s people of the bank by their numbers."), most=SERVED_MOST
        )
    if ReviewRound.objects.filter(org_id=org_id, period=period).exclude(state=RoundState.CLOSED.value).exists():
        raise Refusal("review.open", _("There is an open round of this unit and period already."))


@recorded
def answer(number: int, texts: Mapping[str, str], *, on: date, actor: User) -> Rating:
    """Answer what one was asked; until the day it may be answered anew. The record does not say what was answered."""
    require(actor, ANSWER)
    rating = queries.rating_of(number, rater=actor.staff_id)
    if rating is None:
        raise Refusal("review.rating", _("You were not asked this."))
    one = rating.person.round
    check_state(one.state, {RoundState.COLLECTING})
    if on > one.until:
        raise Refusal("review.late", _("Answers were taken until %(day)s."), day=one.until.isoformat())
    rating.answers = read_answers(queries.read_of(one), texts)
    rating.answered_at = clock.now()
    rating.save(update_fields=["answers", "answered_at"])
    note(f"review round {one.pk}", new={"answered": True, "staff": rating.person.staff_id})
    return rating


@recorded
def end_collecting(number: int, *, reason: str, on: date, actor: User) -> ReviewRound:
    """Take no more answers; before its day only with a reason."""
    one = _round(number, actor=actor)
    check_state(one.state, {RoundState.COLLECTING})
    said = read_words(reason) if on <= one.until else reason.strip()
    one.state = RoundState.CALIBRATING.value
    one.save(update_fields=["state"])
    note(f"review round {one.pk}", old={"state": RoundState.COLLECTING.value}, new={"state": one.state}, reason=said)
    return one


@recorded
def calibrate(number: int, staff_id: str, *, score: str, reason: str, actor: User) -> ReviewPerson:
    """Set another score than was reckoned, by name and with the reason; the reckoned one stays beside it."""
    one = queries.round_of(number)
    person = queries.person_in(one, staff_id) if one is not None else None
    if one is None or person is None:
        raise Refusal("review.nobody", _("Nobody of this number is rated in the round."))
    require(actor, CALIBRATE, staff_id)
    check_state(one.state, {RoundState.CALIBRATING})
    old = person.calibrated_micro
    person.calibrated_micro, person.reason = read_score(score), read_words(reason)
    person.calibrated_by, person.calibrated_at = actor.username, clock.now()
    person.save(update_fields=["calibrated_micro", "reason", "calibrated_by", "calibrated_at"])
    note(
        f"review round {one.pk} {staff_id}",
        old={"value": old},
        new={"value": person.calibrated_micro},
        reason=person.reason,
    )
    return person


@recorded
def close_round(number: int, *, on: date, actor: User) -> ReviewRound:
    """Close a round: scores are kept with the house's numbers of the day, and handed in as figures of the period."""
    one = _round(number, actor=actor)
    check_state(one.state, {RoundState.CALIBRATING})
    one.terms = asdict(queries.terms_on(on))
    results, lines = queries.results_for(one, on=on), []
    for person in queries.progress_of(one):
        found = results.get(person.staff_id)
        if found is not None and found.score is not None:
            person.score_micro = half_away(found.score * MICRO_A_YUAN)
            person.save(update_fields=["score_micro"])
        value = person.score_micro if person.calibrated_micro is None else person.calibrated_micro
        if value is not None:
            source = f"360 {one.pk}"
            lines.append(FigureLine(person.staff_id, FIGURE, period_of_name(one.period), value, source))
    one.state, one.digest = RoundState.CLOSED.value, _digest(lines)
    one.closed_at, one.closed_by = clock.now(), actor.username
    one.save(update_fields=["state", "terms", "digest", "closed_at", "closed_by"])
    note(f"review round {one.pk}", new={"state": one.state, "digest": one.digest, "lines": len(lines)})
    if lines:
        hand_in_figures(lines, asker=None, file=f"360 {one.pk}", actor=actor.username)
    return one


def _digest(lines: Collection[FigureLine]) -> str:
    content: list[Any] = sorted([one.staff_id, one.value_micro] for one in lines)
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _round(number: int, *, actor: User) -> ReviewRound:
    one = queries.round_of(number)
    if one is None:
        raise Refusal("review.round", _("There is no such round."))
    require(actor, OPEN, one.org_id)
    return one
