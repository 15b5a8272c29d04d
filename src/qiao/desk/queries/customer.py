"""A customer with everything the bank knows on one page: accounts, balances, contribution, who serves, ties."""

from dataclasses import dataclass
from datetime import date

from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.catalogue.queries import Product
from qiao.contribution.queries import curves, figures, runs
from qiao.contribution.queries.accounts import period_of
from qiao.contribution.queries.curves import Curves
from qiao.contribution.queries.figures import AccountFacts, CreditRow
from qiao.contribution.queries.runs import Run
from qiao.contribution.rules.sums import PartySums
from qiao.customers import queries as customers
from qiao.customers.queries import Customer, CustomerTie
from qiao.desk.queries.sight import sees_customer
from qiao.ground.authority import Scope, scope_of
from qiao.ground.models import User
from qiao.ground.periods import Period
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.serving import Assignment

CURVE_DAYS = 397  # thirteen months


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with its product, its last balance and the month's margin of all people together."""

    facts: AccountFacts
    product: Product | None
    balance_fen: int | None
    balance_days_micro: int
    margin_micro: int
    flagged: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What a person, or nobody (empty id), earns on the customer in the month."""

    staff_id: str
    balance_days_micro: int
    margin_micro: int
    expected_loss_micro: int
    fee_micro: int


@dataclass(frozen=True, slots=True)
class Whole:
    """The customer page's records; the run is the newest settled month's, None before the first settlement."""

    customer: Customer
    run: Run | None
    accounts: list[AccountLine]
    curves: Curves | None
    history: list[tuple[Run, PartySums | None]]
    people: list[PersonLine]
    serving: list[Assignment]
    ties: list[CustomerTie]
    flagged: bool
    merged: list[Customer]


@dataclass(frozen=True, slots=True)
class Sighted:
    """A customer whom a person may open, with the run that is shown and by which scope and days it is seen."""

    customer: Customer
    run: Run | None
    accounts: list[AccountFacts]
    scope: Scope
    period: Period


def sighted(person: User, party_id: str, *, month: str = "", on: date) -> Sighted | None:
    """The customer in a month ('' = the newest), or None where there is none or it is not the person's to see.

    One that was merged into another is that other.
    """
    party_id = customers.survivor_of(party_id)
    customer, run = customers.customer_of(party_id), figures.asked_run(month)
    accounts = accounts_of(party_id, run) if customer else []
    scope, period = scope_of(person, on=on), runs.serving_period(run, on=on)
    if customer is None or not sees_customer(scope, party_id, accounts, period=period):
        return None
    return Sighted(customer, run, accounts, scope, period)


def accounts_of(party_id: str, run: Run | None) -> list[AccountFacts]:
    """The customer's accounts in the run's book; none before the first settlement."""
    return figures.accounts_of(run, party_id) if run else []


def whole_of(customer: Customer, run: Run | None, accounts: list[AccountFacts]) -> Whole:
    """Everything about a customer, of one month."""
    party_id = customer.party_id
    credit = figures.party_credit(run, party_id) if run else []
    products = catalogue.products()
    found = _curves(run, accounts, products)
    flags = figures.flagged(run, kind="account", keys=[one.account_id for one in accounts]) if run else frozenset()
    return Whole(
        customer=customer,
        run=run,
        accounts=[
            _line(one, products, credit=credit, found=found, flagged=one.account_id in flags) for one in accounts
        ],
        curves=found,
        history=curves.party_history(party_id, until_month=run.month) if run else [],
        people=_people(credit),
        serving=portfolio.assignments_of(party_id),
        ties=customers.ties_of(party_id),
        flagged=bool(run and figures.flagged(run, kind="party", keys=[party_id])),
        merged=customers.merged_into(party_id),
    )


def _curves(run: Run | None, accounts: list[AccountFacts], products: dict[str, Product]) -> Curves | None:
    if run is None or not accounts:
        return None
    until_day = period_of(run).until_day
    sides = {product.product_id: product.side for product in products.values()}
    return curves.balance_curves(run, accounts, sides, since_day=until_day - CURVE_DAYS, until_day=until_day)


def _line(
    account: AccountFacts, products: dict[str, Product], *, credit: list[CreditRow], found: Curves | None, flagged: bool
) -> AccountLine:
    own = [row for row in credit if row.account_id == account.account_id]
    return AccountLine(
        facts=account,
        product=products.get(account.product_id),
        balance_fen=found.at_end.get(account.account_id) if found else None,
        balance_days_micro=sum(row.balance_days_micro for row in own),
        margin_micro=sum(row.margin_micro for row in own),
        flagged=flagged,
    )


def _people(credit: list[CreditRow]) -> list[PersonLine]:
    ids = sorted({row.staff_id for row in credit})
    lines = [
        PersonLine(
            staff_id,
            sum(row.balance_days_micro for row in credit if row.staff_id == staff_id),
            sum(row.margin_micro for row in credit if row.staff_id == staff_id),
            sum(row.expected_loss_micro for row in credit if row.staff_id == staff_id),
            sum(row.fee_micro for row in credit if row.staff_id == staff_id),
        )
        for staff_id in ids
    ]
    return sorted(lines, key=lambda line: (-line.margin_micro, line.staff_id))


def newest_run() -> Run | None:
    """The newest settled month's newest run."""
    return runs.newest_run()


def bank_is_empty() -> bool:
    """Whether nothing has been loaded yet."""
    return book.current() is None
