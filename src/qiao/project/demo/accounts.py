"""An account of the made-up bank: what it is, its end-of-day balances and its rates.

Balances are events: (day, fen) on each day the balance changed, oldest first; before the first it is 0.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from qiao.project.demo.calendar import Span
from qiao.project.demo.chance import Chance
from qiao.project.demo.customers import Customer
from qiao.project.demo.organisation import BRANCHES
from qiao.project.demo.prices import customer_rates
from qiao.project.demo.products import BY_ID, Product

Events = tuple[tuple[int, int], ...]
ELSEWHERE = 30  # permille of accounts booked at another sub-branch of the branch
MOST_A_CUSTOMER = 99


@dataclass(frozen=True, slots=True)
class Draft:
    """An account before it has its number: product, days, balances."""

    product_id: str
    opened_day: int
    events: Events
    closed_day: int | None = None
    maturity_day: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `closed_day` is its last day, `rates` are (day, millionths a year)."""

    account_id: str
    customer: int
    product_id: str
    org_id: str
    opened_day: int
    closed_day: int | None
    maturity_day: int | None
    events: Events
    rates: Events

    @property
    def party_id(self) -> str:
        """The customer whose account it is."""
        return f"C{self.customer:06d}"

    @property
    def product(self) -> Product:
        """What it is an account of."""
        return BY_ID[self.product_id]


def numbered(
    drafts: Iterable[Draft], *, customer: Customer, span: Span, seed: int, since: int = 1
) -> tuple[Account, ...]:
    """The customer's accounts with ids (A, customer, two digits from `since`), units, rates; the span cuts balances."""
    found = []
    for ordinal, draft in enumerate(drafts, start=since):
        assert ordinal <= MOST_A_CUSTOMER, customer.number
        account_id = f"A{customer.number:06d}{ordinal:02d}"
        chance = Chance(seed, "terms", account_id)
        elsewhere = chance.holds(ELSEWHERE)
        other = BRANCHES[customer.branch - 1].sub_branch(chance.below(4))
        rates = customer_rates(draft.product_id, opened_day=draft.opened_day, span=span, chance=chance)
        found.append(
            Account(
                account_id=account_id,
                customer=customer.number,
                product_id=draft.product_id,
                org_id=other if elsewhere else customer.org_id,
                opened_day=draft.opened_day,
                closed_day=draft.closed_day,
                maturity_day=draft.maturity_day,
                events=tuple(event for event in draft.events if event[0] < span.until_day),
                rates=rates,
            )
        )
    return tuple(found)


def balance_on(events: Events, *, day: int) -> int:
    """The end-of-day balance in fen."""
    place = bisect_right(events, day, key=lambda event: event[0])
    return events[place - 1][1] if place else 0


def balance_days(events: Events, *, since_day: int, until_day: int) -> int:
    """The sum of the end-of-day balances in [since_day, until_day), in fen-days."""
    days = [since_day, *(day for day, _ in events if since_day < day < until_day), until_day]
    return sum(balance_on(events, day=first) * (later - first) for first, later in pairwise(days))


def laid_over(events: Events, *, bumps: Iterable[tuple[int, int, int]]) -> Events:
    """The balances with sums (since_day, until_day, fen) resting on top in their days."""
    changes: dict[int, int] = {}
    before = 0
    for day, balance in events:
        changes[day] = changes.get(day, 0) + balance - before
        before = balance
    for since, until, fen in bumps:
        changes[since] = changes.get(since, 0) + fen
        changes[until] = changes.get(until, 0) - fen
    return running(changes)


def running(changes: dict[int, int]) -> Events:
    """Changes by day as end-of-day balances; days without a change are left out."""
    total = 0
    found = []
    for day in sorted(changes):
        if changes[day]:
            total += changes[day]
            found.append((day, total))
    return tuple(found)


def closed(draft: Draft, *, on: int) -> Draft:
    """The account with everything gone on its last day."""
    kept = tuple(event for event in draft.events if event[0] < on)
    return replace(draft, events=(*kept, (on, 0)), closed_day=on)


def frozen(account: Account, *, on: int) -> Account:
    """The account with nothing moving from a day on: nobody repays, nobody closes it."""
    return replace(account, events=tuple(event for event in account.events if event[0] < on), closed_day=None)


def written_off(account: Account, *, on: int) -> Account:
    """The account written off: everything gone on its last day."""
    kept = tuple(event for event in account.events if event[0] < on)
    return replace(account, events=(*kept, (on, 0)), closed_day=on)
