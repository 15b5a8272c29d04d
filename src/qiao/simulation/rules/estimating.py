"""What one deal would pay: a deposit, a loan or a fee laid over a person's kept figures, and reckoned twice.

Source: features 2.1 (11). An estimate and no promise: it takes the price of funds of today, counts all days in one
period, and leaves out holds and what others hand in. What it leaves out is told with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from qiao.appraisal.rules.eva import Charges, LoanTerms, eva_of
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.evaluate import Outcome, evaluate
from qiao.appraisal.rules.scheme.facts import MICRO, Key, PersonFacts
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.ground.money import FEN_A_YUAN, SHARE_BP_ONE, half_away
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

YEAR_DAYS = 360
DAYS_MOST = 3_660
AMOUNT_FEN_MOST = 10**13  # the contract's largest balance
RATE_PPM_MOST = 1_000_000


class What(StrEnum):
    """What the deal is."""

    DEPOSIT = "deposit"
    LOAN = "loan"
    FEE = "fee"


WHAT_WORDS = {What.DEPOSIT: _("a deposit"), What.LOAN: _("a loan"), What.FEE: _("a fee")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A deal: fen, days, rates a year in millionths, one's share in ten-thousandths. A fee has neither days nor rates.

    price_ppm: the price of funds of the product's side and tenor.
    """

    what: What
    product_id: str
    amount_fen: int
    days: int
    rate_ppm: int
    price_ppm: int
    share_bp: int

    @property
    def spread_ppm(self) -> int:
        """What is left between the customer's rate and the price of funds; below 0 where it costs."""
        return self.price_ppm - self.rate_ppm if self.what is What.DEPOSIT else self.rate_ppm - self.price_ppm

    @property
    def balance_days_micro(self) -> int:
        """With the share; millionths of yuan-days."""
        return self.amount_fen * self.days * self.share_bp

    @property
    def margin_micro(self) -> int:
        """With the share; millionths of a yuan."""
        return half_away(Fraction(self.balance_days_micro * self.spread_ppm, MICRO * YEAR_DAYS))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A deal with what is paid without and with it; fen."""

    deal: Deal
    before: Outcome
    after: Outcome
    eva_micro: int | None  # of a loan

    @property
    def variable_fen(self) -> int:
        """What the deal adds, all parts."""
        return self.after.variable_fen - self.before.variable_fen

    @property
    def now_fen(self) -> int:
        """Of it at once."""
        return self.after.spread.now_fen - self.before.spread.now_fen

    @property
    def later_fen(self) -> tuple[int, ...]:
        """Of it in each year after."""
        return tuple(
            with_it - without
            for with_it, without in zip(self.after.spread.later_fen, self.before.spread.later_fen, strict=True)
        )


def check(deal: Deal) -> Deal:
    """Refuse what is no deal."""
    wrong = (
        not 0 < deal.amount_fen <= AMOUNT_FEN_MOST,
        deal.what is not What.FEE and not 0 < deal.days <= DAYS_MOST,
        not 0 <= deal.rate_ppm <= RATE_PPM_MOST,
        not 0 < deal.share_bp <= SHARE_BP_ONE,
    )
    if any(wrong):
        words = _("Name an amount above 0, 1 to %(days)s days, a rate of 0 to 100 and a share above 0 to 100 per cent.")
        raise Refusal("estimate.deal", words, days=DAYS_MOST)
    return deal


def estimate(
    scheme: Scheme, facts: PersonFacts, deal: Deal, *, plans: Mapping[str, Plan], charges: Charges, peers_least: int
) -> Estimate:
    """The person's period without and with the deal; what nobody has handed in counts whole on both sides."""
    eva = eva_micro(deal, charges=charges) if deal.what is What.LOAN else None
    with_it = replace(facts, figures=_added(facts, added_by(deal, eva=eva), kind=deal.product_id))
    before, after = (
        evaluate(scheme, one, plans=plans, peers_least=peers_least, assumed=Fraction(1)) for one in (facts, with_it)
    )
    return Estimate(deal, before, after, eva)


def added_by(deal: Deal, *, eva: int | None) -> dict[str, int]:
    """What a deal adds to each kept figure; a new deal has no base."""
    if deal.what is What.FEE:
        return {"fees": deal.amount_fen * deal.share_bp}
    side, margin = deal.what.value, deal.margin_micro
    found = {f"{side}_days": deal.balance_days_micro, f"{side}_margin": margin}
    if eva is not None:
        found |= {"eva": eva, "loan_margin_worth": margin if eva > 0 else 0}
    return found


def eva_micro(deal: Deal, *, charges: Charges) -> int:
    """EVA of a loan's days with the share, before expected loss, which nobody knows yet; millionths of a yuan."""
    terms = LoanTerms(
        exposure=Fraction(deal.amount_fen * deal.share_bp, FEN_A_YUAN * SHARE_BP_ONE),
        rate_ppm=deal.rate_ppm,
        transfer_price_ppm=deal.price_ppm,
        default_ppm=0,
        loss_ppm=0,
    )
    return half_away(eva_of(terms, charges=charges, year_part=Fraction(deal.days, YEAR_DAYS)).eva * MICRO)


def _added(facts: PersonFacts, more: Mapping[str, int], *, kind: str) -> dict[Key, int]:
    """The figures with the deal's; what was not asked for stays unknown."""
    found = dict(facts.figures)
    for name, value in more.items():
        if facts.knows(name):
            found[name, kind] = found.get((name, kind), 0) + value
    return found
