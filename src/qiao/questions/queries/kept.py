"""Kept questions: one's own, those shared with one's post or unit, and the files that were written."""

from datetime import date
from pathlib import Path

from django.db.models import Q, QuerySet
from django.http import QueryDict

from qiao.ground import home
from qiao.ground.authority import Scope, may, scope_of
from qiao.ground.models import User
from qiao.people.queries import staff as people
from qiao.questions.models import KeptQuestion, QuestionRun
from qiao.questions.rules.question import Question, names_of, question_of
from qiao.questions.rules.rhythm import SUSPENDED, Before

__all__ = (
    "FOLDER",
    "QUESTIONS_MOST",
    "KeptQuestion",
    "QuestionRun",
    "before",
    "failures",
    "file_of",
    "kept",
    "own",
    "own_one",
    "query_of",
    "read_query",
    "runs_of",
    "scheduled",
    "shared_with",
    "taken_out",
    "why_suspended",
)
QUESTIONS_MOST = 50
SCHEDULED_MOST = 5_000
RUNS_MOST = 20
FOLDER = "exports"
FAILED = Q(file="") & ~Q(trouble=SUSPENDED)


def own(username: str) -> list[KeptQuestion]:
    """A person's own questions by name, at most 50."""
    return list(_standing().filter(owner=username).order_by("name")[:QUESTIONS_MOST])


def shared_with(person: User) -> list[KeptQuestion]:
    """Questions of others that are shared with the person's post or unit, at most 50."""
    return list(_shared(person).order_by("name", "owner")[:QUESTIONS_MOST])


def kept(number: int, person: User) -> KeptQuestion | None:
    """A question that is one's own or shared with one, else None."""
    return _standing().filter(pk=number, owner=person.username).first() or _shared(person).filter(pk=number).first()


def own_one(number: int, username: str) -> KeptQuestion | None:
    """One of a person's own questions that stands, or None."""
    return _standing().filter(pk=number, owner=username).first()


def taken_out(number: int, username: str) -> KeptQuestion | None:
    """One of a person's own questions that was taken out, or None."""
    return KeptQuestion.objects.filter(pk=number, owner=username).exclude(taken_out_at=None).first()


def _standing() -> QuerySet[KeptQuestion]:
    return KeptQuestion.objects.filter(taken_out_at=None)


def _shared(person: User) -> QuerySet[KeptQuestion]:
    """Shared with a post, a unit (and all below it), or a post in a unit: all that is named has to fit."""
    post = Q(shared_post="") | Q(shared_post=person.post)
    unit = Q(shared_org="") | Q(shared_org__in=_units_above(person))
    rows = _standing().filter(post, unit).exclude(owner=person.username)
    return rows.exclude(shared_post="", shared_org="")


def _units_above(person: User) -> list[str]:
    """The unit a person works in and all above it."""
    staff = people.staff_of(person.staff_id) if person.staff_id else None
    parent_of = dict(people.OrgUnit.objects.values_list("org_id", "parent_id")) if staff else {}
    at, found = staff.org_id if staff else None, []
    while at is not None and at not in found:
        found.append(at)
        at = parent_of.get(at)
    return found


def scheduled() -> list[KeptQuestion]:
    """Questions that are written to a file from time to time, by number."""
    return list(_standing().exclude(rhythm="").order_by("pk")[:SCHEDULED_MOST])


def before(one: KeptQuestion) -> Before | None:
    """The last time a question was written, or left alone because its owner has gone; None = never."""
    found = one.runs.exclude(FAILED).order_by("-pk").first()
    return Before(found.on, found.run) if found else None


def failures(one: KeptQuestion, *, on: date, run: int) -> int:
    """How often writing has failed on a day since the settlement of that number."""
    return int(one.runs.filter(FAILED, on=on, run=run).count())


def runs_of(numbers: list[int]) -> dict[int, list[QuestionRun]]:
    """The newest files of these questions, at most 20 of each."""
    return {number: list(QuestionRun.objects.filter(question=number).order_by("-pk")[:RUNS_MOST]) for number in numbers}


def why_suspended(owner: User | None, *, on: date) -> bool:
    """Whether a question's owner is not there any more: log-in closed, post without questions, nobody in sight."""
    if owner is None or not may(owner, "questions.ask"):
        return True
    scope: Scope = scope_of(owner, on=on)
    return not (scope.everything or scope.staff_ids or scope.org_ids)


def query_of(question: Question) -> str:
    """The question as an address writes it."""
    written = QueryDict(mutable=True)
    for name, value in names_of(question):
        written.appendlist(name, value)
    return written.urlencode()


def read_query(query: str) -> Question:
    """The question out of an address."""
    return question_of(dict(QueryDict(query).lists()))


def file_of(one: QuestionRun) -> Path:
    """Where a file lies."""
    return home.home() / FOLDER / str(one.question_id) / one.file
