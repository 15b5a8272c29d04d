"""What one leg of the bonus comes to, with each step in words; and the unit that its reckoning comes out in.

Source: piece 1, section 3 (line 91). A leg adds measures and multiplies rates, or goes by tiers, or takes the source
formula of a plan; caps and floors come last.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from qiao.appraisal.rules.bonus import Bonus, BonusFacts, Expense, bonus_of
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.plan_file import BUILT_IN
from qiao.appraisal.rules.scheme.facts import MICRO, PersonFacts, missing_in, value_of
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Leg
from qiao.appraisal.rules.scheme.telling import Said, money, number, percent, told
from qiao.appraisal.rules.scheme.tiers import Counted, Tiers, paid_by, reached
from qiao.appraisal.rules.scheme.units import BY_DAY, BY_PERIOD, MONEY, POWERS, Powers, Unit, product_of
from qiao.contribution.rules.basis import DayBasis
from qiao.ground.money import FEN_A_YUAN, MICRO_A_FEN
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

DAYS_A_YEAR = {DayBasis.ACT_360: 360, DayBasis.ACT_365: 365}
MONTH_DAYS, YEAR_DAYS = 30, 360  # of the fixed basis
OF_PLAN = ("deposit_margin", "loan_margin", "loan_days", "npl_days")
PLANS: Mapping[str, Plan] = {BUILT_IN.code: BUILT_IN}
BY_TIERS = frozenset({Unit.YUAN, Unit.COUNT, Unit.POINTS, Unit.PART})


@dataclass(frozen=True, slots=True)
class Earned:
    """A leg with what it came to; yuan, exact."""

    leg: Leg
    figure: Fraction | None
    raw: Fraction
    amount: Fraction
    steps: tuple[Said, ...]


def powers_of(leg: Leg) -> Powers:
    """The unit a leg comes out in before the day basis; of measures in unlike units, the first one's."""
    if leg.plan:
        return MONEY
    first = MEASURES[leg.measures[0]].unit
    rates = product_of(rate.unit for rate in leg.rates)
    if leg.tiers is None:
        return POWERS[first].times(rates)
    return MONEY.times(rates) if first in BY_TIERS else POWERS[first].times(rates)


def comes_out(leg: Leg) -> bool:
    """Whether the leg is money in the end: added measures are alike, and the day basis turns days into years."""
    units = {MEASURES[name].unit for name in leg.measures}
    found = powers_of(leg)
    by_basis = leg.day_basis is not None and found in {BY_DAY, BY_PERIOD}
    return len(units) <= 1 and (by_basis or (found == MONEY and leg.day_basis is None))


def earned(leg: Leg, facts: PersonFacts, *, plans: Mapping[str, Plan] = PLANS, telling: bool = True) -> Earned:
    """A leg of one person; without `telling` no step is put into words, which costs more than the reckoning."""
    if not comes_out(leg):
        words = _("The leg %(leg)s comes out in %(unit)s and not in yuan; mend its units before it is reckoned with.")
        raise Refusal("scheme.unit_wrong", words, leg=leg.code, unit=str(powers_of(leg)))
    figure: Fraction | None = None
    more: Iterable[Said]
    if leg.plan:
        raw, more = _by_plan(leg, facts, plans=plans, telling=telling)
        amount = _bounded(leg, raw)
    else:
        values = [(name, measured(name, facts, leg=leg)) for name in leg.measures]
        figure = sum((value for _name, value in values), Fraction(0))
        by_tiers = figure if leg.tiers is None else paid_by(leg.tiers, figure)
        raw = by_tiers * _rates(leg, period=facts.period)
        amount = _bounded(leg, raw)
        more = _said(leg, values, figure=figure, paid=by_tiers) if telling else ()
    steps = (*more, *_said_bound(leg, raw)) if telling else ()
    return Earned(leg, figure, raw, amount, steps)


def measured(name: str, facts: PersonFacts, *, leg: Leg) -> Fraction:
    """One measure of a leg; a missing figure is refused, nothing to hold it over is 0."""
    measure = MEASURES[counted_name(name, leg=leg)]
    lacking = missing_in(measure, facts)
    if lacking:
        raise lacks(lacking[0], facts, of=leg.code)
    value = value_of(measure, facts, weights=leg.weights, base_weighted=leg.base_weighted)
    return Fraction(0) if value is None else value


def counted_name(name: str, *, leg: Leg) -> str:
    """The figure that counts for a named one: with the gate of EVA, only the margin of loans that are worth it."""
    return "loan_margin_worth" if leg.worth and name == "loan_margin" else name


def lacks(figure: str, facts: PersonFacts, *, of: str) -> Refusal:
    """The refusal of a figure that nobody has handed in: it is not taken for 0."""
    words = _("%(of)s needs the figure %(figure)s of %(staff)s, and the book does not have it for this period.")
    return Refusal("scheme.figure_missing", words, of=of, figure=figure, staff=facts.staff_id)


def _said(leg: Leg, values: Iterable[tuple[str, Fraction]], *, figure: Fraction, paid: Fraction) -> Iterator[Said]:
    for name, value in values:
        measure = MEASURES[counted_name(name, leg=leg)]
        words = _("%(measure)s: %(value)s")
        yield Said("leg.figure", words, {"measure": measure.name, "value": told(value, measure.unit)})
    if leg.tiers is not None:
        yield _said_tier(leg, leg.tiers, figure=figure, paid=paid)
    for rate in leg.rates:
        by = Fraction(rate.value_micro, MICRO)
        yield Said("leg.rate", _("x %(name)s %(rate)s"), {"name": rate.name, "rate": told(by, rate.unit)})
    if leg.day_basis is not None:
        words = _("x the days as part of a year by %(basis)s")
        yield Said("leg.basis", words, {"basis": leg.day_basis.value})


def _said_tier(leg: Leg, tiers: Tiers, *, figure: Fraction, paid: Fraction) -> Said:
    tier = reached(tiers, figure)
    unit = MEASURES[leg.measures[0]].unit
    facts = {"figure": told(figure, unit), "paid": money(paid)}
    if tier is None:
        return Said("leg.no_tier", _("No tier holds %(figure)s; %(paid)s is paid"), facts)
    facts |= {"rate": percent(Fraction(tier.rate_micro, MICRO)), "from": told(Fraction(tier.from_micro, MICRO), unit)}
    if tiers.counted is Counted.WHOLE:
        words = _("The tier from %(from)s is reached: %(rate)s of all of it is %(paid)s")
    else:
        words = _(
            "The tier from %(from)s is reached: %(rate)s of what lies in it, the tiers below by their own: %(paid)s"
        )
    return Said("leg.tier", words, facts)


def _rates(leg: Leg, *, period: Period) -> Fraction:
    """What a leg is multiplied by: its rates, and its days as a part of a year."""
    found = prod((Fraction(rate.value_micro, MICRO) for rate in leg.rates), start=Fraction(1))
    if leg.day_basis is None:
        return found
    part = year_part(leg.day_basis, period=period)
    return found * (part / period.days if powers_of(leg) == BY_DAY else part)


def year_part(basis: DayBasis, *, period: Period) -> Fraction:
    """What part of a year a period is; the fixed basis counts 30 days a month and 360 a year."""
    if basis in DAYS_A_YEAR:
        return Fraction(period.days, DAYS_A_YEAR[basis])
    first, last = period.since, period.until
    months = (last.year - first.year) * 12 + last.month - first.month
    days = min(last.day, MONTH_DAYS) - min(first.day, MONTH_DAYS)
    return Fraction(months * MONTH_DAYS + days, YEAR_DAYS)


def _by_plan(
    leg: Leg, facts: PersonFacts, *, plans: Mapping[str, Plan], telling: bool
) -> tuple[Fraction, Iterable[Said]]:
    """R of the source formula as the plan has it, before its floor."""
    plan = plans.get(leg.plan)
    if plan is None:
        words = _("The leg %(leg)s takes the formula of the plan %(plan)s, which is not on file.")
        raise Refusal("scheme.plan_unknown", words, leg=leg.code, plan=leg.plan)
    names = [counted_name(name, leg=leg) for name in OF_PLAN]
    for name in names:
        if not facts.knows(name):
            raise lacks(name, facts, of=leg.code)
    sums = BonusFacts(*(sum(value for _kind, value in facts.classes(name)) for name in names))
    day = facts.period.since_day
    expenses = [Expense(kind, day, kind, value // MICRO_A_FEN) for kind, value in facts.classes("expense")]
    found = bonus_of(plan, facts=sums, expenses=expenses)
    return found.raw, [_said_plan(plan, found)] if telling else ()


def _said_plan(plan: Plan, found: Bonus) -> Said:
    words = _(
        "By the plan %(plan)s: deposit leg %(deposit)s + loan leg %(loan)s - expenses %(expense)s; N is %(quality)s"
    )
    said = {
        "plan": plan.code,
        "deposit": money(found.deposit_leg),
        "loan": money(found.loan_leg),
        "expense": money(Fraction(found.expense_fen, FEN_A_YUAN)),
        "quality": number(Fraction(found.quality_bp, 10_000)),
    }
    return Said("leg.plan", words, said)


def _bounds(leg: Leg) -> tuple[Fraction | None, Fraction | None]:
    """The cap and the floor in yuan."""
    cap = None if leg.cap_fen is None else Fraction(leg.cap_fen, FEN_A_YUAN)
    floor = None if leg.floor_fen is None else Fraction(leg.floor_fen, FEN_A_YUAN)
    return cap, floor


def _bounded(leg: Leg, raw: Fraction) -> Fraction:
    cap, floor = _bounds(leg)
    if cap is not None and raw > cap:
        return cap
    return floor if floor is not None and raw < floor else raw


def _said_bound(leg: Leg, raw: Fraction) -> Iterator[Said]:
    cap, floor = _bounds(leg)
    if cap is not None and raw > cap:
        yield Said("leg.cap", _("Above the cap; %(cap)s counts"), {"cap": money(cap)})
    elif floor is not None and raw < floor:
        yield Said("leg.floor", _("Below the floor; %(floor)s counts"), {"floor": money(floor)})
