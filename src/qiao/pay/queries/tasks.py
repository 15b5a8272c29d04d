"""What pay asks of somebody: runs to look through, to have approved and to pay; cases to answer; parts to decide."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.urls import reverse

from qiao.ground.authority import may, scope_of
from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.rules.tasks import TASKS_MOST, TaskLine
from qiao.pay.models import PayRun
from qiao.pay.queries import cases
from qiao.pay.queries.runs import runs_in
from qiao.pay.rules.states import CaseState, Did, RunState

SOURCE = "pay"
RUNS_MOST = 20
DO_WORDS = {
    RunState.RECKONED: _("Pay of %(period)s: look through it"),
    RunState.REVIEWED: _("Pay of %(period)s: have it approved by two"),
    RunState.APPROVED: _("Pay of %(period)s is approved: note the day it was paid"),
}


def tasks_of(person: User, on: date) -> list[TaskLine]:
    """At most 50 lines."""
    return list(islice(_lines(person, on=on), TASKS_MOST))


def _lines(person: User, *, on: date) -> Iterator[TaskLine]:
    if person.staff_id:
        yield from _own(person)
    if may(person, "pay.review"):
        wanted = [one.value for one in DO_WORDS]
        rows: list[PayRun] = list(runs_in(scope_of(person, on=on)).filter(state__in=wanted)[:RUNS_MOST])
        for one in rows:
            if one.state != RunState.REVIEWED or not _is_asked(one):
                words, facts = DO_WORDS[RunState(one.state)], {"period": one.name}
                yield TaskLine(words, reverse("pay_run", args=[one.pk]), one.pay_day, facts, source=SOURCE)


def _is_asked(run: PayRun) -> bool:
    return office.open_approval("pay_run", str(run.pk)) is not None


def _own(person: User) -> Iterator[TaskLine]:
    said = {Did.ANSWERED.value, Did.DISPUTED.value}
    for one in cases.open_of(person.staff_id):
        if one.state == CaseState.PROPOSED and not any(step.did in said for step in cases.steps_of(one)):
            words = _("Recovery case no. %(number)s is about your pay: say what you know")
            yield TaskLine(
                words, reverse("pay_case", args=[one.pk]), cases.answer_by(one), {"number": one.pk}, source=SOURCE
            )
