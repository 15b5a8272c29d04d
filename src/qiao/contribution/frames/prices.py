"""Internal transfer prices: the pool's curve day by day, or the opening day's price kept for life.

Source: the contract, 2 (f(a,t)); exact side and tenor, nothing interpolated.
"""

import ibis
import ibis.expr.types as ir

from qiao.contribution.frames.spells import BEFORE_ALL_DAYS, spells
from qiao.ground.periods import LAST_DAY_NUMBER, Period

CURVE = ("side", "tenor_days")


def pool_prices(ftp: ir.Table, *, period: Period) -> ir.Table:
    """side, tenor_days, price_ppm, since_day, until_day: the curve as spells within the period."""
    rows = ftp.select(*CURVE, "since_day", price_ppm=ftp.annual_rate_ppm.cast("int64"))
    rows = rows.rename(first_day="since_day")
    return spells(rows, key=CURVE, day="first_day", values=["price_ppm"], period=period)


def locked_prices(accounts: ir.Table, ftp: ir.Table, *, period: Period) -> ir.Table:
    """account_id, price_ppm, since_day, until_day: the price of the opening day for accounts priced `matched`."""
    by_curve = ibis.window(group_by=list(CURVE), order_by="since_day")
    curve = ftp.select(
        price_side=ftp.side,
        price_tenor=ftp.tenor_days,
        price_ppm=ftp.annual_rate_ppm.cast("int64"),
        first_day=ftp.since_day,
        next_day=ftp.since_day.lead(1).over(by_curve).fill_null(LAST_DAY_NUMBER + 1),
    )
    matched = accounts.filter(accounts.ftp_method == "matched")
    joined = matched.join(
        curve,
        [
            matched.side == curve.price_side,
            matched.tenor_days == curve.price_tenor,
            matched.opened_on_day >= curve.first_day,
            matched.opened_on_day < curve.next_day,
        ],
    )
    return joined.select(
        "account_id",
        "price_ppm",
        since_day=ibis.literal(period.since_day, "int64"),
        until_day=ibis.literal(period.until_day, "int64"),
    )


def without_price(balances: ir.Table, ftp: ir.Table) -> ir.Table:
    """side, tenor_days, accounts: where a balance needs a price on a day on which none is in force.

    balances: account_id, side, tenor_days, ftp_method, opened_on_day, since_day, balance_fen as spells of the period.
    """
    first = ftp.group_by(price_side=ftp.side, price_tenor=ftp.tenor_days).agg(first_day=ftp.since_day.min())
    asked = balances.mutate(
        price_day=(balances.ftp_method == "matched").ifelse(balances.opened_on_day.cast("int64"), balances.since_day)
    )
    standing = asked.filter((asked.balance_fen != 0) & (asked.side != "fee"))
    joined = standing.left_join(first, [standing.side == first.price_side, standing.tenor_days == first.price_tenor])
    missing = joined.filter(joined.first_day.isnull() | (joined.first_day > joined.price_day))
    return missing.group_by("side", "tenor_days").agg(accounts=missing.account_id.nunique())


def rate_rows(rate: ir.Table, accounts: ir.Table) -> ir.Table:
    """account_id, first_day, rate_ppm with a row of 0 before all others: the rate is 0 before its first row."""
    given = rate.select(
        "account_id", first_day=rate.since_day.cast("int64"), rate_ppm=rate.annual_rate_ppm.cast("int64")
    )
    ground = accounts.select(
        "account_id", first_day=ibis.literal(BEFORE_ALL_DAYS, "int64"), rate_ppm=ibis.literal(0, "int64")
    )
    return given.union(ground)
