"""The leaf: the one place where the settlement rounds, once, to a millionth of a yuan, half away from zero.

Source: the book's contract, 2 (exactness). A leaf is one account, one person and one maximal stretch of days in which
balance, share and the measure's own rates stay the same. Above it there is only addition.

Bounds, by which every engine stays inside 64 bits (9.22e18): a balance is at most 10^13 fen, a month has at most 31
days and a share is at most 10,000, so A <= 3.1e18. A spread is at most 2,000,000 and M at most 3.72e8, so (A mod M) x
|x| + M div 2 < 7.5e14 and (A div M) x |x| < 1.9e16. The expected loss has |x| <= 10^8 and 100 M <= 3.72e10: the same
terms stay below 3.8e18 and 1.0e16. Dividing A before multiplying is what keeps them there; the result is the same as
dividing the whole product.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiao.ground.money import mul_div_half_away

INT64_MAX = 2**63 - 1
RHO_ONE = 100_000_000  # an expected loss rate of 1, in 10^-8
PPM_A_RHO = 10_000  # pd x lgd is in 10^-12; the rate of expected loss keeps 10^-8


class Measure(StrEnum):
    """What a leaf measures."""

    MARGIN = "margin"
    EXPECTED_LOSS = "expected_loss"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One rounded piece of one person's credit on one account; days are [since_day, until_day)."""

    measure: Measure
    staff_id: str  # empty = unclaimed
    since_day: int
    until_day: int
    balance_fen: int
    share_bp: int
    rate_ppm: int | None  # the customer's rate a year; None on an expected loss
    price_ppm: int | None  # the transfer price a year; None on an expected loss
    rho: int | None  # pd x lgd in 10^-8; None on a margin
    factor: int  # what the balance is multiplied by: the spread in ppm, or rho
    divisor: int  # M of the margin, 100 M of the expected loss

    @property
    def days(self) -> int:
        """How many days the stretch has."""
        return self.until_day - self.since_day

    @property
    def balance_days_fen(self) -> int:
        """Balance in fen times days, before the share."""
        return self.balance_fen * self.days

    @property
    def balance_days_micro(self) -> int:
        """With the share: fen x day x ten-thousandth is a millionth of a yuan-day, so nothing is rounded."""
        return self.balance_days_fen * self.share_bp

    @property
    def micro(self) -> int:
        """Millionths of a yuan, rounded once."""
        return leaf_micro(self.balance_days_fen, share_bp=self.share_bp, factor=self.factor, divisor=self.divisor)

    @property
    def exact_micro(self) -> Fraction:
        """Millionths of a yuan before the rounding."""
        return Fraction(self.balance_days_fen * self.share_bp * self.factor, self.divisor)


def leaf_micro(balance_days_fen: int, *, share_bp: int, factor: int, divisor: int) -> int:
    """Millionths of a yuan: balance-days x share x factor / divisor, half away from zero, in steps that fit 64 bits."""
    amount = abs(balance_days_fen) * share_bp
    size = abs(factor)
    assert divisor > 0, divisor
    assert divisor % 2 == 0, divisor
    assert amount <= INT64_MAX, amount
    whole = amount // divisor * size
    part = amount % divisor * size + divisor // 2
    assert max(whole, part, whole + part // divisor) <= INT64_MAX, (amount, factor, divisor)
    magnitude = whole + part // divisor
    return -magnitude if (balance_days_fen < 0) != (factor < 0) else magnitude


def rho_of(pd_ppm: int | None, *, lgd_ppm: int | None) -> int:
    """The rate of expected loss, pd x lgd in 10^-8, half away from zero; 0 where either is unknown."""
    if pd_ppm is None or lgd_ppm is None:
        return 0
    return mul_div_half_away(pd_ppm, factor=lgd_ppm, divisor=PPM_A_RHO)
