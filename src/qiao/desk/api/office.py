"""The office: requests with what they change, one's tasks, the house's parameters with their history."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router

from qiao.desk.api.door import Bearer, answers, asker
from qiao.desk.api.texts import filled
from qiao.desk.rules.answers.office import (
    ApprovalLine,
    Approvals,
    ChangeLine,
    DoneLine,
    SettingLine,
    SettingWhole,
    TaskLine,
    Tasks,
    ValueLine,
)
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.saying import fill
from qiao.office import queries as office
from qiao.office.queries import Approval, Dated
from qiao.office.rules import tasks
from qiao.office.rules.parameter import UNIT_WORDS, Parameter, Value, numbers, written

PARAMETER = "parameter"  # the kind of a request for another value
router = Router(tags=["office"], auth=Bearer("office:read"))


def task_line(one: tasks.TaskLine, *, on: date) -> TaskLine:
    """A task in the language of the question."""
    return filled(TaskLine, one, words=fill(one.words, one.facts), overdue=one.overdue(on=on))


@router.get("/tasks", response=answers(Tasks), summary="One's tasks")
def task_list(request: HttpRequest) -> Tasks:
    """From every source, and what was done within the week."""
    person, on = asker(request, "office.tasks"), clock.today()
    return Tasks(
        tasks=[task_line(one, on=on) for one in office.tasks_of(person, on=on)],
        done=[_done(one) for one in office.done_tasks(person, on=on)],
    )


def _done(one: office.Task) -> DoneLine:
    words = one.words if one.is_own_text else fill(one.words, one.facts)
    return filled(DoneLine, one, number=one.pk, words=words)


@router.get("/approvals", response=answers(Approvals), summary="Requests one may decide, asked or may read")
def approval_list(request: HttpRequest) -> Approvals:
    """Each with what it changes."""
    person = asker(request, "office.approvals")
    return Approvals(
        waiting=[_approval(one, person) for one in office.approvals_to_decide(person)],
        own=[_approval(one, person) for one in office.approvals_asked_by(person)],
        decided=[_approval(one, person) for one in office.decided_approvals(person)],
    )


def _approval(one: Approval, person: User) -> ApprovalLine:
    changes = office.changes_of(one, person)
    return filled(ApprovalLine, one, number=one.pk, changes=[filled(ChangeLine, change) for change in changes])


@router.get("/settings", response=answers(list[SettingLine]), summary="The house's parameters")
def setting_list(request: HttpRequest) -> list[SettingLine]:
    """Each with its value in force today."""
    asker(request, "office.settings")
    return [SettingLine(**_told(one)) for one in office.parameters_on(clock.today())]


@router.get("/settings/{key}", response=answers(SettingWhole), summary="One parameter with its history")
def setting(request: HttpRequest, key: str) -> SettingWhole:
    """An unknown name is not found."""
    asker(request, "office.settings")
    found = office.dated(key, on=clock.today())
    waiting = office.open_approval(PARAMETER, key)
    return SettingWhole(
        **_told(found),
        history=[_value(one, found.parameter) for one in office.values_of(key)],
        waiting=waiting.pk if waiting else None,
    )


def _told(found: Dated) -> dict[str, Any]:
    known = found.parameter
    return {
        "name": known.name,
        "words": _said(known.words),
        "unit": _said(UNIT_WORDS[known.form]),
        "source": _said(known.source),
        "article": _said(known.article),
        "verified": known.verified,
        "values": _values(found.value, known),
        "since": found.since,
        "reason": found.reason,
        "least": written(known.least, known.form),
        "most": written(known.most, known.form),
    }


def _said(words: str) -> str:
    """In the language of the question; the empty text is the catalogue's own head."""
    return gettext(words) if words else ""


def _values(value: Value, known: Parameter) -> dict[str, str]:
    return {key: written(number, known.form) for key, number in numbers(value).items()}


def _value(one: office.ParameterValue, known: Parameter) -> ValueLine:
    by = {"asked_by": one.approval.asked_by, "decided_by": one.approval.decided_by}
    return ValueLine(since=one.since, values=_values(one.value, known), reason=one.reason, **by)
