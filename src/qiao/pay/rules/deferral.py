"""Deferred parts: when each falls due, and what keeps one from being paid on its day, each reason told.

Source: the guideline on sound pay (2010 no. 14, article 16: at least 40 %, at least 3 years, equal parts); the opinion
on recovery (2021 no. 17: leavers and retirees too). A part is released once no red flag is open, the exit is closed
and the loans brought in that year stand within the limit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiao.ground.money import mul_div_half_away
from qiao.ground.words import gettext_noop as _
from qiao.pay.rules.states import Entry, PartState

WHOLE_BP = 10_000
LEAP_DAY = (2, 29)


def due_days(until: date, *, parts: int) -> tuple[date, ...]:
    """The days on which the parts of a period that ends before `until` fall due: a year after another."""
    return tuple(_years_on(until, years=number) for number in range(1, parts + 1))


def _years_on(day: date, *, years: int) -> date:
    if (day.month, day.day) == LEAP_DAY:
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)


class Bar(StrEnum):
    """What keeps a deferred part from being paid on its day."""

    OPEN_HOLD = "hold"
    OPEN_CASE = "case"
    EXIT_OPEN = "exit"
    BAD_LOANS = "bad_loans"


BAR_WORDS = {
    Bar.OPEN_HOLD: _("%(count)s holds on the person's credit are not decided"),
    Bar.OPEN_CASE: _("recovery case no. %(number)s is open"),
    Bar.EXIT_OPEN: _("the exit is not closed"),
    Bar.BAD_LOANS: _("%(share)s of the loans brought in that year went bad; the limit is %(limit)s"),
}


@dataclass(frozen=True, slots=True)
class Flags:
    """What is known of a person on the day a part is looked at."""

    open_holds: int = 0
    open_case: int = 0  # number of the oldest open case, 0 = none
    exit_open: bool = False
    bad_bp: int = 0  # of the loans brought in within the part's period, by what is owed
    limit_bp: int = WHOLE_BP


@dataclass(frozen=True, slots=True)
class Barred:
    """A reason why a part is not paid, with the facts of its words."""

    bar: Bar
    facts: dict[str, int | str]


def bars_of(flags: Flags) -> tuple[Barred, ...]:
    """Everything that keeps a part back; none = it is paid."""
    found = []
    if flags.open_holds:
        found.append(Barred(Bar.OPEN_HOLD, {"count": flags.open_holds}))
    if flags.open_case:
        found.append(Barred(Bar.OPEN_CASE, {"number": flags.open_case}))
    if flags.exit_open:
        found.append(Barred(Bar.EXIT_OPEN, {}))
    if flags.bad_bp > flags.limit_bp:
        facts: dict[str, int | str] = {"share": bp_text(flags.bad_bp), "limit": bp_text(flags.limit_bp)}
        found.append(Barred(Bar.BAD_LOANS, facts))
    return tuple(found)


def bp_text(value: int) -> str:
    """Ten-thousandths as per cent: 250 are 2.50 %."""
    return f"{value // 100}.{value % 100:02d} %"


def bad_share_bp(loans: Iterable[tuple[int, int, bool]]) -> int:
    """Of loans as (fen owed, share in ten-thousandths, is bad): the bad part, in ten-thousandths; 0 without loans."""
    bad = whole = 0
    for owed_fen, share_bp, is_bad in loans:
        part = owed_fen * share_bp
        whole += part
        bad += part if is_bad else 0
    return mul_div_half_away(bad, factor=WHOLE_BP, divisor=whole) if whole > 0 else 0


def left_of(entries: Sequence[tuple[Entry, int]]) -> int:
    """What is left of a part by its entries: what was deferred less what was paid, forfeited or taken back."""
    left = sum(fen for _kind, fen in entries)
    assert left >= 0, entries
    return left


def state_of(entries: Sequence[tuple[Entry, int]]) -> PartState:
    """Where a part stands by its entries, the newest last."""
    assert entries
    assert entries[0][0] is Entry.DEFERRED
    if left_of(entries) == 0:
        ending = {Entry.FORFEITED: PartState.FORFEITED, Entry.TAKEN_BACK: PartState.TAKEN_BACK}
        return ending.get(entries[-1][0], PartState.PAID)
    kept = [kind for kind, _fen in entries if kind in {Entry.HELD, Entry.RELEASED}]
    return PartState.HELD if kept and kept[-1] is Entry.HELD else PartState.WAITING
