"""The pairs a scheme is tried on: one as its tiers and targets suggest, one just short of each bound, each with a peer.

Nothing is typed for one scheme: sizes come from its tiers and fixed targets, else round sums that are the same for all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.example import made_up
from qiao.appraisal.rules.scheme.facts import MICRO, Key, PersonFacts, missing_in, value_of
from qiao.appraisal.rules.scheme.library import Direction
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Leg, Scheme, TargetFrom
from qiao.appraisal.rules.scheme.scoring import Way
from qiao.simulation.rules.loopholes.terms import Terms
from qiao.simulation.rules.loopholes.world import ALWAYS, DEPOSIT, FEE, LOAN, PAIR, Blip, Line, World, facts_of

DEPOSITS, LOANS, FEES = 60_000_000, 40_000_000, 300_000  # yuan, where the scheme says no size; fees a year
GROWTH = Fraction(3, 20)  # new deposits of the year, of all
FALLEN = Fraction(1, 10)  # what a customer that has gone leaves behind as a base, of all
SHORT = Fraction(97, 100)  # just short of a bound
GOOD = Fraction(11, 10)
POOR = Fraction(9, 10)
BAD_PART, BAD_PART_WEAK = Fraction(9, 1000), Fraction(6, 100)  # of the loans
LOSS_PPM = 3_000
LONGEST_YEAR = 366
PARTNER = Fraction(4, 5)  # the size of the peer
PEERS, TENTH = 10, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """What the first of the pair holds; yuan."""

    deposits: int = DEPOSITS
    growth: int = int(DEPOSITS * GROWTH)
    loans: int = LOANS
    fees: int = FEES
    bad_part: Fraction = BAD_PART
    label: str = ""


def worlds_of(scheme: Scheme, *, plans: Mapping[str, Plan], terms: Terms) -> Iterator[World]:
    """The usual pair, then one for each bound it could be just short of; each with a strong and with a weak peer."""
    for sizes in (_usual(scheme), *_short(scheme, plans=plans)):
        for weak in (False, True):
            yield world_of(scheme, sizes, plans=plans, terms=terms, weak=weak)


def _usual(scheme: Scheme) -> Sizes:
    """In the middle of the tiers of deposits and fees."""
    found = Sizes()
    for leg in scheme.legs:
        if leg.tiers is not None:
            second = leg.tiers.rows[min(1, len(leg.tiers.rows) - 1)]
            low = Fraction(second.from_micro, MICRO)
            middle = (low + Fraction(second.to_micro, MICRO)) / 2 if second.to_micro else low * Fraction(5, 4)
            found = _sized(found, leg, figure=middle, scheme=scheme)
    return found


def _sized(sizes: Sizes, leg: Leg, *, figure: Fraction, scheme: Scheme) -> Sizes:
    """The sizes with which a leg's figure comes to about so much."""
    measure = leg.measures[0]
    size = max(int(figure), 1)
    if measure == "deposit_increment":
        return replace(sizes, growth=size, deposits=max(sizes.deposits, 2 * size))
    if measure in {"deposit_average", "deposit_at_day"}:
        return replace(sizes, deposits=size, growth=int(size * GROWTH))
    if measure in {"loan_average", "loan_at_day"}:
        return replace(sizes, loans=size)
    if measure == "fees":
        a_year = {"month": 12, "quarter": 4, "year": 1}[scheme.rhythm.value]
        return replace(sizes, fees=size * a_year)
    return sizes


def _short(scheme: Scheme, *, plans: Mapping[str, Plan]) -> Iterator[Sizes]:
    """Just short of each bound of tiers; with a share of bad loans just beyond each limit of gates and of plans."""
    usual = _usual(scheme)
    for leg in scheme.legs:
        for tier in (leg.tiers.rows if leg.tiers is not None else ())[1:]:
            bound = Fraction(tier.from_micro, MICRO)
            yield replace(
                _sized(usual, leg, figure=bound * SHORT, scheme=scheme), label=f"{leg.code} {tier.from_micro}"
            )
        for step in plans[leg.plan].steps[:-1] if leg.plan in plans else ():
            yield replace(usual, bad_part=Fraction(step.limit_ppm, MICRO) / SHORT, label=f"{leg.code} {step.limit_ppm}")
    for gate in scheme.gates:
        if gate.measure == "npl":
            for limit, _factor in gate.steps[:-1]:
                yield replace(usual, bad_part=Fraction(limit, MICRO) / SHORT, label=f"{gate.code} {limit}")


def world_of(scheme: Scheme, sizes: Sizes, *, plans: Mapping[str, Plan], terms: Terms, weak: bool) -> World:
    """The pair with its targets: each reaches a tenth more than every target of its own."""
    first, second = PAIR
    partner = replace(
        sizes,
        deposits=int(sizes.deposits * PARTNER),
        growth=0 if weak else int(sizes.growth * PARTNER),
        loans=int(sizes.loans * PARTNER),
        fees=int(sizes.fees * PARTNER),
        bad_part=BAD_PART_WEAK if weak else sizes.bad_part,
    )
    lines = (*_lines(scheme, first, sizes, terms=terms), *_lines(scheme, second, partner, terms=terms))
    example = made_up(scheme)
    return _with_targets(World(scheme, plans, terms.charges, lines, _others(example), label=sizes.label, weak=weak))


def _others(example: PersonFacts) -> dict[Key, int]:
    """Figures that no line brings, as the scheme's own example has them."""
    return {key: value for key, value in example.figures.items() if key[0] not in ALWAYS}


def _lines(scheme: Scheme, manager: str, sizes: Sizes, *, terms: Terms) -> Iterator[Line]:
    """Deposits by product, one new customer, one that has gone; loans, of them a bad one; fees."""
    fallen = int(sizes.deposits * FALLEN)
    new = sizes.growth + fallen if sizes.growth else 0
    stock = max(sizes.deposits - new, sizes.deposits // TENTH)
    products = [*sorted({product for leg in scheme.legs for product, _weight in leg.weights}), ""]
    year = World(scheme, {}, terms.charges, (), {}).first_day
    margin = terms.deposit_margin_ppm
    for product in products:
        yield Line(manager=manager, side=DEPOSIT, balance=stock // len(products), margin_ppm=margin, product=product)
    yield Line(
        manager=manager, side=DEPOSIT, balance=new, margin_ppm=margin, since=year, stands_before=False, role="new"
    )
    gone = Blip(since=year, until=year + LONGEST_YEAR, amount=-fallen)
    yield Line(manager=manager, side=DEPOSIT, balance=fallen, margin_ppm=margin, role="gone", blips=(gone,))
    bad = int(sizes.loans * sizes.bad_part)
    loan = Line(
        manager=manager,
        side=LOAN,
        balance=sizes.loans - bad,
        margin_ppm=terms.loan_margin_ppm,
        loss_ppm=LOSS_PPM,
    )
    yield loan
    yield replace(loan, balance=bad, bad=True, role="bad")
    yield Line(manager=manager, side=FEE, balance=sizes.fees)


def _with_targets(world: World) -> World:
    """Targets of one's own and peers, so that a tenth more than each target is reached in the scheme's first period."""
    period = world.periods(world.year)[0]
    targets: dict[str, dict[str, int]] = {}
    peers: dict[str, list[Fraction]] = {}
    for manager in PAIR:
        facts = facts_of(world, manager, period)
        for one in world.scheme.indicators:
            measure = MEASURES[one.measure]
            actual = None if missing_in(measure, facts) else value_of(measure, facts)
            if actual is None:
                continue
            factor = GOOD if one.axes.direction is Direction.MORE else POOR
            if one.target.source is TargetFrom.SHEET:
                targets.setdefault(manager, {})[one.code] = int(actual / factor * MICRO)
            if one.scoring.way in {Way.RANK, Way.STANDARD} and one.code not in peers:
                step = abs(actual) / TENTH + 1
                peers[one.code] = [actual + step * number for number in range(-PEERS // 2, PEERS // 2 + 1)]
    return replace(world, targets=targets, peers=peers)
