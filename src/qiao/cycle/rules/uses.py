"""What may follow from a grade: pay, level, training, rotation; each a proposal that a second person decides.

Source: piece 5 (line 493: the use of results). Nothing follows by itself; the ways lead to the capabilities whose
matter it is.
"""

from collections.abc import Mapping
from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

HOURS_MOST = 400
TOPIC_LETTERS = 200


class UseSort(StrEnum):
    """What may follow."""

    PAY = "pay"
    LEVEL = "level"
    TRAINING = "training"
    ROTATION = "rotation"


class UseState(StrEnum):
    """How far a use is."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DONE = "done"


USE_WORDS = {
    UseSort.PAY: _("a change in pay"),
    UseSort.LEVEL: _("a change of level"),
    UseSort.TRAINING: _("a training"),
    UseSort.ROTATION: _("a rotation"),
}
USE_STATE_WORDS = {
    UseState.PROPOSED: _("use proposed"),
    UseState.AGREED: _("use agreed to"),
    UseState.DONE: _("outcome recorded"),
}


def may_follow(grade: str, *, table: Mapping[str, int]) -> list[UseSort]:
    """What may follow from a grade by the house's table of `grade use`: 1 or 0."""
    return [one for one in UseSort if table.get(f"{grade} {one.value}", 0)]


def read_sort(text: str, *, grade: str, table: Mapping[str, int]) -> UseSort:
    """A use that may follow from the grade."""
    found = next((one for one in may_follow(grade, table=table) if one.value == text), None)
    if found is None:
        raise Refusal("cycle.use", _("This does not follow from grade %(grade)s by the house's table."), grade=grade)
    return found


def read_training(topic: str, hours: str, *, sort: UseSort) -> tuple[str, int]:
    """Topic and hours, where training is proposed."""
    if sort is not UseSort.TRAINING:
        return "", 0
    said, text = " ".join(topic.split()), hours.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(HOURS_MOST)) else 0
    if not said or len(said) > TOPIC_LETTERS or not 1 <= number <= HOURS_MOST:
        words = _("Training needs a topic and 1 to %(most)s whole hours.")
        raise Refusal("cycle.training", words, most=HOURS_MOST)
    return said, number
