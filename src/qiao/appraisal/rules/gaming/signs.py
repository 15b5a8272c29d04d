"""Signs: a pattern seen in the book, with the days and sums that show it and the account-days it concerns.

Source: piece 2, 2.4 and 3.4 (appraisal built on true figures), 3.6 (line 265: nothing prepared for the key date). A
sign accuses nobody: it names what was seen, and a person decides what it was.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.words import gettext_noop as _

Events = Sequence[tuple[int, int]]
"""End-of-day balances as (day, fen) on the days on which they changed, oldest first; before the first it is 0."""
BP_ONE = 10_000


class Pattern(StrEnum):
    """What was seen."""

    DRESSING = "dressing"
    ROUND_TRIP = "round_trip"
    SWAP = "swap"
    OWN_MONEY = "own_money"
    SPLIT = "split"


PATTERN_WORDS = {
    Pattern.DRESSING: _("Balance round a key date"),
    Pattern.ROUND_TRIP: _("Money that went round"),
    Pattern.SWAP: _("Customers exchanged"),
    Pattern.OWN_MONEY: _("Money of the person credited"),
    Pattern.SPLIT: _("One deposit in several parts"),
}
PATTERN_MEANS = {
    Pattern.DRESSING: _(
        "The customer's deposits rose above their ordinary level in the last days before a key date and fell back "
        "right after it. There may be a good reason; whoever knows it can say so here."
    ),
    Pattern.ROUND_TRIP: _(
        "Nearly the same sum left and came back over a key date, through one or more other accounts. Each of them was "
        "credited while the sum lay there."
    ),
    Pattern.SWAP: _(
        "Two managers took over customers from each other round the end of a half-year. To each of them these "
        "customers count as new; both sides are asked why it was done."
    ),
    Pattern.OWN_MONEY: _(
        "Before a key date money came in from an account in the name of somebody who is credited for this customer. "
        "Another person of the same name is possible."
    ),
    Pattern.SPLIT: _(
        "Several accounts were opened within days, each just below a limit, or of equal size by customers who came "
        "together. They may be one deposit."
    ),
}


class Saw(StrEnum):
    """What a trace shows."""

    ORDINARY = "ordinary"
    ON_KEY_DATE = "on_key_date"
    AFTER = "after"
    OUT = "out"
    IN = "in"
    HANDED = "handed"
    OPENED = "opened"
    FED = "fed"


SAW_WORDS = {
    Saw.ORDINARY: _("ordinary level until then"),
    Saw.ON_KEY_DATE: _("balance on the key date"),
    Saw.AFTER: _("balance some days later"),
    Saw.OUT: _("went out"),
    Saw.IN: _("came in"),
    Saw.HANDED: _("customer handed over"),
    Saw.OPENED: _("account opened with"),
    Saw.FED: _("went out as one sum"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days [since_day, until_day) of an account whose credit is in question."""

    account_id: str
    since_day: int
    until_day: int

    def clipped(self, since_day: int, until_day: int) -> "Span | None":
        """The part of it within other days, None where there is none."""
        first, last = max(self.since_day, since_day), min(self.until_day, until_day)
        return Span(self.account_id, first, last) if first < last else None


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing seen: the day, where, how much in fen, and who or what stands on the other side."""

    day: int
    account_id: str
    amount_fen: int
    saw: Saw
    other: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern seen; `staff_ids` are those whose credit it concerns, none named = whoever is credited on these days.

    key_day: the key date it lies round, or the last day of what was done. score_bp: how plain it is, in
    ten-thousandths; it orders the list and decides nothing.
    """

    pattern: Pattern
    key_day: int
    party_ids: tuple[str, ...]
    spans: tuple[Span, ...]
    score_bp: int
    traces: tuple[Trace, ...]
    staff_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """It concerns some days, and its score is one."""
        assert self.spans, self.pattern
        assert 0 <= self.score_bp <= BP_ONE, self.score_bp

    @property
    def key(self) -> str:
        """What makes it the same sign whenever it is looked for: pattern, key date, customers, accounts, people."""
        accounts = sorted({span.account_id for span in self.spans})
        parts = [self.pattern.value, str(self.key_day), *sorted(self.party_ids), "", *accounts, "", *self.staff_ids]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def in_order(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """The plainest first, then by key: the same signs come in the same order; each once."""
    once = {sign.key: sign for sign in signs}
    return tuple(sorted(once.values(), key=lambda sign: (-sign.score_bp, sign.pattern, sign.key)))


def balance_on(events: Events, day: int) -> int:
    """The end-of-day balance in fen."""
    place = bisect_right(events, day, key=lambda event: event[0])
    return events[place - 1][1] if place else 0


def level_by_day(changes: Iterable[tuple[int, int]], *, first: int, last: int) -> list[tuple[int, int]]:
    """Changes of balances by day as the level at the end of every day from one to another, both included."""
    moves: dict[int, int] = {}
    for day, fen in changes:
        place = max(day, first)
        moves[place] = moves.get(place, 0) + fen
    points, level = [], 0
    for day in range(first, last + 1):
        level += moves.get(day, 0)
        points.append((day, level))
    return points


def near(one: int, other: int, *, tolerance_bp: int) -> bool:
    """Whether two sums differ by no more than a part of the larger."""
    return abs(one - other) * BP_ONE <= tolerance_bp * max(abs(one), abs(other))
