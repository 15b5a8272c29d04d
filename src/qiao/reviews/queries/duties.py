"""What reviews ask of somebody: to rate colleagues until a day, and to calibrate and close a round."""

from datetime import date

from django.urls import reverse

from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.tasks import TaskLine
from qiao.reviews.models import ReviewRound
from qiao.reviews.queries.rounds import due_ratings
from qiao.reviews.rules.rounds import RoundState

SOURCE = "reviews"
ROUNDS_MOST = 20


def duties_of(person: User, on: date) -> list[TaskLine]:
    """One line for all whom the person is to rate; human resources have one for each round whose day is past."""
    lines = []
    due = due_ratings(person.staff_id) if person.staff_id else []
    if due:
        first = due[0]
        words = _("Rate %(count)s colleagues until %(day)s; nobody reads who said what")
        facts = {"count": len(due), "day": first.person.round.until.isoformat()}
        lines.append(TaskLine(words, reverse("rate", args=[first.pk]), first.person.round.until, facts, source=SOURCE))
    if person.post == "hr":
        rows = ReviewRound.objects.exclude(state=RoundState.CLOSED.value).filter(until__lt=on).order_by("until")
        words = _("Review round no. %(number)s is past its day: calibrate and close it")
        lines += [
            TaskLine(words, reverse("review_round", args=[one.pk]), one.until, {"number": one.pk}, source=SOURCE)
            for one in rows[:ROUNDS_MOST]
        ]
    return lines
