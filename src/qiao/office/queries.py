"""Reads of the office: the value of a parameter on a day, requests to decide, one's tasks. Every list is bounded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from qiao.ground.authority import may
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import Marked
from qiao.ground.words import gettext_noop as _
from qiao.office.models import Approval, ParameterValue, Signature, Task
from qiao.office.registry import OF_CUSTOMER, Change, Kind, dossier_sources, kinds, nears, parameters, task_sources
from qiao.office.rules.deciding import State
from qiao.office.rules.dossier import laid_down
from qiao.office.rules.parameter import Parameter, Value
from qiao.office.rules.signing import Hand, Place, Signer, place_for
from qiao.office.rules.tasks import TASKS_MOST, TaskLine, in_order

__all__ = (
    "Approval",
    "Dated",
    "ParameterValue",
    "Signature",
    "Task",
    "TaskLine",
    "approval_of",
    "approvals_asked_by",
    "approvals_to_decide",
    "approvals_waiting",
    "dated",
    "decided_approvals",
    "done_tasks",
    "dossier_of",
    "hand_of",
    "kind_of",
    "known_parameter",
    "may_decide",
    "may_read",
    "open_approval",
    "parameter",
    "parameter_table",
    "parameters_on",
    "place_of",
    "places_of",
    "signatures_of",
    "tasks_about",
    "tasks_of",
    "values_of",
)
APPROVALS_MOST = 200
LOOKED_AT_MOST, DECIDED_LOOKED_AT_MOST = 20_000, 2_000
READ_AT_ONCE = 100
DECIDED_MOST = 50
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


def signatures_of(approval: Approval) -> list[Signature]:
    """The places to be signed in their order, at most twelve; none where one second person decides."""
    return sorted(approval.signatures.all(), key=lambda one: one.place)


def places_of(approval: Approval) -> list[Place]:
    """The same as the rules take them, read anew unless they were fetched with the request."""
    rows = signatures_of(approval)
    return [Place(one.place, Signer(one.role, one.staff_id, one.verb), one.signed_by) for one in rows]


def hand_of(person: User, approval: Approval) -> Hand:
    """A person before a request."""
    return Hand(person.username, person.staff_id, lambda verb: may(person, verb, approval.subject))


def place_of(person: User, approval: Approval) -> Place | None:
    """The place of the request that awaits this person's signature."""
    return place_for(places_of(approval), hand_of(person, approval), asked_by=approval.asked_by)


def _with_signatures() -> QuerySet[Approval]:
    return Approval.objects.filter(kind__in=list(kinds)).prefetch_related(Prefetch("signatures"))


def approvals_to_decide(person: User) -> list[Approval]:
    """The requests that wait for this person's decision or signature, the most urgent first, at most 400.

    The first 200 that name the person to sign, and the first 200 of others, looked for among 20,000.
    """
    waiting = _with_signatures().filter(state=State.ASKED).order_by("due", "id")
    awaited = Signature.objects.filter(signed_by="")
    own = awaited.exclude(staff_id="").filter(staff_id=person.staff_id).values("approval_id")
    partly = Q(pk__in=awaited.filter(staff_id="").values("approval_id"))
    anybody = waiting.filter(partly | ~Q(pk__in=Signature.objects.values("approval_id")))
    named = [one for one in waiting.filter(pk__in=own)[:APPROVALS_MOST] if may_decide(person, one)]
    others = (one for one in _nearby(person, anybody[:LOOKED_AT_MOST]) if may_decide(person, one))
    found = {one.pk: one for one in (*named, *islice(others, APPROVALS_MOST))}
    return sorted(found.values(), key=lambda one: (one.due, one.pk))


def _nearby(person: User, rows: QuerySet[Approval]) -> Iterator[Approval]:
    """The requests that may concern somebody, in their order, read a hundred at a time."""
    lines = list(rows.prefetch_related(None).values_list("pk", "kind", "subject"))
    by_kind: dict[str, set[str]] = {}
    for _number, kind, subject in lines:
        by_kind.setdefault(kind, set()).add(subject)
    near = {kind: nears[kind](person, asked) if kind in nears else asked for kind, asked in by_kind.items()}
    wanted = [number for number, kind, subject in lines if subject in near[kind]]
    for first in range(0, len(wanted), READ_AT_ONCE):
        found = _with_signatures().in_bulk(wanted[first : first + READ_AT_ONCE])
        yield from (found[number] for number in wanted[first : first + READ_AT_ONCE] if number in found)


def may_decide(person: User, approval: Approval) -> bool:
    """Whether this person may decide or sign the request: never who asked, and only with all of it in sight."""
    if approval.asked_by == person.username or not sees(person, approval):
        return False
    if signatures_of(approval):
        return place_of(person, approval) is not None
    return decides_by_post(person, approval)


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
    """Whether this person may read the request: who asked, signs, may decide or decided, and the auditor.

    Where the kind guards what it shows, only who still sees that.
    """
    guard = kind_of(approval).read_verb
    if guard and not may(person, guard, approval.subject):
        return False
    if person.username in {approval.asked_by, approval.decided_by} or may(person, "office.audit"):
        return True
    signatures = signatures_of(approval)
    if any(one.signed_by == person.username or _named(person, one) for one in signatures):
        return True
    return may_decide(person, approval) or (decides_by_post(person, approval) and sees(person, approval))


def _named(person: User, one: Signature) -> bool:
    return bool(person.staff_id) and one.staff_id == person.staff_id


def approvals_asked_by(person: User) -> list[Approval]:
    """A person's own requests, the newest first; at most 50."""
    rows = Approval.objects.filter(asked_by=person.username, kind__in=list(kinds)).prefetch_related("signatures")
    return list(rows.order_by("-id")[:50])


def decided_approvals(person: User) -> Sequence[Approval]:
    """Requests that are decided and that the person may read, the newest first, at most 50.

    All that the person asked, signed or decided, and of the last 2,000 others those that concern the person.
    """
    rows = _with_signatures().exclude(state=State.ASKED).order_by("-decided_at", "-id")
    signed = Q(signed_by=person.username) | (Q(staff_id=person.staff_id) & ~Q(staff_id=""))
    own = Q(asked_by=person.username) | Q(decided_by=person.username)
    own |= Q(pk__in=Signature.objects.filter(signed).values("approval_id"))
    named = (one for one in rows.filter(own)[:APPROVALS_MOST] if may_read(person, one))
    others = (one for one in _nearby(person, rows[:DECIDED_LOOKED_AT_MOST]) if may_read(person, one))
    found = {one.pk: one for one in (*islice(named, DECIDED_MOST), *islice(others, DECIDED_MOST))}
    newest = sorted(found.values(), key=lambda one: (one.decided_at is not None, one.decided_at, one.pk), reverse=True)
    return newest[:DECIDED_MOST]


def dossier_of(key: str, *, of: str = OF_CUSTOMER, on: date) -> list[dict[str, Any]]:
    """What every capability has to say of a customer or a person on a day, as plain JSON to be laid down."""
    sources = [(name, source) for (whom, name), source in sorted(dossier_sources.items()) if whom == of]
    return laid_down((name, part) for name, source in sources for part in source(key, on))


def tasks_of(person: User, *, on: date) -> list[TaskLine]:
    """What a person has to do, stored tasks and every registered source, the most urgent first; at most 50."""
    rows = Task.objects.filter(person=person.username, done_at=None).order_by("due", "id")[:TASKS_MOST]
    lines = [_line(row) for row in rows]
    for source in task_sources.values():
        lines.extend(islice(source(person, on), TASKS_MOST))
    return in_order(lines)


def tasks_about(address: str) -> list[Task]:
    """Open tasks that lead to an address or to what lies below it, whosever they are, by day; at most 50."""
    rows = Task.objects.filter(address__startswith=address, done_at=None)
    return list(rows.order_by("due", "id")[:TASKS_MOST])


def _line(row: Task) -> TaskLine:
    words = row.words.replace("%", "%%") if row.is_own_text else row.words
    return TaskLine(words, row.address, row.due, row.facts, number=row.pk, source="own" if row.is_own_text else "given")


def done_tasks(person: User, *, on: date) -> list[Task]:
    """Stored tasks ticked off within the last week, the newest first; at most 20."""
    rows = Task.objects.filter(person=person.username, done_at__date__gt=on - timedelta(days=DONE_DAYS))
    return list(rows.order_by("-done_at")[:DONE_MOST])


def approvals_waiting(person: User, _on: date) -> list[TaskLine]:
    """The requests a person has to decide or sign, as tasks."""
    return [_task(person, one) for one in approvals_to_decide(person)[:TASKS_MOST]]


def _task(person: User, one: Approval) -> TaskLine:
    facts = {"kind": kind_of(one).words, "subject": kind_of(one).called(one.subject), "by": one.asked_by}
    address, place = reverse("approval", kwargs={"number": one.pk}), place_of(person, one)
    if place is None:
        words = _("Decide: %(kind)s, %(subject)s (asked by %(by)s)")
        return TaskLine(words, address, one.due, facts, source="approvals")
    words = _("Sign as %(role)s: %(kind)s, %(subject)s (asked by %(by)s)")
    return TaskLine(words, address, one.due, {**facts, "role": Marked(place.signer.role)}, source="approvals")
