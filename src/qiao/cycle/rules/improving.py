"""An improvement plan: goals with measures, help, days of reviews, and an outcome; nobody's post ends by itself.

Source: piece 5 (line 493: poor performance handled by rule). Extended once at most.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

REVIEWS_MOST, DAYS_MOST = 6, 400


class PlanState(StrEnum):
    """How far a plan is."""

    OPEN = "open"
    MET = "met"
    UNMET = "unmet"
    DECIDED = "decided"


PLAN_WORDS = {
    PlanState.OPEN: _("plan under way"),
    PlanState.MET: _("goals met"),
    PlanState.UNMET: _("goals not met, human resources propose"),
    PlanState.DECIDED: _("what follows is decided"),
}


class Ending(StrEnum):
    """What came of a plan at its end."""

    MET = "met"
    EXTENDED = "extended"
    UNMET = "unmet"


ENDING_WORDS = {
    Ending.MET: _("goals met"),
    Ending.EXTENDED: _("extended once"),
    Ending.UNMET: _("goals not met, human resources propose"),
}


def read_reviews(text: str, *, until: date | None, on: date) -> tuple[list[date], date]:
    """The days of reviews between today and the end, at least one; and the end."""
    if until is None or not on < until <= on + timedelta(days=DAYS_MOST):
        raise Refusal("cycle.plan_until", _("The plan ends after today, within %(most)s days."), most=DAYS_MOST)
    parts = text.replace("，", " ").replace(",", " ").split()
    days = [day_of_text(part) for part in parts]
    found = sorted({one for one in days if one is not None})
    if None in days or not 1 <= len(found) <= REVIEWS_MOST or not all(on <= one < until for one in found):
        words = _("Name 1 to %(most)s days of reviews as 2026-09-30, from today to before the end.")
        raise Refusal("cycle.plan_reviews", words, most=REVIEWS_MOST)
    return found, until


def check_ending(ending: str, *, held: Sequence[date], is_extended: bool) -> Ending:
    """An outcome that can be: after a review at least, and extended once only."""
    if ending not in set(Ending):
        raise Refusal("cycle.plan_ending", _("Choose an outcome of the list."))
    if not held:
        raise Refusal("cycle.plan_unreviewed", _("Note at least one review before the outcome."))
    if ending == Ending.EXTENDED and is_extended:
        raise Refusal("cycle.plan_extended", _("The plan was extended once already; say whether its goals are met."))
    return Ending(ending)
