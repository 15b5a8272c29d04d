"""An estimate for a person: the scheme or plan in force today, the newest kept period, today's price of funds."""

from dataclasses import dataclass, replace
from datetime import date

from qiao.appraisal.queries import schemes
from qiao.appraisal.queries.beside import branches_and_units
from qiao.appraisal.queries.plans import plan_in_force
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.plan_file import BUILT_IN
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.appraisal.rules.spans import Span, to_date
from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.contribution.queries import runs
from qiao.customers import queries as customers
from qiao.engine.reading import select
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries.staff import visible_staff
from qiao.portfolio.queries import serving
from qiao.simulation.queries.gathering import Shelf, facts_for, whos_of
from qiao.simulation.rules.estimating import Deal, Estimate, What, check, estimate
from qiao.simulation.rules.lines import Who
from qiao.simulation.rules.pieces import Piece, pieces_of

FORMULA_ALONE = """[scheme]
code = "plan"
name = "plan"
since = {since}
rhythm = "month"
[leg.formula]
name = "R"
plan = "{code}"
"""
PRODUCTS_MOST = 500


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a person is estimated: a scheme (or a plan's formula alone), over which kept months."""

    who: Who
    scheme: Scheme
    plan: Plan | None  # where no scheme takes the person
    piece: Piece


@dataclass(frozen=True, slots=True)
class Typed:
    """A deal as it was asked for, before the price of funds is known; a customer '' is a new one."""

    what: What
    product_id: str
    amount_fen: int
    days: int
    rate_ppm: int
    share_bp: int
    party_id: str = ""


def terms_for(staff_id: str, *, on: date) -> Terms:
    """The scheme that takes the person today, else the plan in force; over the newest kept period to date."""
    kept = runs.months()
    if not kept:
        raise Refusal("estimate.nothing", _("No month is settled yet; an estimate needs kept figures."))
    month = max(kept)
    who = whos_of(Piece(month, (month,), whole=True), tree=branches_and_units()).get(staff_id)
    if who is None:
        raise Refusal("estimate.unknown", _("The newest settlement does not know %(staff)s."), staff=staff_id[:64])
    taking = [
        one for one in schemes.published_on(on) if one.whom.takes(post=who.post, level=who.level, units=who.units)
    ]
    plan = None if taking else plan_in_force(on)
    scheme = taking[-1] if plan is None else _formula_alone(plan, on=on)
    months = [one for one in to_date(Span(scheme.rhythm.value), month=month) if one in kept]
    return Terms(who, scheme, plan, pieces_of(scheme.rhythm, months)[-1])


def _formula_alone(plan: Plan, *, on: date) -> Scheme:
    return read_scheme(FORMULA_ALONE.format(since=on.isoformat(), code=plan.code), file="plan", strict=False)


def estimate_for(staff_id: str, typed: Typed, *, person: User, on: date) -> tuple[Terms, Estimate]:
    """What a deal would add to a person's pay."""
    terms = terms_for(staff_id, on=on)
    _demand_customer(typed.party_id, staff_id=staff_id, person=person, on=on)
    deal = Deal(
        what=typed.what,
        product_id=typed.product_id,
        amount_fen=typed.amount_fen,
        days=typed.days if typed.what is not What.FEE else 0,
        rate_ppm=typed.rate_ppm if typed.what is not What.FEE else 0,
        price_ppm=0 if typed.what is What.FEE else price_ppm(typed, on=on),
        share_bp=typed.share_bp,
    )
    peers_least = schemes.peers_least_on(on)
    shelf = Shelf(terms.piece, [staff_id])
    alone = facts_for(terms.scheme, shelf, {staff_id: terms.who}, peers_least=peers_least)[staff_id]
    facts = replace(alone, team={})  # one person's figures are no team's: what a team bears is assumed, and named
    plans = schemes.known_plans() | ({terms.plan.code: terms.plan} if terms.plan else {BUILT_IN.code: BUILT_IN})
    found = estimate(
        terms.scheme, facts, check(deal), plans=plans, charges=schemes.charges_on(on), peers_least=peers_least
    )
    return terms, found


def _demand_customer(party_id: str, *, staff_id: str, person: User, on: date) -> None:
    """A customer that is named is one whom the person serves and the asker sees."""
    if not party_id:
        return
    served = {one.party_id for one in serving.running(on).filter(staff_id=staff_id, party_id=party_id)[:1]}
    if party_id not in served or not serving.serves_or_sees(person, party_id, on=on):
        words = _("Customer %(party)s is not served by this person; leave the field empty for a new customer.")
        raise Refusal("estimate.customer", words, party=party_id[:64])


def price_ppm(typed: Typed, *, on: date) -> int:
    """The price of funds of the product's side and tenor that holds on a day."""
    product = catalogue.products().get(typed.product_id)
    if product is None or product.side != typed.what.value:
        words = _("There is no product %(product)s for that; choose one of the list.")
        raise Refusal("estimate.product", words, product=typed.product_id[:64])
    version = book.current()
    rows = select(
        book.fact_files(version, "ftp") if version is not None else [],
        columns=["annual_rate_ppm"],
        where="side = ? AND tenor_days = ? AND since_day <= ?",
        values=[product.side, product.tenor_days, day_number(on)],
        order=["since_day DESC"],
        most=1,
    )
    if not rows:
        words = _("The book has no price of funds for %(product)s; an estimate needs it.")
        raise Refusal("estimate.price", words, product=product.name)
    return int(rows[0]["annual_rate_ppm"])


def choosable() -> list[tuple[str, str, str]]:
    """Products by id with name and side, at most 500."""
    found = catalogue.products().values()
    return sorted((one.side, one.product_id, one.name) for one in found)[:PRODUCTS_MOST]


def customer_name(party_id: str) -> str:
    """A customer by name."""
    return customers.customer_names([party_id]).get(party_id, party_id) if party_id else ""


def may_estimate(person: User, staff_id: str, *, on: date) -> bool:
    """Of oneself; a lead also of the own team."""
    if staff_id == person.staff_id:
        return True
    return person.post == "lead" and visible_staff(scope_of(person, on=on)).filter(staff_id=staff_id).exists()
