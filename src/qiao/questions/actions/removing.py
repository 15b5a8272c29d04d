"""Takes written files away: those older than the bank keeps them, those of a question that was taken out.

An action marks them; the disk gives them up after its commit, so that one that is rolled back takes no file along.
"""

import logging
from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db import transaction

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.rules.parameter import numbers
from qiao.questions.models import QuestionRun
from qiao.questions.queries.files import lies_anew, old_files
from qiao.questions.queries.kept import file_of
from qiao.questions.rules.sight import FILE_DAYS, kept_since

logger = logging.getLogger(__name__)


def remove_old(*, on: date, actor: str) -> int:
    """Remove the files that are older than the bank keeps them; how many went."""
    days = numbers(office.dated(FILE_DAYS.name, on=on).value)[""]
    old = old_files(kept_since(on, days=days))
    return remove_files(old, actor=actor) if old else 0


@recorded
def remove_files(files: Sequence[QuestionRun], *, actor: str) -> int:
    """Remove these files; how many."""
    return removed(files, actor=actor)


def removed(files: Sequence[QuestionRun], *, actor: str) -> int:
    """Mark and note files as removed, within an action; the disk gives them up once it is committed, or they lie on."""
    for one in files:
        one.removed_at = clock.now()
        one.save(update_fields=["removed_at"])
    for number, names in _by_question(files).items():
        note(f"question {number}", old={"file": names}, new={"file": ""})
    if files:
        transaction.on_commit(partial(_unlinked, tuple(files), actor), robust=True)
    return len(files)


def _unlinked(files: Sequence[QuestionRun], actor: str) -> None:
    left = []
    for one in files:
        if lies_anew(one):
            continue
        try:
            file_of(one).unlink(missing_ok=True)
        except OSError as error:
            logger.warning("%s: %s", file_of(one), error.strerror or error)
            left.append(one)
    if left:
        tell_left(left, actor=actor)


@recorded
def tell_left(files: Sequence[QuestionRun], *, actor: str) -> None:
    """Say which files the disk did not give up; they count as lying there and are tried again the next time."""
    QuestionRun.objects.filter(pk__in=[one.pk for one in files]).update(removed_at=None)
    for number, names in _by_question(files).items():
        note(f"question {number}", old={"file": ""}, new={"file": names, "trouble": _("The disk does not give it up.")})


def _by_question(files: Sequence[QuestionRun]) -> dict[int, str]:
    numbers = dict.fromkeys(one.question_id for one in files)
    return {
        number: ", ".join(dict.fromkeys(one.file for one in files if one.question_id == number)) for number in numbers
    }
