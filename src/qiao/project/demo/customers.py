"""The made-up bank's customers: 4 in 10 are companies, and a fifth of them does four fifths of the business.

Sizes follow a rank rule in whole numbers: the business of rank q is proportional to 1 / (q + k)^(5/4).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isqrt

from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo import identity, names, places
from qiao.project.demo.calendar import DAYS_A_YEAR, Span
from qiao.project.demo.cast import CAST, WAN, Part
from qiao.project.demo.chance import Chance
from qiao.project.demo.organisation import BRANCHES

COMPANIES_IN_TEN = 4
RANKS_COMPANY, RANKS_PERSON = 1200, 1800  # ranks of a bank of 3,000; other sizes are stretched to them
FLATTENED_COMPANY, FLATTENED_PERSON = 12, 20  # k of the rank rule: how far the very first stand out
TOP_COMPANY_YUAN, TOP_PERSON_YUAN = 4_600_000_000, 950_000_000  # the factor of the rank rule
BORROWING_COMPANIES, BORROWING_PERSONS, CONSUMER_BORROWERS = 430, 300, 100  # permille
NEW_CUSTOMERS = 40  # permille who came within the span
GROUP_EVERY, GROUP_SIZE = 45, 4
COUPLE_EVERY = 9
SAME_ADDRESS_HOUSE = 888
OLDEST_YEARS = 10  # how long the bank has known its oldest customers, the cast apart
YOUNGEST_YEARS = 30  # so that nobody was a child when the account was opened
BIRTH_DAYS, BIRTH_STEP = 12_775, 4001  # 35 years; no divisor in common, so that no two share birth date and sequence


@dataclass(frozen=True, slots=True)
class Customer:
    """A party with the sizes it is meant to have; `group` is 0 outside a group, `ordinal` counts within its kind."""

    number: int
    ordinal: int
    company: bool
    name: str
    id_no: str
    industry: str
    place: places.Place
    address: str
    capital_fen: int | None
    established_day: int | None
    branch: int
    org_id: str
    since_day: int
    deposit_yuan: int
    loan_yuan: int
    group: int = 0
    part: Part | None = None
    calls_of: int = 0  # whose telephone it gives, 0 = its own

    @property
    def party_id(self) -> str:
        """C000001 and so on."""
        return f"C{self.number:06d}"

    @property
    def phone(self) -> str:
        """A number no network gives: it begins with zeros, or with 100."""
        prefix = "0000-8" if self.company else "100-"
        number = self.calls_of or self.number
        return f"{prefix}{number // 10_000:03d}-{number % 10_000:04d}"

    @property
    def story(self) -> str:
        """The story it plays in, or ''."""
        return self.part.story if self.part else ""


def customers(span: Span, *, seed: int, count: int) -> tuple[Customer, ...]:
    """That many customers, the cast first."""
    companies = count * COMPANIES_IN_TEN // 10 - len(CAST)
    persons = count - companies - len(CAST)
    chance = Chance(seed, "customers")
    kinds = chance.shuffled([True] * companies + [False] * persons)
    ranks = {True: chance.shuffled(range(companies)), False: chance.shuffled(range(persons))}
    found = [_cast_company(part, number=number, span=span, seed=seed) for number, part in enumerate(CAST, start=1)]
    ordinals = {True: len(CAST), False: 0}
    for number, company in enumerate(kinds, start=len(CAST) + 1):
        rank = ranks[company].pop()
        if company:
            rank = rank * RANKS_COMPANY // companies
            found.append(_company(number, ordinal=ordinals[True], rank=rank, span=span, seed=seed))
        else:
            rank = rank * RANKS_PERSON // persons
            found.append(_person(number, ordinal=ordinals[False], rank=rank, span=span, seed=seed))
        ordinals[company] += 1
    return tuple(found)


def _cast_company(part: Part, *, number: int, span: Span, seed: int) -> Customer:
    """A company that plays a part: its size is written, the rest is by rule."""
    chance = Chance(seed, "party", number)
    base = _company(number, ordinal=number - 1, rank=RANKS_COMPANY // 2, span=span, seed=seed)
    place = places.PLACES[part.branch][0]
    house = SAME_ADDRESS_HOUSE if part.story == "same_address" else number
    founded = span.since_day - 200 if part.story == "same_address" else span.since_day - 12 * DAYS_A_YEAR
    return replace(
        base,
        name=names.company_name(number - 1),
        id_no=identity.company_code(place.region, number=number),
        place=place,
        address=places.office_address(place, house=house),
        capital_fen=max(part.deposit_wan // 2, 50) * WAN * FEN_A_YUAN,
        established_day=founded + chance.below(60),
        branch=part.branch,
        org_id=BRANCHES[part.branch - 1].sub_branch(number),
        since_day=founded + 60 + chance.below(60),
        deposit_yuan=part.deposit_wan * WAN,
        loan_yuan=part.loan_wan * WAN,
        group=0,
        part=part,
    )


def _company(number: int, *, ordinal: int, rank: int, span: Span, seed: int) -> Customer:
    """A company of a rank; every 45th opens a group of four."""
    chance = Chance(seed, "party", number)
    branch = _branch(chance)
    place = chance.pick(places.PLACES[branch])
    since = _since(chance, span=span)
    group = ordinal // GROUP_EVERY if ordinal >= GROUP_EVERY and ordinal % GROUP_EVERY < GROUP_SIZE else 0
    trade = names.GROUP_TRADE if group and ordinal % GROUP_EVERY == 0 else names.trade_of(ordinal)
    deposit = _size(rank, flattened=FLATTENED_COMPANY, top_yuan=TOP_COMPANY_YUAN)
    borrows = chance.holds(BORROWING_COMPANIES)
    loan_rank = max(0, rank + chance.between(-RANKS_COMPANY // 8, RANKS_COMPANY // 8))
    loan = _size(loan_rank, flattened=2 * FLATTENED_COMPANY, top_yuan=TOP_COMPANY_YUAN * 3 // 2)
    return Customer(
        number=number,
        ordinal=ordinal,
        company=True,
        name=names.group_name(group, trade=trade[0]) if group else names.company_name(ordinal),
        id_no=identity.company_code(place.region, number=number),
        industry=trade[1],
        place=place,
        address=places.office_address(place, house=number),
        capital_fen=max(deposit // 1_000_000, 1) * 50 * WAN * FEN_A_YUAN,
        established_day=since - chance.between(90, 15 * DAYS_A_YEAR),
        branch=branch,
        org_id=BRANCHES[branch - 1].sub_branch(chance.below(4)),
        since_day=since,
        deposit_yuan=deposit,
        loan_yuan=loan if borrows else 0,
        group=group,
    )


def _person(number: int, *, ordinal: int, rank: int, span: Span, seed: int) -> Customer:
    """A person of a rank; two neighbours in nine are a couple under one roof."""
    chance = Chance(seed, "party", number)
    household = ordinal - 1 if ordinal % COUPLE_EVERY == 1 else ordinal
    home = Chance(seed, "household", household)
    branch = _branch(home)
    place = home.pick(places.PLACES[branch])
    since = _since(chance, span=span)
    deposit = _size(rank, flattened=FLATTENED_PERSON, top_yuan=TOP_PERSON_YUAN)
    age_days = YOUNGEST_YEARS * DAYS_A_YEAR + ordinal * BIRTH_STEP % BIRTH_DAYS
    return Customer(
        number=number,
        ordinal=ordinal,
        company=False,
        name=names.person_name(ordinal),
        id_no=identity.person_number(place.region, birth_day=span.since_day - age_days, sequence=ordinal % 4),
        industry="",
        place=place,
        address=places.home_address(place, house=household % 900),
        capital_fen=None,
        established_day=None,
        branch=branch,
        org_id=BRANCHES[branch - 1].sub_branch(home.below(4)),
        since_day=since,
        deposit_yuan=deposit,
        loan_yuan=_home_loan(chance),
    )


def _home_loan(chance: Chance) -> int:
    """A mortgage of 300,000 to 2,000,000 yuan, or a smaller consumer loan, or nothing."""
    if chance.holds(BORROWING_PERSONS):
        return chance.between(30, 200) * WAN
    return chance.between(3, 25) * WAN if chance.holds(CONSUMER_BORROWERS) else 0


def _size(rank: int, *, flattened: int, top_yuan: int) -> int:
    """The yuan of a rank: top / (rank + flattened)^(5/4), to the hundred yuan, in whole numbers only."""
    scaled = rank + flattened
    root = isqrt(isqrt(scaled**5 * 10**8))  # (rank + k)^(5/4) in hundredths
    return top_yuan * 100 // root // 100 * 100


def _branch(chance: Chance) -> int:
    """A branch, the likelier the more managers it has."""
    seats = [branch.number for branch in BRANCHES for _ in branch.levels]
    return chance.pick(seats)


def _since(chance: Chance, *, span: Span) -> int:
    """Since when a customer of the bank: a few within the span, the others up to ten years before."""
    if chance.holds(NEW_CUSTOMERS):
        return chance.between(span.months[1].since_day, span.back(2).since_day)
    return span.since_day - chance.between(40, OLDEST_YEARS * DAYS_A_YEAR)


def couples(found: tuple[Customer, ...]) -> Iterator[tuple[Customer, Customer]]:
    """The couples, the first-named first."""
    persons = [customer for customer in found if not customer.company]
    for first, second in pairwise(persons):
        if first.ordinal % COUPLE_EVERY == 0:
            yield first, second
