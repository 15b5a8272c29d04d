"""What a manager may be told of a customer's link, each only where the enterprise has agreed to it.

Source: features.md 8 (f); piece 7 (the link ties the customer to the bank): a link that falls silent, a payroll that
does not come, a bank that was never paid before and a large payment out are reasons to call.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiao.ground.words import gettext_noop as _


class Signal(StrEnum):
    """Kinds of signals."""

    IDLE = "idle"
    PAYROLL = "payroll"
    NEW_BANK = "new_bank"
    LARGE_OUT = "large_out"


SIGNALS: Mapping[str, str] = {
    Signal.IDLE.value: _("the link is idle"),
    Signal.PAYROLL.value: _("the payroll has not come"),
    Signal.NEW_BANK.value: _("a bank was paid for the first time"),
    Signal.LARGE_OUT.value: _("a large payment went out"),
}
RECENT_DAYS = 7
"""For how many days a new bank or a large payment stays among a manager's tasks."""
PAYROLLS_LEAST = 2
"""A payroll is missed where it has come at least twice."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an enterprise's link: days of the last message and payrolls, payments of the last days."""

    seen_on: date | None
    payroll_days: tuple[date, ...]
    new_banks: tuple[tuple[date, str], ...]
    large_out: tuple[tuple[date, str, int], ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """After how many days a link is idle or a payroll late."""

    idle_days: int
    payroll_days: int


@dataclass(frozen=True, slots=True)
class Found:
    """A signal: since when, and the facts that its words need."""

    signal: Signal
    since: date
    facts: Mapping[str, object]


def signals_of(facts: Facts, agreed: frozenset[str], *, bounds: Bounds, on: date) -> tuple[Found, ...]:
    """The signals that a manager is told on a day, of those the enterprise has agreed to."""
    found = []
    if facts.seen_on is not None and (on - facts.seen_on).days >= bounds.idle_days:
        found.append(Found(Signal.IDLE, facts.seen_on, {"days": (on - facts.seen_on).days}))
    if len(facts.payroll_days) >= PAYROLLS_LEAST:
        last = max(facts.payroll_days)
        if (on - last).days >= bounds.payroll_days:
            found.append(Found(Signal.PAYROLL, last, {"days": (on - last).days}))
    first = on - timedelta(days=RECENT_DAYS)
    found += [Found(Signal.NEW_BANK, day, {"bank": bank}) for day, bank in facts.new_banks if day > first]
    found += [
        Found(Signal.LARGE_OUT, day, {"payee": payee, "amount_fen": amount_fen})
        for day, payee, amount_fen in facts.large_out
        if day > first
    ]
    return tuple(one for one in found if one.signal.value in agreed)
