"""What is told of a rotation, and the reason that every write of this capability asks for."""

from datetime import date, timedelta

from qiao.duty.rules.due import Rotation
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BACK_MOST, AHEAD_MOST = 7_320, 366
PLACE_LETTERS_MOST, REASON_LETTERS_MOST = 100, 500


def read_rotation(text: str) -> Rotation:
    """The kind that somebody chose."""
    if text not in set(Rotation):
        raise Refusal("rotation.kind", _("Choose a rotation for control or one for learning."))
    return Rotation(text)


def check_rotation(
    kind: Rotation, since: date | None, until: date | None, *, place: str, on: date
) -> tuple[date, date | None, str]:
    """The days and the place: somebody goes to learn for a while, and for control until further notice."""
    if since is None or not on - timedelta(days=BACK_MOST) <= since <= on + timedelta(days=AHEAD_MOST):
        raise Refusal("rotation.since", _("The first day lies within the last twenty years or a year ahead."))
    if until is not None and not since < until <= since + timedelta(days=BACK_MOST):
        raise Refusal("rotation.until", _("The last day is not before the first one."))
    if kind is Rotation.LEARNING and until is None:
        raise Refusal("rotation.back", _("Whoever goes to learn comes back: say the last day."))
    where = " ".join(place.split())[:PLACE_LETTERS_MOST]
    if not where:
        raise Refusal("rotation.place", _("Say where: the post, unit or course."))
    return since, until, where


def read_reason(text: str) -> str:
    """The reason, on one line; never empty."""
    said = " ".join(text.split())[:REASON_LETTERS_MOST]
    if not said:
        raise Refusal("duty.reason", _("Say why, in a few words: the reason is kept."))
    return said
