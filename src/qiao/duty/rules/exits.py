"""Leaving: the steps that those concerned sign, and what has to be closed before the final pay.

Source: piece 2, 3.4 (in and out of the post); rules of banks on the audit of leaving a post. An exit closes when every
step is signed by a person of its own and nothing is open that the leaver alone would answer for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

REMARK_LETTERS_MOST = 500
BACK_MOST, AHEAD_MOST = 366, 366


class ExitState(StrEnum):
    """Where an exit stands."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    ExitState.OPEN: _("exit open"),
    ExitState.CLOSED: _("exit closed"),
    ExitState.WITHDRAWN: _("exit withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What has to be signed, by which posts, and after which step."""

    code: str
    words: str
    posts: frozenset[str]
    after: str = ""


STEPS = (
    Step("work", _("Customers, promises and tasks are handed on"), frozenset({"lead", "head"})),
    Step("money", _("Expenses are settled, nothing is owed"), frozenset({"head", "desk"})),
    Step("papers", _("Certificates, keys, seals and devices are given back"), frozenset({"hr"})),
    Step("audit", _("The audit of leaving the post is done"), frozenset({"auditor"}), after="work"),
)
"""A proposal: the bank's own procedure says who signs."""
BY_CODE: Mapping[str, Step] = {step.code: step for step in STEPS}


@dataclass(frozen=True, slots=True)
class Signed:
    """A step that was signed, by which log-in."""

    code: str
    by: str


@dataclass(frozen=True, slots=True)
class Lack:
    """What keeps an exit from closing: marked words, how many; a step that is not signed says so."""

    words: str
    count: int
    unsigned: bool = False


def check_last_day(day: date | None, *, on: date) -> date:
    """The last day in the post: within a year of today."""
    if day is None or not on - timedelta(days=BACK_MOST) <= day <= on + timedelta(days=AHEAD_MOST):
        raise Refusal("exit.day", _("The last day in the post lies within a year of today."))
    return day


def check_sign(code: str, *, post: str, by: str, is_leaver: bool, signed: Sequence[Signed]) -> Step:
    """The step that somebody may sign; one step a person, never one's own leaving."""
    step = BY_CODE.get(code)
    if step is None or post not in step.posts or is_leaver:
        raise Refusal("exit.not_yours", _("This step is not yours to sign; the page names whose it is."))
    if any(one.code == code for one in signed):
        raise Refusal("exit.signed", _("This step is signed already."))
    if any(one.by == by for one in signed):
        raise Refusal("exit.twice", _("You have signed another step; each needs a person of its own."))
    if step.after and all(one.code != step.after for one in signed):
        words = _("Sign this after “%(step)s” is signed: what is looked at has to be done.")
        raise Refusal("exit.too_early", words, step=BY_CODE[step.after].words)
    return step


def check_open(state: str) -> None:
    """Refuse to touch an exit that is closed or withdrawn."""
    if state != ExitState.OPEN:
        raise Refusal(
            "exit.not_open", _("This exit is no longer open (%(state)s)."), state=STATE_WORDS[ExitState(state)]
        )


def lacks(signed: Sequence[Signed], blocking: Iterable[tuple[str, int]], *, last_day: date, on: date) -> list[Lack]:
    """Everything that keeps the exit from closing; `blocking` are headings of the dossier with how many are open."""
    known = {one.code for one in signed}
    found = [Lack(step.words, 1, unsigned=True) for step in STEPS if step.code not in known]
    found += [Lack(heading, count) for heading, count in blocking if count]
    if on <= last_day:
        found.append(Lack(_("The last day in the post is not over"), 1))
    return found


def check_closing(found: Sequence[Lack]) -> None:
    """Refuse to close while anything is open, in the words of the first."""
    if found and found[0].unsigned:
        words = _("The exit cannot be closed yet: nobody has signed “%(first)s”. %(others)s more points are open.")
        raise Refusal("exit.unsigned", words, first=found[0].words, others=len(found) - 1)
    if found:
        raise Refusal(
            "exit.open",
            _("The exit cannot be closed yet: %(first)s (%(count)s). %(others)s more points are open."),
            first=found[0].words,
            count=found[0].count,
            others=len(found) - 1,
        )


def pay_waits(*, left_on: date | None, exit_state: str, until: date) -> bool:
    """Whether the final pay waits: somebody's last day lies before the end of a month and no exit was closed.

    `left_on` is the last day, of the exit or of the extract; until is the day after the month.
    """
    return left_on is not None and left_on < until and exit_state != ExitState.CLOSED
