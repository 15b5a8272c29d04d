"""A balance round a key date: deposits that rise in its last days and fall back right after, against their own level.

Source: the domain notes, S08. All deposits of a customer are judged together, so that money which only moves from one
of its accounts to another is no rise. What comes every month alike, lent money that rests for some days, and money that
wages or taxes are paid from are ordinary business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from qiao.appraisal.rules.gaming.key_dates import ordinary_ends
from qiao.appraisal.rules.gaming.signs import BP_ONE, Events, Pattern, Saw, Sign, Span, Trace, balance_on
from qiao.appraisal.rules.gaming.thresholds import Thresholds

PART_OF_THE_RISE_BP = 1_000  # an account with less of the rise than this had no part in it
DAYS_OF_A_LEVEL_LEAST = 10
EXPLAINED_BP = 5_000  # half of the rise paid out as wages or taxes explains it


@dataclass(frozen=True, slots=True)
class Deposits:
    """A customer's deposit accounts with what explains a rise.

    known_since: the first day that the book speaks for. lent: (day, fen) of loans paid out to the customer. wages:
    (day, fen) of wages and taxes it paid, positive.
    """

    party_id: str
    accounts: Mapping[str, Events]
    known_since: int
    lent: Sequence[tuple[int, int]] = ()
    wages: Sequence[tuple[int, int]] = ()

    @property
    def begun(self) -> int:
        """The day of the first balance."""
        return min((events[0][0] for events in self.accounts.values() if events), default=self.known_since)

    def on(self, day: int) -> int:
        """All deposits at the end of a day, in fen."""
        return sum(balance_on(events, day) for events in self.accounts.values())


@dataclass(frozen=True, slots=True)
class _Bump:
    key_day: int
    level_fen: int
    top_fen: int
    after_fen: int
    edge_fen: int  # above it the money is there

    @property
    def rise_fen(self) -> int:
        return self.top_fen - self.level_fen


def dressing_of(deposits: Deposits, *, key_day: int, limits: Thresholds) -> Sign | None:
    """The sign of a customer at a key date, or None; the days after it have to be known."""
    bump = _bump_of(deposits, key_day=key_day, limits=limits)
    if bump is None or _is_rhythm(deposits, bump, limits=limits) or _is_explained(deposits, bump, limits=limits):
        return None
    since, until = _days_of(deposits, bump, limits=limits)
    spans = _spans(deposits, bump, since=since, until=until)
    if not spans:
        return None
    return Sign(
        pattern=Pattern.DRESSING,
        key_day=key_day,
        party_ids=(deposits.party_id,),
        spans=spans,
        score_bp=_score(bump),
        traces=(
            Trace(since - 1, "", bump.level_fen, Saw.ORDINARY),
            Trace(key_day, "", bump.top_fen, Saw.ON_KEY_DATE),
            Trace(until, "", deposits.on(until), Saw.AFTER),
        ),
    )


def _bump_of(deposits: Deposits, *, key_day: int, limits: Thresholds) -> _Bump | None:
    """The rise at a key date where it is large enough, came late enough and went soon enough."""
    level, top = _level(deposits, key_day=key_day, limits=limits), deposits.on(key_day)
    rise = top - level
    if rise < limits.least_fen or rise * BP_ONE < limits.rise_bp * max(level, 0):
        return None
    edge = level + rise * (BP_ONE - limits.back_bp) // BP_ONE
    after = deposits.on(key_day + limits.after_days)
    came_late = deposits.on(key_day - limits.before_days) <= edge
    return _Bump(key_day, level, top, after, edge) if came_late and after <= edge else None


def _level(deposits: Deposits, *, key_day: int, limits: Thresholds) -> int:
    """The middle balance of the days before; of a new customer, of those since the first deposit, where enough."""
    until = key_day - limits.before_days
    since = max(key_day - limits.level_days, min(deposits.begun, until - DAYS_OF_A_LEVEL_LEAST))
    return median_low([deposits.on(day) for day in range(since, until)])


def _is_rhythm(deposits: Deposits, bump: _Bump, *, limits: Thresholds) -> bool:
    """Whether the same happens at ordinary month-ends: then it is how this customer's money moves."""

    def lump(day: int) -> int:
        around = deposits.on(day - limits.before_days), deposits.on(day + limits.after_days)
        return deposits.on(day) - max(around)

    begun = max(deposits.begun, deposits.known_since)
    earlier = [lump(day) for day in ordinary_ends(bump.key_day) if day - limits.before_days >= begun]
    return bool(earlier) and median_low(earlier) * BP_ONE >= limits.back_bp * lump(bump.key_day)


def _is_explained(deposits: Deposits, bump: _Bump, *, limits: Thresholds) -> bool:
    """Whether the money was lent to the customer these days, or wages and taxes were paid from it."""
    first = bump.key_day - limits.before_days - limits.hop_days
    lent = sum(fen for day, fen in deposits.lent if first <= day <= bump.key_day)
    wages = sum(fen for day, fen in deposits.wages if bump.key_day < day <= bump.key_day + limits.after_days)
    return lent * BP_ONE >= limits.back_bp * bump.rise_fen or wages * BP_ONE >= EXPLAINED_BP * bump.rise_fen


def _days_of(deposits: Deposits, bump: _Bump, *, limits: Thresholds) -> tuple[int, int]:
    """The days [since, until) on which the money was there."""
    since, until = bump.key_day, bump.key_day + 1
    while since > bump.key_day - limits.before_days and deposits.on(since - 1) > bump.edge_fen:
        since -= 1
    while deposits.on(until) > bump.edge_fen:
        until += 1
    assert until <= bump.key_day + limits.after_days, bump
    return since, until


def _spans(deposits: Deposits, bump: _Bump, *, since: int, until: int) -> tuple[Span, ...]:
    """The accounts on which it lay."""
    return tuple(
        Span(account_id, since, until)
        for account_id, events in sorted(deposits.accounts.items())
        if (balance_on(events, bump.key_day) - balance_on(events, since - 1)) * BP_ONE
        >= PART_OF_THE_RISE_BP * bump.rise_fen
    )


def _score(bump: _Bump) -> int:
    """Half for how far it rose above the level, half for how much of it went back."""
    up = min(bump.rise_fen * BP_ONE // max(bump.level_fen, 1), BP_ONE)
    back = min((bump.top_fen - bump.after_fen) * BP_ONE // bump.rise_fen, BP_ONE)
    return (up + back) // 2
