"""The arithmetic of a slip, opened to the day, so that a person can repeat it by hand.

Source: the book's contract, 3 (explain: the slip, line by line, down to the account-day). A day's part is never
rounded; the leaf's days are added exactly and rounded once, and the rounding is shown.
"""

from dataclasses import dataclass
from fractions import Fraction

from qiao.contribution.rules.basis import DayBasis, basis_text
from qiao.contribution.rules.credit import credit_of_account
from qiao.contribution.rules.facts import AccountFacts, Side
from qiao.contribution.rules.leaf import Leaf, Measure
from qiao.ground.money import SHARE_BP_ONE, half_away, text_of_scaled
from qiao.ground.periods import Period

FEN_PLACES = 2
RATE_PLACES = 6
SHARE_PLACES = 4
RHO_PLACES = 8
MICRO_PLACES = 6
EXACT_PLACES = 12  # shown of a part that has no end in decimals


@dataclass(frozen=True, slots=True)
class DayLine:
    """One person's part of one account on one day, before any rounding."""

    day: int
    balance_fen: int
    share_bp: int
    rate_ppm: int | None
    price_ppm: int | None
    rho: int | None
    part_micro: Fraction


@dataclass(frozen=True, slots=True)
class OpenedLeaf:
    """A leaf with its days: their exact sum, what it was rounded to and what the rounding added."""

    leaf: Leaf
    days: tuple[DayLine, ...]
    written: str  # the arithmetic as numbers and signs

    @property
    def exact_micro(self) -> Fraction:
        """The days' exact sum in millionths of a yuan."""
        return sum((line.part_micro for line in self.days), Fraction())

    @property
    def rounding_micro(self) -> Fraction:
        """What the rounding added: at most half a millionth of a yuan either way."""
        return self.leaf.micro - self.exact_micro


def day_lines(
    facts: AccountFacts, *, staff_id: str, measure: Measure, period: Period, basis: DayBasis
) -> tuple[OpenedLeaf, ...]:
    """One person's margin or expected loss on one account, every leaf opened to its days; '' opens the unclaimed."""
    credit = credit_of_account(facts, period=period, basis=basis)
    own = (leaf for leaf in credit.leaves if leaf.staff_id == staff_id and leaf.measure is measure)
    return tuple(opened(leaf, side=facts.side, period=period, basis=basis) for leaf in own)


def opened(leaf: Leaf, *, side: Side, period: Period, basis: DayBasis) -> OpenedLeaf:
    """A leaf opened to its days."""
    part = Fraction(leaf.balance_fen * leaf.share_bp * leaf.factor, leaf.divisor)
    days = tuple(
        DayLine(day, leaf.balance_fen, leaf.share_bp, leaf.rate_ppm, leaf.price_ppm, leaf.rho, part)
        for day in range(leaf.since_day, leaf.until_day)
    )
    found = OpenedLeaf(leaf, days, written(leaf, side=side, basis=basis, month_days=period.days))
    assert found.exact_micro == leaf.exact_micro, leaf
    assert half_away(found.exact_micro) == leaf.micro, leaf
    return found


def written(leaf: Leaf, *, side: Side, basis: DayBasis, month_days: int) -> str:
    """The arithmetic of a leaf: '100000.00 x 9 x 0.3333 x (0.024000 - 0.011500) / 360 = 10.415625'."""
    terms = [text_of_scaled(leaf.balance_fen, places=FEN_PLACES), str(leaf.days)]
    if leaf.share_bp != SHARE_BP_ONE:
        terms.append(text_of_scaled(leaf.share_bp, places=SHARE_PLACES))
    terms.append(_factor_text(leaf, side=side))
    exact = exact_text(leaf.exact_micro)
    result = text_of_scaled(leaf.micro, places=MICRO_PLACES)
    sums = f"= {exact}" if exact == result else f"= {exact} ≈ {result}"
    return f"{' × '.join(terms)} {basis_text(basis, days=month_days)} {sums}"


def exact_text(micro: Fraction) -> str:
    """Millionths of a yuan as yuan: as short as six decimals where they hold it, else twelve and an ellipsis."""
    if micro.denominator == 1:
        return text_of_scaled(micro.numerator, places=MICRO_PLACES)
    finer = micro * 10 ** (EXACT_PLACES - MICRO_PLACES)
    cut = abs(finer.numerator) // finer.denominator
    sign = "-" if micro < 0 else ""
    return f"{sign}{text_of_scaled(cut, places=EXACT_PLACES)}{'' if finer.denominator == 1 else '…'}"


def _factor_text(leaf: Leaf, *, side: Side) -> str:
    """The spread as a difference of two rates, in the order of the side; or the rate of expected loss."""
    if leaf.measure is Measure.EXPECTED_LOSS:
        assert leaf.rho is not None, leaf
        return text_of_scaled(leaf.rho, places=RHO_PLACES)
    assert leaf.rate_ppm is not None, leaf
    assert leaf.price_ppm is not None, leaf
    rate, price = _rate_text(leaf.rate_ppm), _rate_text(leaf.price_ppm)
    return f"({price} − {rate})" if side is Side.DEPOSIT else f"({rate} − {price})"


def _rate_text(ppm: int) -> str:
    """A rate a year with six decimals, a negative one in brackets."""
    text = text_of_scaled(ppm, places=RATE_PLACES)
    return f"({text})" if ppm < 0 else text
