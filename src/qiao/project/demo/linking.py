"""Two companies of the made-up bank on the direct link: months of orders, one unknown, one stopped, a signal to tell.

Everything is taken by the doors that the link itself uses; the core is played, so that one payment stays unanswered.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils.timezone import get_current_timezone

from qiao.book import queries as book
from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.directlink.actions import deciding, entering, errands, importing, settling
from qiao.directlink.actions.errands import AGREES, Wanted
from qiao.directlink.actions.setting_up import set_up
from qiao.directlink.actions.taking import Caller, take
from qiao.directlink.queries import parties, waiting
from qiao.directlink.queries.connections import Enterprise
from qiao.directlink.rules.core import Answer, Booking, NoReply, Verdict
from qiao.directlink.rules.description import (
    AccountTold,
    Description,
    EnterpriseTold,
    OperatorTold,
    RightTold,
    StepTold,
)
from qiao.directlink.rules.ledger import AccountKind
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.rights import Post, Role
from qiao.directlink.rules.terms import Terms
from qiao.people.queries.staff import staff_by_id
from qiao.portfolio.queries import serving as portfolio
from qiao.project.demo.facts import DEMO_PASSWORD, Login

MANAGER, CLERK = "RM001", "OPS01"
FIRST, SECOND = "1000000001", "1000000002"
BALANCE_FEN, SMALL_BALANCE_FEN = 800_000_000, 120_000_000
KNOWN_BANK, NEW_BANK = ("999100000001", "远山银行（虚构）"), ("999100000002", "近水银行（虚构）")
SILENT, REFUSED, WATCHED = "深谷设备（虚构）", "旧港贸易（虚构）", "北屿商行（虚构）"
FEES = "route,since,up_to,fee\nsmall,2020-01-01,10000,5\nsmall,2020-01-01,,10\nlarge,2020-01-01,,20\n"
WORKERS = 6
WAGES_FEN = (650_000, 720_000, 810_000, 590_000, 1_040_000, 880_000)
MORNING = time(9, 30)
MONTH_DAYS, MONTHS = 30, 3


class PlayedCore:
    """A core that books, refuses one payee and never answers about another."""

    keeps_here = True

    def book(self, booking: Booking) -> Answer:
        """What it says depends on whom the money is for."""
        if booking.name == SILENT:
            raise NoReply
        return Answer(Verdict.REFUSED, "收款账号已销户（演示）") if booking.name == REFUSED else Answer(Verdict.BOOKED)

    def ask(self, number: str) -> Answer:
        """Only one is ever asked about, and it has no answer."""
        raise NoReply(number)


def acting() -> tuple[Login, ...]:
    """The clerk of the link's desk."""
    found = staff_by_id([CLERK])
    return tuple(Login(one.staff_id, one.name, one.post, one.org_id, words="") for one in found.values())


def two_on_the_link(*, today: date, actor: str) -> None:
    """Put two companies that the demo's manager serves on the link, where nobody is on it yet."""
    companies = [] if Enterprise.objects.exists() else _companies(today)
    if len(companies) < len((FIRST, SECOND)):
        return
    at = _at(today, MONTHS * MONTH_DAYS + 2)
    banks = "number,name,city\n" + "".join(f"{number},{name},示例市\n" for number, name in (KNOWN_BANK, NEW_BANK))
    watched = f"name,why\n{WATCHED},演示名单（虚构）\n"
    for kind, text in ((importing.BANKS, banks), (importing.FEES, FEES), (importing.WATCH, watched)):
        importing.take_in(kind, text.encode(), file="demo", at=at, actor=actor)
    first, second = (_accounts_of(one) for one in companies[:2])
    workers = tuple(
        AccountTold(f"6229089010109{number:05}", f"演示员工{number}（虚构）", AccountKind.PERSON)
        for number in range(1, WORKERS + 1)
    )
    enterprises = (_first(companies[0], first), _second(companies[1], second))
    set_up(Description(enterprises, workers), at=at, actor=actor)
    _months(companies, accounts=(first, second), workers=workers, today=today)
    entering.sign_on(FIRST, "op03", password=DEMO_PASSWORD, address="127.0.0.1", at=_at(today, 1))


def _companies(today: date) -> list[Customer]:
    rows = portfolio.running(today).filter(staff_id=MANAGER, account_id="").order_by("party_id")
    served = list(rows.values_list("party_id", flat=True).distinct())
    known = customers.customers_by_id(served)
    return [known[one] for one in served if one in known and known[one].kind == "company" and _accounts_of(known[one])]


def _accounts_of(one: Customer) -> tuple[str, ...]:
    """Accounts of a company in the book, the first two by number."""
    version = book.current()
    asked = [f"A{one.party_id[1:]}{number:02}" for number in range(1, 9)]
    rows = book.account_rows(version, "account", asked, columns=["account_id"]) if version else []
    return tuple(sorted(str(row["account_id"]) for row in rows))[:2]


def _operator(name: str, called: str, *roles: Role, post: Post = Post.OPERATOR) -> OperatorTold:
    return OperatorTold(name, called, post, DEMO_PASSWORD, tuple(RightTold(role) for role in roles))


def _first(one: Customer, numbers: Sequence[str]) -> EnterpriseTold:
    """Everything signed by two above ten thousand yuan; its manager may be told of everything."""
    accounts = tuple(
        AccountTold(number, one.name, balance_fen=BALANCE_FEN if place == 0 else 0)
        for place, number in enumerate(numbers)
    )
    people = (
        _operator("admin", "安管理（虚构）", post=Post.ADMINISTRATOR),
        _operator("chief", "杜主管（虚构）", post=Post.SUPERVISOR),
        _operator("op01", "马制单（虚构）", Role.MAKE, Role.VIEW),
        _operator("op02", "李复核（虚构）", Role.APPROVE, Role.VIEW),
        _operator("op03", "钱签发（虚构）", Role.SIGN, Role.APPROVE, Role.VIEW),
    )
    steps = (StepTold("", 1_000_000, 1), StepTold("", None, 2))
    terms = Terms(("127.0.0.0/8",), ("idle", "large_out", "new_bank", "payroll"), signature_wanted=False)
    return EnterpriseTold(FIRST, one.name, one.party_id, accounts, people, steps, terms)


def _second(one: Customer, numbers: Sequence[str]) -> EnterpriseTold:
    """A smaller one that has agreed to nothing."""
    people = (
        _operator("admin", "冯管理（虚构）", post=Post.ADMINISTRATOR),
        _operator("chief", "卫主管（虚构）", post=Post.SUPERVISOR),
        _operator("op01", "蒋经办（虚构）", Role.MAKE, Role.SIGN, Role.VIEW),
    )
    accounts = (AccountTold(numbers[0], one.name, balance_fen=SMALL_BALANCE_FEN),)
    terms = Terms(strict=True, signature_wanted=False)
    return EnterpriseTold(SECOND, one.name, one.party_id, accounts, people, (), terms)


def _at(today: date, days_before: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_before), MORNING, get_current_timezone())


def _months(
    companies: Sequence[Customer],
    *,
    accounts: tuple[Sequence[str], Sequence[str]],
    workers: Sequence[AccountTold],
    today: date,
) -> None:
    """Three months of orders, in the order of their days."""
    core, own, other = PlayedCore(), accounts[0][0], accounts[1][0]
    signer, maker, approver = (_caller(FIRST, name, is_signed=name == "op03") for name in ("op03", "op01", "op02"))
    partner = _caller(SECOND, "op01", is_signed=True)
    numbers = (f"D{number:05}" for number in count(1))

    def give(caller: Caller, days_before: int, account: str, *items: Item, form: Form = Form.SINGLE, why: str) -> int:
        at = _at(today, days_before)
        code = "006" if form is Form.PAYROLL else ""
        order = Order(next(numbers), form, account, items, purpose=why, code=code)
        taken = take(order, caller, at=at, core=core).instruction.pk
        _settle(core, lambda: at)
        return taken

    wages = tuple(
        Item(place, one.number, one.name, fen)
        for place, (one, fen) in enumerate(zip(workers, WAGES_FEN, strict=True), start=1)
    )
    for month in range(MONTHS, 0, -1):
        before = month * MONTH_DAYS
        give(signer, before, own, *wages, form=Form.PAYROLL, why="工资（演示）")
        give(signer, before - 5, own, Item(1, other, companies[1].name, 12_500_000), why="货款（演示）")
        give(signer, before - 9, own, _out("远方设备（虚构）", 8_800_000 + month, KNOWN_BANK), why="设备款（演示）")
        give(partner, before - 12, other, Item(1, own, companies[0].name, 3_300_000), why="运费（演示）")
        _agree(signer, _at(today, before - 14))
    give(signer, 11, own, _out(REFUSED, 450_000, KNOWN_BANK), why="尾款（演示）")
    give(signer, 6, own, _out("远方设备（虚构）", 150_000_000, KNOWN_BANK), why="设备款（演示）")
    give(signer, 4, own, _out("近水货运（虚构）", 2_600_000, NEW_BANK), why="运费（演示）")
    give(signer, 2, own, _out(SILENT, 5_200_000, KNOWN_BANK), why="材料款（演示）")
    give(signer, 1, own, _out(WATCHED, 990_000, KNOWN_BANK), why="货款（演示）")
    waits = give(maker, 1, own, _out("远方设备（虚构）", 7_700_000, KNOWN_BANK), why="设备款（演示）")
    deciding.sign(waits, approver, at=_at(today, 0), core=core)


def _out(name: str, fen: int, bank: tuple[str, str]) -> Item:
    """A payment to another bank."""
    return Item(1, "6200000000000000001", name, fen, here=False, bank_name=bank[1], bank_number=bank[0])


def _settle(core: PlayedCore, now: Callable[[], datetime]) -> None:
    for number, customer in waiting.due(now().date()):
        settling.begin_due(customer, number, at=now(), core=core)
    for payment in waiting.to_ask_again(now()):
        settling.settle(payment, core, now=now)


def _agree(signer: Caller, at: datetime) -> None:
    """The balance statement of the month before is agreed to."""
    month = f"{at.date().replace(day=1) - timedelta(days=1):%Y-%m}"
    errand, was_there = errands.ask(Wanted(f"E{month}", AGREES, "", month), signer, at=at, alone=False)
    if not was_there:
        errands.run(errand.pk, at=at)


def _caller(number: str, name: str, *, is_signed: bool) -> Caller:
    found = parties.operator_of(number, name)
    assert found is not None, name
    return Caller(number, found.pk, name, "fox", is_signed)
