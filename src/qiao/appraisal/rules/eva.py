"""EVA and RAROC of a loan for a period: what is left after price of funds, taxes, costs, expected loss and capital.

Source: piece 1, section 3 (line 81: pay on full costs). Every rate has its unit: `_ppm` a year for rates, `_ppm` for
parts. A loan can bring a bonus of 25,500.00 and destroy 224,049.06 in the same year; a scheme may therefore ask that
a loan's EVA be positive before its margin counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from qiao.ground.money import PPM_ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanTerms:
    """What a loan earns and costs; exposure in yuan, rates a year and parts in millionths."""

    exposure: Fraction
    rate_ppm: int  # a year, tax on top of it included
    transfer_price_ppm: int  # a year
    default_ppm: int  # part that defaults within a year
    loss_ppm: int  # part of it that is lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """The house's terms for all loans: taxes, running costs, weight of risk, capital and its cost; millionths."""

    added_tax_ppm: int  # on interest
    surcharge_ppm: int  # of the added tax
    income_tax_ppm: int
    operating_cost_ppm: int  # a year, of the exposure
    risk_weight_ppm: int
    capital_ppm: int  # of the weighted exposure
    capital_cost_ppm: int  # a year


@dataclass(frozen=True, slots=True)
class Eva:
    """Every step in yuan, exact; raroc is a part a year."""

    interest: Fraction
    net_interest: Fraction
    funds: Fraction
    operating_cost: Fraction
    expected_loss: Fraction
    surcharge: Fraction
    before_tax: Fraction
    after_tax: Fraction
    capital: Fraction
    raroc: Fraction
    eva: Fraction


def eva_of(loan: LoanTerms, *, charges: Charges, year_part: Fraction = Fraction(1)) -> Eva:
    """A loan over a part of a year; tax on a loss is given back, as in a bank that earns elsewhere."""
    assert year_part > 0
    a_period = loan.exposure * year_part / PPM_ONE
    interest = a_period * loan.rate_ppm
    net = interest / (1 + Fraction(charges.added_tax_ppm, PPM_ONE))
    surcharge = (interest - net) * Fraction(charges.surcharge_ppm, PPM_ONE)
    funds = a_period * loan.transfer_price_ppm
    cost = a_period * charges.operating_cost_ppm
    loss = a_period * loan.default_ppm * Fraction(loan.loss_ppm, PPM_ONE)
    before = net - funds - cost - loss - surcharge
    after = before * (1 - Fraction(charges.income_tax_ppm, PPM_ONE))
    capital = loan.exposure * Fraction(charges.risk_weight_ppm * charges.capital_ppm, PPM_ONE * PPM_ONE)
    charge = capital * Fraction(charges.capital_cost_ppm, PPM_ONE) * year_part
    return Eva(
        interest=interest,
        net_interest=net,
        funds=funds,
        operating_cost=cost,
        expected_loss=loss,
        surcharge=surcharge,
        before_tax=before,
        after_tax=after,
        capital=capital,
        raroc=after / capital / year_part if capital else Fraction(0),
        eva=after - charge,
    )


@dataclass(frozen=True, slots=True)
class Lent:
    """A loan's margin and EVA of a period; millionths of a yuan."""

    account_id: str
    margin_micro: int
    eva_micro: int


def worth_margin_micro(loans: Iterable[Lent]) -> int:
    """The margin of the loans whose EVA is positive: what counts where a scheme has the gate."""
    return sum(one.margin_micro for one in loans if one.eva_micro > 0)
