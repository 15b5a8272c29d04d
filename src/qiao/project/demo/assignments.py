"""Who has which share in which customer or account, since when: most plain, some split, handed over, partly unclaimed.

Source: the contract, 1 (assignment). The roles are lead, co, referral and product. Periods are half-open; a share is in
ten-thousandths; account rows replace the customer's rows for that account.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.ground.money import SHARE_BP_ONE
from qiao.project.demo.accounts import Account
from qiao.project.demo.calendar import Span
from qiao.project.demo.chance import PERMILLE, Chance
from qiao.project.demo.customers import Customer
from qiao.project.demo.leads import CONTROLLED
from qiao.project.demo.organisation import JOINED, LEFT_CLEANLY, LEFT_SUDDENLY, Person

LEAD, CO, REFERRAL, PRODUCT = "lead", "co", "referral", "product"
HANDED, SPLIT, THREE, PARTLY, LATE_PRODUCT = 80, 150, 170, 190, 210  # permille, cumulative
ACCOUNT_LEVEL = 60  # permille of plainly served borrowers
CLEAN_TAKER, SUDDEN_TAKERS, GIVER = "RM020", ("RM037", "RM038"), "RM054"
LEFT_BEHIND_EVERY = 6  # of the sudden leaver's customers, every sixth is still waiting for somebody
SET_DAYS_USUAL = (30, 420)
SET_DAYS = ((50, (660, 720)), (80, (480, 600)))
"""Permille of managers whose customers are nearly all the same for longer, with the days before the first month."""
HAND_OVER_DAY, SUDDEN_HAND_OVER_DAY = 16, 10


@dataclass(frozen=True, slots=True)
class Share:
    """A row of the contract's assignment; `account_id` '' means the whole customer, `until_day` None still running."""

    party_id: str
    account_id: str
    staff_id: str
    role: str
    since_day: int
    until_day: int | None
    share_bp: int


@dataclass(frozen=True, slots=True)
class Roster:
    """What the rules look up: the span, the seed, everybody by id, the managers of a branch who may share."""

    span: Span
    seed: int
    people: Mapping[str, Person]
    sharers: Mapping[int, tuple[str, ...]]


def shares(
    customers: Sequence[Customer],
    *,
    leads: Mapping[int, str],
    accounts: Mapping[int, tuple[Account, ...]],
    roster: Roster,
) -> tuple[Share, ...]:
    """Every row, by customer."""
    found: list[Share] = []
    for customer in customers:
        lead = leads[customer.number]
        if customer.story in _BY_STORY:
            found += _BY_STORY[customer.story](customer, accounts[customer.number], roster)
        elif lead:
            found += _served(customer, lead=lead, accounts=accounts[customer.number], roster=roster)
    return tuple(found)


def _served(customer: Customer, *, lead: str, accounts: tuple[Account, ...], roster: Roster) -> list[Share]:
    """The rows of a customer with a lead."""
    if lead == LEFT_CLEANLY:
        return _taken_over(customer, roster, giver=lead, taker=CLEAN_TAKER, day=roster.span.back(5).day(21))
    if lead == LEFT_SUDDENLY:
        if customer.story == "left_behind" or customer.number % LEFT_BEHIND_EVERY == 0:
            return [_plain(customer, lead, roster)]
        taker, day = sudden_taker(customer.number), roster.span.back(0).day(SUDDEN_HAND_OVER_DAY)
        return _taken_over(customer, roster, giver=lead, taker=taker, day=day)
    if lead == JOINED:
        return _taken_over(customer, roster, giver=GIVER, taker=lead, day=roster.span.back(4).day(11))
    if lead in CONTROLLED or customer.part is not None:
        return [_plain(customer, lead, roster)]
    return _by_chance(customer, lead=lead, accounts=accounts, roster=roster)


def _by_chance(customer: Customer, *, lead: str, accounts: tuple[Account, ...], roster: Roster) -> list[Share]:
    """A hand-over, a split, a part left unclaimed, or plainly one person."""
    chance = Chance(roster.seed, "shares", customer.number)
    kind = chance.below(PERMILLE)
    others = [staff_id for staff_id in roster.sharers[customer.branch] if staff_id != lead]
    other, third = chance.shuffled(others)[:2]
    day = chance.between(roster.span.since_day + 5, roster.span.until_day - 5)
    if kind < HANDED:
        return _taken_over(customer, roster, giver=other, taker=lead, day=day)
    if kind < SPLIT:
        return _split(customer, roster, (lead, LEAD, 6000), (other, CO, 4000))
    if kind < THREE:
        return _split(customer, roster, (lead, LEAD, 5000), (other, CO, 3000), (third, REFERRAL, 2000))
    if kind < PARTLY:
        return _split(customer, roster, (lead, LEAD, 7000))
    if kind < LATE_PRODUCT:
        return [
            *_split(customer, roster, (lead, LEAD, 8000)),
            _row(customer, other, PRODUCT, since=max(day, customer.since_day), share=2000),
        ]
    plain = [_plain(customer, lead, roster)]
    lent = [account for account in accounts if account.product.side == "loan"]
    if lent and chance.holds(ACCOUNT_LEVEL):
        since = max(day, lent[-1].opened_day)
        plain.append(_row(customer, lead, LEAD, since=since, share=7000, account_id=lent[-1].account_id))
        plain.append(_row(customer, other, PRODUCT, since=since, share=3000, account_id=lent[-1].account_id))
    return plain


def _row(
    customer: Customer,
    staff_id: str,
    role: str,
    *,
    since: int,
    share: int,
    account_id: str = "",
    until: int | None = None,
) -> Share:
    """One row of a customer."""
    return Share(customer.party_id, account_id, staff_id, role, since, until, share)


def _first_day(customer: Customer, staff_id: str, roster: Roster) -> int:
    """Nobody serves before being hired, before the customer came, nor before taking the set of customers over."""
    return max(customer.since_day, roster.people[staff_id].hired_day, _set_day(staff_id, roster))


def _set_day(staff_id: str, roster: Roster) -> int:
    """When the manager took the set of customers over: before the first month, and for few so long that it is due."""
    chance = Chance(roster.seed, "set", staff_id)
    low, high = next((days for permille, days in SET_DAYS if chance.holds(permille)), SET_DAYS_USUAL)
    return roster.span.since_day - chance.between(low, high)


def _plain(customer: Customer, staff_id: str, roster: Roster) -> Share:
    """One person, all of it."""
    return _row(customer, staff_id, LEAD, since=_first_day(customer, staff_id, roster), share=SHARE_BP_ONE)


def _split(customer: Customer, roster: Roster, *parts: tuple[str, str, int]) -> list[Share]:
    """Several people from the first on."""
    since = max(_first_day(customer, staff_id, roster) for staff_id, _, _ in parts)
    return [_row(customer, staff_id, role, since=since, share=share) for staff_id, role, share in parts]


def _taken_over(customer: Customer, roster: Roster, *, giver: str, taker: str, day: int) -> list[Share]:
    """One person until the day before, the other from the day on; a customer who came later has only the taker."""
    taken = max(day, customer.since_day)
    since = _first_day(customer, giver, roster)
    given = [_row(customer, giver, LEAD, since=since, share=SHARE_BP_ONE, until=taken)] if since < taken else []
    return [*given, _row(customer, taker, LEAD, since=taken, share=SHARE_BP_ONE)]


def sudden_taker(customer: int) -> str:
    """Who takes over a customer of the one who left suddenly."""
    return SUDDEN_TAKERS[customer % len(SUDDEN_TAKERS)]


def hand_over_day(span: Span) -> int:
    """The day of the hand-over that the log-in manager takes part in."""
    return span.back(0).day(HAND_OVER_DAY)


def _hand_over(customer: Customer, _: tuple[Account, ...], roster: Roster) -> list[Share]:
    return _taken_over(customer, roster, giver="RM005", taker="RM001", day=hand_over_day(roster.span))


def _split_60_40(customer: Customer, _: tuple[Account, ...], roster: Roster) -> list[Share]:
    return _split(customer, roster, ("RM001", LEAD, 6000), ("RM004", CO, 4000))


def _split_50_30_20(customer: Customer, _: tuple[Account, ...], roster: Roster) -> list[Share]:
    return _split(customer, roster, ("RM001", LEAD, 5000), ("RM003", CO, 3000), ("RM010", REFERRAL, 2000))


def _account_share(customer: Customer, accounts: tuple[Account, ...], roster: Roster) -> list[Share]:
    """The customer is one person's, the loan is shared with the one who brought it in."""
    lent = next(account for account in accounts if account.product.side == "loan")
    mine = _row(customer, "RM001", LEAD, since=lent.opened_day, share=3000, account_id=lent.account_id)
    brought = _row(customer, "RM009", PRODUCT, since=lent.opened_day, share=7000, account_id=lent.account_id)
    return [_plain(customer, "RM001", roster), mine, brought]


def _two_roles(customer: Customer, _: tuple[Account, ...], roster: Roster) -> list[Share]:
    """One person leads and referred: both shares count."""
    return _split(customer, roster, ("RM001", LEAD, 5000), ("RM001", REFERRAL, 2000), ("RM006", CO, 3000))


def _nobody(_: Customer, __: tuple[Account, ...], ___: Roster) -> list[Share]:
    return []


_BY_STORY = {
    "hand_over": _hand_over,
    "split_60_40": _split_60_40,
    "split_50_30_20": _split_50_30_20,
    "account_share": _account_share,
    "two_roles": _two_roles,
    "unclaimed": _nobody,
}


def roster_of(people: Sequence[Person], *, span: Span, seed: int) -> Roster:
    """Look-ups for the rules; those whose figures a story controls share with nobody."""
    sharers: dict[int, tuple[str, ...]] = {}
    for person in people:
        if person.post == "rm" and person.staff_id not in CONTROLLED:
            sharers[person.branch] = (*sharers.get(person.branch, ()), person.staff_id)
    return Roster(span, seed, {person.staff_id: person for person in people}, sharers)
