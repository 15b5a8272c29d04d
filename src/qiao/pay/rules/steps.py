"""A person's pay in a run, step by step: what was earned, what is left out, deferred, due, set off; the sum is the pay.

Source: piece 1, section 3 (line 91); piece 2, 3.4 (line 259: paid now and later); the guideline on sound pay (2010
no. 14, article 16). Everything is whole fen. Every step has its sign, and the steps add up to what is paid, so that
nothing is created on the way and nothing lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qiao.appraisal.rules.scheme.deferring import spread_of
from qiao.appraisal.rules.scheme.scheme import Deferral
from qiao.ground.words import gettext_noop as _

WHOLE_BP = 10_000


class StepKind(StrEnum):
    """What a step of a pay line is."""

    EARNED = "earned"
    MOVED = "moved"  # by the branch's second distribution
    HELD = "held"
    RELEASED = "released"
    DIFFERENCE = "difference"
    CORRECTION = "correction"
    CARRIED = "carried"
    CARRIED_ON = "carried_on"
    DEFERRED = "deferred"
    DUE = "due"
    RECOVERED = "recovered"
    RETURNED = "returned"  # what a recovery took that an appeal undid: it went out once already


class Origin(StrEnum):
    """Where a correction comes from."""

    HOUSE = ""
    APPEAL = "appeal"  # a statement's appeal was granted
    RECOVERY = "recovery"  # a recovery was undone: pay that went out once is paid back


STEP_WORDS = {
    StepKind.EARNED: _("earned in the period"),
    StepKind.MOVED: _("moved by the branch's own distribution"),
    StepKind.HELD: _("left out while credit is on hold"),
    StepKind.RELEASED: _("released from hold since"),
    StepKind.DIFFERENCE: _("differences booked for earlier months"),
    StepKind.CORRECTION: _("correction of an earlier run"),
    StepKind.CARRIED: _("carried from earlier runs"),
    StepKind.CARRIED_ON: _("below zero: carried on to later runs"),
    StepKind.DEFERRED: _("deferred"),
    StepKind.DUE: _("deferred part fallen due"),
    StepKind.RECOVERED: _("set off against a recovery"),
    StepKind.RETURNED: _("paid back from a recovery that was undone"),
}
VARIABLE = (
    *(StepKind.EARNED, StepKind.MOVED, StepKind.HELD, StepKind.RELEASED),
    *(StepKind.DIFFERENCE, StepKind.CORRECTION, StepKind.CARRIED, StepKind.CARRIED_ON),
)
"""Steps whose sum is the variable pay of the run, before it is spread over the years."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: signed fen. `key` names what it stands for (a month, a number), `note` tells it in a person's words."""

    kind: StepKind
    fen: int
    key: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CarriedSum:
    """What a person still owes to later pay, fen below 0, until the day it is forgotten."""

    number: int
    fen: int
    until: date


@dataclass(frozen=True, slots=True)
class OpenRecovery:
    """A recovery agreed by two of which fen above 0 are open."""

    number: int
    fen: int


@dataclass(frozen=True, slots=True)
class PayInput:
    """What a person's pay is reckoned from. `variable` are the signed steps of VARIABLE kinds before carrying."""

    variable: tuple[Step, ...] = ()
    due: tuple[Step, ...] = ()
    returned: tuple[Step, ...] = ()
    carried: tuple[CarriedSum, ...] = ()
    recoveries: tuple[OpenRecovery, ...] = ()
    deferral: Deferral | None = None
    set_off_most_bp: int = WHOLE_BP


@dataclass(frozen=True, slots=True)
class PayLineSum:
    """A person's pay: the steps that add up to it, the parts deferred by year, what is carried on and taken up."""

    steps: tuple[Step, ...]
    later_fen: tuple[int, ...] = ()
    carried_on_fen: int = 0  # below 0: to be carried from this run
    taken_up: tuple[tuple[int, int], ...] = field(default=())  # number of a carried sum, fen below 0 taken of it

    @property
    def pay_fen(self) -> int:
        """What is paid out."""
        return sum(one.fen for one in self.steps)

    def of(self, kind: StepKind) -> int:
        """The sum of one kind of step."""
        return sum(one.fen for one in self.steps if one.kind is kind)

    @property
    def recovered_fen(self) -> int:
        """What is kept for recoveries less what is paid back from those undone; below 0 where that is more."""
        return -self.of(StepKind.RECOVERED) - self.of(StepKind.RETURNED)

    @property
    def variable_fen(self) -> int:
        """What the run gives of variable pay, now and later."""
        return sum(one.fen for one in self.steps if one.kind in VARIABLE)


def reckoned(given: PayInput, *, on: date) -> PayLineSum:
    """A person's line: carried sums are taken up oldest first, what is left is spread, what is owed is set off."""
    assert all(one.kind in VARIABLE for one in given.variable)
    steps = [one for one in given.variable if one.fen]
    earned = sum(one.fen for one in steps)
    taken = _taken_up(given.carried, room=max(earned, 0), on=on)
    steps += [Step(StepKind.CARRIED, fen, str(number)) for number, fen in taken]
    owed = min(earned, 0)
    if owed:
        steps.append(Step(StepKind.CARRIED_ON, -owed))
    spread = spread_of(sum(one.fen for one in steps), deferral=given.deferral)
    deferred = sum(spread.later_fen)
    if deferred:
        steps.append(Step(StepKind.DEFERRED, -deferred))
    steps += [one for one in given.due if one.fen]
    steps += _set_off(given.recoveries, pay_fen=sum(one.fen for one in steps), most_bp=given.set_off_most_bp)
    steps += [one for one in given.returned if one.fen]
    line = PayLineSum(tuple(steps), spread.later_fen if deferred else (), owed, tuple(taken))
    assert line.pay_fen >= 0, line
    return line


def _taken_up(carried: Iterable[CarriedSum], *, room: int, on: date) -> list[tuple[int, int]]:
    """Of each carried sum what there is room for, the oldest first; one whose day has passed is forgotten."""
    found: list[tuple[int, int]] = []
    for one in carried:
        assert one.fen < 0, one
        taken = min(-one.fen, room) if on < one.until else 0
        if taken:
            found.append((one.number, -taken))
            room -= taken
    return found


def _set_off(open_sums: Sequence[OpenRecovery], *, pay_fen: int, most_bp: int) -> list[Step]:
    """What is kept of a pay for recoveries, the oldest first, at most the part of the pay that may be kept."""
    room = pay_fen * most_bp // WHOLE_BP
    found = []
    for one in open_sums:
        taken = min(one.fen, room)
        if taken > 0:
            found.append(Step(StepKind.RECOVERED, -taken, str(one.number)))
            room -= taken
    return found


def with_correction(pay_fen: int, *, fen: int) -> int:
    """What a line comes to with what was found wrong with it since; fen."""
    return pay_fen + fen


def left_out(held_fen: int, *, moved_fen: int) -> int:
    """What a line still leaves out of what it held, after what later runs released (above 0) or held (below 0); fen."""
    return held_fen - moved_fen


def paid_at_once(variable_fen: int, *, deferred_fen: int) -> int:
    """What of a line's variable pay is not deferred; fen."""
    return variable_fen - deferred_fen


def withheld_now(withheld_fen: int, *, held_fen: int, confirmed_fen: int) -> int:
    """What of an earlier month's pay stays left out now.

    What was left out is given as far as it is no longer held. What was paid already is taken off later pay only for
    holds that two persons confirmed: an open hold is a question, and nothing is taken for a question.
    """
    return held_fen if held_fen <= withheld_fen else max(withheld_fen, confirmed_fen)
