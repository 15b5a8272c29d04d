"""Loans and guarantees of the made-up bank: drawn, repaid, renewed; the principal outstanding is the balance.

Loans of the cast are paid back in one sum after the span, so that a story's balance stands still.
"""

from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo.accounts import Draft, closed
from qiao.project.demo.calendar import DAYS_A_YEAR, MONTHS_A_QUARTER, Span
from qiao.project.demo.cast import WAN
from qiao.project.demo.chance import PERMILLE, Chance
from qiao.project.demo.customers import Customer
from qiao.project.demo.products import CONSUMER, GUARANTEE_FEE, MEDIUM_LOAN, MORTGAGE, REVOLVING, SHORT_LOAN

PAY_DAY = 20
DAYS_A_MONTH_HUNDREDTHS = 3044
MEDIUM_MONTHS, CONSUMER_MONTHS, REVOLVING_DAYS = 36, 36, 1095
SMALLEST_MORTGAGE_YUAN = 26 * WAN
SHORT, MEDIUM = 600, 250  # permille of companies' loans; the others are revolving
GUARANTEED = 160  # permille of borrowing companies with a guarantee outstanding
ROUND_FEN = WAN * FEN_A_YUAN  # loans to companies are whole 万元
CAST_AGE_DAYS = 140  # how long before the span the loans of the cast were drawn
LONG_DAYS = 1095


def loans(customer: Customer, *, span: Span, seed: int) -> list[Draft]:
    """The customer's loans, oldest first."""
    chance = Chance(seed, "loans", customer.number)
    amount = customer.loan_yuan * FEN_A_YUAN
    if customer.part is not None:
        return [_of_the_cast(customer, amount=amount, span=span, chance=chance)] if amount else []
    if not amount:
        return []
    if not customer.company:
        return [_of_a_person(customer, amount=amount, span=span, chance=chance)]
    amount = max(amount // ROUND_FEN, 1) * ROUND_FEN
    kind = chance.below(PERMILLE)
    if kind < SHORT:
        return _short_chain(customer, amount=amount, span=span, chance=chance)
    if kind < SHORT + MEDIUM:
        opened = max(customer.since_day, span.since_day - chance.between(60, 690))
        return [_repaid(MEDIUM_LOAN, opened, amount=amount, months=MEDIUM_MONTHS, every=MONTHS_A_QUARTER, span=span)]
    opened = max(customer.since_day, span.since_day - chance.between(60, 360))
    return [_revolving(opened, limit=amount, span=span, chance=chance)]


def guarantee(customer: Customer, *, span: Span, seed: int) -> Draft | None:
    """A guarantee that some borrowing companies have: an account that fees name, and no balance of the bank."""
    chance = Chance(seed, "guarantee", customer.number)
    if not (customer.company and customer.loan_yuan and customer.part is None and chance.holds(GUARANTEED)):
        return None
    opened = max(customer.since_day, chance.between(span.since_day - 200, span.until_day - 60))
    ends = opened + chance.between(120, 400)
    return Draft(GUARANTEE_FEE, opened, (), closed_day=ends if ends < span.until_day else None, maturity_day=ends)


def guaranteed_fen(customer: Customer) -> int:
    """How much a customer's guarantee is for: a third of what it means to borrow."""
    return max(customer.loan_yuan * FEN_A_YUAN // 3 // ROUND_FEN, 1) * ROUND_FEN


def bullet(product_id: str, opened: int, *, amount: int, span: Span) -> Draft:
    """A loan paid back in one sum after the span."""
    maturity = max(opened + LONG_DAYS, span.until_day + 100)
    return Draft(product_id, opened, ((opened, amount),), maturity_day=maturity)


def _of_the_cast(customer: Customer, *, amount: int, span: Span, chance: Chance) -> Draft:
    """A loan that plays a part."""
    assert customer.part is not None
    product_id = customer.part.loan_product
    if product_id == REVOLVING:
        return _revolving(span.since_day - CAST_AGE_DAYS, limit=amount, span=span, chance=chance)
    if product_id == SHORT_LOAN:  # still within its year when the span ends
        opened = span.back(4).day(18)
        return Draft(SHORT_LOAN, opened, ((opened, amount),), maturity_day=opened + DAYS_A_YEAR)
    return bullet(product_id, span.since_day - CAST_AGE_DAYS, amount=amount, span=span)


def _of_a_person(customer: Customer, *, amount: int, span: Span, chance: Chance) -> Draft:
    """A mortgage of 15 to 30 years, or a consumer loan of three."""
    if customer.loan_yuan > SMALLEST_MORTGAGE_YUAN:
        opened = min(
            max(customer.since_day, span.since_day - chance.between(100, 9 * DAYS_A_YEAR)), span.until_day - 40
        )
        return _repaid(MORTGAGE, opened, amount=amount, months=chance.between(15, 30) * 12, every=1, span=span)
    opened = min(max(customer.since_day, span.since_day - chance.between(-200, 600)), span.until_day - 40)
    return _repaid(CONSUMER, opened, amount=amount, months=CONSUMER_MONTHS, every=1, span=span)


def _short_chain(customer: Customer, *, amount: int, span: Span, chance: Chance) -> list[Draft]:
    """A loan of up to a year, paid back and soon drawn again, up to the end of the span."""
    opened = max(customer.since_day, span.since_day - chance.between(1, 330))
    found = []
    while opened < span.until_day:
        matures = opened + chance.between(150, DAYS_A_YEAR)
        drawn = Draft(SHORT_LOAN, opened, ((opened, amount),), maturity_day=matures)
        found.append(closed(drawn, on=matures) if matures < span.until_day else drawn)
        if matures >= span.until_day or not chance.holds(900):
            break
        opened = matures + chance.between(1, 12)
        amount = max(amount * chance.between(880, 1150) // PERMILLE // ROUND_FEN, 1) * ROUND_FEN
    return [draft for draft in found if draft.closed_day is None or draft.closed_day >= span.since_day]


def _revolving(opened: int, *, limit: int, span: Span, chance: Chance) -> Draft:
    """A limit drawn and paid back once or twice a month."""
    events = {opened: limit * 6 // 10}
    for month in span.months:
        for _ in range(chance.between(1, 2)):
            day = chance.pick(month.working_days)
            if day > opened:
                events[day] = max(limit * chance.between(35, 100) // 100 // ROUND_FEN, 1) * ROUND_FEN
    return Draft(
        REVOLVING, opened, tuple(sorted(events.items())), maturity_day=max(opened + REVOLVING_DAYS, span.until_day + 30)
    )


def _repaid(product_id: str, opened: int, *, amount: int, months: int, every: int, span: Span) -> Draft:
    """A loan repaid in equal parts on the 20th, monthly or quarterly; the last part takes the odd fen."""
    parts = months // every
    part = amount // parts
    paid = max(span.since_day - opened, 0) * 100 // DAYS_A_MONTH_HUNDREDTHS // every
    paid = min(paid, parts - 1)
    events = [(opened, amount)]
    if paid:
        events.append((span.since_day - 12, amount - paid * part))
    closed_day = None
    for month in span.months:
        day = month.day(PAY_DAY)
        due = day > opened + 25 and (every == 1 or month.ends_a_quarter) and closed_day is None
        if due:
            paid += 1
            closed_day = day if paid == parts else None
            events.append((day, 0 if paid == parts else amount - paid * part))
    maturity = opened + months * DAYS_A_MONTH_HUNDREDTHS // 100
    return Draft(product_id, opened, tuple(events), closed_day=closed_day, maturity_day=maturity)
