"""Two managers of a made-up branch, day by day over two years: what a scheme would pay them, and what the bank earns.

A move changes the lines; pay and the bank's profit are then reckoned anew from the same lines, so that a gain of the
one can be held against the other. Balances are whole yuan, margins a year in millionths, days are numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from qiao.appraisal.rules.eva import Charges, LoanTerms, eva_of
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.evaluate import evaluate
from qiao.appraisal.rules.scheme.facts import MICRO, Key, PersonFacts, missing_in, value_of
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Rhythm, Scheme
from qiao.ground.periods import Period, day_number

YEAR_DAYS = 360  # as margins are reckoned
FUNDS_PPM = 25_000  # the price of funds that a loan's EVA is reckoned with
MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.YEAR: 12}
PAIR = ("A", "B")
OUTSIDE = "-"  # somebody whom the scheme does not take
DEPOSIT, LOAN, FEE = "deposit", "loan", "fee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blip:
    """A sum more or less on some days, [since, until); its margin is the line's own where none is named."""

    since: int
    until: int
    amount: int
    margin_ppm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An account or a flow of one customer: a balance (of fees: a sum a year) from a day on, and who serves it.

    stands_before: whether it stood in the years before too, and so has a base. handed: from that day on it is served by
    somebody else.
    """

    manager: str
    side: str
    balance: int
    margin_ppm: int = 0
    product: str = ""
    loss_ppm: int = 0
    bad: bool = False
    since: int = 0
    stands_before: bool = True
    role: str = "stock"
    blips: tuple[Blip, ...] = ()
    handed: tuple[int, str] | None = None

    def days_of(self, manager: str, period: Period) -> tuple[int, int]:
        """The days of a period on which a manager serves it, [since, until); empty where none."""
        first, last = max(period.since_day, self.since), period.until_day
        if self.handed is not None:
            day, other = self.handed
            if manager == other:
                return max(first, day), last
            last = min(last, day)
        return (first, last) if manager == self.manager and first < last else (first, first)

    def sum_of(self, since: int, until: int) -> int:
        """Yuan-days of [since, until)."""
        first = max(since, self.since)
        whole = self.balance * max(until - first, 0)
        return whole + sum(one.amount * max(min(one.until, until) - max(one.since, since), 0) for one in self.blips)

    def margin_of(self, since: int, until: int) -> int:
        """Margin of [since, until) in millionths of a yuan."""
        found = self.balance * max(until - max(since, self.since), 0) * self.margin_ppm
        for one in self.blips:
            ppm = self.margin_ppm if one.margin_ppm is None else one.margin_ppm
            found += one.amount * max(min(one.until, until) - max(one.since, since), 0) * ppm
        return found // YEAR_DAYS

    def on(self, day: int) -> int:
        """The balance at the end of a day."""
        return self.sum_of(day, day + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Something that is counted once: an account opened, a customer won, a product sold."""

    manager: str
    figure: str
    day: int
    count: int


@dataclass(frozen=True, slots=True)
class World:
    """The pair with all lines; `others` are figures no move changes, targets are each manager's own."""

    scheme: Scheme
    plans: Mapping[str, Plan]
    charges: Charges
    lines: tuple[Line, ...]
    others: Mapping[Key, int]
    targets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    peers: Mapping[str, Sequence[Fraction]] = field(default_factory=dict)
    counted: tuple[Counted, ...] = ()
    label: str = ""  # the bound it is just short of
    weak: bool = False  # whether the second of the pair stands badly

    @property
    def year(self) -> int:
        """The scheme's first year; the year before is reckoned too, since bases are made in it."""
        return self.scheme.since.year

    @property
    def first_day(self) -> int:
        """The first day of the scheme's year."""
        return day_number(date(self.year, 1, 1))

    def periods(self, year: int) -> list[Period]:
        """The periods of a year by the scheme's rhythm."""
        step = MONTHS[self.scheme.rhythm]
        edges = [date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) for month in range(1, 14, step)]
        return [Period(since, until) for since, until in pairwise(edges)]


def pays_of(world: World, *, known: "Pays | None" = None) -> "Pays":
    """What the scheme pays each over both years, deferred parts too; of whoever a move leaves alone it is known."""
    owns = {manager: _own(world, manager) for manager in PAIR}
    same = [one for one in PAIR if known is not None and not world.peers and known.owns[one] == owns[one]]
    fen = {one: known.fen[one] for one in same} if known is not None else {}
    asked = [one for one in PAIR if one not in fen]
    owed = dict.fromkeys(asked, 0)
    fen |= dict.fromkeys(asked, 0)
    for period in (*world.periods(world.year - 1), *world.periods(world.year)):
        for manager, facts in _among_peers(world, {one: facts_of(world, one, period) for one in asked}).items():
            outcome = evaluate(
                world.scheme,
                replace(facts, carried_fen=owed[manager]),
                plans=world.plans,
                peers_least=len(PAIR),
                assumed=Fraction(1),
                telling=False,
            )
            owed[manager] = outcome.carried_fen
            fen[manager] += outcome.variable_fen
    return Pays(fen, owns)


@dataclass(frozen=True, slots=True)
class Pays:
    """What each of the pair is paid, and of which lines and counts."""

    fen: Mapping[str, int]
    owns: Mapping[str, tuple[object, ...]]

    @property
    def total(self) -> int:
        """Both together."""
        return sum(self.fen.values())


def _own(world: World, manager: str) -> tuple[object, ...]:
    """All that a manager's pay comes of."""
    lines = [one for one in world.lines if manager in {one.manager, one.handed and one.handed[1]}]
    return (*lines, *(one for one in world.counted if one.manager == manager))


def _among_peers(world: World, pair: Mapping[str, PersonFacts]) -> dict[str, PersonFacts]:
    """The pair among the others of their branch, who stand still."""
    measures = {one.code: MEASURES[one.measure] for one in world.scheme.indicators if one.code in world.peers}
    values = {
        code: [value_of(measure, facts) or Fraction(0) for facts in pair.values() if not missing_in(measure, facts)]
        for code, measure in measures.items()
    }
    peers = {code: [*world.peers[code], *own] for code, own in values.items()}
    return {manager: replace(facts, peers=peers) for manager, facts in pair.items()}


def profit_micro(world: World) -> int:
    """What the bank earns of all lines over both years: deposit margins, fees, EVA of loans."""
    since = day_number(date(world.year - 1, 1, 1))
    until = day_number(date(world.year + 1, 1, 1))
    found = 0
    for line in world.lines:
        if line.side == LOAN:
            found += eva_micro(line, since, until, charges=world.charges)
        elif line.side == DEPOSIT:
            found += line.margin_of(since, until)
        else:
            found += line.sum_of(since, until) * MICRO // YEAR_DAYS
    return found


def eva_micro(line: Line, since: int, until: int, *, charges: Charges) -> int:
    """EVA of a loan's days by the house's charges, in millionths of a yuan."""
    days = line.sum_of(since, until)
    if days <= 0:
        return 0
    terms = LoanTerms(
        exposure=Fraction(days, YEAR_DAYS),
        rate_ppm=FUNDS_PPM + line.margin_ppm,
        transfer_price_ppm=FUNDS_PPM,
        default_ppm=line.loss_ppm,
        loss_ppm=MICRO,
    )
    return int(eva_of(terms, charges=charges).eva * MICRO)


def facts_of(world: World, manager: str, period: Period) -> PersonFacts:
    """A manager's period as a scheme takes it."""
    figures: dict[Key, int] = dict(world.others)
    for line in world.lines:
        since, until = line.days_of(manager, period)
        if since < until:
            for name, value in _figures(world, line, served=(since, until), period=period):
                key = (name, line.product if line.side == DEPOSIT else "")
                figures[key] = figures.get(key, 0) + value
    for one in world.counted:
        if one.manager == manager and period.since_day <= one.day < period.until_day:
            figures[one.figure, ""] = figures.get((one.figure, ""), 0) + one.count * MICRO
    nothing: dict[Key, int] = dict.fromkeys(((name, "") for name in ALWAYS), 0)
    found = nothing | figures
    return PersonFacts(manager, period, found, targets=world.targets.get(manager, {}), team=found)


ALWAYS = (
    *("deposit_days", "loan_days", "deposit_margin", "loan_margin", "loan_margin_worth", "eva", "fees"),
    *("expected_loss", "npl_days", "deposit_base_days", "loan_base_days", "deposit_at_day", "loan_at_day", "expense"),
    *("accounts_opened", "new_customers"),
)
"""The figures of the pair that come of their lines."""


def _figures(world: World, line: Line, *, served: tuple[int, int], period: Period) -> Iterator[tuple[str, int]]:
    since, until = served
    days, margin = line.sum_of(since, until) * MICRO, line.margin_of(since, until)
    if line.side == FEE:
        yield "fees", days // YEAR_DAYS
        return
    yield f"{line.side}_days", days
    yield f"{line.side}_margin", margin
    yield f"{line.side}_base_days", base_of(world, line, period) * (until - since) * MICRO
    if until == period.until_day:
        yield f"{line.side}_at_day", line.on(until - 1) * MICRO
    if line.side == LOAN:
        eva = eva_micro(line, since, until, charges=world.charges)
        yield "eva", eva
        yield "loan_margin_worth", margin if eva > 0 else 0
        yield "expected_loss", days * line.loss_ppm // MICRO // YEAR_DAYS
        yield "npl_days", days if line.bad else 0


def base_of(world: World, line: Line, period: Period) -> int:
    """What a line stood at, as the scheme takes its base: on a day, or on average of the year before; yuan."""
    if not line.stands_before:
        return 0
    on = next((leg.base_on for leg in world.scheme.legs if leg.base_on is not None), None)
    if on is not None:
        return line.on(day_number(on))
    year = period.since.year - 1
    since, until = day_number(date(year, 1, 1)), day_number(date(year + 1, 1, 1))
    return line.sum_of(since, until) // (until - since)
