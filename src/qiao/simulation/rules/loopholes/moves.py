"""The moves that are tried: each changes the pair's lines as somebody could for the sake of pay alone.

Source: features 2.3 and 2.4 (quarter-ends dressed up, customers swapped, bounds crossed by what brings nothing). A move
says what it does in words and what it costs beside the lines; whether it pays is for the search.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.ground.money import spaced
from qiao.ground.periods import day_number, day_of
from qiao.simulation.rules.loopholes.terms import Terms
from qiao.simulation.rules.loopholes.world import DEPOSIT, FEE, LOAN, OUTSIDE, PAIR, Blip, Counted, Line, World

DRESSED_DAYS = 3
DIPPED_DAYS, DIPPED_DAYS_OF_AVERAGE = 3, 30
PARTS = (Fraction(1, 10), Fraction(3, 10), Fraction(1))
SPLIT_INTO = 5
FIGURES_COUNTED = ("accounts_opened", "new_customers", "products_held")


class Kind(StrEnum):
    """What is done."""

    KEY_DATE = "key_date"
    BASE_DIP = "base_dip"
    TIMING = "timing"
    HAND_OVER = "hand_over"
    SWAP = "swap"
    PARK = "park"
    SPLIT = "split"
    REOPEN = "reopen"
    PRODUCT = "product"
    CLIFF = "cliff"
    SIZE = "size"
    LOAN_SIZE = "loan_size"
    DILUTE = "dilute"
    BAD_LOAN = "bad_loan"
    COLLUDE = "collude"


@dataclass(frozen=True, slots=True)
class Move:
    """The world after it, and what it costs the bank beside what the lines say; fen."""

    kind: Kind
    world: World
    facts: Mapping[str, str] = field(default_factory=dict)
    cost_fen: int = 0


Mover = Callable[[World, Terms], Iterator[Move]]


def moves_of(world: World, terms: Terms) -> Iterator[Move]:
    """All moves of a world, each in some sizes."""
    for mover in MOVERS:
        yield from mover(world, terms)


def _changed(world: World, line: Line, after: Line | None, *more: Line) -> World:
    """The world with a line in another's place, and further lines."""
    kept = tuple(one for one in world.lines if one is not line)
    return replace(world, lines=(*kept, *((after,) if after is not None else ()), *more))


def _stock(world: World, side: str) -> Line:
    """The largest standing line of the first of the pair."""
    own = [one for one in world.lines if one.manager == PAIR[0] and one.side == side and one.role == "stock"]
    return max(own, key=lambda one: one.balance)


def _whole(world: World, side: str) -> int:
    return sum(one.balance for one in world.lines if one.manager == PAIR[0] and one.side == side)


def _uses(scheme: Scheme, *figures: str) -> bool:
    """Whether any leg, indicator or gate goes by one of the figures."""
    names = {name for leg in scheme.legs for name in leg.measures}
    names |= {one.measure for one in scheme.indicators} | {one.measure for one in scheme.gates}
    return any(figure in MEASURES[name].figures for name in names for figure in figures)


def yuan(amount: int) -> str:
    """A sum for the eye."""
    return spaced(f"{amount}.00")


def key_date(world: World, terms: Terms) -> Iterator[Move]:
    """Money fetched for the last days of each period."""
    line = _stock(world, DEPOSIT)
    ends = [period.until_day for period in world.periods(world.year)]
    for part in PARTS:
        amount = int(_whole(world, DEPOSIT) * part)
        blips = tuple(
            Blip(since=end - DRESSED_DAYS, until=end, amount=amount, margin_ppm=-terms.bought_ppm) for end in ends
        )
        days = ", ".join((day_of(end) - timedelta(days=1)).isoformat() for end in ends[:4])
        facts = {"amount": yuan(amount), "days": str(DRESSED_DAYS), "dates": days}
        yield Move(Kind.KEY_DATE, _changed(world, line, replace(line, blips=(*line.blips, *blips))), facts)


def base_dip(world: World, _terms: Terms) -> Iterator[Move]:
    """Money sent away while the base is taken."""
    if not _uses(world.scheme, "deposit_base_days"):
        return
    on = next((leg.base_on for leg in world.scheme.legs if leg.base_on is not None), None)
    line = _stock(world, DEPOSIT)
    first, days = (day_number(on), DIPPED_DAYS) if on else (world.first_day - DIPPED_DAYS_OF_AVERAGE, 30)
    for part in (Fraction(3, 10), Fraction(9, 10)):
        amount = int(line.balance * part)
        blip = Blip(since=first, until=first + days, amount=-amount)
        facts = {"amount": yuan(amount), "days": str(days), "dates": day_of(first).isoformat()}
        yield Move(Kind.BASE_DIP, _changed(world, line, replace(line, blips=(*line.blips, blip))), facts)


def timing(world: World, _terms: Terms) -> Iterator[Move]:
    """The same money in the next period in place of this one; the same fees booked a period later."""
    periods = [*world.periods(world.year - 1)[-1:], *world.periods(world.year)]
    for side in (DEPOSIT, FEE):
        line = _stock(world, side)
        for before, after in pairwise(periods):
            days = min(before.days, after.days, 90)
            for part in (Fraction(3, 10), Fraction(9, 10)):
                amount = int(line.balance * part)
                blips = (
                    Blip(since=before.until_day - days, until=before.until_day, amount=-amount),
                    Blip(since=after.since_day, until=after.since_day + days, amount=amount),
                )
                facts = {"amount": yuan(amount), "days": str(days), "dates": after.since.isoformat()}
                yield Move(Kind.TIMING, _changed(world, line, replace(line, blips=(*line.blips, *blips))), facts)


def hand_over(world: World, _terms: Terms) -> Iterator[Move]:
    """A customer goes to the other of the pair on paper; where peers are ranked, to come out before them.

    Tried between two who stand alike: with whoever has the better score of his own, every scheme with scores pays more.
    """
    if world.weak:
        return
    ranked = bool(world.peers)
    for line in world.lines:
        if line.handed is None and line.role in {"stock", "new"} and line.balance:
            other = PAIR[1 - PAIR.index(line.manager)]
            handed = replace(line, handed=(world.first_day, other))
            facts = {"amount": yuan(line.balance), "giver": line.manager, "taker": other}
            yield Move(Kind.COLLUDE if ranked else Kind.HAND_OVER, _changed(world, line, handed), facts)


def swap(world: World, _terms: Terms) -> Iterator[Move]:
    """Two customers change hands and each counts as a new one."""
    if not _uses(world.scheme, "new_customers"):
        return
    lines = world.lines
    for manager, other in (PAIR, PAIR[::-1]):
        own = next(one for one in world.lines if one.manager == manager and one.side == DEPOSIT and one.role == "stock")
        swapped = replace(own, handed=(world.first_day, other))
        lines = tuple(swapped if one is own else one for one in lines)
    counted = tuple(
        Counted(manager=manager, figure="new_customers", day=period.since_day, count=1)
        for manager in PAIR
        for period in world.periods(world.year)
    )
    moved = replace(world, lines=lines, counted=(*world.counted, *counted))
    yield Move(Kind.SWAP, moved, {"count": str(len(counted))})


def park(world: World, _terms: Terms) -> Iterator[Move]:
    """A customer that has gone, and with it the base it left, is handed to whom it costs nothing."""
    if not _uses(world.scheme, "deposit_base_days"):
        return
    line = next(one for one in world.lines if one.manager == PAIR[0] and one.role == "gone")
    for taker in (PAIR[1], OUTSIDE):
        facts = {"amount": yuan(line.balance), "taker": taker}
        yield Move(Kind.PARK, _changed(world, line, replace(line, handed=(world.first_day, taker))), facts)


def split(world: World, terms: Terms) -> Iterator[Move]:
    """One customer's business cut into several accounts, each counted."""
    yield from _counted(world, terms, Kind.SPLIT, count=SPLIT_INTO)


def reopen(world: World, terms: Terms) -> Iterator[Move]:
    """An account closed and opened anew in each period, counted as a new one."""
    yield from _counted(world, terms, Kind.REOPEN, count=1)


def _counted(world: World, terms: Terms, kind: Kind, *, count: int) -> Iterator[Move]:
    for figure in FIGURES_COUNTED:
        if _uses(world.scheme, figure):
            periods = world.periods(world.year)
            counted = tuple(
                Counted(manager=PAIR[0], figure=figure, day=period.since_day, count=count) for period in periods
            )
            facts = {"count": str(count), "figure": figure}
            cost = terms.account_fen * count * len(periods)
            yield Move(kind, replace(world, counted=(*world.counted, *counted)), facts, cost)


def product(world: World, _terms: Terms) -> Iterator[Move]:
    """Money moved into an account of a product that counts for more."""
    weights = {name: weight for leg in world.scheme.legs for name, weight in leg.weights}
    if not weights:
        return
    best = max(weights, key=lambda name: weights[name])
    for line in [one for one in world.lines if one.manager == PAIR[0] and one.side == DEPOSIT and one.role == "stock"]:
        if weights.get(line.product, 1_000_000) < weights[best]:
            out = Blip(since=world.first_day, until=world.first_day + 366, amount=-line.balance)
            fresh = replace(line, product=best, since=world.first_day, stands_before=False, blips=())
            facts = {"amount": yuan(line.balance), "from": line.product or "-", "to": best}
            yield Move(Kind.PRODUCT, _changed(world, line, replace(line, blips=(out,)), fresh), facts)


def size(world: World, terms: Terms) -> Iterator[Move]:
    """Deposits kept at a price that leaves the bank nothing, to be large or to cross a bound."""
    crossing = bool(world.label)
    for part in (Fraction(1, 20), *PARTS[:2]):
        amount = int(_whole(world, DEPOSIT) * part)
        line = Line(
            manager=PAIR[0],
            side=DEPOSIT,
            balance=amount,
            margin_ppm=-terms.bought_ppm,
            since=world.first_day,
            stands_before=False,
            role="bought",
        )
        moved = replace(world, lines=(*world.lines, line))
        yield Move(Kind.CLIFF if crossing else Kind.SIZE, moved, {"amount": yuan(amount)})


def loan_size(world: World, _terms: Terms) -> Iterator[Move]:
    """Loans at a price that leaves nothing, to be large or to make a share of bad loans small."""
    ratio = _uses(world.scheme, "npl_days") or any(leg.plan for leg in world.scheme.legs)
    for part in (Fraction(1, 20), *PARTS[:2]):
        amount = int(_whole(world, LOAN) * part)
        stock = _stock(world, LOAN)
        line = replace(
            stock, balance=amount, margin_ppm=0, since=world.first_day, stands_before=False, role="bought", blips=()
        )
        moved = replace(world, lines=(*world.lines, line))
        yield Move(Kind.DILUTE if ratio else Kind.LOAN_SIZE, moved, {"amount": yuan(amount)})


def bad_loan(world: World, _terms: Terms) -> Iterator[Move]:
    """A bad loan handed to somebody who is beyond the limit anyway."""
    line = next(one for one in world.lines if one.manager == PAIR[0] and one.role == "bad")
    facts = {"amount": yuan(line.balance), "taker": PAIR[1]}
    yield Move(Kind.BAD_LOAN, _changed(world, line, replace(line, handed=(world.first_day, PAIR[1]))), facts)


MOVERS: Sequence[Mover] = (
    key_date,
    base_dip,
    timing,
    hand_over,
    swap,
    park,
    split,
    reopen,
    product,
    size,
    loan_size,
    bad_loan,
)
