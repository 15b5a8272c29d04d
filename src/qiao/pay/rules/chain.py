"""From a bad loan to the people: who had which share on the days that made it, and what each earned on it.

Source: features 2.4 (risk chain); piece 1, section 3 (line 93: the quality of loans in pay). The days that make a loan
are its opening, each renewal or restructure (a loan that replaced one of the same customer), each change of who serves
it, and the day it turned bad. Whoever brought a loan in keeps the link, whoever serves it later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.contribution.rules.facts import NON_PERFORMING, RiskClass
from qiao.ground.words import gettext_noop as _

RENEWED_WITHIN_DAYS = 10
LINKS_MOST = 20


class Made(StrEnum):
    """What happened to a loan on a day."""

    OPENED = "opened"
    RENEWED = "renewed"
    HANDED = "handed"
    WATCHED = "watched"
    BAD = "bad"


MADE_WORDS = {
    Made.OPENED: _("loan paid out"),
    Made.RENEWED: _("renewed or restructured"),
    Made.HANDED: _("shares changed"),
    Made.WATCHED: _("class or days past due changed"),
    Made.BAD: _("turned bad"),
}


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """A loan account; days as day numbers."""

    account_id: str
    opened_day: int
    closed_day: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A person's share in an account in [since_day, until_day); ten-thousandths."""

    staff_id: str
    account_id: str
    since_day: int
    until_day: int | None
    share_bp: int

    def runs_on(self, day: int) -> bool:
        """Whether it holds on a day."""
        return self.since_day <= day and (self.until_day is None or day < self.until_day)


@dataclass(frozen=True, slots=True)
class RiskSince:
    """A loan's class from a day on, and how many days past due it was then."""

    account_id: str
    since_day: int
    risk_class: RiskClass
    days_past_due: int

    @property
    def is_bad(self) -> bool:
        """Whether the class is one of the three bad ones."""
        return self.risk_class in NON_PERFORMING


@dataclass(frozen=True, slots=True)
class Moment:
    """A day that made the loan, and who had which share in it then (of a change: from that day on)."""

    day: int
    made: Made
    account_id: str
    shares: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class EarnedOn:
    """What a person was credited on an account in a month, millionths; what that meant in the bonus, fen."""

    staff_id: str
    month: str
    account_id: str
    balance_days_micro: int
    margin_micro: int
    expected_loss_micro: int
    fee_micro: int
    bonus_fen: int


@dataclass(frozen=True, slots=True)
class Concerned:
    """A person of the chain: share when it was brought in, days served, months and sums earned on it."""

    staff_id: str
    brought_bp: int
    days: int
    months: tuple[str, ...]
    margin_micro: int
    fee_micro: int
    bonus_fen: int


def linked(loans: Iterable[LoanFacts], *, account_id: str) -> tuple[LoanFacts, ...]:
    """A loan and those it replaced, the oldest first: each closed within ten days of the next one's opening."""
    known = sorted(loans, key=lambda one: (one.opened_day, one.account_id))
    chain = [one for one in known if one.account_id == account_id]
    while chain and len(chain) < LINKS_MOST:
        first = chain[0]
        before = [
            one
            for one in known
            if one.closed_day is not None
            and one.opened_day < first.opened_day
            and abs(one.closed_day - first.opened_day) <= RENEWED_WITHIN_DAYS
        ]
        if not before:
            break
        chain.insert(0, before[-1])
    return tuple(chain)


def moments(loans: Sequence[LoanFacts], stretches: Sequence[Stretch], risks: Sequence[RiskSince]) -> tuple[Moment, ...]:
    """The days that made a chain of loans, in their order."""
    found: list[Moment] = []
    for place, loan in enumerate(loans):
        own = [one for one in stretches if one.account_id == loan.account_id]
        made = Made.RENEWED if place else Made.OPENED
        found.append(_moment(loan.opened_day, made, loan, stretches=own))
        last = loan.closed_day
        edges = {one.since_day for one in own} | {one.until_day for one in own if one.until_day is not None}
        found += [
            _moment(day, Made.HANDED, loan, stretches=own)
            for day in sorted(edges)
            if day > loan.opened_day and (last is None or day < last)
        ]
        found += [_moment(day, made, loan, stretches=own) for day, made in _turns(loan, risks)]
    return tuple(sorted(found, key=lambda one: (one.day, one.account_id, list(Made).index(one.made))))


def _turns(loan: LoanFacts, risks: Sequence[RiskSince]) -> list[tuple[int, Made]]:
    rows = sorted((one for one in risks if one.account_id == loan.account_id), key=lambda one: one.since_day)
    found, was_bad = [], False
    for one in rows:
        if one.is_bad and not was_bad:
            found.append((one.since_day, Made.BAD))
        elif one.since_day > loan.opened_day:
            found.append((one.since_day, Made.WATCHED))
        was_bad = one.is_bad
    return found


def _moment(day: int, made: Made, loan: LoanFacts, *, stretches: Sequence[Stretch]) -> Moment:
    shares: dict[str, int] = {}
    for one in stretches:
        if one.runs_on(day):
            shares[one.staff_id] = shares.get(one.staff_id, 0) + one.share_bp
    return Moment(day, made, loan.account_id, tuple(sorted(shares.items())))


def concerned(
    loans: Sequence[LoanFacts],
    stretches: Sequence[Stretch],
    earned: Sequence[EarnedOn],
    *,
    brought: Mapping[str, int],
    until_day: int,
) -> tuple[Concerned, ...]:
    """Everybody who brought the loan in, served it or earned on it, who earned most first."""
    names = {*brought, *(one.staff_id for one in stretches), *(one.staff_id for one in earned)} - {""}
    ends = {one.account_id: min(until_day, one.closed_day or until_day) for one in loans}
    begins = {one.account_id: one.opened_day for one in loans}
    found = []
    for staff_id in sorted(names):
        own = [one for one in earned if one.staff_id == staff_id]
        days: set[int] = set()
        for one in stretches:
            if one.staff_id == staff_id and one.account_id in ends and one.share_bp:
                last = min(one.until_day if one.until_day is not None else until_day, ends[one.account_id])
                days |= set(range(max(one.since_day, begins[one.account_id]), last))
        if not (own or days or brought.get(staff_id)):
            continue
        found.append(
            Concerned(
                staff_id=staff_id,
                brought_bp=brought.get(staff_id, 0),
                days=len(days),
                months=tuple(sorted({one.month for one in own})),
                margin_micro=sum(one.margin_micro for one in own),
                fee_micro=sum(one.fee_micro for one in own),
                bonus_fen=sum(one.bonus_fen for one in own),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.bonus_fen, -one.days, one.staff_id)))
