"""What is planted in the made-up bank to be found, or to be left alone: people's tricks beside honest look-alikes.

Every planted thing has customers of its own, numbered after all others, so that nobody else's figures change. A case
says what it is, and a bench asks afterwards what was found of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo import identity, names, places
from qiao.project.demo.accounts import Account, Draft, laid_over, numbered
from qiao.project.demo.assignments import LEAD, Share
from qiao.project.demo.calendar import DAYS_A_YEAR, Span
from qiao.project.demo.cast import WAN
from qiao.project.demo.chance import PERMILLE, Chance
from qiao.project.demo.customers import Customer
from qiao.project.demo.organisation import BRANCHES
from qiao.project.demo.postings import MONTHS, OTHER_BANK, Posting
from qiao.project.demo.products import DEMAND

WAN_FEN = WAN * FEN_A_YUAN
CALM_PERMILLE = 35  # how far an ordinary account swings about its level
ORDINALS_SINCE = 5_000  # names of planted customers: beyond those of the largest bank
BORN_DAYS_AGO = 16_000
MOVES_A_MONTH = 3
OTHERS, OTHERS_ACCOUNT = "演示·外部往来900", "X000000000900"

Bump = tuple[int, int, int]
"""A sum that rests on an account: first day, the day it is gone, fen."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a planted thing happens: the span, the number of its first customer, who serves it, draws of its own."""

    span: Span
    number: int
    staff_id: str
    branch: int
    chance: Chance
    key_day: int

    def account_id(self, member: int, ordinal: int = 1) -> str:
        """The id that an account of the member-th customer will have."""
        return f"A{self.number + member:06d}{ordinal:02d}"

    def party_id(self, member: int) -> str:
        """The id that the member-th customer will have."""
        return f"C{self.number + member:06d}"

    def calm(self, level_fen: int, *, bumps: Iterable[Bump] = (), quiet: Iterable[int] = ()) -> Draft:
        """A current account about a level, with sums resting on top; nothing else moves within days that are quiet."""
        still = set(quiet)
        events = [(self.span.since_day - 10, level_fen)]
        for month in self.span.months:
            for day in sorted({self.chance.pick(month.working_days) for _ in range(MOVES_A_MONTH)} - still):
                permille = PERMILLE - CALM_PERMILLE + self.chance.below(2 * CALM_PERMILLE + 1)
                events.append((day, level_fen * permille // PERMILLE))
        return Draft(DEMAND, self.span.since_day - 400, laid_over(tuple(events), bumps=bumps))

    def fresh(self, opened_day: int, amount_fen: int, *, product_id: str = DEMAND, term_days: int = 0) -> Draft:
        """An account opened within the span with one sum, which stays."""
        matures = opened_day + term_days if term_days else None
        return Draft(product_id, opened_day, ((opened_day, amount_fen),), maturity_day=matures)


@dataclass(frozen=True, slots=True)
class Served:
    """Who serves a member [since, until); since None = from the beginning."""

    staff_id: str
    since_day: int | None = None
    until_day: int | None = None
    role: str = LEAD


@dataclass(frozen=True, slots=True)
class Member:
    """A planted customer: its accounts, who serves it, whose telephone it gives, and a name where it needs one."""

    drafts: tuple[Draft, ...]
    served: tuple[Served, ...] = ()
    company: bool = True
    name: str = ""
    calls_of: int | None = None  # the place of the member whose telephone it gives
    since_day: int | None = None
    house: int = 0  # members of one house give one address


@dataclass(frozen=True, slots=True)
class Told:
    """A posting of a member's first account."""

    member: int
    day: int
    amount_fen: int
    name: str
    account: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A planted thing before it has its numbers.

    pattern: what it is, or looks like. is_gaming: whether it is that. hard: so close to honest business, or so well
    done, that the rules are expected to miss it. accounts: members whose credit is in question.
    """

    name: str
    pattern: str
    key_day: int
    is_gaming: bool
    members: tuple[Member, ...]
    told: tuple[Told, ...] = ()
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A planted thing as it stands in the bank: what a search for it ought to say."""

    name: str
    pattern: str
    key_day: int
    is_gaming: bool
    hard: bool
    party_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """Everything planted, as the bank's tables take it."""

    customers: tuple[Customer, ...] = ()
    accounts: tuple[Account, ...] = ()
    shares: tuple[Share, ...] = ()
    postings: tuple[Posting, ...] = ()
    cases: tuple[Case, ...] = ()


def grown(scene: Scene, seat: Seat, *, seed: int) -> Planted:
    """A scene with its numbers: customers, accounts, shares, postings, and the case."""
    customers = tuple(_customer(member, place, seat) for place, member in enumerate(scene.members))
    accounts = tuple(
        account
        for customer, member in zip(customers, scene.members, strict=True)
        for account in _accounts(customer, member, span=seat.span, seed=seed)
    )
    shares = tuple(
        share
        for customer, member in zip(customers, scene.members, strict=True)
        for share in _shares(customer, member, seat=seat)
    )
    return Planted(
        customers=customers,
        accounts=accounts,
        shares=shares,
        postings=tuple(_postings(scene, seat)),
        cases=(
            Case(
                name=scene.name,
                pattern=scene.pattern,
                key_day=scene.key_day,
                is_gaming=scene.is_gaming,
                hard=scene.hard,
                party_ids=tuple(customer.party_id for customer in customers),
            ),
        ),
    )


def together(parts: Iterable[Planted]) -> Planted:
    """Several planted things as one."""
    every = list(parts)
    return Planted(
        customers=tuple(one for part in every for one in part.customers),
        accounts=tuple(one for part in every for one in part.accounts),
        shares=tuple(one for part in every for one in part.shares),
        postings=tuple(one for part in every for one in part.postings),
        cases=tuple(one for part in every for one in part.cases),
    )


def _accounts(customer: Customer, member: Member, *, span: Span, seed: int) -> tuple[Account, ...]:
    """The accounts at the customer's own unit."""
    found = numbered(member.drafts, customer=customer, span=span, seed=seed)
    return tuple(replace(account, org_id=customer.org_id) for account in found)


def _customer(member: Member, place: int, seat: Seat) -> Customer:
    number, span = seat.number + place, seat.span
    where = places.PLACES[seat.branch][0]
    level = member.drafts[0].events[0][1] if member.drafts[0].events else 0
    since = member.since_day if member.since_day is not None else span.since_day - 400
    house = seat.number if member.house else number
    address = places.office_address(where, house=house) if member.company else places.home_address(where, house=house)
    ordinal = ORDINALS_SINCE + number
    birth = span.since_day - BORN_DAYS_AGO - number
    return Customer(
        number=number,
        ordinal=ordinal,
        company=member.company,
        name=member.name or (_company(number) if member.company else names.person_name(ordinal)),
        id_no=identity.company_code(where.region, number=number)
        if member.company
        else identity.person_number(where.region, birth_day=birth, sequence=number % 4),
        industry=names.trade_of(number)[1] if member.company else "",
        place=where,
        address=address,
        capital_fen=100 * WAN_FEN if member.company else None,
        established_day=since - 2 * DAYS_A_YEAR if member.company else None,
        branch=seat.branch,
        org_id=BRANCHES[seat.branch - 1].sub_branch(number),
        since_day=since,
        deposit_yuan=level // FEN_A_YUAN,
        loan_yuan=0,
        calls_of=seat.number + member.calls_of if member.calls_of is not None else 0,
    )


def _company(number: int) -> str:
    """A name that no other company of the bank has, and that says nothing of what it is there for."""
    return names.company_name(number).replace("有限公司", "实业有限公司")


def _shares(customer: Customer, member: Member, *, seat: Seat) -> Iterator[Share]:
    for one in member.served or (Served(seat.staff_id),):
        since = customer.since_day if one.since_day is None else one.since_day
        yield Share(customer.party_id, "", one.staff_id, one.role, since, one.until_day, PERMILLE * 10)


def _postings(scene: Scene, seat: Seat) -> Iterator[Posting]:
    """All postings of the accounts that have any: those told, and what else makes up each day's change."""
    since = seat.span.back(MONTHS - 1).since_day
    for place in sorted({one.member for one in scene.told}):
        changes = _changes(scene.members[place].drafts[0], since_day=since, until_day=seat.span.until_day)
        for day, change in changes:
            told = [one for one in scene.told if one.member == place and one.day == day]
            rest = change - sum(one.amount_fen for one in told)
            lines = [*told, Told(place, day, rest, OTHERS, OTHERS_ACCOUNT, "往来款")] if rest else told
            for seq, one in enumerate(lines, start=1):
                yield _posting(one, seq=seq, account_id=seat.account_id(place))


def _changes(draft: Draft, *, since_day: int, until_day: int) -> Iterator[tuple[int, int]]:
    before = 0
    for day, fen in draft.events:
        if since_day <= day < until_day and fen != before:
            yield day, fen - before
        before = fen


def _posting(one: Told, *, seq: int, account_id: str) -> Posting:
    return Posting(account_id, one.day, seq, one.amount_fen, one.name, one.account, OTHER_BANK, one.purpose, "网银")


def calm_days(key_day: int) -> Iterable[int]:
    """The days about a key date on which a planted account moves by what is planted alone."""
    return range(key_day - 16, key_day + 17)
