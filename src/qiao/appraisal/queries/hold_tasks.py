"""What holds ask of somebody: to decide those of the people one leads, and to say what one knows of one's own."""

from datetime import date

from django.urls import reverse

from qiao.appraisal.queries import holds
from qiao.appraisal.rules.gaming.holding import DECIDING
from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.tasks import TaskLine

SOURCE = "holds"


def tasks_of(person: User, on: date) -> list[TaskLine]:
    """One line for all that wait for the person's decision, one for the own ones without a word yet."""
    lines = []
    if person.post in DECIDING and person.staff_id:
        count, due = holds.open_dues(person, on=on)
        if count:
            words = _("%(count)s holds on credit wait for a decision, the first by %(day)s")
            facts = {"count": count, "day": due.isoformat() if due else ""}
            lines.append(TaskLine(words, f"{reverse('holds')}?state=open", due, facts, source=SOURCE))
    silent = [one for one in holds.own_open(person.staff_id) if not one.events.all()] if person.staff_id else []
    if silent:
        words = _("%(count)s holds on your own credit: say what you know, before %(day)s")
        facts = {"count": len(silent), "day": silent[0].due.isoformat()}
        lines.append(TaskLine(words, reverse("hold", args=[silent[0].pk]), silent[0].due, facts, source=SOURCE))
    return lines
