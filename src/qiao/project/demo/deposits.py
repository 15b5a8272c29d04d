"""How deposits of the made-up bank move: salary days, receipts, month-ends dressed up, seasons, one branch that loses.

Current accounts follow a level that drifts by month; on it lie the events of the month. Term deposits open, mature and
are mostly renewed; one branch renews none of late, which is a story.
"""

from dataclasses import dataclass

from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo.accounts import Draft, Events, closed, laid_over
from qiao.project.demo.calendar import Month, Span
from qiao.project.demo.chance import PERMILLE, Chance
from qiao.project.demo.customers import Customer
from qiao.project.demo.products import AGREEMENT, BY_ID, DEMAND, GUARANTEE_MONEY, TIME_1Y, TIME_3M, TIME_3Y, TIME_6M

FALLING_BRANCH = 4
FALLING_MONTHS = 3
FALLING_PERMILLE = (930, 860, 790)  # of the level, in the last three months
GROWTH_PERMILLE = 5  # a month
SEASON_COMPANY = {1: 965, 2: 920, 3: 1000, 4: 985, 6: 1030, 7: 985, 9: 1020, 11: 1005, 12: 1060}
SEASON_PERSON = {1: 1030, 2: 1080, 3: 1020, 8: 985, 9: 980, 10: 985, 12: 1010}
SALARY_DAY = 10
SALARY_PAID, SALARY_RECEIVED, REFILL_A_DAY = 130, 320, 5  # permille of the level
DRESSERS = 150  # permille of companies that lend their money to month-ends
DRESSED_QUARTER, DRESSED_MONTH = (350, 800), (60, 160)  # permille on top, low and high
DRESSED_SINCE, UNDRESSED = -2, 2  # from the last but one working day to the third of the next month
TERMS = (TIME_3M, TIME_6M, TIME_1Y, TIME_1Y, TIME_3Y)
RENEWED, EARLY, CLOSED = 850, 40, 25  # permille
BIG_YUAN, MIDDLE_YUAN, PERSONAL_BUSY_YUAN = 8_000_000, 2_000_000, 200_000
LEAST_AGREEMENT_YUAN = 5_000_000
ROUND_FEN = 1000 * FEN_A_YUAN  # term deposits are whole thousands
SHOWN_AFTER_DAYS = 120  # term deposits that ended longer before the span are left out


@dataclass(frozen=True, slots=True)
class Manner:
    """How a current account moves: by company or person, how many receipts a month, dressed up at month-ends or not."""

    company: bool
    busy: int
    dresser: bool
    branch: int


def deposits(customer: Customer, *, span: Span, seed: int, proceeds: tuple[tuple[int, int, int], ...]) -> list[Draft]:
    """The customer's deposit accounts; `proceeds` are sums lent that rest on the current account for some days."""
    chance = Chance(seed, "deposits", customer.number)
    total = customer.deposit_yuan * FEN_A_YUAN
    agrees, saves, manner = _habits(customer, chance=chance)
    agreed = total // 4 if agrees else 0
    saved = total * (30 if customer.company else 70) // 100 if saves and customer.part is None else 0
    current = _current(DEMAND, customer, level=total - agreed - saved, manner=manner, span=span, chance=chance)
    leaves = chance.holds(CLOSED) and not (agreed or saved or customer.part or proceeds)
    if leaves:
        return [closed(current, on=chance.between(max(current.opened_day, span.since_day) + 20, span.until_day - 5))]
    found = [Draft(DEMAND, current.opened_day, laid_over(current.events, bumps=proceeds))]
    if agreed:
        found.append(_current(AGREEMENT, customer, level=agreed, manner=manner, span=span, chance=chance))
    for share in _parts(saved, chance=chance):
        found += _term_chain(customer, amount=share, span=span, chance=chance)
    return found


def _habits(customer: Customer, *, chance: Chance) -> tuple[bool, bool, Manner]:
    """Whether there is an agreement, whether something is saved, and how the current account moves."""
    agrees = customer.company and customer.deposit_yuan >= LEAST_AGREEMENT_YUAN and chance.holds(600)
    saves = chance.holds(450 if customer.company else 650)
    return agrees, saves, _manner(customer, chance=chance)


def dresses(customer: Customer, *, seed: int) -> bool:
    """Whether the customer lends its money to month-ends."""
    return _habits(customer, chance=Chance(seed, "deposits", customer.number))[2].dresser


def _manner(customer: Customer, *, chance: Chance) -> Manner:
    """The bigger, the busier."""
    yuan = customer.deposit_yuan
    if customer.company:
        busy = 9 if yuan >= BIG_YUAN else 6 if yuan >= MIDDLE_YUAN else 3
        dresser = chance.holds(DRESSERS) and customer.branch != FALLING_BRANCH
        return Manner(company=True, busy=busy, dresser=dresser, branch=customer.branch)
    return Manner(company=False, busy=3 if yuan >= PERSONAL_BUSY_YUAN else 1, dresser=False, branch=customer.branch)


def _current(product_id: str, customer: Customer, *, level: int, manner: Manner, span: Span, chance: Chance) -> Draft:
    """A current account around a level of fen."""
    opened = customer.since_day
    events: list[tuple[int, int]] = []
    if opened < span.since_day:
        events.append(
            (max(opened, span.since_day - chance.between(1, 20)), level * chance.between(900, 1050) // PERMILLE)
        )
    else:
        events.append((opened, level * chance.between(300, 700) // PERMILLE))
    for month in span.months:
        if opened < month.until_day:
            moved = _month(
                month, level=_level(level, month=month, manner=manner, span=span), manner=manner, chance=chance
            )
            events += [event for event in moved if event[0] > opened]
    return Draft(product_id, opened, tuple(events))


def _level(level: int, *, month: Month, manner: Manner, span: Span) -> int:
    """The level of a month: growth, season, and the fall of one branch."""
    season = (SEASON_COMPANY if manner.company else SEASON_PERSON).get(month.number, PERMILLE)
    grown = level * (PERMILLE + GROWTH_PERMILLE * month.index) // PERMILLE * season // PERMILLE
    since_end = len(span.months) - 1 - month.index
    if manner.branch == FALLING_BRANCH and since_end < FALLING_MONTHS:
        return grown * FALLING_PERMILLE[FALLING_MONTHS - 1 - since_end] // PERMILLE
    return grown


def _month(month: Month, *, level: int, manner: Manner, chance: Chance) -> Events:
    """The end-of-day balances of a month on the days something moved."""
    salary = month.working_day(SALARY_DAY)
    days = {salary, *(chance.pick(month.working_days) for _ in range(manner.busy))}
    dressed = month.working_days[DRESSED_SINCE]
    on_top = 0
    if manner.dresser:
        days |= {dressed, month.working_days[UNDRESSED]}
        on_top = chance.between(*(DRESSED_QUARTER if month.ends_a_quarter else DRESSED_MONTH))
    found = []
    for day in sorted(days):
        permille = _tide(day - salary, company=manner.company) + chance.below(121) - 60
        permille += on_top if manner.dresser and day >= dressed else 0
        found.append((day, level * permille // PERMILLE + chance.below(level // 200 + 1)))
    return tuple(found)


def _tide(since_salary: int, *, company: bool) -> int:
    """Permille of the level, by days since the salary day: a company pays and refills, a person receives and spends."""
    if since_salary < 0:
        return PERMILLE if company else PERMILLE - SALARY_RECEIVED // 3
    moved = REFILL_A_DAY * since_salary
    return PERMILLE - SALARY_PAID + moved if company else PERMILLE + SALARY_RECEIVED - 4 * moved


def _parts(amount: int, *, chance: Chance) -> list[int]:
    """A sum in one to three term deposits of whole thousands."""
    count = chance.between(1, 3)
    part = amount // count // ROUND_FEN * ROUND_FEN
    return [part] * count if part else []


def _term_chain(customer: Customer, *, amount: int, span: Span, chance: Chance) -> list[Draft]:
    """A term deposit and its renewals, up to the end of the span."""
    product_id = chance.pick(TERMS)
    tenor = BY_ID[product_id].tenor_days
    opened = max(customer.since_day, span.since_day - chance.between(1, tenor))
    if chance.holds(150):
        opened = max(customer.since_day, chance.between(span.since_day, span.until_day - 1))
    falling_since = span.back(FALLING_MONTHS).since_day if customer.branch == FALLING_BRANCH else span.until_day
    found: list[Draft] = []
    while opened < span.until_day and (opened < falling_since or not found):
        matures = opened + tenor
        ends = opened + chance.between(tenor // 3, tenor - 1) if chance.holds(EARLY) else matures
        running = Draft(product_id, opened, ((opened, amount),), maturity_day=matures)
        if ends >= span.since_day - SHOWN_AFTER_DAYS:
            found.append(closed(running, on=ends) if ends < span.until_day else running)
        if ends >= span.until_day or not chance.holds(RENEWED):
            break
        opened = ends + chance.below(4)
        amount = max(amount * chance.between(900, 1100) // PERMILLE // ROUND_FEN, 1) * ROUND_FEN
    return found


def guarantee_money(opened: int, *, maturity: int, amount: int, span: Span) -> Draft:
    """Money put up for a guarantee: it lies still until the guarantee ends."""
    lying = Draft(GUARANTEE_MONEY, opened, ((opened, amount),), maturity_day=maturity)
    return closed(lying, on=maturity) if maturity < span.until_day else lying
