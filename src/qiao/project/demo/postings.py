"""Postings of some current accounts in the last three months; a day's postings add up to the change of its balance.

Source: the contract, 1 (transaction). Counterparties are outside the bank and as made up as the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo.accounts import Account
from qiao.project.demo.calendar import Span
from qiao.project.demo.cast import WAN
from qiao.project.demo.chance import PERMILLE, Chance
from qiao.project.demo.customers import Customer
from qiao.project.demo.deposits import SALARY_DAY
from qiao.project.demo.products import DEMAND

MONTHS = 3
COMPANY_EVERY, PERSON_EVERY = 4, 10
OTHER_BANK = "演示邻行（虚构）"
BRIDGE = "演示·过桥资金服务有限公司"
BRIDGE_FROM_FEN = 5_000 * WAN * FEN_A_YUAN
RECEIVED = {True: ("货款", "服务费", "往来款", "退税款"), False: ("转账", "报销", "货款")}
PAID = {True: ("采购款", "税款", "往来款", "水电费"), False: ("消费", "转账", "缴费")}
CHANNELS = {True: ("网银", "柜面", "银企直联"), False: ("手机银行", "柜面", "快捷支付")}
COUNTERPARTIES = 600
WHOLE_COMPANY, WHOLE_PERSON, HALVED = 4, 7, 8  # tenths of changes that are one posting; up to eight at most two


@dataclass(frozen=True, slots=True)
class Posting:
    """A row of the contract's transaction, in fen."""

    account_id: str
    on_day: int
    seq: int
    amount_fen: int
    counter_name: str
    counter_account: str
    counter_bank: str
    purpose: str
    channel: str


def postings(customers: Sequence[Customer], *, accounts: Sequence[Account], span: Span, seed: int) -> Iterator[Posting]:
    """The postings, by account, day and sequence."""
    paydays = frozenset(month.working_day(SALARY_DAY) for month in span.months)
    since_day = span.back(MONTHS - 1).since_day
    for account in accounts:
        customer = customers[account.customer - 1]
        if account.product_id == DEMAND and _posted(customer):
            chance = Chance(seed, "postings", account.account_id)
            changes = _changes(account, since_day=since_day)
            yield from _of_account(account, changes, company=customer.company, paydays=paydays, chance=chance)


def _of_account(
    account: Account,
    changes: Iterator[tuple[int, int]],
    *,
    company: bool,
    paydays: frozenset[int],
    chance: Chance,
) -> Iterator[Posting]:
    """The postings that make an account's changes."""
    for day, change in changes:
        for seq, amount in enumerate(_parts(change, company=company, chance=chance), start=1):
            words = _words(amount, company=company, payday=day in paydays, chance=chance)
            yield Posting(account.account_id, day, seq, amount, *words)


def _posted(customer: Customer) -> bool:
    """The cast, every fourth company, every tenth person."""
    every = COMPANY_EVERY if customer.company else PERSON_EVERY
    return customer.part is not None or customer.number % every == 0


def _changes(account: Account, *, since_day: int) -> Iterator[tuple[int, int]]:
    """The days from `since_day` on when the balance changed, and by how much."""
    before = 0
    for day, balance in account.events:
        if day >= since_day and balance != before:
            yield day, balance - before
        before = balance


def _parts(change: int, *, company: bool, chance: Chance) -> list[int]:
    """A change in one to three sums that add up to it; some go the other way."""
    kind = chance.below(10)
    if kind < (WHOLE_COMPANY if company else WHOLE_PERSON):
        return [change]
    part = change * chance.between(300, 700) // PERMILLE
    if kind < HALVED:
        return [sum_ for sum_ in (part, change - part) if sum_]
    back = -(abs(change) * chance.between(100, 400) // PERMILLE)
    return [sum_ for sum_ in (part, back, change - part - back) if sum_]


def _words(amount: int, *, company: bool, payday: bool, chance: Chance) -> tuple[str, str, str, str, str]:
    """Counterparty, its account and bank, purpose, channel."""
    other = chance.below(COUNTERPARTIES)
    if abs(amount) >= BRIDGE_FROM_FEN:
        return BRIDGE, f"X{COUNTERPARTIES:012d}", OTHER_BANK, "往来款", "网银"
    if payday and (amount < 0) is company:
        return (
            ("演示·代发工资户" if company else f"演示·外部单位{other:03d}"),
            f"X{other:012d}",
            OTHER_BANK,
            "工资",
            "批量",
        )
    purpose = chance.pick((RECEIVED if amount > 0 else PAID)[company])
    return f"演示·外部往来{other:03d}", f"X{other:012d}", OTHER_BANK, purpose, chance.pick(CHANNELS[company])
