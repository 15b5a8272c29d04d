"""Files that were written for questions: one for its owner, as long as he or she may see what stands in it."""

from datetime import date

from django.db.models import Q, QuerySet

from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.questions.models import QuestionRun
from qiao.questions.queries.answering import demand
from qiao.questions.queries.kept import file_of, own_one, read_query, why_suspended
from qiao.questions.rules import sight
from qiao.questions.rules.rhythm import SUSPENDED
from qiao.questions.rules.sight import Sight

OLD_MOST = 1_000
"""So many old files a run of the job removes; the next one goes on."""


def sight_of(person: User, *, on: date) -> Sight:
    """What a person's answers of a day are made of."""
    scope = scope_of(person, on=on)
    if scope.everything:
        return Sight(everything=True, people=frozenset(), units=frozenset())
    return Sight(everything=False, people=frozenset(people.visible_ids(scope) or ()), units=scope.org_ids)


def file_for(person: User, *, number: int, one: int, on: date) -> QuestionRun | None:
    """A file of one of the person's own questions, None where there is none; refused where it may not be seen any more.

    Of two files of one name the newer one lies there: it is the newer one's question and sight that count.
    """
    question = own_one(number, person.username)
    asked = QuestionRun.objects.filter(pk=one, question=question, removed_at=None).exclude(file="").first()
    if question is None or asked is None or not file_of(asked).is_file():
        return None
    lying = QuestionRun.objects.filter(question=question, file=asked.file).order_by("-pk")[0]
    if why_suspended(person, on=on):
        raise Refusal("question.suspended", SUSPENDED)
    demand(read_query(lying.query or question.query), person)
    then = sight.read(lying.sight)
    if then is None or not sight_of(person, on=on).covers(then):
        words = _("You do not see all that this file was written of any more; have the question written again.")
        raise Refusal("question.sight", words)
    return lying


def files_of(number: int) -> list[QuestionRun]:
    """The files of a question that lie there still."""
    return list(_lying().filter(question=number).order_by("pk"))


def old_files(since: date) -> list[QuestionRun]:
    """Files from before a day, and what the disk did not give up of questions that were taken out; at most 1,000."""
    left = Q(question__taken_out_at__isnull=False)
    return list(_lying().filter(Q(on__lt=since) | left).order_by("pk")[:OLD_MOST])


def lies_anew(one: QuestionRun) -> bool:
    """Whether a file that was removed has been written again under its name."""
    return _lying().filter(question=one.question_id, file=one.file).exists()


def _lying() -> QuerySet[QuestionRun]:
    return QuestionRun.objects.filter(removed_at=None).exclude(file="")
