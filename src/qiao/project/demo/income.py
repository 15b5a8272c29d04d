"""Fees the made-up bank earns and what its managers spend: settlement, guarantees, wealth, advice; marketing, travel.

Source: the contract, 1 (fee, expense). Some fees name an account and follow its shares, others only the customer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo.accounts import Account
from qiao.project.demo.calendar import Month, Span
from qiao.project.demo.chance import PERMILLE, Chance
from qiao.project.demo.customers import Customer
from qiao.project.demo.loans import guaranteed_fen
from qiao.project.demo.organisation import Person
from qiao.project.demo.products import ADVICE_FEE, DEMAND, GUARANTEE_FEE, SETTLEMENT_FEE, WEALTH_FEE

SETTLEMENT_FROM_YUAN, WEALTH_FROM_YUAN, ADVICE_FROM_YUAN = 1_000_000, 300_000, 12_000_000
SETTLEMENT_PERMILLE, WEALTH_PERMILLE, ADVICE_PERMILLE = 450, 180, 60  # of customers of that size, a month
NAMELESS = 100  # permille of fees without account that name no product either
FEE_DAY = 25
STORY_FEE_FEN = 86_000 * FEN_A_YUAN
KINDS = (("marketing", 55), ("travel", 25), ("entertainment", 20))  # kind and part of the month's quota in hundredths
QUOTA_YUAN = {"见习": 450, "助理": 1100, "初级": 1800, "中级": 2800, "高级": 4500, "资深": 6500}
STORY_SPENDER, STORY_SPENT_FEN = "RM018", 7_200 * FEN_A_YUAN


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee; account and product are '' where it names none."""

    party_id: str
    account_id: str
    product_id: str
    on_day: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Expense:
    """What a manager spent, with the month's quota for the kind."""

    staff_id: str
    on_day: int
    kind: str
    amount_fen: int
    quota_fen: int


def fees(
    customers: Sequence[Customer], *, accounts: Mapping[int, tuple[Account, ...]], span: Span, seed: int
) -> tuple[Fee, ...]:
    """Every fee, by month and customer."""
    found: list[Fee] = []
    for month in span.months:
        for customer in customers:
            if customer.since_day <= month.since_day:
                chance = Chance(seed, "fees", customer.number, month.index)
                found += _of_month(customer, accounts[customer.number], month=month, chance=chance)
    return tuple(found)


def story_fee_day(span: Span) -> int:
    """The day of the fee without account that is a story."""
    return span.back(0).day(18)


def _of_month(customer: Customer, accounts: tuple[Account, ...], *, month: Month, chance: Chance) -> list[Fee]:
    """The fees of a customer's month."""
    found = [
        Fee(
            customer.party_id,
            account.account_id,
            GUARANTEE_FEE,
            month.day(FEE_DAY),
            _charged(guaranteed_fen(customer), 5, chance),
        )
        for account in accounts
        if account.product_id == GUARANTEE_FEE and month.ends_a_quarter and _runs(account, month.day(FEE_DAY))
    ]
    size = customer.deposit_yuan
    current = next(account for account in accounts if account.product_id == DEMAND)
    settles = customer.company and size >= SETTLEMENT_FROM_YUAN and _runs(current, month.day(FEE_DAY))
    if settles and chance.holds(SETTLEMENT_PERMILLE):
        amount = _charged(min(size, 40_000_000) * FEN_A_YUAN, 1, chance) // 10
        found.append(Fee(customer.party_id, current.account_id, SETTLEMENT_FEE, month.day(FEE_DAY), amount))
    if not customer.company and size >= WEALTH_FROM_YUAN and chance.holds(WEALTH_PERMILLE):
        product = "" if chance.holds(NAMELESS) else WEALTH_FEE
        day = chance.pick(month.working_days)
        found.append(Fee(customer.party_id, "", product, day, _charged(size * FEN_A_YUAN, 2, chance)))
    if customer.company and size >= ADVICE_FROM_YUAN and chance.holds(ADVICE_PERMILLE):
        day = chance.pick(month.working_days)
        found.append(Fee(customer.party_id, "", ADVICE_FEE, day, _charged(size * FEN_A_YUAN, 1, chance)))
    return found


def story_fee(customer: Customer, *, span: Span) -> Fee:
    """The story: a wealth fee of a customer, with no account."""
    return Fee(customer.party_id, "", WEALTH_FEE, story_fee_day(span), STORY_FEE_FEN)


def _runs(account: Account, day: int) -> bool:
    """Open on the day."""
    return account.opened_day <= day and (account.closed_day is None or day <= account.closed_day)


def _charged(base_fen: int, permyriad: int, chance: Chance) -> int:
    """A fee of about that many ten-thousandths."""
    return max(base_fen * permyriad // 10_000 * chance.between(600, 1400) // PERMILLE, 100)


def expenses(people: Sequence[Person], *, span: Span, seed: int) -> tuple[Expense, ...]:
    """What each manager spent, by month and manager, while in the post."""
    return tuple(
        expense
        for month in span.months
        for person in people
        if person.post == "rm"
        for expense in _spent(
            person, month=month, span=span, chance=Chance(seed, "spent", person.staff_id, month.index)
        )
        if person.hired_day <= expense.on_day and (person.left_day is None or expense.on_day <= person.left_day)
    )


def _spent(person: Person, *, month: Month, span: Span, chance: Chance) -> list[Expense]:
    """One to three kinds a month, mostly within the quota."""
    found = []
    for kind, part in KINDS:
        quota = QUOTA_YUAN[person.level] * FEN_A_YUAN * part // 100
        day, spent = chance.pick(month.working_days), quota * chance.between(250, 1080) // PERMILLE
        if kind == "marketing" or chance.holds(600):
            story = person.staff_id == STORY_SPENDER and month.index == len(span.months) - 1 and kind == "marketing"
            found.append(Expense(person.staff_id, day, kind, STORY_SPENT_FEN if story else spent, quota))
    return found
