"""Writes kept questions to files, in what their owners see: for cron, by `qiao questions run`.

Source: piece 2, 2.5 (line 233: statistics by hand). Each question stands for itself: one that fails is told and leaves
the others alone. A question whose owner has left is suspended until somebody takes it over.
"""

import logging
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from qiao.contribution.queries import runs
from qiao.ground import clock, home
from qiao.ground.audit import note, recorded
from qiao.ground.exports import written
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.words import gettext_noop as _
from qiao.questions.actions.removing import remove_old
from qiao.questions.models import KeptQuestion, QuestionRun
from qiao.questions.queries import kept
from qiao.questions.queries.answering import answered
from qiao.questions.queries.files import sight_of
from qiao.questions.queries.sheets import headings, lines
from qiao.questions.queries.wording import sentence
from qiao.questions.rules import sight
from qiao.questions.rules.question import FILE_LINES_MOST
from qiao.questions.rules.rhythm import SUSPENDED, Rhythm, due, file_name

logger = logging.getLogger(__name__)
TROUBLE_LETTERS_MOST = 500
FAILED = _("This question cannot be answered; the log of the server says why. The others are not concerned.")
TRIES_A_DAY = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A question with its new file, or why there is none."""

    question: KeptQuestion
    run: QuestionRun


def write_due(*, on: date, actor: str, number: int = 0) -> list[Written]:
    """Write what is due on a day, and remove files that are too old; number: this question alone, due or not."""
    newest = max((one.pk for one in runs.runs(most=1)), default=0)
    wanted = [one for one in kept.scheduled() if _wanted(one, on=on, newest=newest, number=number)]
    found = [Written(one, write_question(one.pk, on=on, newest=newest, actor=actor)) for one in wanted]
    remove_old(on=on, actor=actor)
    return found


def _wanted(one: KeptQuestion, *, on: date, newest: int, number: int) -> bool:
    if number:
        return one.pk == number
    is_due = due(Rhythm(one.rhythm), kept.before(one), on=on, newest_run=newest)
    return is_due and kept.failures(one, on=on, run=newest) < TRIES_A_DAY


@recorded
def write_question(number: int, *, on: date, newest: int, actor: str) -> QuestionRun:
    """Write one question's file and its line in the log."""
    one = KeptQuestion.objects.get(pk=number)
    owner = User.objects.filter(username=one.owner).first()
    run = QuestionRun(question=one, at=clock.now(), on=on, run=newest)
    if owner is None or kept.why_suspended(owner, on=on):
        run.trouble = SUSPENDED
    else:
        _write(run, owner)
    run.save()
    note(f"question {number}", new={"file": run.file, "rows": run.rows, "trouble": run.trouble})
    return run


def _write(run: QuestionRun, owner: User) -> None:
    one = run.question
    try:
        with transaction.atomic(), translation.override("zh-hans"):
            found = answered(kept.read_query(one.query), owner, on=run.on, most=FILE_LINES_MOST)
            run.query, run.sight = one.query, sight.written(sight_of(owner, on=run.on))
            facts = {gettext("Question"): sentence(found.question, owner, on=run.on, counted=False)}
            rows = list(lines(found))
            content = written(owner, headings(found), rows, name="question", form=one.form, facts=facts)
        run.file = file_name(one.name, on=run.on, form=one.form)
        run.rows = len(found.answer.rows)
        home.lay(kept.file_of(run), content)  # of the same day the newer one stands
    except Refusal as refusal:
        run.file, run.trouble = "", say(refusal)[:TROUBLE_LETTERS_MOST]
    except OSError as error:
        run.file, run.trouble = "", (error.strerror or str(error))[:TROUBLE_LETTERS_MOST]
    except Exception:
        logger.exception("question %s", one.pk)
        run.file, run.trouble = "", FAILED
