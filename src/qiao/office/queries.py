"""Reads of the office: the value of a parameter on a day, requests to decide, one's tasks. Every list is bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import QuerySet
from django.urls import reverse

from qiao.ground.authority import may
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office.models import Approval, ParameterValue, Task
from qiao.office.registry import Change, Kind, kinds, parameters, task_sources
from qiao.office.rules.deciding import State
from qiao.office.rules.parameter import Parameter, Value
from qiao.office.rules.tasks import TASKS_MOST, TaskLine, in_order

__all__ = (
    "Approval",
    "Dated",
    "ParameterValue",
    "Task",
    "TaskLine",
    "approval_of",
    "approvals_asked_by",
    "approvals_to_decide",
    "approvals_waiting",
    "dated",
    "decided_approvals",
    "done_tasks",
    "kind_of",
    "known_parameter",
    "may_decide",
    "may_read",
    "open_approval",
    "parameter",
    "parameter_table",
    "parameters_on",
    "tasks_of",
    "values_of",
)
APPROVALS_MOST = 200
VALUES_MOST = 100
DONE_DAYS = 7
DONE_MOST = 20


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter with the value in force on a day; `since` is None where the program's default holds."""

    parameter: Parameter
    value: Value
    since: date | None
    reason: str = ""
    approval_id: int | None = None


def parameter(name: str, *, on: date) -> int:
    """The number in force on a day: fen, ten-thousandths, days or a count, as its form says."""
    value = dated(name, on=on).value
    assert isinstance(value, int), f"{name} is a table"
    return value


def parameter_table(name: str, *, on: date) -> Mapping[str, int]:
    """The numbers by key in force on a day."""
    value = dated(name, on=on).value
    assert not isinstance(value, int), f"{name} is one number"
    return value


def dated(name: str, *, on: date) -> Dated:
    """A parameter with its value on a day and where that comes from."""
    known = known_parameter(name)
    row = ParameterValue.objects.filter(name=name, since__lte=on).order_by("-since").first()
    return _dated(known, row)


def parameters_on(on: date) -> list[Dated]:
    """Every parameter of the house with its value on a day, by group and name."""
    found = {row.name: row for row in ParameterValue.objects.filter(since__lte=on).order_by("since")}
    listed = sorted(parameters.values(), key=lambda known: (known.group, known.name))
    return [_dated(known, found.get(known.name)) for known in listed]


def _dated(known: Parameter, row: ParameterValue | None) -> Dated:
    if row is None:
        return Dated(known, known.default, None)
    return Dated(known, row.value, row.since, row.reason, row.approval_id)


def known_parameter(name: str) -> Parameter:
    """A registered parameter; an unknown name is refused."""
    found = parameters.get(name)
    if found is None:
        raise Refusal("parameter.unknown", _("There is no parameter %(name)s."), name=name[:60])
    return found


def values_of(name: str) -> list[ParameterValue]:
    """All values a parameter has had or will have, the newest first; at most 100."""
    rows = ParameterValue.objects.filter(name=name).select_related("approval")
    return list(rows.order_by("-since")[:VALUES_MOST])


def kind_of(approval: Approval) -> Kind:
    """The kind of a request as it was registered."""
    return kinds[approval.kind]


def approval_of(number: int) -> Approval:
    """One request; an unknown number is refused."""
    found = Approval.objects.filter(pk=number).first() if number < 2**63 else None
    if found is None or found.kind not in kinds:
        raise Refusal("approval.unknown", _("There is no request no. %(number)s."), number=str(number)[:20])
    return found


def open_approval(kind: str, subject: str) -> Approval | None:
    """The request of a kind about a thing that waits for its decision."""
    return Approval.objects.filter(kind=kind, subject=subject, state=State.ASKED).first()


def _open() -> QuerySet[Approval]:
    return Approval.objects.filter(state=State.ASKED, kind__in=list(kinds)).order_by("due", "id")


def approvals_to_decide(person: User) -> list[Approval]:
    """The requests that wait for this person's decision, the most urgent first; looked for among the first 200."""
    return [one for one in _open()[:APPROVALS_MOST] if may_decide(person, one)]


def may_decide(person: User, approval: Approval) -> bool:
    """Whether this person may decide the request: never who asked."""
    return approval.asked_by != person.username and decides_by_post(person, approval) and sees(person, approval)


def decides_by_post(person: User, approval: Approval) -> bool:
    """Whether the post allows it, whoever asked."""
    return may(person, kind_of(approval).decide_verb, approval.subject)


def sees(person: User, approval: Approval) -> bool:
    """Whether the person sees all that the request is about."""
    return kind_of(approval).sees(person, approval.wish, approval.before)


def changes_of(approval: Approval, person: User) -> Sequence[Change]:
    """What a request would change, as far as the person may know what stood before."""
    kind = kind_of(approval)
    return kind.changes(approval.subject, approval.wish, approval.before if sees(person, approval) else kind.veiled)


def may_read(person: User, approval: Approval) -> bool:
    """Whether this person may read the request: who asked, who may decide, who decided, and the auditor.

    Where the kind guards what it shows, only who still sees that.
    """
    guard = kind_of(approval).read_verb
    if guard and not may(person, guard, approval.subject):
        return False
    named = person.username in {approval.asked_by, approval.decided_by}
    deciding = decides_by_post(person, approval) and sees(person, approval)
    return named or may(person, "office.audit") or deciding


def approvals_asked_by(person: User) -> list[Approval]:
    """A person's own requests, the newest first; at most 50."""
    return list(Approval.objects.filter(asked_by=person.username, kind__in=list(kinds)).order_by("-id")[:50])


def decided_approvals(person: User) -> Sequence[Approval]:
    """Requests that are decided and that the person may read, the newest first; looked for among the last 200."""
    rows = Approval.objects.exclude(state=State.ASKED).filter(kind__in=list(kinds)).order_by("-decided_at", "-id")
    return [one for one in rows[:APPROVALS_MOST] if may_read(person, one)][:50]


def tasks_of(person: User, *, on: date) -> list[TaskLine]:
    """What a person has to do, stored tasks and every registered source, the most urgent first; at most 50."""
    rows = Task.objects.filter(person=person.username, done_at=None).order_by("due", "id")[:TASKS_MOST]
    lines = [_line(row) for row in rows]
    for source in task_sources.values():
        lines.extend(islice(source(person, on), TASKS_MOST))
    return in_order(lines)


def _line(row: Task) -> TaskLine:
    words = row.words.replace("%", "%%") if row.is_own_text else row.words
    return TaskLine(words, row.address, row.due, row.facts, number=row.pk, source="own" if row.is_own_text else "given")


def done_tasks(person: User, *, on: date) -> list[Task]:
    """Stored tasks ticked off within the last week, the newest first; at most 20."""
    rows = Task.objects.filter(person=person.username, done_at__date__gt=on - timedelta(days=DONE_DAYS))
    return list(rows.order_by("-done_at")[:DONE_MOST])


def approvals_waiting(person: User, _on: date) -> list[TaskLine]:
    """The requests a person has to decide, as tasks."""
    return [
        TaskLine(
            _("Decide: %(kind)s, %(subject)s (asked by %(by)s)"),
            reverse("approval", kwargs={"number": one.pk}),
            one.due,
            {"kind": kind_of(one).words, "subject": kind_of(one).called(one.subject), "by": one.asked_by},
            source="approvals",
        )
        for one in approvals_to_decide(person)[:TASKS_MOST]
    ]
