"""What appeals ask of somebody: to decide, to read a decision, to see that what is late or granted gets done."""

from datetime import date

from django.urls import reverse

from qiao.appeals.models import Appeal
from qiao.appeals.queries.appeals import to_decide, waiting_effects
from qiao.appeals.rules.appeal import DECIDING, OPEN, OUTCOMES
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.tasks import TaskLine

SOURCE = "appeals"
OWN_MOST = 10


def duties_of(person: User, on: date) -> list[TaskLine]:
    """At most a dozen lines: one for all that wait for the decision, one for what is late, the own decisions unread."""
    lines = _own(person) if person.staff_id else []
    if person.post not in DECIDING:
        return lines
    mine = to_decide(person, on=on)
    if mine:
        words = _("%(count)s appeals wait for a decision, the first by %(day)s")
        facts = {"count": len(mine), "day": mine[0].due.isoformat()}
        lines.append(TaskLine(words, reverse("appeal", args=[mine[0].pk]), mine[0].due, facts, source=SOURCE))
    if person.post == "hr":
        lines += _late(person, on=on)
    return lines


def _late(person: User, *, on: date) -> list[TaskLine]:
    """Overdue appeals go up to human resources, whoever was to decide them; and what was granted and not done."""
    lines = []
    late = Appeal.objects.filter(state__in=OPEN, due__lt=on).count()
    if late:
        words = _("%(count)s appeals are past their day: see that somebody decides")
        lines.append(TaskLine(words, f"{reverse('appeals')}?state=open", on, {"count": late}, source=SOURCE))
    granted = waiting_effects(scope_of(person, on=on)).count()
    if granted:
        words = _("%(count)s appeals were granted and are not put right yet")
        lines.append(TaskLine(words, f"{reverse('appeals')}?state=waiting", None, {"count": granted}, source=SOURCE))
    return lines


def _own(person: User) -> list[TaskLine]:
    rows = Appeal.objects.filter(staff_id=person.staff_id, state__in=OUTCOMES, read_at=None).order_by("id")
    words = _("Appeal no. %(number)s was decided: read it")
    return [
        TaskLine(words, reverse("appeal", args=[one.pk]), one.second_until, {"number": one.pk}, source=SOURCE)
        for one in rows[:OWN_MOST]
    ]
