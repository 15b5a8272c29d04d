"""Ties between customers of the made-up bank: groups, legal representatives, guarantors, couples.

Source: the contract, 1 (party_relation). `related` is to `party` what the role says: its parent, guarantor, spouse.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qiao.ground.money import SHARE_BP_ONE
from qiao.project.demo.cast import numbers_of
from qiao.project.demo.chance import Chance
from qiao.project.demo.customers import Customer, couples

PARENT, SHAREHOLDER, REPRESENTATIVE, GUARANTOR, SPOUSE = (
    "parent",
    "shareholder",
    "legal_representative",
    "guarantor",
    "spouse",
)
REPRESENTED_EVERY = 2  # companies whose legal representative banks here too
GUARANTEED = 220  # permille of borrowing companies
CONTROL_BP = 5_100
ENDED = 120  # permille of guarantees that ended


@dataclass(frozen=True, slots=True)
class Tie:
    """A row of the contract's party_relation; `share_bp` None where a share makes no sense."""

    party_id: str
    related_id: str
    role: str
    since_day: int
    until_day: int | None = None
    share_bp: int | None = None


def ties(customers: Sequence[Customer], *, until_day: int, seed: int) -> tuple[Tie, ...]:
    """Every tie, by party."""
    found = [
        *_groups(customers, seed=seed),
        *_representatives(customers, seed=seed),
        *_guarantors(customers, until_day=until_day, seed=seed),
        *_circle(customers),
        *_couples(customers),
    ]
    return tuple(sorted(found, key=lambda tie: (tie.party_id, tie.related_id, tie.role)))


def _groups(customers: Sequence[Customer], *, seed: int) -> list[Tie]:
    """Each group's first company holds the others; of the last it holds less than half, as a shareholder."""
    members: dict[int, list[Customer]] = {}
    for customer in customers:
        if customer.group:
            members.setdefault(customer.group, []).append(customer)
    found = []
    for group, (head, *held) in members.items():
        for ordinal, company in enumerate(held):
            controls = ordinal + 1 < len(held) or len(held) == 1
            low, high = (CONTROL_BP, SHARE_BP_ONE) if controls else (1_000, 4_900)
            share = Chance(seed, "held", group, ordinal).between(low, high) // 100 * 100
            found.append(_tie(company, head, PARENT if controls else SHAREHOLDER, share=share))
    return found


def _representatives(customers: Sequence[Customer], *, seed: int) -> list[Tie]:
    """The legal representative of every other company is a person who banks here."""
    persons = [customer for customer in customers if not customer.company]
    represented = [customer for customer in customers if customer.company and customer.number % REPRESENTED_EVERY == 0]
    mixed = Chance(seed, "representatives").shuffled(persons)
    return [_tie(company, person, REPRESENTATIVE) for company, person in zip(represented, mixed, strict=False)]


def _guarantors(customers: Sequence[Customer], *, until_day: int, seed: int) -> list[Tie]:
    """Some borrowers are guaranteed by another company of the same branch."""
    companies = [customer for customer in customers if customer.company and customer.part is None]
    found = []
    for ordinal, borrower in enumerate(companies):
        chance = Chance(seed, "guarantor", borrower.number)
        near = [other for other in companies[ordinal + 1 : ordinal + 40] if other.branch == borrower.branch]
        if borrower.loan_yuan and near and chance.holds(GUARANTEED):
            tie = _tie(borrower, chance.pick(near), GUARANTOR)
            ended = max(tie.since_day, until_day - chance.between(20, 300)) if chance.holds(ENDED) else None
            found.append(Tie(tie.party_id, tie.related_id, GUARANTOR, tie.since_day, ended))
    return found


def _circle(customers: Sequence[Customer]) -> list[Tie]:
    """The story: three companies guarantee one another in a ring."""
    ring = [customers[number - 1] for number in numbers_of("guarantee_circle")]
    return [_tie(company, following, GUARANTOR) for company, following in zip(ring, [*ring[1:], ring[0]], strict=True)]


def _couples(customers: Sequence[Customer]) -> list[Tie]:
    """Both ways, so that either finds the other."""
    return [
        _tie(one, other, SPOUSE)
        for first, second in couples(tuple(customers))
        for one, other in ((first, second), (second, first))
    ]


def _tie(party: Customer, related: Customer, role: str, *, share: int | None = None) -> Tie:
    """A tie since both are customers."""
    return Tie(party.party_id, related.party_id, role, max(party.since_day, related.since_day), None, share)
