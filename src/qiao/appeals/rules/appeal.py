"""An appeal from its filing to its effect: filed, heard, decided once; withdrawn by whom it is; one second instance.

Source: piece 5 (part 4: a figure may be questioned), piece 2, 3.4; features 2.4. Whoever decides has neither reckoned
the figure nor decided of it before, does not lead the person, and is not the person.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum

from qiao.ground.money import scaled_from_typed
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

WORDS_LEAST, WORDS_MOST = 4, 2_000
PLACES = 2
VALUE_MOST = 10**15
DECIDING = frozenset({"head", "hr"})
READING = DECIDING | {"auditor"}
LEADING = frozenset({"lead", "head"})
INSTANCES = 2
DAY = timedelta(days=1)


class AppealState(StrEnum):
    """Where an appeal stands; all but the first two are final."""

    FILED = "filed"
    HEARD = "heard"
    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    AppealState.FILED: _("filed, to be heard"),
    AppealState.HEARD: _("heard, to be decided"),
    AppealState.UPHELD: _("appeal upheld"),
    AppealState.PARTLY: _("upheld in part"),
    AppealState.REJECTED: _("appeal rejected"),
    AppealState.WITHDRAWN: _("appeal withdrawn"),
}
OPEN = frozenset({AppealState.FILED, AppealState.HEARD})
OUTCOMES = frozenset({AppealState.UPHELD, AppealState.PARTLY, AppealState.REJECTED})
GRANTING = frozenset({AppealState.UPHELD, AppealState.PARTLY})


class Cause(StrEnum):
    """What the person says is wrong with the figure."""

    SHARES = "shares"
    BALANCE = "balance"
    RATE = "rate"
    FEE = "fee"
    EXPENSE = "expense"
    QUALITY = "quality"
    STANDING = "standing"
    RULE = "rule"
    JUDGED = "judged"
    OTHER = "other"


CAUSE_WORDS = {
    Cause.SHARES: _("who served the customer, or with which share"),
    Cause.BALANCE: _("a balance"),
    Cause.RATE: _("a rate or a transfer price"),
    Cause.FEE: _("a fee"),
    Cause.EXPENSE: _("an expense"),
    Cause.QUALITY: _("the quality of a loan"),
    Cause.STANDING: _("days on which nothing was credited"),
    Cause.RULE: _("the scheme was applied wrongly"),
    Cause.JUDGED: _("how something was judged"),
    Cause.OTHER: _("something else"),
}
OF_DATA = frozenset({Cause.BALANCE, Cause.RATE, Cause.FEE, Cause.EXPENSE, Cause.QUALITY})


class Effect(StrEnum):
    """By which door a decision that grants something is carried out."""

    NONE = ""
    SHARES = "shares"  # a correction of who served; the delta engine books the difference
    LOAD = "load"  # data corrected at its source and loaded; the same books the difference
    HOLD = "hold"  # the hold is released with the decision
    RECOVERY = "recovery"  # what was taken of pay is given back with the decision
    PAY = "pay"  # a correction is noted with the decision; the next pay run takes it in
    RESULT = "result"  # a result of appraisal is corrected where it stands
    OWN = "own"  # whoever answers for the figure sees to it


AT_ONCE = frozenset({Effect.HOLD, Effect.RECOVERY, Effect.PAY, Effect.RESULT})
"""Carried out with the decision: nothing is left to be linked."""
EFFECT_WORDS = {
    Effect.SHARES: _("correct who served the customer; the difference is booked by itself"),
    Effect.LOAD: _("have the data corrected at its source and loaded; the difference is booked after the load"),
    Effect.HOLD: _("the hold is released with this decision"),
    Effect.RECOVERY: _("the recovery is undone with this decision; what was taken is given back"),
    Effect.PAY: _("the difference is paid with the next run"),
    Effect.RESULT: _("the result of the appraisal is corrected"),
    Effect.OWN: _("whoever answers for the figure puts it right"),
}


class Did(StrEnum):
    """A step in an appeal's history."""

    FILED = "filed"
    SAID = "said"
    PAPER = "paper"
    HEARD = "heard"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    SECOND = "second"
    READ = "read"
    CORRECTED = "corrected"
    LINKED = "linked"


DID_WORDS = {
    Did.FILED: _("appeal filed"),
    Did.SAID: _("said by the person"),
    Did.PAPER: _("paper attached"),
    Did.HEARD: _("facts laid side by side"),
    Did.DECIDED: _("appeal decided"),
    Did.WITHDRAWN: _("appeal withdrawn"),
    Did.SECOND: _("second instance asked for"),
    Did.READ: _("decision read by the person"),
    Did.CORRECTED: _("correction asked for"),
    Did.LINKED: _("booked difference linked"),
}


def effect_of(kind: str, cause: Cause, *, by_kind: Mapping[str, Effect]) -> Effect:
    """The door that puts right what was granted: by the kind of figure, else by what was wrong with it."""
    if kind in by_kind:
        return by_kind[kind]
    if cause is Cause.SHARES:
        return Effect.SHARES
    return Effect.LOAD if cause in OF_DATA else Effect.OWN


def why_not_decide(
    *, post: str, username: str, staff_id: str, org_id: str, appellant: str, appellant_org: str, barred: Collection[str]
) -> str:
    """Why somebody may not decide of an appeal, in marked words; '' where he or she may."""
    if post not in DECIDING:
        return _("Heads and human resources decide of appeals.")
    if staff_id == appellant:
        return _("Nobody decides of an appeal of one's own.")
    if username in barred:
        return _("You reckoned this figure or decided of it before; somebody else decides of the appeal.")
    if post in LEADING and org_id == appellant_org:
        return _("You lead the person; somebody else decides of the appeal.")
    return ""


def check_state(state: AppealState, among: Collection[AppealState]) -> None:
    """Refuse a step that does not follow: what was decided is decided once."""
    if state not in among:
        raise Refusal(
            "appeal.state", _("The appeal is %(state)s; this step does not follow it."), state=STATE_WORDS[state]
        )


def read_words(text: str) -> str:
    """A statement or a reason in words."""
    said = " ".join(text.split())
    if len(said) < WORDS_LEAST:
        raise Refusal("appeal.words", _("Say it in a few words, so that whoever reads it later understands."))
    if len(said) > WORDS_MOST:
        raise Refusal("appeal.long", _("Say it in at most %(most)s characters."), most=WORDS_MOST)
    return said


def read_value(text: str) -> int:
    """A figure in yuan or points as hundredths."""
    try:
        value = scaled_from_typed(text.strip().replace(",", "")[:20], places=PLACES)
    except (ValueError, ArithmeticError):
        value = VALUE_MOST + 1
    if abs(value) > VALUE_MOST:
        raise Refusal("appeal.value", _("Write the figure with two decimals at most, as 1234.50."))
    return value


def check_expected(stated: int, expected: int) -> None:
    """An appeal says that the figure is another."""
    if stated == expected:
        raise Refusal("appeal.same", _("The figure you expect is the one that stands; there is nothing to appeal."))


def granted_by(outcome: AppealState, *, stated: int, expected: int, part: str = "") -> int:
    """The figure that a decision grants: all that was expected, something strictly between, or what stood."""
    if outcome is AppealState.UPHELD:
        return expected
    if outcome is AppealState.REJECTED:
        return stated
    if outcome is not AppealState.PARTLY:
        raise Refusal("appeal.outcome", _("Decide whether it is upheld, upheld in part, or rejected."))
    granted = read_value(part)
    if not min(stated, expected) < granted < max(stated, expected):
        raise Refusal("appeal.part", _("What is granted in part lies between what stood and what was expected."))
    return granted
