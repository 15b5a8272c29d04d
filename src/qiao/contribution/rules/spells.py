"""Spells: what the book carries forward, as the longest stretches of days on which a value stays the same.

Source: the book's contract, 2: balance and rate are 0 before their first row; the transfer price is read by the
product's method; a price that is not in force where one is needed refuses the settlement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, TypeVar

from qiao.contribution.rules.facts import NON_PERFORMING, AccountFacts, DatedValue, PriceMethod, RiskRow, Side
from qiao.contribution.rules.leaf import rho_of
from qiao.ground.periods import Period

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Spell(Generic[T]):
    """A value that holds on the days [since_day, until_day)."""

    since_day: int
    until_day: int
    value: T

    @property
    def days(self) -> int:
        """How many days the spell has."""
        return self.until_day - self.since_day


@dataclass(frozen=True, slots=True)
class MissingPrice:
    """A transfer price that is needed and not in force: the first such day, and how many there are."""

    side: Side
    tenor_days: int
    first_day: int
    days: int


def carried_forward(rows: Iterable[tuple[int, T]], *, period: Period, before: T) -> tuple[Spell[T], ...]:
    """The value on every day of the period: each row holds until the next one, `before` until the first."""
    spells: list[Spell[T]] = []
    since, value = period.since_day, before
    for day, new_value in sorted(rows, key=itemgetter(0)):
        if day >= period.until_day:
            break
        if day > since:
            spells.append(Spell(since, day, value))
            since = day
        value = new_value
    spells.append(Spell(since, period.until_day, value))
    return maximal(spells)


def maximal(spells: Iterable[Spell[T]]) -> tuple[Spell[T], ...]:
    """Neighbours that touch and have the same value, as one; given in the order of days, without overlap."""
    joined_up: list[Spell[T]] = []
    for spell in spells:
        last = joined_up[-1] if joined_up else None
        assert spell.since_day < spell.until_day, spell
        assert last is None or last.until_day <= spell.since_day, (last, spell)
        if last is not None and last.until_day == spell.since_day and last.value == spell.value:
            joined_up[-1] = Spell(last.since_day, spell.until_day, spell.value)
        else:
            joined_up.append(spell)
    return tuple(joined_up)


def overlaid(first: Sequence[Spell[T]], second: Sequence[Spell[U]]) -> tuple[Spell[tuple[T, U]], ...]:
    """Both values on the days on which both hold; as long as can be if both were."""
    return tuple(
        Spell(max(one.since_day, two.since_day), min(one.until_day, two.until_day), (one.value, two.value))
        for one in first
        for two in second
        if one.since_day < two.until_day and two.since_day < one.until_day
    )


def value_on(rows: Iterable[DatedValue], *, day: int) -> int | None:
    """The value in force on a day: that of the last row at or before it; None before the first."""
    past = [row for row in rows if row[0] <= day]
    return max(past, key=itemgetter(0))[1] if past else None


def balance_spells(rows: Iterable[DatedValue], *, period: Period) -> tuple[Spell[int], ...]:
    """The end-of-day balance in fen, 0 before the first row."""
    return carried_forward(rows, period=period, before=0)


def rate_spells(rows: Iterable[DatedValue], *, period: Period) -> tuple[Spell[int], ...]:
    """The customer's rate a year in ppm, 0 before the first row."""
    return carried_forward(rows, period=period, before=0)


def price_spells(
    curve: Iterable[DatedValue], *, method: PriceMethod, opened_on_day: int, period: Period
) -> tuple[Spell[int | None], ...]:
    """The transfer price a year in ppm: pool reads the curve day by day, matched keeps that of the opening day."""
    if method is PriceMethod.POOL:
        return carried_forward(curve, period=period, before=None)
    return (Spell(period.since_day, period.until_day, value_on(curve, day=opened_on_day)),)


def rho_spells(rows: Iterable[RiskRow], *, period: Period) -> tuple[Spell[int], ...]:
    """The rate of expected loss in 10^-8, 0 before the first row and where pd or lgd is unknown."""
    dated = [(row.since_day, rho_of(row.pd_ppm, lgd_ppm=row.lgd_ppm)) for row in rows]
    return carried_forward(dated, period=period, before=0)


def non_performing_spells(rows: Iterable[RiskRow], *, period: Period) -> tuple[Spell[bool], ...]:
    """Whether the loan is substandard or worse; a loan without a class yet is not."""
    dated = [(row.since_day, row.risk_class in NON_PERFORMING) for row in rows]
    return carried_forward(dated, period=period, before=False)


def missing_price(facts: AccountFacts, *, period: Period) -> MissingPrice | None:
    """Whether a price is needed (a balance on a deposit or loan account) on days when none is in force."""
    if facts.side is Side.FEE:
        return None
    prices = price_spells(facts.prices, method=facts.method, opened_on_day=facts.opened_on_day, period=period)
    both = overlaid(balance_spells(facts.balances, period=period), prices)
    bare = [spell for spell in both if spell.value[0] != 0 and spell.value[1] is None]
    if not bare:
        return None
    return MissingPrice(facts.side, facts.tenor_days, bare[0].since_day, sum(spell.days for spell in bare))


def balance_outside_life(facts: AccountFacts, *, period: Period) -> tuple[Spell[int], ...]:
    """Balances before the opening or after the last day: they count, and are listed as a finding."""
    assert facts.closed_on_day is None or facts.opened_on_day <= facts.closed_on_day, facts
    day_after = period.until_day if facts.closed_on_day is None else facts.closed_on_day + 1
    before = (period.since_day, min(facts.opened_on_day, period.until_day))
    behind = (max(day_after, period.since_day), period.until_day)
    outside = [Spell(since, until, value=None) for since, until in (before, behind) if since < until]
    both = overlaid(outside, balance_spells(facts.balances, period=period))
    return tuple(Spell(spell.since_day, spell.until_day, spell.value[1]) for spell in both if spell.value[1] != 0)
