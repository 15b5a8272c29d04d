"""Exact arithmetic in 64-bit integers that every engine does alike.

Source: the contract, 2 (exactness). No engine's own integer division is used: dialects differ in it (engine tests).
"""

import ibis
import ibis.expr.types as ir

RHO_ROUNDING = 5_000  # half of the 10^4 that takes ppm x ppm (10^-12) to hundred-millionths (10^-8)
RHO_DIVISOR = 10_000
WIDE = "decimal(38, 0)"


def quotient(amount: ir.IntegerValue, divisor: int) -> ir.IntegerValue:
    """The whole part of amount / divisor for amount >= 0 and a quotient below 2^48.

    The multiple of the divisor is taken first, so the division of doubles is off by far less than one half and
    the integer next to it is found. Holds for every leaf of the contract: amounts below 2^62, quotients below 2^34. A
    floor is many times quicker than a rounding to decimals.
    """
    return ((amount - amount % divisor) / divisor + 0.5).floor().cast("int64")


def leaf_micro(*, weighted_days: ir.IntegerValue, factor: ir.IntegerValue, divisor: int) -> ir.IntegerValue:
    """One leaf in millionths of a yuan, rounded once, half away from zero.

    weighted_days: balance (fen) x days x share (ten-thousandths), signed. factor: a rate difference in millionths, or
    an expected loss rate in hundred-millionths, signed. divisor: what takes their product to millionths of a yuan.
    """
    amount, size = weighted_days.abs(), factor.abs()
    rest = (amount % divisor) * size + divisor // 2
    magnitude = quotient(amount, divisor) * size + quotient(rest, divisor)
    alike = (weighted_days < 0) == (factor < 0)  # and not the signs' product: PostgreSQL answers a sign as a double
    return magnitude * alike.ifelse(ibis.literal(1, "int64"), ibis.literal(-1, "int64"))


def rho(*, pd_ppm: ir.IntegerValue, lgd_ppm: ir.IntegerValue) -> ir.IntegerValue:
    """Pd x lgd in hundred-millionths, half away from zero; 0 where either is unknown."""
    product = pd_ppm.cast("int64") * lgd_ppm.cast("int64")
    return quotient(product + RHO_ROUNDING, RHO_DIVISOR).fill_null(0)


def narrow_sum(column: ir.IntegerValue) -> ir.IntegerScalar:
    """A sum that the contract's bounds keep within 64 bits: one account's leaves of one month.

    |balance-days x share| of an account and a month is at most 10^13 fen x 31 days x 10^4 < 3.2 x 10^18; margins and
    losses are smaller. Engines answer sums in wider types of their own; a session brings them back to 64 bits.
    """
    return column.sum()


def exact_sum(column: ir.IntegerValue) -> ir.DecimalScalar:
    """A sum in 128 bits: totals of a bank need them. The outer cast is for Ibis, which expects decimals."""
    return column.cast(WIDE).sum().cast(WIDE)
