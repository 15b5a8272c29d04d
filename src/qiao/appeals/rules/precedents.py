"""Like cases: which decided appeals resemble one, by what they share, why, and what follows from their outcomes.

Source: features 2.4 (the same facts, the same ruling). Nothing is decided here: the outcomes of like cases are laid
before the decider, who says in a sentence why a case is decided otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qiao.appeals.rules.appeal import OUTCOMES, AppealState
from qiao.ground.words import gettext_noop as _

SHOWN_MOST = 5
ALIKE_LEAST = 60
OF_CAUSE, OF_MARKS, OF_SIZE = 50, 35, 15
"""A hundred in all: the same cause counts half, shared facts a third, the size of the difference the rest."""
BANDS_FEN = (100_00, 1_000_00, 10_000_00, 100_000_00)
MARK_WORDS = {
    "account": _("one account is named"),
    "customer": _("a customer is named"),
    "closed": _("the month was closed"),
    "open": _("the month was open"),
    "higher": _("more is expected"),
    "lower": _("less is expected"),
    "none": _("the person had no share"),
    "part": _("the person had a part of the share"),
    "whole": _("the person had the whole share"),
    "paper": _("papers are attached"),
    "dressing": _("balance round a key date"),
    "round_trip": _("money that went round"),
    "swap": _("customers exchanged"),
    "own_money": _("money of the person credited"),
    "split": _("one deposit in several parts"),
}
SAME_CAUSE, SAME_SIZE = _("the same is said to be wrong"), _("the difference is of the same size")


@dataclass(frozen=True, slots=True)
class Case:
    """An appeal as it is compared: figures in hundredths, marks = facts by name."""

    number: int
    kind: str
    cause: str
    stated: int
    expected: int
    marks: frozenset[str]
    outcome: str = ""
    granted: int = 0

    @property
    def band(self) -> int:
        """How large the difference in question is."""
        return sum(abs(self.expected - self.stated) >= bound for bound in BANDS_FEN)

    @property
    def part_bp(self) -> int:
        """Which part of what was in question was granted, in ten-thousandths."""
        return (self.granted - self.stated) * 10_000 // (self.expected - self.stated)


@dataclass(frozen=True, slots=True)
class Alike:
    """A decided case with how much it resembles, of a hundred, and why, in marked words."""

    case: Case
    score: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What follows from like cases: an outcome, how many of how many say it."""

    outcome: AppealState
    agree: int
    of: int


def alike(case: Case, decided: Iterable[Case]) -> tuple[Alike, ...]:
    """The decided cases of the same kind that resemble most, at most five, the most alike first, then the newest."""
    found = [_held(case, other) for other in decided if other.kind == case.kind and other.number != case.number]
    near = [one for one in found if one.score >= ALIKE_LEAST]
    return tuple(sorted(near, key=lambda one: (-one.score, -one.case.number))[:SHOWN_MOST])


def _held(case: Case, other: Case) -> Alike:
    shared, either = case.marks & other.marks, case.marks | other.marks
    score = OF_MARKS * len(shared) // len(either) if either else OF_MARKS
    why = [MARK_WORDS[mark] for mark in sorted(shared) if mark in MARK_WORDS]
    if case.cause == other.cause:
        score, why = score + OF_CAUSE, [SAME_CAUSE, *why]
    if case.band == other.band:
        score, why = score + OF_SIZE, [*why, SAME_SIZE]
    return Alike(other, score, tuple(why))


def suggested(found: Sequence[Alike]) -> Suggestion | None:
    """The outcome that more than half of the like cases came to; None where they came to none."""
    outcomes = Counter(one.case.outcome for one in found if one.case.outcome in OUTCOMES)
    if not outcomes:
        return None
    outcome, agree = max(outcomes.items(), key=lambda one: (one[1], one[0]))
    return Suggestion(AppealState(outcome), agree, len(found)) if agree * 2 > len(found) else None


def deviates(outcome: AppealState, suggestion: Suggestion | None) -> bool:
    """Whether a decision differs from like cases, and so asks for a sentence."""
    return suggestion is not None and suggestion.outcome is not outcome
