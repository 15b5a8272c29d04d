"""The whole made-up bank in memory: who and what there is, built in the order in which one thing needs another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo import assignments, cast, income, loans, prices, quality, relations
from qiao.project.demo.accounts import Account, Draft, closed, laid_over, numbered
from qiao.project.demo.calendar import Month, Span
from qiao.project.demo.chance import PERMILLE, Chance
from qiao.project.demo.customers import Customer, customers
from qiao.project.demo.deposits import deposits, guarantee_money
from qiao.project.demo.leads import leads
from qiao.project.demo.ledger import LedgerRow, ledger, with_break
from qiao.project.demo.moving import moving
from qiao.project.demo.organisation import Person, Unit, people, units
from qiao.project.demo.planted import Planted
from qiao.project.demo.planting import plant
from qiao.project.demo.products import DEMAND, MEDIUM_LOAN, TIME_6M
from qiao.project.demo.twins import with_twins

SPIKE_FEN = 90_000_000 * FEN_A_YUAN
OVERDRAFT_FEN = 2_700_000 * FEN_A_YUAN
OVERDRAFT_DAYS = (22, 26)
LATE_FEN = 1_200_000 * FEN_A_YUAN
LATE_CLOSED_DAY, LATE_DAYS = 9, 3
PROCEEDS_REST = (2, 6)  # days a sum lent rests on the current account
MONEY_FOR_A_GUARANTEE = 300  # permille of the guarantee
COMPANY_PROCEEDS = ("L-SHORT", "L-MEDIUM")


@dataclass(frozen=True, slots=True)
class Bank:
    """Everything that the extract's tables say."""

    span: Span
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    customers: tuple[Customer, ...]
    ties: tuple[relations.Tie, ...]
    accounts: tuple[Account, ...]
    shares: tuple[assignments.Share, ...]
    curves: tuple[prices.Price, ...]
    grades: tuple[quality.Grade, ...]
    fees: tuple[income.Fee, ...]
    expenses: tuple[income.Expense, ...]
    ledger: Sequence[LedgerRow]
    broken: LedgerRow
    planted: Planted


def make_bank(span: Span, *, seed: int, count: int, gaming: bool = False) -> Bank:
    """The bank of that many customers; the same arguments give the same bank.

    gaming: plant tricks and honest look-alikes with customers of their own, behind all others.
    """
    staff = people(span, seed=seed)
    clients = with_twins(customers(span, seed=seed, count=count))
    led = leads(clients, managers=[person for person in staff if person.post == "rm"], seed=seed)
    sown = plant(span, seed=seed, people=staff, since_number=len(clients) + 1) if gaming else Planted()
    by_customer = {customer.number: _accounts(customer, span=span, seed=seed) for customer in clients}
    by_customer.update(_cliff(clients, led=led, accounts=by_customer, span=span, seed=seed))
    roster = assignments.roster_of(staff, span=span, seed=seed)
    shares = assignments.shares(clients, leads=led, accounts=by_customer, roster=roster)
    fates = quality.fates(by_customer, shares=shares, leads=led, span=span)
    held = (
        *(quality.stopped(account, fates.get(account.account_id)) for own in by_customer.values() for account in own),
        *sown.accounts,
    )
    everybody = (*clients, *sown.customers)
    story_account = next(account for account in held if account.customer == cast.number_of("quarter_end_spike"))
    rows, broken = with_break(
        ledger(held, span=span), span=span, org_id=story_account.org_id, product_id=story_account.product_id
    )
    paid = income.fees(clients, accounts=by_customer, span=span, seed=seed)
    return Bank(
        span=span,
        units=units(),
        people=staff,
        customers=everybody,
        ties=relations.ties(clients, until_day=span.until_day, seed=seed),
        accounts=held,
        shares=(*shares, *sown.shares),
        curves=prices.curves(span, seed=seed),
        grades=_grades(held, customers=everybody, fates=fates, span=span, seed=seed),
        fees=(*paid, income.story_fee(clients[cast.number_of("party_fee") - 1], span=span)),
        expenses=income.expenses(staff, span=span, seed=seed),
        ledger=rows,
        broken=broken,
        planted=sown,
    )


def _accounts(customer: Customer, *, span: Span, seed: int) -> tuple[Account, ...]:
    """All accounts of a customer: current account first, then what else it has."""
    lent = loans.loans(customer, span=span, seed=seed)
    proceeds = _proceeds(customer, lent, span=span, seed=seed)
    held = deposits(customer, span=span, seed=seed, proceeds=proceeds)
    guarantee = loans.guarantee(customer, span=span, seed=seed)
    if guarantee is not None and guarantee.maturity_day is not None:
        put_up = loans.guaranteed_fen(customer) * MONEY_FOR_A_GUARANTEE // PERMILLE
        held.append(guarantee_money(guarantee.opened_day, maturity=guarantee.maturity_day, amount=put_up, span=span))
        lent.append(guarantee)
    drafts = [*_storied(held, customer=customer, span=span), *lent, *moving(customer, span=span)]
    return numbered(drafts, customer=customer, span=span, seed=seed)


def _proceeds(customer: Customer, lent: Sequence[Draft], *, span: Span, seed: int) -> tuple[tuple[int, int, int], ...]:
    """Sums lent to companies within the span, resting on the current account for some days."""
    chance = Chance(seed, "proceeds", customer.number)
    return tuple(
        (
            draft.opened_day,
            min(draft.opened_day + chance.between(*PROCEEDS_REST), span.until_day - 1),
            draft.events[0][1],
        )
        for draft in lent
        if draft.product_id in COMPANY_PROCEEDS and span.since_day < draft.opened_day < span.until_day - 1
    )


def _storied(held: list[Draft], *, customer: Customer, span: Span) -> list[Draft]:
    """The deposit accounts with what the customer's story does to them."""
    current, *others = held
    assert current.product_id == DEMAND, customer.number
    if customer.story == "quarter_end_spike":
        ends = [month for month in span.months if month.ends_a_quarter or month is span.back(0)]
        return [_bumped(current, [_spike(month) for month in ends]), *others]
    if customer.story == "overdraft":
        first, until = (span.back(0).day(day) for day in OVERDRAFT_DAYS)
        return [_bumped(current, [(first, until, -OVERDRAFT_FEN)]), *others]
    if customer.story == "late_closing":
        last_day = late_closed_day(span)
        term = Draft(TIME_6M, last_day - 180, ((last_day - 180, LATE_FEN),), maturity_day=last_day)
        late = closed(term, on=last_day + LATE_DAYS + 1)
        return [*held, Draft(late.product_id, late.opened_day, late.events, closed_day=last_day, maturity_day=last_day)]
    return held


def late_closed_day(span: Span) -> int:
    """The last day of the account whose balance stays three days too long."""
    return span.back(0).day(LATE_CLOSED_DAY)


def spike_day(month: Month) -> int:
    """The day the money for the month's end comes in."""
    return month.working_days[-2]


def _spike(month: Month) -> tuple[int, int, int]:
    """In on the last working day but one, out on the fourth day of the next month."""
    return spike_day(month), month.until_day + 3, SPIKE_FEN


def _bumped(draft: Draft, bumps: list[tuple[int, int, int]]) -> Draft:
    """The account with sums resting on top."""
    return Draft(draft.product_id, draft.opened_day, laid_over(draft.events, bumps=bumps))


def _cliff(
    clients: Sequence[Customer],
    *,
    led: Mapping[int, str],
    accounts: Mapping[int, tuple[Account, ...]],
    span: Span,
    seed: int,
) -> dict[int, tuple[Account, ...]]:
    """The accounts of the cliff's two customers, with the loans that bring their manager to the edge."""
    others = [account for number, own in accounts.items() if led[number] == quality.CLIFF_MANAGER for account in own]
    amounts = quality.cliff_amounts(others, span=span)
    found = {}
    for story, amount in zip(("cliff_old", "cliff"), amounts, strict=True):
        customer = clients[cast.number_of(story) - 1]
        own = accounts[customer.number]
        lent = loans.bullet(MEDIUM_LOAN, span.since_day - loans.CAST_AGE_DAYS, amount=amount, span=span)
        found[customer.number] = (*own, *numbered([lent], customer=customer, span=span, seed=seed, since=len(own) + 1))
    return found


def _grades(
    accounts: Sequence[Account],
    *,
    customers: Sequence[Customer],
    fates: Mapping[str, quality.Fate],
    span: Span,
    seed: int,
) -> tuple[quality.Grade, ...]:
    """The risk rows of every loan."""
    return tuple(
        grade
        for account in accounts
        if account.product.side == "loan"
        for grade in quality.grades(
            account,
            fate=fates.get(account.account_id),
            story=customers[account.customer - 1].story,
            span=span,
            seed=seed,
        )
    )
